using ChargePointFw.Control;
using ChargePointFw.Records;

namespace ChargePointFw.Journal;

/// <summary>What each record, read in order, says about how things stood when the power went.</summary>
public static class StateRecovery
{
    public static void Apply(Record record, RecoveredState state)
    {
        switch (record.Type)
        {
            case RecordType.SessionStarted:
                state.LastSessionNumber = record.SessionNumber;
                state.OpenSessionNumber = record.SessionNumber;
                state.OpenClaim = record.Claim;
                state.OpenTokenHash = record.TokenHash;
                ApplyEnergy(record, state);
                break;
            case RecordType.SessionUpdated:
                ApplyEnergy(record, state);
                break;
            case RecordType.IntervalClosed:
                ApplyEnergy(record, state);
                state.FollowingUtcMs = record.UtcMs;
                break;
            case RecordType.SessionEnded:
                ApplyEnergy(record, state);
                state.OpenSessionNumber = 0;
                state.OpenTokenHash = 0;
                state.OpenClaim = Claim.NoSession;
                break;
            case RecordType.MeterBaseline:
                state.RegisterWh = record.RegisterWh;
                state.MeterSerial = record.MeterSerial;
                break;
            case RecordType.IdleEnergy:
                state.RegisterWh = record.RegisterWh;
                break;
            default:
                break;
        }
    }

    private static void ApplyEnergy(Record record, RecoveredState state)
    {
        state.RegisterWh = record.RegisterWh;
        state.FollowingUtcMs = -1;
        if (record.IntervalStartUtcMs > state.IntervalStartUtcMs)
        {
            state.IntervalStartUtcMs = record.IntervalStartUtcMs;
            state.AllocationId = 0;
            state.CoveredWh = 0;
        }

        if (record.IntervalStartUtcMs == state.IntervalStartUtcMs)
        {
            state.CoveredWh += record.CoveredWh;
            state.AllocationId = record.AllocationId != 0 ? record.AllocationId : state.AllocationId;
        }
    }
}
