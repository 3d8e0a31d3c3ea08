using ChargePointFw.Seams;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>A register meter that is polled once a second: what it shows is the truth rounded down to its resolution.</summary>
public sealed class SimulatedMeter(Bay bay, SimulatedClock clock, int resolutionWh, string serial) : IEnergyMeter
{
    private const long MillijoulesPerWh = 3_600_000;
    private readonly long bootUtcMs = clock.UtcMsOf(0); // the wall clock may be wrong
    private long toldAtUtcMs = long.MinValue;

    /// <summary>A reading was taken by the charge point: when (UTC, ms) and the true energy then (mJ).</summary>
    public event Action<long, long>? Told;

    /// <summary>Current may flow through it now.</summary>
    public bool IsContactorClosed => bay.IsContactorClosed;

    /// <inheritdoc/>
    public int ResolutionWh => resolutionWh;

    /// <inheritdoc/>
    public void Read(MeterReading reading)
    {
        MeterPoll poll = bay.Newest;
        if (poll.AtUtcMs < bootUtcMs)
        {
            return; // polled before this boot: the meter has not answered yet
        }

        long registerWh = poll.EnergyMj / MillijoulesPerWh;
        reading.RegisterWh = registerWh - (registerWh % resolutionWh);
        reading.PowerW = poll.PowerW;
        reading.ReadAtMs = poll.AtUtcMs - bootUtcMs;
        reading.Serial = serial;
        if (poll.AtUtcMs != toldAtUtcMs)
        {
            toldAtUtcMs = poll.AtUtcMs;
            Told?.Invoke(poll.AtUtcMs, poll.EnergyMj);
        }
    }
}
