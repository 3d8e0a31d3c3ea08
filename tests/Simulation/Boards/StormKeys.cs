using System.Security.Cryptography;
using System.Text;

namespace ChargePointFw.Simulation.Boards;

/// <summary>Keys of a run, from its seed: they protect nothing but the run.</summary>
internal sealed class StormKeys(int seed)
{
    public byte[] Site { get; } = Derive(seed, "site");

    public byte[] Device(string chargePoint) => Derive(seed, chargePoint);

    private static byte[] Derive(int seed, string purpose) => HMACSHA256.HashData(
        BitConverter.GetBytes(seed), Encoding.ASCII.GetBytes("storm/" + purpose));
}
