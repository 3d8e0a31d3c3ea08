using ChargePointFw.Seams;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>
/// Stands in for HMAC-SHA256, which the desktop build of the device's interpreter lacks: 32 bytes that depend on every
/// byte of key and message. Not cryptographic.
/// </summary>
public sealed class StandInHash : IKeyedHash
{
    private const int Lanes = 8;

    public byte[] Compute(byte[] key, byte[] message)
    {
        var lanes = new uint[Lanes];
        for (int i = 0; i < Lanes; i++)
        {
            lanes[i] = 0x811C9DC5u + (uint)i;
        }

        Absorb(lanes, key);
        Absorb(lanes, message);
        for (int n = 0; n < 4 * Lanes; n++)
        {
            uint before = lanes[(n + Lanes - 1) % Lanes];
            lanes[n % Lanes] = (lanes[n % Lanes] ^ before ^ (before >> 15)) * 0x85EBCA6Bu;
        }

        var tag = new byte[4 * Lanes];
        for (int i = 0; i < tag.Length; i++)
        {
            tag[i] = (byte)(lanes[i / 4] >> (8 * (i % 4)));
        }

        return tag;
    }

    private static void Absorb(uint[] lanes, byte[] bytes)
    {
        for (int n = 0; n < bytes.Length; n++)
        {
            uint mixed = (lanes[n % Lanes] ^ bytes[n]) * 0x01000193u;
            lanes[n % Lanes] = (mixed << 5) | (mixed >> 27);
            lanes[(n + 1) % Lanes] += mixed;
        }

        lanes[0] ^= (uint)bytes.Length;
    }
}
