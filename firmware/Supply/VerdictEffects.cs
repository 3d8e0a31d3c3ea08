namespace ChargePointFw.Supply;

/// <summary>The table from verdict to effect; a test walks all of it.</summary>
public static class VerdictEffects
{
    private static readonly VerdictEffect[] table =
    {
        /* Allowed                 */ VerdictEffect.Deliver,
        /* DeniedNoPlan            */ VerdictEffect.Suspend,
        /* DeniedPlanExpired       */ VerdictEffect.Suspend,
        /* DeniedPlanSignatureBad  */ VerdictEffect.Suspend,
        /* DeniedNoAllocationNow   */ VerdictEffect.Suspend,
        /* DeniedAllocationSpent   */ VerdictEffect.Suspend,
        /* DeniedLiveSupplyStale   */ VerdictEffect.Suspend,
        /* DeniedClockUnknown      */ VerdictEffect.SuspendOnly,
        /* DeniedMeterStale        */ VerdictEffect.SuspendOnly,
        /* DeniedMeterImplausible  */ VerdictEffect.SuspendOnly,
        /* DeniedNotMember         */ VerdictEffect.End,
        /* DeniedJournalFull       */ VerdictEffect.End,
        /* DeniedFault             */ VerdictEffect.End,
        /* DeniedSiteLimit         */ VerdictEffect.Suspend,
        /* DeniedUnavailable       */ VerdictEffect.RefuseNew,
        /* DeniedContactorRest     */ VerdictEffect.Suspend,
        /* DeniedLiveSupplyLow     */ VerdictEffect.Suspend,
    };

    /// <summary>How many verdicts the table knows.</summary>
    public static int Count => table.Length;

    public static VerdictEffect Of(SupplyVerdict verdict) => table[(int)verdict];

    /// <summary>A charge that runs is suspended on it, and not ended.</summary>
    public static bool Suspends(SupplyVerdict verdict) => Of(verdict) == VerdictEffect.Suspend || Of(verdict) == VerdictEffect.SuspendOnly;

    /// <summary>May a session begin under this verdict (and wait, if need be)?</summary>
    public static bool MayStart(SupplyVerdict verdict)
    {
        VerdictEffect effect = Of(verdict);
        return effect == VerdictEffect.Deliver || effect == VerdictEffect.Suspend;
    }
}
