using System.Security.Cryptography;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Security;

/// <summary>HMAC-SHA256 of the platform. The static call leaves the caller's key alone; disposing an instance wipes it.</summary>
public sealed class HmacSha256 : IKeyedHash
{
    public byte[] Compute(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);
}
