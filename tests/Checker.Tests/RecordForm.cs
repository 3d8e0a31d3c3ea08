using System.Buffers.Binary;

namespace ChargePointFw.Checker.Tests;

/// <summary>Writes the bytes of a record after the table in <c>firmware/Records/README.md</c>; the tag is left empty.</summary>
internal sealed record RecordForm
{
    public int Type { get; init; }

    public long Journal { get; init; }

    public long Number { get; init; }

    public int Session { get; init; }

    public long RegisterWh { get; init; }

    public long IntervalStartUtcMs { get; init; }

    public long AllocationId { get; init; }

    public bool IsMember { get; init; }

    public long EnergyWh { get; init; }

    public long CoveredWh { get; init; }

    public long LiveWh { get; init; }

    public byte[] Bytes()
    {
        byte[] bytes = new byte[64];
        bytes[0] = 1;
        bytes[1] = (byte)Type;
        Put(bytes, 5, 4, Journal);
        Put(bytes, 9, 4, Number);
        if (Type is >= 2 and <= 5)
        {
            bytes[2] = (byte)(IsMember ? 1 << 4 : 2 << 4);
            Put(bytes, 24, 3, Session);
            Put(bytes, 27, 5, RegisterWh);
            Put(bytes, 32, 3, IntervalStartUtcMs / 900_000);
            Put(bytes, 35, 4, AllocationId);
        }

        if (Type is >= 3 and <= 5)
        {
            Put(bytes, 39, 3, EnergyWh);
            Put(bytes, 42, 3, CoveredWh);
        }

        if (Type is 6)
        {
            Put(bytes, 36, 5, RegisterWh);
        }

        if (Type is 10)
        {
            Put(bytes, 26, 5, RegisterWh);
        }

        if (Type is 12)
        {
            Put(bytes, 24, 3, IntervalStartUtcMs / 900_000);
            Put(bytes, 27, 4, AllocationId);
            Put(bytes, 31, 3, LiveWh);
            Put(bytes, 34, 2, 360);
        }

        return bytes;
    }

    private static void Put(byte[] bytes, int at, int length, long value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, value);
        eight[..length].CopyTo(bytes.AsSpan(at));
    }
}
