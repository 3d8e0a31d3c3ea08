using System.Buffers.Binary;
using System.Text;

namespace ChargePointFw.Provision.Tests;

/// <summary>
/// Makes deployment images as the metadata processor lays them out: assemblies of a header of 124 bytes, a body and check sums.
/// The sums are computed bit by bit here, by another way than what is tested.
/// </summary>
internal static class ImageMaker
{
    public static byte[] Image(params string[] assemblies) => [.. assemblies.SelectMany((name, i) => Assembly(name, 200 + (37 * i)))];

    private static byte[] Assembly(string name, int bodyBytes)
    {
        byte[] text = [0, .. Encoding.ASCII.GetBytes(name), 0];
        int size = 124 + bodyBytes + text.Length;
        var bytes = new byte[(size + 3) & ~3];
        "NFMRK1"u8.CopyTo(bytes);
        Put16(bytes, 36, 1); // the name is the second string
        for (int table = 0; table < 16; table++)
        {
            Put32(bytes, 40 + (4 * table), (uint)(table < 11 ? 124 : table == 11 ? 124 + bodyBytes : size));
        }

        for (int i = 0; i < bodyBytes; i++)
        {
            bytes[124 + i] = (byte)(i * 31);
        }

        text.CopyTo(bytes, 124 + bodyBytes);
        Put32(bytes, 12, Crc(bytes.AsSpan(124, size - 124)));
        Put32(bytes, 8, Crc(bytes.AsSpan(0, 124)));
        return bytes;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = 0;
        foreach (byte one in bytes)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                bool carries = ((crc >> 31) ^ ((uint)one >> bit & 1)) != 0;
                crc = (crc << 1) ^ (carries ? 0x04C11DB7u : 0);
            }
        }

        return crc;
    }

    private static void Put16(byte[] bytes, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), value);

    private static void Put32(byte[] bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
}
