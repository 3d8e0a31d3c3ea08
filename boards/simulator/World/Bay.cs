// The physical truth of one charge point: car, charger, contactor and meter, in exact integers.
namespace ChargePointFw.Simulator.World;

/// <summary>
/// Energy in millijoules (a watt for a millisecond), integrated exactly between changes, so that the truth does not
/// depend on how often anybody looks. Power changes on the second, at a switch, and where a ramp ends.
/// </summary>
public sealed class Bay(IEnumerable<Visit> visits, long startUtcMs, int pollPhaseMs, long initialMj)
{
    /// <summary>A watt for an hour, in watts for a millisecond.</summary>
    public const long MillijoulesPerWh = 3_600_000;

    private readonly Queue<Visit> coming = new(visits.OrderBy(visit => visit.PlugInUtcMs));
    private long atMs = startUtcMs;
    private long takenMj;
    private long rampEndsAtMs = long.MinValue;
    private int powerW;
    private bool isClosed;

    /// <summary>The car that is plugged in, or null.</summary>
    public Car? Car { get; private set; }

    /// <summary>The meter's newest poll: when, the true energy then (with the initial register), the power then.</summary>
    public MeterPoll Newest { get; private set; } = new(long.MinValue, 0, 0);

    /// <summary>True energy so far, with the initial register, mJ.</summary>
    public long EnergyMj => initialMj + takenMj;

    /// <summary>A card presented at plug-in, taken by the reader.</summary>
    public string? PresentedToken { get; set; }

    /// <summary>A car came (true) or left (false).</summary>
    public event Action<Visit, bool, long>? CarMoved;

    /// <summary>The charger gives no more than this, whatever the car would take, W.</summary>
    public int MaximumPowerW { get; init; } = int.MaxValue;

    /// <summary>What an AC post offers at present, W: the vehicle takes no more from the next second on.</summary>
    public int OfferedW { get; set; } = int.MaxValue;

    /// <summary>How often the meter is polled, ms.</summary>
    public int PollEveryMs { get; init; } = 1_000;

    /// <summary>How long full power still flows after the stop request, ms.</summary>
    public int RampDownMs { get; init; } = 400;

    /// <summary>The charger hears no stop request: only the contactor ends the flow.</summary>
    public bool IgnoresStop { get; set; }

    /// <summary>The circuit is open whatever the contactor does: there is no meter in it.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>The charger is told to deliver.</summary>
    public bool IsEnabled { get; private set; }

    /// <summary>The contactor is closed.</summary>
    public bool IsContactorClosed { get; private set; }

    /// <summary>Nothing flows, and the meter's newest poll says so.</summary>
    public bool IsStill => powerW == 0 && Newest.EnergyMj == EnergyMj && Newest.PowerW == 0;

    /// <summary>The site closes: whoever is plugged in leaves with the next movement of time, and nobody comes any more.</summary>
    public void SendAway()
    {
        isClosed = true;
        coming.Clear();
    }

    /// <summary>Switches as of the present instant.</summary>
    public void Switch(bool enable, bool closeContactor)
    {
        if (IsEnabled && !enable)
        {
            rampEndsAtMs = IgnoresStop ? long.MaxValue : atMs + RampDownMs;
        }

        rampEndsAtMs = closeContactor ? rampEndsAtMs : long.MinValue;
        IsEnabled = enable;
        IsContactorClosed = closeContactor;
        powerW = PowerNow();
    }

    /// <summary>Takes the meter out of the circuit, in the moment of its newest poll, or puts one in.</summary>
    public void Interrupt(bool isInterrupted)
    {
        IsInterrupted = isInterrupted;
        long sinceMj = isInterrupted ? EnergyMj - Newest.EnergyMj : 0;
        takenMj -= sinceMj;
        Car?.Take(-sinceMj);
        powerW = PowerNow();
    }

