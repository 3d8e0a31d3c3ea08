namespace ChargePointFw.Benchmarks.Boards;

/// <summary>
/// The instants at which a board steps: every 100 ms at a phase of its own, save while its virtual machine is stalled.
/// </summary>
/// <param name="stepMs">Period.</param>
/// <param name="phaseMs">0 to period - 1.</param>
/// <param name="stalls">From (inclusive) and to (exclusive), rising and apart.</param>
internal sealed class StepGrid(int stepMs, int phaseMs, IReadOnlyList<(long FromMs, long ToMs)> stalls)
{
    /// <summary>The first step at or after this instant.</summary>
    public long AtOrAfter(long utcMs)
    {
        while (true)
        {
            long sinceMs = (utcMs - phaseMs) % stepMs;
            long atMs = sinceMs == 0 ? utcMs : utcMs - sinceMs + stepMs;
            (long FromMs, long ToMs) stall = stalls.FirstOrDefault(stall => stall.FromMs <= atMs && atMs < stall.ToMs);
            if (stall.ToMs == 0)
            {
                return atMs;
            }

            utcMs = stall.ToMs;
        }
    }

    /// <summary>How many steps there are from one instant to another, both included.</summary>
    public int Count(long fromMs, long toMs)
    {
        int count = 0;
        for (long atMs = AtOrAfter(fromMs); atMs <= toMs; atMs = AtOrAfter(atMs + 1))
        {
            count++;
        }

        return count;
    }

    /// <summary>Whether a stall touches this span.</summary>
    public bool IsStalled(long fromMs, long toMs) => stalls.Any(stall => stall.FromMs <= toMs && stall.ToMs > fromMs);
}
