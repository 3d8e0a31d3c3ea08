using System.Security.Cryptography;
using ChargePointFw.Seams;

namespace ChargePointFw.BackOffice.Sites;

/// <summary>The firmware's keyed hash over .NET's.</summary>
public sealed class HmacSha256 : IKeyedHash
{
    public static readonly HmacSha256 Instance = new();

    public byte[] Compute(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);
}