    /// <summary>Moves the world to this instant.</summary>
    public void AdvanceTo(long utcMs)
    {
        while (atMs < utcMs)
        {
            long next = Math.Min(utcMs, NextChange());
            long energyMj = powerW * (next - atMs);
            takenMj += energyMj;
            Car?.Take(energyMj);
            atMs = next;
            Arrive();
        }
    }

    /// <summary>
    /// The next instant at which an input of the charge point changes by itself: a car comes, is full or goes, or the
    /// meter is polled while power flows or has just ceased.
    /// </summary>
    public long NextEventUtcMs()
    {
        long next = Math.Min(NextMove(), NextFull());
        return !IsStill || Car is not null ? Math.Min(next, NextPoll()) : next;
    }

    private long NextChange()
    {
        bool isStill = powerW == 0 && rampEndsAtMs <= atMs && !IsDelivering;
        long next = Math.Min(NextMove(), isStill ? long.MaxValue : NextSecond());
        next = Math.Min(next, rampEndsAtMs > atMs ? rampEndsAtMs : long.MaxValue);
        return Math.Min(next, isStill && IsStill ? long.MaxValue : NextPoll());
    }

    private void Arrive()
    {
        if (Car is not null && (Car.Visit.UnplugUtcMs <= atMs || isClosed))
        {
            CarMoved?.Invoke(Car.Visit, false, atMs);
            Car = null;
            PresentedToken = null;
        }

        if (Car is null && coming.TryPeek(out Visit? visit) && visit.PlugInUtcMs <= atMs)
        {
            coming.Dequeue();
            Car = new Car(visit);
            PresentedToken = visit.Token;
            CarMoved?.Invoke(visit, true, atMs);
        }

        bool isSecond = atMs % 1_000 == 0;
        powerW = isSecond || rampEndsAtMs == atMs || Car is null ? PowerNow() : powerW;
        Poll();
    }

    // The meter is polled at its own phase. While nothing flows only the last poll matters.
    private void Poll()
    {
        long pollAtMs = atMs - ((atMs - pollPhaseMs) % PollEveryMs);
        bool isNow = pollAtMs == atMs;
        if (isNow || IsStill)
        {
            Newest = new MeterPoll(pollAtMs, EnergyMj, powerW);
        }
    }

    private bool IsDelivering => IsEnabled && IsContactorClosed && Car is { RequestsEnergy: true };

    private int PowerNow()
    {
        bool isRamping = rampEndsAtMs > atMs;
        bool flows = IsContactorClosed && !IsInterrupted && Car is { RequestsEnergy: true } && (IsEnabled || isRamping);
        return flows ? Math.Min(Car!.PowerW, Math.Min(MaximumPowerW, OfferedW)) : 0;
    }

    /// <summary>The next instant at which a car comes or goes.</summary>
    public long NextMoveUtcMs() => NextMove();

    private long NextMove()
    {
        long leaves = Car is null ? long.MaxValue : isClosed ? atMs + 1 : Car.Visit.UnplugUtcMs;
        long comes = Car is null && coming.TryPeek(out Visit? visit) ? Math.Max(visit.PlugInUtcMs, atMs + 1) : long.MaxValue;
        return Math.Min(leaves, comes);
    }

    // Its power is chosen anew every second: before the last second nobody knows when it will be full.
    private long NextFull()
    {
        if (powerW == 0 || Car is not { RequestsEnergy: true })
        {
            return long.MaxValue;
        }

        long full = atMs + ((Car.LeftMj + powerW - 1) / powerW);
        return full <= NextSecond() ? full : full <= NextSecond() + 1_000 ? NextSecond() : long.MaxValue;
    }

    private long NextSecond() => atMs - (atMs % 1_000) + 1_000;

    /// <summary>The next instant at which the meter is polled.</summary>
    public long NextPoll() => atMs - ((atMs - pollPhaseMs) % PollEveryMs) + PollEveryMs;
}
