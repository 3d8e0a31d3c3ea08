// One charge point in the storm: the simulated board, its power, its stalls, and when it is due.
using ChargePointFw.Control;
using ChargePointFw.Link;
using ChargePointFw.Seams;
using ChargePointFw.Simulation.Checks;
using ChargePointFw.Simulation.Mutations;
using ChargePointFw.Simulation.Weather;
using ChargePointFw.Simulation.Wires;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Time;

namespace ChargePointFw.Simulation.Boards;

/// <summary>Steps and polls when something is due, and does to the board what <see cref="Mischief"/> wants.</summary>
internal sealed class StormChargePoint : IDisposable
{
    public const string Site = "storm";
    private const int GridMs = 100;
    private const int CardEveryMs = 180_000;
    private const int QuietMs = 300_000;
    private const int TroubledQuietMs = 10_000;
    private readonly SimulatedTime time;
    private readonly Broker broker;
    private readonly StepWatch watch;
    private readonly long intervalMs;
    private readonly SimulatedChargePoint board;
    private long tickAtMs;
    private long pollAtMs;
    private long cardAtMs;
    private long acknowledgedBefore;
    private long acknowledgedAtMs = long.MinValue / 2;
    private long powerOnAtMs = long.MaxValue;
    private long stalledUntilMs;
    private long dropCoilAtMs = long.MaxValue;

    public StormChargePoint(
        Forecast forecast, string name, int index, SimulatedTime time, Broker broker, StormKeys keys, FaultCounts faults, Mutation mutation)
    {
        this.time = time;
        this.broker = broker;
        var dice = new Dice(forecast.Seed, 100 + index);
        mutation.Begin(dice);
        intervalMs = forecast.IntervalMs;
        Name = name;
        Flash = new Flash(forecast, dice, faults);
        Documents = new Documents(dice, faults);
        Meter = new TroubledMeter(forecast.MeterResolutionWh);
        Wire = new Wire(broker);
        Parts = new StormBoard(Flash, Documents, Meter, Wire, mutation);
        Log = new CommittedRecords(Flash);
        board = new SimulatedChargePoint(
            new SimulatorOptions
            {
                Site = Site,
                ChargePoint = name,
                DeviceKey = keys.Device(name),
                SiteKey = keys.Site,
                Broker = new Drivers.Mqtt.BrokerAddress(),
                Folder = "",
                Seed = unchecked((forecast.Seed * 31) + index),
                MeterResolutionWh = forecast.MeterResolutionWh,
                MeterPollMs = forecast.MeterPollMs,
                MaximumPowerW = Forecast.MaximumPowerW,
                GuestsAllowed = forecast.GuestsAllowed,
                Parts = Parts,
            },
            time,
            forecast.Visits.Where(visit => visit.ChargePoint == name));
        watch = new StepWatch(this, forecast);
        tickAtMs = pollAtMs = cardAtMs = time.UtcMs;
    }

    public string Name { get; }

    public SimulatedChargePoint Board => board;

    public StormBoard Parts { get; }

    public Flash Flash { get; }

    public Documents Documents { get; }

    public TroubledMeter Meter { get; }

    public Wire Wire { get; }

    /// <summary>Every record that was ever whole in its flash.</summary>
    public CommittedRecords Log { get; }

    public bool IsOff => powerOnAtMs != long.MaxValue;

    public bool IsStalled => time.UtcMs < stalledUntilMs;

    /// <summary>A plan was taken over, or found again (or not) after a boot.</summary>
    public event Action<StormChargePoint>? PlanTaken;

    /// <summary>When it is to be looked after next.</summary>
    public long DueMs
    {
        get
        {
            if (IsOff)
            {
                return powerOnAtMs;
            }

            long due = Math.Max(Math.Min(Math.Min(tickAtMs, pollAtMs), cardAtMs), stalledUntilMs);
            return Math.Min(due, dropCoilAtMs);
        }
    }

    /// <summary>Does what is due.</summary>
    public void Step()
    {
        long now = time.UtcMs;
        if (IsOff)
        {
            if (now >= powerOnAtMs)
            {
                PowerOn();
            }

            return;
        }

        if (now >= dropCoilAtMs)
        {
            dropCoilAtMs = long.MaxValue;
            board.Bay.AdvanceTo(now);
            board.Wiring.LoseHeartbeat();
        }

        if (now < stalledUntilMs)
        {
            return;
        }

        dropCoilAtMs = long.MaxValue;
        try
        {
            PresentCard(now);
            Poll(now);
            Tick(now);
        }
        catch (PowerLostException)
        {
            CutPower(20_000);
        }
    }

