namespace ChargePointFw.Pilot;

/// <summary>
/// Follows the pilot from look to look. What takes energy away counts at once; energy (C) and an error (E) count when they
/// are seen twice, and an error takes energy away when it is seen first.
/// </summary>
public sealed class PilotWatch
{
    // The peak detectors fall with a time constant of 100 ms: from 12 V to none in 210 ms.
    private const int DetectorMs = 300;

    private PilotOffer offer;
    private long offeredAtMs;
    private int level = -1;
    private bool isNegativeWhole;
    private PilotFinding last = PilotFinding.F;

    /// <summary>The state that counts.</summary>
    public PilotState State { get; private set; } = PilotState.F;

    /// <summary>What was found at the last look that counted.</summary>
    public PilotFinding Finding { get; private set; } = PilotFinding.F;

    /// <summary>A vehicle is connected; an error leaves it as it was.</summary>
    public bool IsVehicleConnected { get; private set; }

    /// <summary>The post offers something else from now on; until the detectors follow, nothing new is seen.</summary>
    public void Change(PilotOffer to, long nowMs)
    {
        offer = to;
        offeredAtMs = nowMs;
    }

    /// <summary>One look.</summary>
    /// <param name="nowMs">Monotonic clock.</param>
    /// <param name="positiveMv">Peak of the positive half wave.</param>
    /// <param name="negativeMv">Peak of the negative one, counted from 0 downwards.</param>
    public void Look(long nowMs, int positiveMv, int negativeMv)
    {
        level = PilotTable.LevelOf(level, positiveMv);
        isNegativeWhole = PilotTable.IsNegativeWhole(isNegativeWhole, negativeMv);
        if (nowMs - offeredAtMs < DetectorMs)
        {
            return;
        }

        PilotFinding seen = PilotTable.Find(offer, level, isNegativeWhole);
        PilotState state = PilotTable.StateOf(seen);
        bool isSeenTwice = seen == last;
        last = seen;
        if ((state == PilotState.C || state == PilotState.E) && state != State && !isSeenTwice)
        {
            State = State == PilotState.C ? PilotState.B : State;
            return;
        }

        State = state;
        Finding = seen;
        IsVehicleConnected = state == PilotState.E ? IsVehicleConnected : state != PilotState.A && state != PilotState.F;
    }
}
