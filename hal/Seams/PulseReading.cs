namespace ChargePointFw.Seams;

/// <summary>What a pulse input has counted; made once and filled again, so that polling allocates nothing.</summary>
public sealed class PulseReading
{
    /// <summary>Pulses since the start.</summary>
    public long Count;

    /// <summary>When the last one began, on the monotonic clock, ms; -1 before the first.</summary>
    public long LastAtMs = -1;

    /// <summary>From the beginning of the last but one to that of the last, ms; 0 before the second.</summary>
    public long SpacingMs;

    /// <summary>The input has been on for far longer than any pulse lasts: the wires are short-circuited.</summary>
    public bool IsStuck;
}
