using System.Buffers.Binary;
using System.Numerics;
using ChargePointFw.Seams;

namespace ChargePointFw.Simulation.Boards;

/// <summary>
/// A keyed hash that remembers what it has computed: each boot verifies the whole journal again, and the same bytes have the same
/// tag. What was altered by a single bit is computed. For one thread.
/// </summary>
/// <param name="hash">Computes what is new.</param>
internal sealed class RememberedHash(IKeyedHash hash) : IKeyedHash
{
    private const int Places = 4_096;
    private const int LongestMessage = 256;
    private readonly (byte[] Key, byte[] Message, byte[] Tag)[] known = new (byte[], byte[], byte[])[Places];

    public byte[] Compute(byte[] key, byte[] message)
    {
        if (message.Length > LongestMessage)
        {
            return hash.Compute(key, message);
        }

        ref (byte[] Key, byte[] Message, byte[] Tag) place = ref known[PlaceOf(key, message)];
        if (place.Tag is null || !message.AsSpan().SequenceEqual(place.Message) || !key.AsSpan().SequenceEqual(place.Key))
        {
            place = ([.. key], [.. message], hash.Compute(key, message));
        }

        return [.. place.Tag];
    }

    private static int PlaceOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        ulong sum = key.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(key) : 0;
        for (; message.Length >= sizeof(ulong); message = message[sizeof(ulong)..])
        {
            sum = (BitOperations.RotateLeft(sum, 23) ^ BinaryPrimitives.ReadUInt64LittleEndian(message)) * 0x9E3779B97F4A7C15;
        }

        foreach (byte one in message)
        {
            sum = (sum + one) * 0x9E3779B97F4A7C15;
        }

        return (int)(sum >> 52); // twelve bits: as many as there are places
    }
}
