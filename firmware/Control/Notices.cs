using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>
/// Records that belong to no session: a plan accepted, the wall clock jumping, a fault, documents refused. Refusals are
/// coalesced to one record a quarter of an hour, so that ten thousand forgeries cost a handful.
/// </summary>
public sealed class Notices
{
    private const long Never = long.MaxValue;
    private const long CoalesceMs = 15 * 60_000;

    private readonly RecordQueue queue;
    private readonly ClockTrust clockTrust;
    private readonly MeterWatch meter;
    private long knownPlanVersion = -1;
    private int knownFaults;
    private int untoldStallMs;
    private int recordedJumps;
    private int recordedCount;
    private long nextRefusalAtMs;

    public Notices(RecordQueue queue, ClockTrust clockTrust, MeterWatch meter, RecoveredState recovered)
    {
        knownFaults = recovered.Faults; // one that went while there was no power is told to be over
        this.meter = meter;
        this.queue = queue;
        this.clockTrust = clockTrust;
    }

    /// <summary>When to look again, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; } = Never;

    public void Step(Inputs inputs)
    {
        // A stall is a fault of one step; its record may have to wait for room.
        untoldStallMs = inputs.BoardFault == FaultCode.Stalled ? inputs.StallMs : untoldStallMs;

        // Notices give way to what a session needs, also to its room in the journal.
        if (queue.Count >= RecordQueue.Congested || inputs.JournalRoom < SupplyRule.NewSessionRecords)
        {
            ReviewAtMs = inputs.NowMs + 1;
            return;
        }

        ReviewAtMs = Never;
        WatchPlan(inputs);
        WatchClock(inputs);
        WatchFaults(inputs);
        WatchRefusals(inputs);
    }

    private void WatchPlan(Inputs inputs)
    {
        long version = inputs.Plan == null ? 0 : inputs.Plan.Version;
        bool isKept = knownPlanVersion < 0; // held since before the boot, whose record tells it
        if (version == knownPlanVersion || isKept || version == 0)
        {
            knownPlanVersion = version;
            return;
        }

        Record record = queue.Begin(RecordType.PlanAccepted, inputs);
        if (record != null)
        {
            record.Version = version;
            record.IntervalStartUtcMs = inputs.Plan.Count > 0 ? inputs.Plan.StartUtcMs[0] : 0;
            record.Intervals = inputs.Plan.Count;
            record.IntervalMinutes = inputs.Plan.IntervalMinutes;
            knownPlanVersion = version;
        }
    }

    // The jump is recorded when it is seen, under an unknown time, and again when the new time is believed.
    private void WatchClock(Inputs inputs)
    {
        if (clockTrust.JumpCount == recordedJumps)
        {
            return;
        }

        Record record = queue.Begin(RecordType.ClockStepped, inputs);
        if (record != null)
        {
            record.PreviousUtcMs = OnStep(clockTrust.ExpectedUtcMs);
            record.ClaimedUtcMs = OnStep(inputs.UtcMs);
            recordedJumps = clockTrust.JumpCount;
        }
    }

    private static long OnStep(long utcMs) => utcMs < 0 ? 0 : utcMs - (utcMs % 100);

    // One a step; what is over first.
    private void WatchFaults(Inputs inputs)
    {
        int present = inputs.Faults | (untoldStallMs > 0 ? FaultWatch.Bit(FaultCode.Stalled) : 0);
        int over = knownFaults & ~present;
        int changed = over != 0 ? over : present & ~knownFaults;
        if (changed == 0)
        {
            return;
        }

        Record record = queue.Begin(RecordType.Fault, inputs);
        if (record != null)
        {
            record.FaultCode = FaultWatch.First(changed);
            record.IsRaised = over == 0;
            record.RegisterWh = meter.IsTrusted ? meter.RegisterWh : 0;
            knownFaults ^= FaultWatch.Bit(record.FaultCode);
            if (record.IsRaised && record.FaultCode == FaultCode.Stalled)
            {
                record.StallMs = untoldStallMs;
                untoldStallMs = 0;
            }

            ReviewAtMs = knownFaults == inputs.Faults ? ReviewAtMs : inputs.NowMs + 1;
        }
    }

    private void WatchRefusals(Inputs inputs)
    {
        if (inputs.RefusedCount == recordedCount)
        {
            return;
        }

        if (inputs.NowMs < nextRefusalAtMs)
        {
            ReviewAtMs = nextRefusalAtMs < ReviewAtMs ? nextRefusalAtMs : ReviewAtMs;
            return;
        }

        Record record = queue.Begin(RecordType.SecurityEvent, inputs);
        if (record != null)
        {
            record.SecurityEventKind = inputs.RefusedKind;
            record.Count = inputs.RefusedCount - recordedCount;
            record.Version = inputs.RefusedVersion;
            recordedCount = inputs.RefusedCount;
            nextRefusalAtMs = inputs.NowMs + CoalesceMs;
        }
    }
}
