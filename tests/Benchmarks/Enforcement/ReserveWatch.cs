// The reserve as the design states it, written down a second time: what the firmware computes is what is examined here.
using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Control;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>Watches the readings that a board sees, and tells when what remains no longer bears the reserve.</summary>
internal sealed class ReserveWatch(Situation situation)
{
    private readonly ChargePointSettings stated = situation.Stated;
    private long readAtUtcMs = -1;
    private long registerWh;
    private long crossingUtcMs = long.MaxValue;

    /// <summary>The first instant at which a step could know that the remainder is below the reserve.</summary>
    public long CrossedUtcMs { get; private set; } = long.MaxValue;

    /// <summary>Register at the start of the interval, or of the charge if that was later, Wh.</summary>
    public long BaseWh { get; private set; } = -1;

    /// <summary>Stated time from a stop that is due to an open contactor, at worst, ms.</summary>
    public static int StopLeadMs(ChargePointSettings stated) =>
        stated.StepMs + stated.RampMs + stated.ForceOpenMs + stated.MaximumStallMs;

    /// <summary>Stated reserve: meter resolution + greatest power × (age of the reading + the way to an open contactor).</summary>
    public static long ReserveWh(ChargePointSettings stated, long meterAgeMs)
    {
        long flowMj = stated.MaximumPowerW * (meterAgeMs + StopLeadMs(stated));
        return stated.MeterResolutionWh + ((flowMj + Bay.MillijoulesPerWh - 1) / Bay.MillijoulesPerWh);
    }

    /// <summary>A step was taken; looks at the reading that it saw.</summary>
    public void See(Board board)
    {
        if (board.MeterSeenAtUtcMs != readAtUtcMs)
        {
            Supersede(board);
        }

        if (crossingUtcMs <= board.NowUtcMs)
        {
            CrossedUtcMs = Math.Min(CrossedUtcMs, crossingUtcMs);
        }
    }

    // Between two readings the age of the first one eats the remainder: it may have crossed at a step in between.
    private void Supersede(Board board)
    {
        if (crossingUtcMs < board.NowUtcMs && situation.Grid.Count(crossingUtcMs, board.NowUtcMs - 1) > 0)
        {
            CrossedUtcMs = Math.Min(CrossedUtcMs, crossingUtcMs);
        }

        MoveBase(board);
        readAtUtcMs = board.MeterSeenAtUtcMs;
        registerWh = board.MeterSeenWh;
        long remainingWh = situation.AllocatedWh(IntervalOf(readAtUtcMs)) - (registerWh - BaseWh);
        long bearableMs = ((remainingWh - stated.MeterResolutionWh) * Bay.MillijoulesPerWh / stated.MaximumPowerW) - StopLeadMs(stated);
        crossingUtcMs = readAtUtcMs + Math.Max(0, bearableMs + 1);
    }

    // At a boundary the register is split linearly between the readings around it, rounded down for the earlier interval.
    private void MoveBase(Board board)
    {
        if (BaseWh < 0)
        {
            BaseWh = board.MeterSeenWh;
        }
        else if (IntervalOf(board.MeterSeenAtUtcMs) != IntervalOf(readAtUtcMs))
        {
            long partMs = IntervalOf(board.MeterSeenAtUtcMs) - readAtUtcMs;
            long spanMs = board.MeterSeenAtUtcMs - readAtUtcMs;
            BaseWh = registerWh + ((board.MeterSeenWh - registerWh) * partMs / spanMs);
        }
    }

    private static long IntervalOf(long utcMs) => utcMs - (utcMs % Situation.IntervalMs);
}
