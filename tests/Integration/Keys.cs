using System.Security.Cryptography;
using System.Text;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;

namespace ChargePointFw.Integration;

/// <summary>Keys of a demo run: whoever knows the seed can derive them, as demo/Runs/DemoKeys.cs does.</summary>
internal static class Keys
{
    public const string Site = "tokyo-01";

    public static KeyRing Of(string chargePoint, int seed = 1) =>
        new(new HmacSha256(), HMACSHA256.HashData(BitConverter.GetBytes(seed), Encoding.ASCII.GetBytes("demo/device/" + chargePoint)), Site, chargePoint, 1);

    /// <summary>A token's hash, as 16 hexadecimal digits.</summary>
    public static string TokenHash(string token, int seed = 1)
    {
        byte[] siteKey = HMACSHA256.HashData(BitConverter.GetBytes(seed), Encoding.ASCII.GetBytes("demo/site"));
        return Convert.ToHexString(HMACSHA256.HashData(siteKey, Encoding.ASCII.GetBytes(token)).AsSpan(0, 8));
    }
}
