using ChargePointFw.Control;
using ChargePointFw.Records;

namespace ChargePointFw.Journal;

/// <summary>What each record, read in order, says about how things stood when the power went.</summary>
public static class StateRecovery
{
    public static void Apply(Record record, RecoveredState state)
    {
        state.Closures += TellsClosure(record) ? 1 : 0;
        switch (record.Type)
        {
            case RecordType.SessionStarted:
                ApplyOpen(record, state);
                state.OpenTokenHash = record.TokenHash;
                ApplyEnergy(record, state);
                break;
            case RecordType.SessionUpdated:
                ApplyOpen(record, state);
                ApplyEnergy(record, state);
                break;
            case RecordType.IntervalClosed:
                ApplyOpen(record, state);
                ApplyEnergy(record, state);
                state.FollowingUtcMs = record.UtcMs;
                break;
            case RecordType.SessionEnded:
                // After a loss this end was written at the start, before the meter was read: it repeats the register that was left.
                bool isUnknown = state.IsRegisterUnknown && record.StoppedReason == StoppedReason.PowerLoss && record.EnergyWh == 0;
                ApplyOpen(record, state);
                ApplyEnergy(record, state);
                state.IsRegisterUnknown = isUnknown;
                state.OpenSessionNumber = 0;
                state.OpenTokenHash = 0;
                state.OpenClaim = Claim.NoSession;
                break;
            case RecordType.MeterBaseline:
                TakeRegister(record, state);
                state.MeterSerial = record.MeterSerial;
                break;
            case RecordType.IdleEnergy:
                TakeRegister(record, state);
                break;
            case RecordType.LiveSupplied:
                EnterInterval(record, state);
                state.LiveWh = record.LiveWh;
                break;
            case RecordType.Boot:
                state.PlanVersion = Later(state.PlanVersion, record.Version);
                state.TokensVersion = Later(state.TokensVersion, record.TokensVersion);
                break;
            case RecordType.Fault:
                int bit = FaultWatch.Bit(record.FaultCode);
                state.Faults = record.IsRaised ? state.Faults | bit : state.Faults & ~bit;
                break;
            case RecordType.SelfTest:
                state.Closures = Later(state.Closures, record.Closures);
                break;
            case RecordType.PlanAccepted:
                state.PlanVersion = Later(state.PlanVersion, record.Version);
                break;
            default:
                break;
        }
    }

    /// <summary>The contactor closes as soon as this record is committed, if nothing comes in between.</summary>
    public static bool TellsClosure(Record record) =>
        (record.Type == RecordType.SessionStarted || record.Type == RecordType.SessionUpdated) && record.ChargingState == ChargingState.Charging;

    private static long Later(long one, long other) => one > other ? one : other;

    // Any record of a session tells of it: its first one may be damaged, or have made room.
    private static void ApplyOpen(Record record, RecoveredState state)
    {
        if (record.SessionNumber > state.LastSessionNumber)
        {
            state.LastSessionNumber = record.SessionNumber;
        }

        state.OpenSessionNumber = record.SessionNumber;
        state.OpenClaim = record.Claim;
    }

    private static void ApplyEnergy(Record record, RecoveredState state)
    {
        TakeRegister(record, state);
        state.FollowingUtcMs = -1;
        EnterInterval(record, state);
        if (record.IntervalStartUtcMs == state.IntervalStartUtcMs)
        {
            state.CoveredWh = state.CoveredWh < RecordLayout.MaximumEnergyWh ? state.CoveredWh + record.CoveredWh : state.CoveredWh;
            state.UncoveredWh += record.UncoveredWh;
        }
    }

    private static void TakeRegister(Record record, RecoveredState state)
    {
        state.RegisterWh = record.RegisterWh;
        state.IsRegisterUnknown = false;
    }

    private static void EnterInterval(Record record, RecoveredState state)
    {
        if (record.IntervalStartUtcMs > state.IntervalStartUtcMs)
        {
            state.IntervalStartUtcMs = record.IntervalStartUtcMs;
            state.AllocationId = 0;
            state.CoveredWh = state.IsDrawUnknown ? RecordLayout.MaximumEnergyWh : 0;
            state.LiveWh = 0;
            state.PreviousUncoveredWh = state.UncoveredWh;
            state.UncoveredWh = 0;
        }

        state.IsDrawUnknown = false;

        if (record.IntervalStartUtcMs == state.IntervalStartUtcMs)
        {
            state.AllocationId = record.AllocationId != 0 ? record.AllocationId : state.AllocationId;
        }
    }
}
