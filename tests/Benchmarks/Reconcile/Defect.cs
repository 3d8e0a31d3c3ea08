namespace ChargePointFw.Benchmarks.Reconcile;

/// <summary>What goes wrong in the field, in the words of whoever caused it; the generator knows nothing else of the checks.</summary>
internal enum Defect
{
    None,
    StartReadAsNull,
    MeterResetDuringSession,
    MeterResetBeforeSession,
    RegisterDipped,
    UnitErrorOfMeter,
    EnergyStatedTwice,
    ClockLostOnReboot,
    ClockYearsFastAfterReboot,
    ClockSetForward,
    ClockSlowAtStart,
    CarLeftForDays,
    EndNeverSent,
    StartNeverSent,
    StartRetried,
    EndRetriedWithMore,
    ChargedWithoutSession,
    MeterReplaced,
    RecordsLostDuringSession,
    StoredBytesEdited,
    OfflineForDays,
    GuestDriver,
    CardOfNobody,
    CardLent,
    PlanForgotInterval,
    DrewMoreThanPromised,
    KeptChargingUncovered,
    SupplyCutAfterwards,
    CertificateTooSmall,
    RecordDeliveredTwice,
    RecordNumberReused,
}

/// <summary>One planted defect and what it concerns; 0 where it concerns none.</summary>
internal sealed record Planted(Defect Defect, long SiteId, long ChargePointId, long JournalRow, int Session, long Record, long IntervalMs, string Certificate);
