using System.Buffers.Binary;

namespace ChargePointFw.Checker;

/// <summary>
/// The few fields of a 64-byte record that the checker needs, decoded from the table in
/// <c>firmware/Records/README.md</c>. Little-endian; energies and registers in Wh, times in ms since 1970 in UTC.
/// </summary>
internal sealed record RecordBytes
{
    public const int SessionStarted = 2;
    public const int MeterBaseline = 6;
    public const int LiveSupplied = 12;
    public const int RecordsLost = 13;
    private const int SessionUpdated = 3;
    private const int IntervalClosed = 4;
    private const int SessionEnded = 5;
    private const int Fault = 10;
    private const int IdleEnergy = 11;
    private const int PowerLoss = 12;
    private const long QuarterHourMs = 900_000;

    public required int Type { get; init; }

    public required long Journal { get; init; }

    public required long Number { get; init; }

    /// <summary>Null where the record has none.</summary>
    public long? RegisterWh { get; init; }

    /// <summary>0 in records of no session.</summary>
    public int Session { get; init; }

    public bool IsMember { get; init; }

    public long IntervalStartUtcMs { get; init; }

    public long AllocationId { get; init; }

    /// <summary>Live supply credited to the interval so far, Wh.</summary>
    public long LiveWh { get; init; }

    /// <summary>Last number of those that are lost, where the charge point says so in place of them; 0 else.</summary>
    public long LostUpTo { get; init; }

    /// <summary>Energy since the session's previous record by kind.</summary>
    public Energies Energies { get; init; }

    /// <summary>Null if these are not the bytes of a record of format 1.</summary>
    public static RecordBytes? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 64 || bytes[0] != 1)
        {
            return null;
        }

        var record = new RecordBytes
        {
            Type = bytes[1],
            Journal = Take(bytes, 5, 4),
            Number = Take(bytes, 9, 4),
            RegisterWh = bytes[1] switch
            {
                SessionEnded when bytes[45] == PowerLoss && Take(bytes, 39, 3) == 0 => null, // repeats the last one known, no reading
                SessionStarted or SessionUpdated or IntervalClosed or SessionEnded => Take(bytes, 27, 5),
                MeterBaseline => Take(bytes, 36, 5),
                Fault when Take(bytes, 26, 5) != 0 => Take(bytes, 26, 5),
                IdleEnergy => Take(bytes, 29, 5),
                _ => null,
            },
        };
        return record.Type switch
        {
            SessionStarted or SessionUpdated or IntervalClosed or SessionEnded => DecodeSession(bytes, record),
            LiveSupplied => record with
            {
                IntervalStartUtcMs = Take(bytes, 24, 3) * QuarterHourMs,
                AllocationId = Take(bytes, 27, 4),
                LiveWh = Take(bytes, 31, 3),
            },
            RecordsLost => record with { LostUpTo = Take(bytes, 24, 4) },
            _ => record,
        };
    }

    private static RecordBytes DecodeSession(ReadOnlySpan<byte> bytes, RecordBytes record)
    {
        int claim = (bytes[2] >> 4) & 3;
        bool hasEnergy = record.Type != SessionStarted;
        long energyWh = hasEnergy ? Take(bytes, 39, 3) : 0;
        long coveredWh = hasEnergy ? Take(bytes, 42, 3) : 0;
        return record with
        {
            Session = (int)Take(bytes, 24, 3),
            IsMember = claim == 1,
            IntervalStartUtcMs = Take(bytes, 32, 3) * QuarterHourMs,
            AllocationId = Take(bytes, 35, 4),
            Energies = new Energies(energyWh, coveredWh, claim == 1 ? energyWh - coveredWh : 0, claim == 2 ? energyWh : 0),
        };
    }

    private static long Take(ReadOnlySpan<byte> bytes, int at, int length)
    {
        Span<byte> eight = stackalloc byte[8];
        bytes.Slice(at, length).CopyTo(eight);
        return BinaryPrimitives.ReadInt64LittleEndian(eight);
    }
}
