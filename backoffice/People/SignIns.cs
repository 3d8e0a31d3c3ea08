using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.People;

/// <summary>
/// Whether somebody is let in. Wrong passwords lock the name, ever longer; who is not registered, disabled, locked or
/// wrong hears the same after the same time.
/// </summary>
public sealed class SignIns
{
    /// <summary>Wrong passwords before the name is locked.</summary>
    public const int FailuresBeforeLock = 5;

    /// <summary>The first lock; each wrong password after it doubles it.</summary>
    public static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(1);

    /// <summary>A name is not locked for longer: whoever guesses must not keep the person out for good.</summary>
    public static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(30);

    private readonly Database database;
    private readonly TimeProvider time;
    private readonly AuditTrail audit;
    private readonly Passwords passwords;
    private readonly ConcurrentDictionary<string, string> links = new(StringComparer.Ordinal);

    internal SignIns(Database database, TimeProvider time, AuditTrail audit, Passwords passwords)
    {
        this.database = database;
        this.time = time;
        this.audit = audit;
        this.passwords = passwords;
    }

    /// <summary>An address that signs a person in once while this program runs; for demonstrations, see <see cref="BackOfficeOptions.SignInLinks"/>.</summary>
    public string OfferLink(string name)
    {
        string token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        links[token] = name;
        return "/sign-in/" + token;
    }

    /// <summary>Takes a link; null when there is none, or it was used.</summary>
    internal Person? TakeLink(string token)
    {
        if (!links.TryRemove(token, out string? name))
        {
            return null;
        }

        return database.Write((connection, transaction) =>
        {
            var rows = new PersonRows(connection, transaction);
            Person? person = rows.Find(name);
            if (person is null or { IsDisabled: true })
            {
                return null;
            }

            audit.Add(connection, transaction, person.Name, AuditAction.SignedIn, person.Name, after: "by link");
            return person;
        });
    }

    /// <summary>The person when the password is right and the name neither locked nor disabled; else null.</summary>
    internal Person? Try(string name, string password)
    {
        long nowUtcMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        (string? hash, long failures, long lockedUntilUtcMs) = BeginTry(name, nowUtcMs);
        (bool isRight, bool isOld) = passwords.Verify(name, hash, password.Length <= Passwords.MostLetters ? password : "");
        if (!isRight)
        {
            TellLock(name, failures, lockedUntilUtcMs);
            return null;
        }

        string? fresh = isOld ? passwords.Hash(name, password) : null;
        return database.Write((connection, transaction) =>
        {
            connection.Execute(
                """
                UPDATE person SET failures = 0, locked_until_utc_ms = 0, signed_in_utc_ms = @nowUtcMs, password_hash = coalesce(@fresh, password_hash)
                WHERE name = @name
                """,
                new { name, nowUtcMs, fresh },
                transaction);
            Person person = new PersonRows(connection, transaction).Find(name)!;
            audit.Add(connection, transaction, person.Name, AuditAction.SignedIn, person.Name);
            return person;
        });
    }

    internal void SignedOut(string name) => database.Write((connection, transaction) =>
        audit.Add(connection, transaction, name, AuditAction.SignedOut, name));

    // Counts the try as a failure before the password is looked at, so that guesses at the same moment count one by one.
    private (string? Hash, long Failures, long LockedUntilUtcMs) BeginTry(string name, long nowUtcMs) => database.Write((connection, transaction) =>
    {
        (string? hash, long isDisabled, long lockedUntilUtcMs, long before) = connection.QuerySingleOrDefault<(string?, long, long, long)>(
            "SELECT password_hash, is_disabled, locked_until_utc_ms, failures FROM person WHERE name = @name", new { name }, transaction);
        if (hash is null || isDisabled == 1 || lockedUntilUtcMs > nowUtcMs)
        {
            return ((string?)null, 0L, 0L);
        }

        long failures = before + 1;
        long lockUtcMs = failures < FailuresBeforeLock ? 0 : nowUtcMs + LockOf(failures);
        connection.Execute(
            "UPDATE person SET failures = @failures, locked_until_utc_ms = @lockUtcMs WHERE name = @name", new { name, failures, lockUtcMs }, transaction);
        return (hash, failures, lockUtcMs);
    });

    private void TellLock(string name, long failures, long lockedUntilUtcMs)
    {
        if (lockedUntilUtcMs > 0)
        {
            database.Write((connection, transaction) => audit.Add(
                connection, transaction, "", AuditAction.LockedOut, name,
                string.Create(CultureInfo.InvariantCulture, $"{failures} wrong passwords"),
                DateTimeOffset.FromUnixTimeMilliseconds(lockedUntilUtcMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        }
    }

    private static long LockOf(long failures)
    {
        double doubled = FirstLock.TotalMilliseconds * Math.Pow(2, Math.Min(failures - FailuresBeforeLock, 20));
        return (long)Math.Min(doubled, LongestLock.TotalMilliseconds);
    }
}
