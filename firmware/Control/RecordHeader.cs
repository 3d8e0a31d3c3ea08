using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Control;

/// <summary>What every record says of the step that asked for it.</summary>
public static class RecordHeader
{
    private const int StepMs = 100;

    /// <summary>Times are kept as they are stored, in steps of 100 ms.</summary>
    public static void Fill(Record record, RecordType type, Inputs inputs)
    {
        record.Type = type;
        record.UtcMs = inputs.ClockQuality == ClockQuality.Unknown ? 0 : inputs.UtcMs - (inputs.UtcMs % StepMs);
        record.UptimeMs = inputs.NowMs - (inputs.NowMs % StepMs);
        record.ClockQuality = inputs.ClockQuality;
        record.IsContactorClosed = inputs.IsContactorClosed;
        record.IsOffline = !inputs.IsOnline;
    }
}
