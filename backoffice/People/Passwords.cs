using System.Security.Cryptography;
using ChargePointFw.BackOffice.Refusals;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ChargePointFw.BackOffice.People;

/// <summary>Passwords: the framework's hash (PBKDF2 with SHA-512), which of them are taken, and random ones.</summary>
public sealed class Passwords
{
    public const int LeastLetters = 12;
    public const int MostLetters = 128;

    private const int RandomLetters = 20;

    // Without letters that look alike: somebody reads it to somebody else.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    private readonly PasswordHasher<string> hasher;
    private readonly string hashOfNobody;

    internal Passwords(int iterations)
    {
        hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        hashOfNobody = Hash("", Random());
    }

    /// <summary>Null when it is taken, else why not.</summary>
    public static Refused? Refusal(string name, string password) => password.Length switch
    {
        < LeastLetters or > MostLetters => new Refused(Why.PasswordLength, LeastLetters, MostLetters),
        _ when password.Distinct().Count() < 5 => new Refused(Why.PasswordTooSimple),
        _ when password.Contains(name, StringComparison.OrdinalIgnoreCase) => new Refused(Why.PasswordHasName),
        _ => null,
    };

    /// <summary>100 bits, for people to copy.</summary>
    public static string Random() => RandomNumberGenerator.GetString(Alphabet, RandomLetters);

    internal string Hash(string name, string password) => hasher.HashPassword(name, password);

    /// <summary>Takes the same time whether or not there is a hash, so that nobody learns who is registered.</summary>
    /// <returns>Whether it is the password, and whether it should be hashed anew with today's cost.</returns>
    internal (bool IsRight, bool IsOld) Verify(string name, string? hash, string password)
    {
        PasswordVerificationResult result = hasher.VerifyHashedPassword(name, hash ?? hashOfNobody, password);
        return (hash is not null && result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
    }
}
