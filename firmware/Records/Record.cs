using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Records;

/// <summary>
/// One record with all that any type can carry; <see cref="RecordLayout"/> says which type stores which fields.
/// Made once and filled again: a step allocates nothing.
/// </summary>
public sealed class Record
{
    // Header
    public RecordType Type;
    public byte KeyGeneration;
    public long JournalId;
    public long Number;
    public int BootNumber;

    /// <summary>Milliseconds since 1970 in UTC, kept in steps of 100 ms; 0 while the time is unknown.</summary>
    public long UtcMs;

    /// <summary>Milliseconds since boot, kept in steps of 100 ms.</summary>
    public long UptimeMs;
    public ClockQuality ClockQuality;
    public bool IsContactorClosed;
    public bool IsOffline;
    public Claim Claim;
    public ChargingState ChargingState;

    // Session records
    public int SessionNumber;
    public long RegisterWh;

    /// <summary>Start of the interval that the energy belongs to, milliseconds since 1970 in UTC; a quarter hour's multiple.</summary>
    public long IntervalStartUtcMs;
    public long AllocationId;

    /// <summary>Energy since the session's previous record, Wh; 0 to 2^24 - 1.</summary>
    public int EnergyWh;

    /// <summary>The part of <see cref="EnergyWh"/> that the allocation covers.</summary>
    public int CoveredWh;
    public SupplyVerdict Verdict;
    public StoppedReason StoppedReason;
    public long TokenHash;

    /// <summary>Age of the register reading, ms; saturates at 65,535.</summary>
    public int ReadingAgeMs;

    /// <summary>From the last reading before a boundary to the boundary's register, Wh; saturates at 4,095.</summary>
    public int SplitBeforeWh;

    /// <summary>From the boundary's register to the first reading after it, Wh; saturates at 4,095.</summary>
    public int SplitAfterWh;

    // Other records
    /// <summary>Boot: 0. PlanAccepted: the plan's version. SecurityEvent: the version that the document claimed.</summary>
    public long Version;
    public long FirmwareVersion;
    public long TokensVersion;

    /// <summary>Boot: the last number found in the store. SecurityEvent: how many were refused alike.</summary>
    public long Count;

    /// <summary>Boot: records found damaged and given up.</summary>
    public int LostRecords;

    /// <summary>RecordsLost: number of the last one lost; the first is the record's own.</summary>
    public long LostUpTo;

    /// <summary>
    /// Fault: how long no step was made, ms; more than 65,535 counts as that. Boot: length of the stall that ended the former
    /// boot, if known, ms.
    /// </summary>
    public int StallMs;

    /// <summary>LiveSupplied: live supply credited to the interval since it began, Wh; it only grows within an interval.</summary>
    public int LiveWh;

    /// <summary>LiveSupplied: measurements behind it since it began or the last boot; saturates at 65,535.</summary>
    public int Measurements;

    /// <summary>MeterBaseline, IdleEnergy: the register before.</summary>
    public long PreviousRegisterWh;
    public int MeterResolutionWh;
    public string MeterSerial;

    /// <summary>ClockStepped: what the time would be without the jump, and what the clock says.</summary>
    public long PreviousUtcMs;
    public long ClaimedUtcMs;
    public int Intervals;
    public int IntervalMinutes;
    public SecurityEventKind SecurityEventKind;
    public FaultCode FaultCode;
    public bool IsRaised;

    /// <summary>SelfTest: the parts that have passed and those that have failed, bits of <see cref="Control.SelfTest"/>.</summary>
    public int PassedParts;
    public int FailedParts;

    /// <summary>SelfTest: how often the contactor has closed since the journal began; rather too often than too seldom.</summary>
    public long Closures;

    /// <summary>Uncovered energy, Wh: taken by a member without an allocation. Should be zero.</summary>
    public int UncoveredWh => Claim == Claim.Renewable ? EnergyWh - CoveredWh : 0;

    /// <summary>Unclaimed energy, Wh: a guest's.</summary>
    public int UnclaimedWh => Claim == Claim.None ? EnergyWh : 0;

    /// <summary>Everything back to zero, ready to be filled.</summary>
    public void Clear()
    {
        Type = RecordType.None;
        KeyGeneration = 0;
        JournalId = 0;
        Number = 0;
        BootNumber = 0;
        UtcMs = 0;
        UptimeMs = 0;
        ClockQuality = ClockQuality.Unknown;
        IsContactorClosed = false;
        IsOffline = false;
        Claim = Claim.NoSession;
        ChargingState = ChargingState.Idle;
        SessionNumber = 0;
        RegisterWh = 0;
        IntervalStartUtcMs = 0;
        AllocationId = 0;
        EnergyWh = 0;
        CoveredWh = 0;
        Verdict = SupplyVerdict.Allowed;
        StoppedReason = StoppedReason.None;
        TokenHash = 0;
        ReadingAgeMs = 0;
        SplitBeforeWh = 0;
        SplitAfterWh = 0;
        Version = 0;
        FirmwareVersion = 0;
        TokensVersion = 0;
        Count = 0;
        LostRecords = 0;
        LostUpTo = 0;
        StallMs = 0;
        LiveWh = 0;
        Measurements = 0;
        PreviousRegisterWh = 0;
        MeterResolutionWh = 0;
        MeterSerial = null;
        PreviousUtcMs = 0;
        ClaimedUtcMs = 0;
        Intervals = 0;
        IntervalMinutes = 0;
        SecurityEventKind = SecurityEventKind.None;
        FaultCode = FaultCode.None;
        IsRaised = false;
        PassedParts = 0;
        FailedParts = 0;
        Closures = 0;
    }
}
