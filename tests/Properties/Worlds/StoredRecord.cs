using ChargePointFw.Records;

namespace ChargePointFw.Properties.Worlds;

/// <summary>A record as it lies in the journal's files: its bytes, and what they say.</summary>
internal sealed record StoredRecord(byte[] Bytes, Record Record)
{
    public override string ToString() =>
        $"{Record.Number} {Record.Type} session {Record.SessionNumber} register {Record.RegisterWh} energy {Record.EnergyWh} covered {Record.CoveredWh} interval {(Record.IntervalStartUtcMs - Site.StartUtcMs) / 1000} s at {(Record.UtcMs - Site.StartUtcMs) / 1000.0} s {Record.Verdict} {Record.StoppedReason}";

    /// <summary>Reads the segments of a flash folder in the order of their first records.</summary>
    public static IReadOnlyList<StoredRecord> ReadAll(string folder)
    {
        IEnumerable<byte[]> segments = Directory.GetFiles(folder, "journal*").Select(File.ReadAllBytes)
            .Where(bytes => bytes.Length > RecordLayout.RecordBytes)
            .OrderBy(bytes => ChargePointFw.Records.Bytes.Take(bytes, 8, 4));
        return [.. segments.SelectMany(bytes => bytes.Chunk(RecordLayout.RecordBytes).Skip(1)).Select(Decode)];
    }

    private static StoredRecord Decode(byte[] bytes)
    {
        var record = new Record();
        Assert.IsTrue(RecordLayout.Decode(bytes, 0, record), "a record of a known type");
        return new StoredRecord(bytes, record);
    }
}
