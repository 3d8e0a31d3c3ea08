using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Device.Tests.Records;

/// <summary>Records of every type: an ordinary one, and one with each number as large as its place.</summary>
public static class SampleRecords
{
    public const int LastType = (int)RecordType.SelfTest;

    public static Record Ordinary(int type)
    {
        var record = new Record
        {
            Type = (RecordType)type,
            KeyGeneration = 3,
            JournalId = 305_419_896,
            Number = 41,
            BootNumber = 7,
            UtcMs = 1_775_001_600_000,
            UptimeMs = 123_400,
            ClockQuality = ClockQuality.Synchronised,
            IsContactorClosed = true,
            IsOffline = true,
            Claim = Claim.Renewable,
            ChargingState = ChargingState.Charging,
            SessionNumber = 12,
            RegisterWh = 1_203_400,
            IntervalStartUtcMs = 1_775_001_600_000,
            AllocationId = 17,
        };
        FillBody(record);
        return record;
    }

    public static Record Extreme(int type) => new Record
    {
        Type = (RecordType)type,
        KeyGeneration = 255,
        JournalId = 0xFFFFFFFFL,
        Number = 0xFFFFFFFFL,
        BootNumber = 65_535,
        UtcMs = 0xFFFFFFFFFFL * 100,
        UptimeMs = 0xFFFFFFFFL * 100,
        ClockQuality = ClockQuality.Synchronised,
        IsContactorClosed = true,
        IsOffline = true,
        Claim = Claim.None,
        ChargingState = ChargingState.SuspendedEVSE,
        SessionNumber = 0xFFFFFF,
        RegisterWh = 0xFFFFFFFFFFL,
        IntervalStartUtcMs = 0xFFFFFFL * 900_000,
        AllocationId = 0xFFFFFFFFL,
        EnergyWh = 0xFFFFFF,
        CoveredWh = 0xFFFFFF,
        Verdict = SupplyVerdict.DeniedLiveSupplyLow,
        StoppedReason = StoppedReason.Timeout,
        TokenHash = -1,
        ReadingAgeMs = 65_535,
        SplitBeforeWh = 4_095,
        SplitAfterWh = 4_095,
        Version = 0xFFFFFFFFL,
        FirmwareVersion = 0xFFFFFFFFL,
        TokensVersion = 0xFFFFFFFFL,
        Count = 0xFFFFFFFFL,
        LostRecords = 65_535,
        StallMs = 65_535,
        LiveWh = 0xFFFFFF,
        Measurements = 65_535,
        PreviousRegisterWh = 0xFFFFFFFFFFL,
        MeterResolutionWh = 65_535,
        MeterSerial = "ABCDEFGHIJKL",
        PreviousUtcMs = 0xFFFFFFFFFFL * 100,
        ClaimedUtcMs = 0xFFFFFFFFFFL * 100,
        Intervals = 65_535,
        IntervalMinutes = 255,
        SecurityEventKind = SecurityEventKind.Expired,
        FaultCode = FaultCode.MeterRollback,
        IsRaised = true,
        PassedParts = 65_535,
        FailedParts = 65_535,
        Closures = 0xFFFFFFFFL,
    };

    private static void FillBody(Record record)
    {
        switch (record.Type)
        {
            case RecordType.Boot:
                record.FirmwareVersion = 1_000;
                record.Version = 3;
                record.TokensVersion = 5;
                record.Count = 40;
                record.LostRecords = 2;
                record.StallMs = 1_500;
                record.SessionNumber = 11;
                break;
            case RecordType.SessionStarted:
                record.Verdict = SupplyVerdict.DeniedNoAllocationNow;
                record.TokenHash = 0x00F1020304050607;
                break;
            case RecordType.SessionUpdated:
                record.EnergyWh = 700_000;
                record.CoveredWh = 699_999;
                record.Verdict = SupplyVerdict.DeniedAllocationSpent;
                record.ReadingAgeMs = 400;
                break;
            case RecordType.IntervalClosed:
                record.EnergyWh = 4_660;
                record.CoveredWh = 4_096;
                record.SplitBeforeWh = 291;
                record.SplitAfterWh = 1_110;
                break;
            case RecordType.SessionEnded:
                record.EnergyWh = 15;
                record.CoveredWh = 14;
                record.StoppedReason = StoppedReason.StoppedByEV;
                record.ReadingAgeMs = 999;
                break;
            case RecordType.MeterBaseline:
                record.MeterSerial = "SDM630-7";
                record.MeterResolutionWh = 100;
                record.PreviousRegisterWh = 9;
                break;
            case RecordType.ClockStepped:
                record.PreviousUtcMs = record.UtcMs - 5_000;
                record.ClaimedUtcMs = record.UtcMs + 5_000;
                break;
            case RecordType.PlanAccepted:
                record.Version = 3;
                record.Intervals = 192;
                record.IntervalMinutes = 30;
                break;
            case RecordType.SecurityEvent:
                record.SecurityEventKind = SecurityEventKind.BadSignature;
                record.Count = 10_000;
                record.Version = 99;
                break;
            case RecordType.Fault:
                record.FaultCode = FaultCode.StepFailed;
                record.IsRaised = true;
                break;
            case RecordType.IdleEnergy:
                record.PreviousRegisterWh = 1_203_300;
                break;
            case RecordType.LiveSupplied:
                record.LiveWh = 4_321;
                record.Measurements = 360;
                break;
            case RecordType.SelfTest:
                record.MeterSerial = "SDM630-7";
                record.PassedParts = 0x77;
                record.FailedParts = 0x88;
                record.Closures = 100_001;
                break;
            case RecordType.RecordsLost:
                record.LostUpTo = record.Number + 5;
                break;
            default:
                break;
        }
    }
}
