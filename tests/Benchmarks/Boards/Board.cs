// The device's firmware and drivers over the simulator's bay, without link, files and real time.
using ChargePointFw.Control;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Benchmarks.Boards;

/// <summary>One board: <see cref="StepAt"/> moves its world to an instant and lets the firmware step once.</summary>
internal sealed class Board : IDisposable
{
    private const string Site = "bench";
    private const string Name = "cp-01";

    private static readonly byte[] key = new byte[32];

    /// <summary>HMAC and keys of every board.</summary>
    public static readonly HmacSha256 Hash = new();
    public static readonly KeyRing Keys = new(Hash, key, Site, Name, 1);

    private readonly BoardSetup setup;
    private readonly SimulatedTime time;
    private readonly SimulatedClock clock;
    private readonly VirtualWiring wiring;
    private readonly ChargePoint chargePoint;
    private readonly ControlLoop loop;
    private readonly MuteMeter meter;
    private readonly SimulatedSurplusMeter? surplusMeter;

    public Board(BoardSetup setup)
    {
        this.setup = setup;
        time = new SimulatedTime(DateTimeOffset.FromUnixTimeMilliseconds(setup.StartUtcMs));
        clock = new SimulatedClock(time);
        Bay = new Bay(setup.Visits, setup.StartUtcMs, setup.PollPhaseMs, setup.InitialMj)
        {
            RampDownMs = setup.RampDownMs,
            IgnoresStop = setup.IgnoresStop,
        };
        wiring = new VirtualWiring(Bay, 0, () => 0);
        Store = new CountingRecordStore(setup.SegmentCount, setup.SegmentBytes);
        var recovered = new RecoveredState();
        Journal = RecordJournal.Open(Store, Hash, Keys, new SeededEntropy(1), recovered);
        chargePoint = new ChargePoint(setup.Settings, recovered);
        (var contactor, var charger, var heartbeat) = wiring.MakeDrivers(clock);
        meter = new MuteMeter(new SimulatedMeter(Bay, clock, setup.Settings.MeterResolutionWh) { Serial = "BENCH" });
        var cardReader = new SimulatedCardReader(Bay, Hash, key);
        surplusMeter = setup.Sun is null ? null : new SimulatedSurplusMeter(setup.Sun, clock, setup.SurplusEveryMs);
        loop = new ControlLoop(clock, meter, contactor, charger, cardReader, heartbeat, Journal, chargePoint, HandOver, surplusMeter);
        NowUtcMs = setup.StartUtcMs;
        DueUtcMs = setup.StartUtcMs;
    }

    /// <summary>Where the link would hand over.</summary>
    public HandOver HandOver { get; } = new();

    /// <summary>The physical side.</summary>
    public Bay Bay { get; }

    /// <summary>Its flash.</summary>
    public CountingRecordStore Store { get; }

    /// <summary>Its records.</summary>
    public RecordJournal Journal { get; }

    /// <summary>The instant up to which everything has happened.</summary>
    public long NowUtcMs { get; private set; }

    /// <summary>When a step can make a difference next, if nobody meddles.</summary>
    public long DueUtcMs { get; private set; }

    /// <summary>When the newest reading that the firmware has seen was taken, ms since 1970 in UTC.</summary>
    public long MeterSeenAtUtcMs => setup.StartUtcMs + meter.SeenAtMs;

    /// <summary>What that reading showed, Wh.</summary>
    public long MeterSeenWh => meter.SeenWh;

    /// <summary>Where the session stands.</summary>
    public SessionPhase Phase => chargePoint.Phase;

    /// <summary>Times that the contactor has closed.</summary>
    public int ContactorClosures => wiring.Closures;

    /// <summary>Sessions begun.</summary>
    public int Sessions { get; private set; }

    /// <summary>Bytes that the steps took from the heap; what the world around them takes is not among them.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>What a member's card is known by.</summary>
    public static long HashOf(string token) => SimulatedCardReader.HashOf(Hash, key, token);

    /// <summary>The wall clock is lost: nobody knows what time it is.</summary>
    public void LoseClock() => clock.Quality = ClockQuality.Unknown;

    /// <summary>The line to the meter is cut.</summary>
    public void MuteMeter() => meter.IsMute = true;

    /// <summary>The line to the surplus meter is cut; the instant of the last measurement that the firmware has seen.</summary>
    public long MuteSurplusMeter()
    {
        surplusMeter!.IsMute = true;
        return surplusMeter.SeenAtUtcMs;
    }

    /// <summary>Moves the world, without a step.</summary>
    public void MoveTo(long utcMs)
    {
        time.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(utcMs));
        Bay.AdvanceTo(utcMs);
        NowUtcMs = utcMs;
    }

    /// <summary>Moves the world to this instant and steps.</summary>
    public void StepAt(long utcMs)
    {
        MoveTo(utcMs);
        wiring.Drive();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long ownUtcMs = clock.UtcMsOf(loop.Tick());
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        Sessions = Math.Max(Sessions, HandOver.SessionNumber);
        bool watchesMeter = Phase != SessionPhase.Idle || Bay.IsContactorClosed || !chargePoint.IsReady;
        long worldUtcMs = watchesMeter ? Math.Min(Bay.NextEventUtcMs(), Bay.NextPoll()) : Bay.NextEventUtcMs();
        DueUtcMs = Math.Min(Math.Min(ownUtcMs, worldUtcMs), surplusMeter?.NextPollUtcMs ?? long.MaxValue);
    }

    /// <summary>Steps so many times at the present instant: nothing changes, so nothing is decided anew.</summary>
    public void StepAgain(int times)
    {
        for (int i = 0; i < times; i++)
        {
            loop.Tick();
        }
    }

    /// <summary>The instant of the next step that can make a difference, no later than <paramref name="latestMs"/>.</summary>
    public long NextStep(long latestMs) => setup.Grid.AtOrAfter(Math.Max(Math.Min(DueUtcMs, latestMs), NowUtcMs + 1));

    /// <inheritdoc/>
    public void Dispose() => wiring.Dispose();
}
