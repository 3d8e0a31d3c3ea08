using ChargePointFw.Control;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Supply;

/// <summary>
/// The renewable-only rule: may this charge point deliver now, why not, until when, and when to ask again. It stops
/// before the limit: what remains of the allocation must always bear the reserve.
/// </summary>
public sealed class SupplyRule
{
    /// <summary>Records kept free for the running session: a boundary, a suspension, an end, the live supply of each.</summary>
    public const int ReservedRecords = 6;

    /// <summary>Room that a new session needs, so that it can end properly whatever happens.</summary>
    public const int NewSessionRecords = 14;

    private const long Never = long.MaxValue;
    private readonly ChargePointSettings settings;
    private readonly MeterWatch meter;
    private readonly SupplyLedger ledger;
    private readonly LiveSupply live;
    private readonly int stopLeadMs;

    // Reserve of a reading as old as it may be.
    private readonly long oldestReserveWh;
    private SupplyPlan lookedUpPlan;
    private long lookedUpUtcMs;
    private int lookedUpWh;

    public SupplyRule(ChargePointSettings settings, MeterWatch meter, SupplyLedger ledger, LiveSupply live)
    {
        this.settings = settings;
        this.meter = meter;
        this.ledger = ledger;
        this.live = live;
        stopLeadMs = settings.StopLeadMs;
        oldestReserveWh = ReserveWh(settings.MeterMaximumAgeMs);
        StartNeedWh = oldestReserveWh + settings.MinimumStartWh;
    }

    /// <summary>When the last verdict may change for the better, ms since 1970 in UTC; 0 when nobody knows.</summary>
    public long UntilUtcMs { get; private set; }

    /// <summary>The last verdict holds until then while inputs stay the same and readings keep coming, monotonic ms.</summary>
    public long ReviewAtMs { get; private set; }

    /// <summary>Unless a newer reading comes it holds no longer than this, monotonic ms.</summary>
    public long StaleAtMs { get; private set; }

    /// <summary>The allocation alone would not have borne what the last verdict allows.</summary>
    public bool DrawsOnLive { get; private set; }

    /// <summary>Energy that may flow between the last reading and an open contactor, at worst, Wh.</summary>
    public long ReserveWh(long meterAgeMs) =>
        settings.MeterResolutionWh + RoundedUp(settings.MaximumPowerW * (meterAgeMs + stopLeadMs), 3_600_000);

    /// <summary>Energy that must remain for a start, Wh.</summary>
    public readonly long StartNeedWh;

    /// <summary>The same for a start that draws on live supply, which nobody promises beyond what is credited.</summary>
    public long LiveStartNeedWh
    {
        get
        {
            long minimumOnWh = RoundedUp((long)settings.MaximumPowerW * settings.MinimumOnMs, 3_600_000);
            long worthWh = minimumOnWh > settings.MinimumStartWh ? minimumOnWh : settings.MinimumStartWh;
            return oldestReserveWh + worthWh;
        }
    }

    /// <summary>Judges for a session that delivers, one that waits, or (no session) for a member who might come.</summary>
    /// <param name="inputs">This step's.</param>
    /// <param name="isDelivering">The contactor is closed, or about to be.</param>
    /// <param name="isInSession">A session is open.</param>
    /// <param name="claim">Whose session; <see cref="Claim.NoSession"/> is judged as a member's.</param>
    /// <param name="isAuthorised">The token is (still) good.</param>
    /// <param name="waitingRecords">Records not yet committed.</param>
    public SupplyVerdict Judge(
        Inputs inputs, bool isDelivering, bool isInSession, Claim claim, bool isAuthorised, int waitingRecords)
    {
        UntilUtcMs = 0;
        ReviewAtMs = Never;
        StaleAtMs = Never;
        DrawsOnLive = false;
        int roomNeeded = isInSession ? ReservedRecords : NewSessionRecords;
        if (inputs.Fault != FaultCode.None)
        {
            return SupplyVerdict.DeniedFault;
        }

        if (!inputs.IsAvailable && !isInSession)
        {
            return SupplyVerdict.DeniedUnavailable;
        }

        if (inputs.JournalRoom < roomNeeded || waitingRecords >= RecordQueue.Congested)
        {
            return SupplyVerdict.DeniedJournalFull;
        }

        if (inputs.ClockQuality == ClockQuality.Unknown || ledger.IsClockBehind)
        {
            return SupplyVerdict.DeniedClockUnknown;
        }

        if (meter.IsImplausible)
        {
            return SupplyVerdict.DeniedMeterImplausible;
        }

        if (!meter.IsFresh(inputs.NowMs))
        {
            return SupplyVerdict.DeniedMeterStale;
        }

        StaleAtMs = meter.ReadAtMs + settings.MeterMaximumAgeMs + 1;
        if (!isAuthorised)
        {
            return SupplyVerdict.DeniedNotMember;
        }

        return claim == Claim.None ? SupplyVerdict.Allowed : JudgeSupply(inputs, isDelivering);
    }

