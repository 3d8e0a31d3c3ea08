using ChargePointFw.Seams;
using ChargePointFw.Simulator.Faults;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>A register meter that is polled once a second: what it shows is the truth rounded down to its resolution.</summary>
public sealed class SimulatedMeter(Bay bay, SimulatedClock clock, int resolutionWh) : IEnergyMeter
{
    private const long MillijoulesPerWh = 3_600_000;
    private readonly long bootUtcMs = clock.UtcMsOf(0); // the wall clock may be wrong
    private long toldAtUtcMs = long.MinValue;
    private long stuckWh;
    private bool isOdd;

    /// <summary>A reading was taken by the charge point: when (UTC, ms) and the true energy then (mJ).</summary>
    public event Action<long, long>? Told;

    /// <summary>Current may flow through it now.</summary>
    public bool IsContactorClosed => bay.IsContactorClosed;

    /// <summary>Its serial number, at most 12 letters.</summary>
    public required string Serial { get; set; }

    /// <summary>What is wrong with it.</summary>
    public MeterTrouble Trouble
    {
        get;
        set
        {
            field = value;
            stuckWh = RegisterWh(bay.Newest);
        }
    }

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

        if (Trouble == MeterTrouble.Silent)
        {
            return;
        }

        bool isNew = poll.AtUtcMs != toldAtUtcMs;
        toldAtUtcMs = poll.AtUtcMs;
        isOdd ^= isNew;
        reading.RegisterWh = ShownWh(RegisterWh(poll));
        reading.PowerW = poll.PowerW;
        reading.ReadAtMs = poll.AtUtcMs - bootUtcMs;
        reading.Serial = Serial;
        if (isNew && Trouble == MeterTrouble.None)
        {
            Told?.Invoke(poll.AtUtcMs, poll.EnergyMj);
        }
    }

    private long RegisterWh(MeterPoll poll)
    {
        long registerWh = poll.EnergyMj / MillijoulesPerWh;
        return registerWh - (registerWh % resolutionWh);
    }

    private long ShownWh(long registerWh) => Trouble switch
    {
        MeterTrouble.Stuck => stuckWh,
        MeterTrouble.Jumps => registerWh + (isOdd ? 25_000 : 100_000),
        MeterTrouble.FallsBack => Math.Max(0, registerWh - (isOdd ? 1_000 : 5_000)),
        _ => registerWh,
    };
}
