namespace ChargePointFw.BackOffice.Ingest;

/// <summary>What ingest has done since the start.</summary>
public sealed class IngestCounters
{
    private long stored;
    private long duplicates;
    private long conflicts;
    private long ahead;
    private long quarantined;
    private long retries;
    private long resends;
    private long droppedTelemetry;
    private volatile string? refusal;

    /// <summary>Records committed.</summary>
    public long Stored => Interlocked.Read(ref stored);

    /// <summary>Records that came again, alike.</summary>
    public long Duplicates => Interlocked.Read(ref duplicates);

    /// <summary>Records that came again with other bytes.</summary>
    public long Conflicts => Interlocked.Read(ref conflicts);

    /// <summary>Records that came before the ones in front of them.</summary>
    public long Ahead => Interlocked.Read(ref ahead);

    /// <summary>Messages and records put aside.</summary>
    public long Quarantined => Interlocked.Read(ref quarantined);

    /// <summary>Batches that the database refused for the moment.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Requests to send again.</summary>
    public long Resends => Interlocked.Read(ref resends);

    /// <summary>Telemetry left out because records came first.</summary>
    public long DroppedTelemetry => Interlocked.Read(ref droppedTelemetry);

    /// <summary>Why the database refuses the batch that is being stored, as <see cref="Operations.DatabaseState"/> names it; null while it refuses none.</summary>
    public string? Refusal => refusal;

    internal void Refuse(string? state) => refusal = state;

    internal void CountStored(int records) => Interlocked.Add(ref stored, records);

    internal void CountDuplicate() => Interlocked.Increment(ref duplicates);

    internal void CountConflict() => Interlocked.Increment(ref conflicts);

    internal void CountAhead() => Interlocked.Increment(ref ahead);

    internal void CountQuarantined() => Interlocked.Increment(ref quarantined);

    internal void CountRetry() => Interlocked.Increment(ref retries);

    internal void CountResend() => Interlocked.Increment(ref resends);

    internal void CountDroppedTelemetry() => Interlocked.Increment(ref droppedTelemetry);
}