    /// <summary>A message has come, or the world was changed: look at once.</summary>
    public void Wake()
    {
        long now = time.UtcMs;
        tickAtMs = Math.Min(tickAtMs, OnGrid(now));
        pollAtMs = Math.Min(pollAtMs, now);
    }

    /// <summary>A message waits.</summary>
    public void Hear() => pollAtMs = Math.Min(pollAtMs, time.UtcMs);

    /// <summary>The power goes, and comes back after this.</summary>
    public void CutPower(long offMs)
    {
        if (!IsOff)
        {
            board.PowerOff();
            watch.Forget();
            stalledUntilMs = 0;
            dropCoilAtMs = long.MaxValue;
        }

        powerOnAtMs = OnGrid(time.UtcMs + offMs);
    }

    /// <summary>The VM stands still.</summary>
    public void Stall(long forMs)
    {
        stalledUntilMs = OnGrid(time.UtcMs + forMs);
        long maximumMs = new ChargePointSettings().MaximumStallMs;
        dropCoilAtMs = forMs > maximumMs ? time.UtcMs + maximumMs : long.MaxValue;
    }

    /// <summary>The cars leave and nobody comes any more.</summary>
    public void SendAway()
    {
        board.SendAway();
        powerOnAtMs = IsOff ? time.UtcMs : long.MaxValue;
        Wake();
    }

    public void Dispose() => board.Dispose();

    private void PowerOn()
    {
        powerOnAtMs = long.MaxValue;
        board.Bay.AdvanceTo(time.UtcMs);
        try
        {
            board.Boot();
            watch.Booted();
            PlanTaken?.Invoke(this);
        }
        catch (PowerLostException)
        {
            powerOnAtMs = OnGrid(time.UtcMs + 5_000);
            return;
        }

        tickAtMs = pollAtMs = time.UtcMs;
        cardAtMs = time.UtcMs + 5_000;
    }

    private void Tick(long now)
    {
        if (tickAtMs > now && !board.HasNews)
        {
            return;
        }

        long committed = board.CommittedUpTo;
        int status = board.Status.StatusVersion;
        bool isNewPlan = board.HasNews;
        try
        {
            board.Tick();
        }
        catch (Exception defect) when (defect is not PowerLostException and not ViolationException)
        {
            throw new ViolationException("6 a step never fails", $"{Name}: {defect.Message} {defect.StackTrace}");
        }

        watch.Stepped();
        tickAtMs = Math.Max(NextTick(now), now + GridMs);
        bool hasNews = board.CommittedUpTo != committed || board.Status.StatusVersion != status;
        pollAtMs = hasNews ? Math.Min(pollAtMs, now + 50) : pollAtMs;
        if (isNewPlan)
        {
            watch.Documents();
            PlanTaken?.Invoke(this);
        }
    }

    // While something is wrong with meter or clock, readings tell something also where nothing flows.
    private long NextTick(long now)
    {
        bool isWell = !Meter.IsInTrouble(now) && board.Clock.Quality != ClockQuality.Unknown;
        return board.QuietDueUtcMs(intervalMs, isWell ? QuietMs : TroubledQuietMs);
    }

    private void Poll(long now)
    {
        if (pollAtMs > now)
        {
            return;
        }

        board.Poll(now);
        tickAtMs = board.HasNews ? now : tickAtMs;
        long acknowledged = board.AcknowledgedUpTo;
        bool isMoving = Wire.HasMessage || acknowledged != acknowledgedBefore;
        acknowledgedAtMs = acknowledged != acknowledgedBefore ? now : acknowledgedAtMs;
        acknowledgedBefore = acknowledged;
        pollAtMs = now + (isMoving ? 200 : PollPauseMs(now));
    }

    // Messages, ticks with news and whatever the weather does wake it earlier.
    private long PollPauseMs(long now)
    {
        if (board.IsCutOff)
        {
            return QuietMs;
        }

        bool hasMoreToSay = now - acknowledgedAtMs <= BackOfficeLink.StateAfterMs; // how far it is acknowledged
        return !board.Status.IsOnline || !board.IsDrained ? 2_000
            : hasMoreToSay ? BackOfficeLink.StateAfterMs
            : QuietMs;
    }

    // A driver who gets nothing presents the card again now and then.
    private void PresentCard(long now)
    {
        if (cardAtMs > now)
        {
            return;
        }

        cardAtMs = now + CardEveryMs;
        board.Bay.AdvanceTo(now);
        if (board.Bay is { Car: { RequestsEnergy: true } car, PresentedToken: null } && board.IsIdle && board.CommittedUpTo > 0)
        {
            board.Bay.PresentedToken = car.Visit.Token;
            tickAtMs = OnGrid(now);
        }
    }

    private static long OnGrid(long ms) => (ms + GridMs - 1) / GridMs * GridMs;
}
