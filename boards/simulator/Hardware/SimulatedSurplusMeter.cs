using ChargePointFw.Seams;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>A surplus meter on the board's own line, polled at multiples of its period.</summary>
public sealed class SimulatedSurplusMeter(Sun sun, SimulatedClock clock, int everyMs) : ISurplusMeter
{
    private readonly long bootUtcMs = clock.UtcMs - clock.UptimeMs;

    /// <summary>The line to the meter is cut.</summary>
    public bool IsMute { get; set; }

    /// <summary>The last poll that the board has seen, ms since 1970 in UTC; -1 for none.</summary>
    public long SeenAtUtcMs { get; private set; } = -1;

    /// <summary>The next poll after the present, ms since 1970 in UTC; never while the line is cut.</summary>
    public long NextPollUtcMs => IsMute ? long.MaxValue : LastPollUtcMs + everyMs;

    private long LastPollUtcMs => clock.UtcMs / everyMs * everyMs;

    /// <inheritdoc/>
    public void Read(SurplusReading reading)
    {
        if (!IsMute && LastPollUtcMs >= bootUtcMs)
        {
            SeenAtUtcMs = LastPollUtcMs;
            reading.SurplusW = sun.SurplusW(LastPollUtcMs);
            reading.MeasuredMs = LastPollUtcMs - bootUtcMs;
        }
    }
}
