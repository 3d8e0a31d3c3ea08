using ChargePointFw.Seams;

namespace ChargePointFw.Simulator.Time;

/// <summary>A board's two clocks on the run's time: uptime from its boot, and the wall clock when it has one.</summary>
public sealed class SimulatedClock(SimulatedTime time) : IClock
{
    private readonly long bootUtcMs = time.UtcMs;

    /// <inheritdoc/>
    public long UptimeMs => time.UtcMs - bootUtcMs;

    /// <inheritdoc/>
    public long UtcMs => time.UtcMs + OffsetMs;

    /// <summary>How far the wall clock is off, ms; whoever sets it steps the clock.</summary>
    public long OffsetMs { get; set; }

    /// <inheritdoc/>
    public ClockQuality Quality { get; set; } = ClockQuality.Synchronised;

    /// <summary>The instant at which this uptime is reached, ms since 1970 in UTC.</summary>
    public long UtcMsOf(long uptimeMs) => uptimeMs > long.MaxValue - bootUtcMs ? long.MaxValue : uptimeMs + bootUtcMs;
}