    private SupplyVerdict JudgeSupply(Inputs inputs, bool isDelivering)
    {
        SupplyPlan plan = inputs.Plan;
        if (plan == null)
        {
            return inputs.PlanRefusedKind == SecurityEventKind.BadSignature ? SupplyVerdict.DeniedPlanSignatureBad
                : inputs.PlanRefusedKind == SecurityEventKind.Expired ? SupplyVerdict.DeniedPlanExpired
                : SupplyVerdict.DeniedNoPlan;
        }

        // What may be delivered now ends with the interval, or with the plan if that ends before.
        long nextStartUtcMs = ledger.Current.StartUtcMs + plan.IntervalMs;
        bool isLast = plan.ValidUntilUtcMs < nextStartUtcMs;
        long endMs = inputs.NowMs + ((isLast ? plan.ValidUntilUtcMs : nextStartUtcMs) - inputs.UtcMs);
        ReviewAt(endMs);
        if (inputs.UtcMs >= plan.ValidUntilUtcMs)
        {
            return SupplyVerdict.DeniedPlanExpired;
        }

        if (ledger.Current.AllocatedWh == 0 && ledger.Current.LivePermille == 0)
        {
            return DenyUntilNext(inputs, plan, SupplyVerdict.DeniedNoAllocationNow);
        }

        // Before a time that cannot bear a running charge, the contactor must be open when it begins.
        long leadMs = isDelivering ? stopLeadMs : stopLeadMs + settings.MinimumOnMs;
        if (isLast || !NextIntervalBears(plan, nextStartUtcMs))
        {
            if (endMs - inputs.NowMs <= leadMs)
            {
                return DenyUntilNext(inputs, plan, isLast ? SupplyVerdict.DeniedPlanExpired : SupplyVerdict.DeniedNoAllocationNow);
            }

            ReviewAt(endMs - leadMs);
        }

        return JudgeRemainder(inputs, plan, isDelivering);
    }

    private SupplyVerdict JudgeRemainder(Inputs inputs, SupplyPlan plan, bool isDelivering)
    {
        // Live supply counts as used first, as it would be lost. What that frees of the allocation bears a charge that
        // runs; it is no reason to begin one, or a passing cloud would be.
        SupplyAccount current = ledger.Current;
        long needWh = isDelivering ? ReserveWh(meter.AgeMs(inputs.NowMs)) : StartNeedWh;
        long leftWh = isDelivering ? current.AllocationLeftWh(UnbookedWh) : current.RemainingWh - current.LiveWh - UnbookedWh;
        DrawsOnLive = leftWh < needWh;
        if (DrawsOnLive)
        {
            SupplyVerdict verdict = JudgeLive(inputs, isDelivering, needWh);
            if (verdict != SupplyVerdict.Allowed)
            {
                return DenyUntilNext(inputs, plan, verdict);
            }

            leftWh = current.RemainingWh - UnbookedWh;
        }

        if (isDelivering)
        {
            // While no reading comes, its age eats the remainder: the age at which nothing is left to bear it.
            long bearableMs = (leftWh - settings.MeterResolutionWh) * 3_600_000L / settings.MaximumPowerW;
            ReviewAt(meter.ReadAtMs + bearableMs - stopLeadMs + 1);
        }

        return SupplyVerdict.Allowed;
    }

    // The allocation alone does not bear it: with what the measured surplus has been credited, while that is fresh.
    private SupplyVerdict JudgeLive(Inputs inputs, bool isDelivering, long needWh)
    {
        if (ledger.Current.LivePermille == 0)
        {
            return SupplyVerdict.DeniedAllocationSpent;
        }

        if (!live.IsFresh(inputs.NowMs))
        {
            return SupplyVerdict.DeniedLiveSupplyStale;
        }

        long leftWh = ledger.Current.RemainingWh - UnbookedWh;
        bool suffices = isDelivering ? leftWh >= needWh : live.IsOffered && leftWh >= LiveStartNeedWh;
        ReviewAt(live.StaleAtMs);
        return suffices ? SupplyVerdict.Allowed : SupplyVerdict.DeniedLiveSupplyLow;
    }

    /// <summary>Energy read since the last record, Wh; set by the charge point before it asks.</summary>
    public long UnbookedWh { get; set; }

    private bool NextIntervalBears(SupplyPlan plan, long nextStartUtcMs)
    {
        // Once an interval and plan: plans are not changed, only exchanged.
        if (plan != lookedUpPlan || nextStartUtcMs != lookedUpUtcMs)
        {
            int next = plan.Find(nextStartUtcMs);
            lookedUpWh = next < 0 ? -1 : plan.EnergyWh[next];
            lookedUpPlan = plan;
            lookedUpUtcMs = nextStartUtcMs;
        }

        return lookedUpWh - ledger.ForfeitWh >= oldestReserveWh && nextStartUtcMs < plan.ValidUntilUtcMs;
    }

    private SupplyVerdict DenyUntilNext(Inputs inputs, SupplyPlan plan, SupplyVerdict verdict)
    {
        UntilUtcMs = plan.NextStartUtcMs(inputs.UtcMs, StartNeedWh);
        return verdict;
    }

    private void ReviewAt(long atMs)
    {
        if (atMs < ReviewAtMs)
        {
            ReviewAtMs = atMs;
        }
    }

    private static long RoundedUp(long dividend, long divisor) => (dividend + divisor - 1) / divisor;
}
