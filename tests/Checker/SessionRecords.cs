namespace ChargePointFw.Checker;

/// <summary>The records that can be read, each identity once, in order of charge point, journal and number.</summary>
internal sealed class SessionRecords
{
    private readonly ILookup<(string ChargePoint, long Journal), RecordBytes> losses;

    private SessionRecords(IReadOnlyList<(LedgerRecord Stored, RecordBytes Record)> all)
    {
        All = all;
        BySession = all.Where(r => r.Record.Session != 0)
            .ToLookup(r => new SessionKey(r.Stored.ChargePoint, r.Stored.Journal, r.Record.Session), r => r.Record);
        ByInterval = all.Where(r => r.Record.Session != 0)
            .ToLookup(r => (r.Stored.ChargePoint, r.Record.IntervalStartUtcMs), r => r.Record);
        losses = all.Where(r => r.Record.Type == RecordBytes.RecordsLost).ToLookup(r => (r.Stored.ChargePoint, r.Stored.Journal), r => r.Record);
        LiveWh = all.Where(r => r.Record.Type == RecordBytes.LiveSupplied)
            .GroupBy(r => (r.Stored.ChargePoint, r.Record.IntervalStartUtcMs), r => r.Record.LiveWh)
            .ToDictionary(interval => interval.Key, interval => interval.Max());
    }

    public IReadOnlyList<(LedgerRecord Stored, RecordBytes Record)> All { get; }

    public ILookup<SessionKey, RecordBytes> BySession { get; }

    public ILookup<(string ChargePoint, long StartUtcMs), RecordBytes> ByInterval { get; }

    /// <summary>Live supply by charge point and interval: the largest that any record says, Wh.</summary>
    public IReadOnlyDictionary<(string ChargePoint, long StartUtcMs), long> LiveWh { get; }

    /// <summary>Whether the charge point says that the records from behind this one up to that one are lost.</summary>
    public bool AreLost(string chargePoint, long journal, long after, long upTo) => losses[(chargePoint, journal)]
        .Any(loss => loss.Number <= after + 1 && loss.LostUpTo >= upTo);

    /// <summary>What a session took between two of its records while records between them are lost, by their registers, Wh.</summary>
    public long LostWh(SessionKey key)
    {
        RecordBytes[] stated = [.. BySession[key].Where(record => record.RegisterWh is not null)];
        return stated.Zip(stated.Skip(1)).Where(pair => losses[(key.ChargePoint, key.Journal)].Any(
                loss => loss.Number > pair.First.Number && loss.Number < pair.Second.Number))
            .Sum(pair => pair.Second.RegisterWh!.Value - pair.Second.Energies.DeliveredWh - pair.First.RegisterWh!.Value);
    }

    /// <summary>Decodes; what cannot be read, or is stored under another's identity, becomes a sentence and counts no more.</summary>
    public static SessionRecords Of(IReadOnlyList<LedgerRecord> stored, Findings findings)
    {
        var sound = new List<(LedgerRecord, RecordBytes)>();
        foreach (LedgerRecord row in stored.DistinctBy(r => (r.ChargePoint, r.Journal, r.Number)))
        {
            RecordBytes? record = RecordBytes.Decode(row.Bytes);
            if (record is null)
            {
                findings.Add($"{row}: expected 64 bytes of format 1, found {row.Bytes.Length} bytes of something else.");
            }
            else if (record.Journal != row.Journal || record.Number != row.Number)
            {
                findings.Add($"{row}: expected its own bytes, found those of record {record.Number} of journal {record.Journal}.");
            }
            else
            {
                sound.Add((row, record));
            }
        }

        return new SessionRecords(sound);
    }

    /// <summary>Energy by kind of these records together, Wh.</summary>
    public static Energies Sum(IEnumerable<RecordBytes> records) =>
        records.Aggregate(default(Energies), (sum, record) => sum + record.Energies);
}
