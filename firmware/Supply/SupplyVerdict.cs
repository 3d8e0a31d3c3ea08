namespace ChargePointFw.Supply;

/// <summary>May this charge point deliver now, and if not, why. The numbers are part of the stored record format.</summary>
public enum SupplyVerdict : byte
{
    Allowed = 0,
    DeniedNoPlan = 1,
    DeniedPlanExpired = 2,
    DeniedPlanSignatureBad = 3,
    DeniedNoAllocationNow = 4,
    DeniedAllocationSpent = 5,
    DeniedLiveSupplyStale = 6,
    DeniedClockUnknown = 7,
    DeniedMeterStale = 8,
    DeniedMeterImplausible = 9,
    DeniedNotMember = 10,
    DeniedJournalFull = 11,
    DeniedFault = 12,
    DeniedSiteLimit = 13,
    DeniedUnavailable = 14,

    /// <summary>Supply is there; the contactor rests (pause between cycles, budget of cycles).</summary>
    DeniedContactorRest = 15,

    /// <summary>The allocation does not suffice and the live supply is too small, or not there for long enough, for a start.</summary>
    DeniedLiveSupplyLow = 16,
}
