using ChargePointFw.Seams;

namespace ChargePointFw.Boards.Tests.Hardware;

/// <summary>A clock that a test moves.</summary>
internal sealed class StepClock : IClock
{
    public long UptimeMs { get; set; } = 1_000;

    public long UtcMs => 0;

    public ClockQuality Quality => ClockQuality.Unknown;
}
