using System.Security.Cryptography;
using System.Text;

namespace ChargePointFw.Demo.Runs;

/// <summary>Keys of a run, derived from its seed so that the run can be repeated. They protect nothing but the run.</summary>
internal static class DemoKeys
{
    /// <summary>Key of one charge point.</summary>
    public static byte[] Device(int seed, string chargePoint) => Derive(seed, "device/" + chargePoint);

    /// <summary>Key of the site's token hashes.</summary>
    public static byte[] Site(int seed) => Derive(seed, "site");

    private static byte[] Derive(int seed, string purpose) =>
        HMACSHA256.HashData(BitConverter.GetBytes(seed), Encoding.ASCII.GetBytes("demo/" + purpose));
}
