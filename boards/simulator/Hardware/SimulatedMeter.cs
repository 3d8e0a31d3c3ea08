using ChargePointFw.Seams;
using ChargePointFw.Simulator.Faults;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>A register meter that is polled once a second: what it shows is the truth rounded down to its resolution.</summary>
public sealed class SimulatedMeter(Bay bay, SimulatedClock clock, int resolutionWh) : IEnergyMeter
{
    private const long MillijoulesPerWh = 3_600_000;
    private const int OffWh = 40_000; // on each step of a register
    private const float CoarseWh = 1L << 33; // float32 steps by 1,024 there
    private const string AnotherSerial = "SIM-ANOTHER";
    private readonly long bootUtcMs = clock.UtcMsOf(0); // the wall clock may be wrong
    private long toldAtUtcMs = long.MinValue;
    private long stuckWh;
    private static readonly float[] noNumbers =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x7F800001), BitConverter.Int32BitsToSingle(-1),
    ];

    private readonly FloatMeter floats = new();
    private int turn;
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
        if (Trouble is MeterTrouble.NoNumber or MeterTrouble.TooCoarse)
        {
            TellFloats(poll, isNew, reading);
            return;
        }

        reading.RegisterWh = ShownWh(RegisterWh(poll));
        reading.PowerW = poll.PowerW;
        reading.ReadAtMs = poll.AtUtcMs - bootUtcMs;
        reading.Serial = Trouble == MeterTrouble.Another ? AnotherSerial : Serial;
        if (isNew && Trouble == MeterTrouble.None)
        {
            Told?.Invoke(poll.AtUtcMs, poll.EnergyMj);
        }
    }

    // Each of them in its turn, in the register or in the power; what the driver took for a number would be a reading.
    private void TellFloats(MeterPoll poll, bool isNew, MeterReading reading)
    {
        if (!isNew)
        {
            return;
        }

        float what = Trouble == MeterTrouble.TooCoarse ? CoarseWh + RegisterWh(poll) : noNumbers[turn % noNumbers.Length];
        bool isRegister = Trouble == MeterTrouble.TooCoarse || turn % 3 != 0;
        turn++;
        if (floats.Tell(isRegister ? what : RegisterWh(poll), isRegister ? poll.PowerW : what, reading))
        {
            reading.ReadAtMs = poll.AtUtcMs - bootUtcMs;
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
        MeterTrouble.Trembles => Math.Max(0, registerWh - (isOdd ? resolutionWh : 0)),
        MeterTrouble.Zero => 0,
        MeterTrouble.Leapt => registerWh + OffWh,
        MeterTrouble.Fell => Math.Max(0, registerWh - OffWh),
        MeterTrouble.Another => registerWh % OffWh / resolutionWh * resolutionWh,
        _ => registerWh,
    };
}
