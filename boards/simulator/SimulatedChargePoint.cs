// One board of the simulator: the device's firmware and drivers over virtual hardware.
using ChargePointFw.Control;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Seams;
using ChargePointFw.Service;
using ChargePointFw.Simulator.Faults;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Simulator;

/// <summary>
/// A charge point with its bay. The run calls <see cref="Tick"/> when something is due and <see cref="Poll"/> as often as
/// it likes; both on one thread. The link lives in real time, everything else in the run's.
/// </summary>
public sealed class SimulatedChargePoint : IDisposable
{
    private const int GridMs = 100;

    private readonly SimulatorOptions options;
    private readonly SimulatedConfiguration configuration;
    private readonly SimulatedTime time;
    private readonly VirtualWiring wiring;
    private readonly IKeyedHash hash;
    private readonly SeededEntropy entropy;
    private SimulatedClock clock;
    private ControlLoop loop;
    private ChargePoint chargePoint;
    private SimulatedSurplusMeter? surplusMeter;
    private HandOver handOver;
    private RecordJournal journal;
    private DocumentDesk documents;
    private KeyDesk keyDesk;
    private SettingsDesk settingsDesk;
    private RemoteCare care;
    private BackOfficeLink link;
    private ServiceConsole? console;
    private SimulatedMeter meter;
    private SimulatedCardReader cardReader;
    private RefusableRecordStore store;
    private int meters = 1;
    private long nextMs;
    private long knownPlan = -1;
    private long knownTokens = -1;
    private MeasuredSurplus? knownSurplus;
    private long knownCommand;

    /// <summary>Builds the board and its bay, and boots it.</summary>
    public SimulatedChargePoint(SimulatorOptions options, SimulatedTime time, IEnumerable<Visit> visits)
    {
        this.options = options;
        hash = options.Parts.Hash;
        configuration = new SimulatedConfiguration(options);
        this.time = time;
        entropy = new SeededEntropy(options.Seed);
        int pollPhaseMs = entropy.Next() % options.MeterPollMs;
        long initialRegisterWh = entropy.Next() % 5_000_000 / options.MeterResolutionWh * options.MeterResolutionWh;
        InitialRegisterWh = initialRegisterWh;
        Bay = new Bay(visits, time.UtcMs, pollPhaseMs, initialRegisterWh * Bay.MillijoulesPerWh)
        {
            MaximumPowerW = options.MaximumPowerW,
            PollEveryMs = options.MeterPollMs,
        };
        wiring = new VirtualWiring(Bay, options.PilotCurrentA, () => time.UtcMs);
        Boot();
    }

    /// <summary>Name of the charge point.</summary>
    public string Name => options.ChargePoint;

    /// <summary>The physical side.</summary>
    public Bay Bay { get; }

    /// <summary>What the meter shows before the first session, Wh.</summary>
    public long InitialRegisterWh { get; }

    /// <summary>What the charge point says of itself.</summary>
    public HandOver Status => handOver;

    /// <summary>Version of the plan held, 0 for none.</summary>
    public long PlanVersion => documents.PlanVersion;

    /// <summary>Version of the token list held, 0 for none.</summary>
    public long TokensVersion => documents.TokensVersion;

    /// <summary>Records committed so far.</summary>
    public long CommittedUpTo => journal.CommittedUpTo;

    /// <summary>Records that the back office has acknowledged: everything up to this number.</summary>
    public long AcknowledgedUpTo => journal.AcknowledgedUpTo;

    /// <summary>Identity of the journal.</summary>
    public long JournalId => journal.JournalId;

    /// <summary>Times that the contactor has closed.</summary>
    public int ContactorClosures => wiring.Closures;

    /// <summary>The contactor is closed now.</summary>
    public bool IsContactorClosed => Bay.IsContactorClosed;

    /// <summary>While true, the wire to the broker is cut.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>What is wrong with the meter; a restart changes nothing about it.</summary>
    public MeterTrouble MeterTrouble
    {
        get;
        set => meter.Trouble = field = value;
    }

    /// <summary>The flash takes no records; likewise.</summary>
    public bool RefusesRecords
    {
        get;
        set => store.Refuses = field = value;
    }

    /// <summary>The card reader reads nothing; likewise.</summary>
    public bool IsCardReaderDead
    {
        get;
        set => cardReader.IsDead = field = value;
    }

    /// <summary>The board has no power.</summary>
    public bool IsOff { get; private set; }

    /// <summary>No session is open.</summary>
    public bool IsIdle => chargePoint.Phase == SessionPhase.Idle;

    /// <summary>Where the session stands.</summary>
    public SessionPhase Phase => chargePoint.Phase;

    /// <summary>What the last tick wanted.</summary>
    public Outputs Outputs => loop.Outputs;

    /// <summary>Records asked for and not yet committed.</summary>
    public int WaitingRecords => chargePoint.Queue.Count;

    /// <summary>What the charge point has drawn from its allocation.</summary>
    public SupplyLedger Supply => chargePoint.Ledger;

    /// <summary>The run's present time, ms since 1970 in UTC.</summary>
    public long NowUtcMs => time.UtcMs;

    /// <summary>Its two clocks, since this boot.</summary>
    public SimulatedClock Clock => clock;

    /// <summary>Its pins and what is wired to them.</summary>
    public VirtualWiring Wiring => wiring;

    /// <summary>Which boot it is.</summary>
    public int BootNumber => journal.BootNumber;

    /// <summary>It is online and has nothing left to say.</summary>
    public bool IsDrained => link.IsDrained;

    /// <summary>Which device key counts there.</summary>
    public byte KeyGeneration => keyDesk.Generation;

    /// <summary>Version of the settings from the back office that are in force; 0 for none.</summary>
    public long SettingsVersion => settingsDesk.Version;

    /// <summary>The link waits for the contactor to open before it makes a TLS connection.</summary>
    public bool IsHeldBack => link.IsHeldBack;

    /// <summary>Connected, and everything said and acknowledged; or cut off on purpose.</summary>
    public bool IsSettled => IsCutOff || link.IsDrained;

    /// <summary>The next instant at which a tick can make a difference, ms since 1970 in UTC.</summary>
    public long DueUtcMs { get; private set; }

    /// <summary>
    /// As <see cref="DueUtcMs"/>, for a run whose meter and clock are well: without a flow and with an open contactor, whether a
    /// car waits or none is there, a reading tells nothing, and the tick that would see it become too old reads a newer one.
    /// What is left is what the firmware waits for, a car that moves, the end of the interval, and <paramref name="longestMs"/>.
    /// </summary>
    public long QuietDueUtcMs(long intervalMs, long longestMs)
    {
        bool isAtRest = Phase is SessionPhase.Idle or SessionPhase.Waiting && chargePoint.IsReady && !Supply.IsClosing && WaitingRecords == 0;
        bool isStill = Bay.IsStill && !Bay.IsContactorClosed && Bay.PresentedToken is null && wiring.Vehicle is null && !wiring.IsRestless;
        if (!isAtRest || !isStill)
        {
            return DueUtcMs;
        }

        long endUtcMs = time.UtcMs + intervalMs - (clock.UtcMs % intervalMs);
        long worldUtcMs = Math.Min(Bay.NextMoveUtcMs(), surplusMeter?.NextPollUtcMs ?? long.MaxValue);
        long ownUtcMs = clock.UtcMsOf(nextMs == Outputs.NextChangeMs ? Outputs.NextOwnChangeMs : nextMs);
        return OnGrid(Math.Min(Math.Min(time.UtcMs + longestMs, endUtcMs), Math.Min(worldUtcMs, ownUtcMs)));
    }

    /// <summary>The meter was read: when (UTC, ms) and the true energy then (mJ).</summary>
    public event Action<SimulatedChargePoint, long, long>? MeterRead;

    /// <summary>The contactor closed: when (UTC, ms) and the true energy then (mJ).</summary>
    public event Action<SimulatedChargePoint, long, long>? ContactorClosed;

    /// <summary>A plan, a token list or a measured surplus came in, or a technician asks for a test: the next tick is due now.</summary>
    public bool HasNews =>
        documents.PlanVersion != knownPlan || documents.TokensVersion != knownTokens || handOver.Surplus != knownSurplus
        || documents.LastCommandId != knownCommand || loop.ContactorTest.IsAsked || loop.IsClearRequested || loop.SelfTest.IsAsked;

    /// <summary>One step of the firmware at the run's present time.</summary>
    public void Tick()
    {
        Bay.AdvanceTo(time.UtcMs);
        if (IsOff)
        {
            DueUtcMs = long.MaxValue;
            return;
        }

        wiring.Drive();
        knownPlan = documents.PlanVersion;
        knownTokens = documents.TokensVersion;
        knownSurplus = handOver.Surplus;
        knownCommand = documents.LastCommandId;
        int closures = wiring.Closures;
        nextMs = loop.Tick();
        if (wiring.Closures > closures)
        {
            ContactorClosed?.Invoke(this, time.UtcMs, Bay.EnergyMj);
        }

        bool watchesMeter = chargePoint.Phase != SessionPhase.Idle || Bay.IsContactorClosed || !chargePoint.IsReady;
        long pollUtcMs = Math.Min(watchesMeter ? Bay.NextPoll() : long.MaxValue, surplusMeter?.NextPollUtcMs ?? long.MaxValue);
        bool isRestless = wiring.IsRestless || (wiring.Vehicle is not null && Bay.Car is not null); // a pilot is looked at twice
        DueUtcMs = OnGrid(Math.Min(clock.UtcMsOf(nextMs), isRestless ? time.UtcMs + GridMs : Math.Min(pollUtcMs, Bay.NextEventUtcMs())));
    }

    /// <summary>Lets the link work; <paramref name="realMs"/> is real time.</summary>
    public void Poll(long realMs)
    {
        if (!IsCutOff && !IsOff)
        {
            link.Poll(realMs);
            care.Poll();
        }

        if (!IsOff && care.IsRebootDue)
        {
            CutPower();
        }

        PollConsole(realMs);
    }

    /// <summary>A plan is there, as if the broker had brought it; true when it is held.</summary>
    public bool TakePlan(byte[] document) => documents.TakePlan(document);

    /// <summary>A token list likewise.</summary>
    public bool TakeTokens(byte[] document) => documents.TakeTokens(document);

    /// <summary>The site closes: the car that is plugged in leaves, no other comes; the next tick is due now.</summary>
    public void SendAway()
    {
        Bay.SendAway();
        DueUtcMs = time.UtcMs;
    }

    /// <summary>Something about the board or its surroundings has changed: the next tick is due now.</summary>
    public void Wake() => DueUtcMs = IsOff ? long.MaxValue : time.UtcMs;

    /// <summary>A technician has mended the contactor and says so on the console.</summary>
    public void ClearFault() => loop.IsClearRequested = true;

    /// <summary>The meter is taken out of the circuit: nothing flows any more.</summary>
    public void TakeMeterOut()
    {
        Bay.Interrupt(true);
        MeterTrouble = MeterTrouble.Silent;
    }

    /// <summary>Another meter is put in, set to what the former one showed.</summary>
    public void PutMeterIn()
    {
        meters++;
        meter.Serial = Serial;
        MeterTrouble = MeterTrouble.None;
        Bay.Interrupt(false);
    }

    /// <summary>Cuts the wire to the broker, or mends it.</summary>
    public void CutOff(bool isCut)
    {
        IsCutOff = isCut;
        if (isCut)
        {
            link.Drop();
        }
    }

    /// <summary>Takes the power away and gives it back at once: everything but flash and meter starts anew.</summary>
    public void CutPower()
    {
        PowerOff();
        Boot();
    }

    /// <summary>Takes the power away: every pin falls, the link is gone; nothing is due until <see cref="Boot"/> brings it back.</summary>
    public void PowerOff()
    {
        IsOff = true;
        link.Drop();
        Bay.AdvanceTo(time.UtcMs);
        wiring.PowerOff();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        link.Drop();
        wiring.Dispose();
    }

    /// <summary>Power comes: what flash and meter know is all that is known.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNull(
        nameof(clock), nameof(loop), nameof(chargePoint), nameof(handOver), nameof(journal), nameof(documents), nameof(link), nameof(keyDesk), nameof(settingsDesk), nameof(care), nameof(meter), nameof(cardReader), nameof(store))]
    public void Boot()
    {
        IsOff = false;
        clock = new SimulatedClock(time);
        options.Parts.Start(clock, Bay);
        var keys = new KeyRing(hash, options.DeviceKey, options.Site, options.ChargePoint, options.KeyGeneration);
        handOver = new HandOver { Board = "simulator" };
        var refusals = new Refusals(handOver);
        IDocumentStore documentStore = options.Parts.DocumentStore(options);
        keyDesk = new KeyDesk(hash, keys, options.Site, options.ChargePoint, documentStore, refusals);
        keyDesk.Load();
        settingsDesk = new SettingsDesk(hash, keys, options.Site, options.ChargePoint, documentStore, handOver, refusals);
        ChargePointSettings settings = configuration.Start(settingsDesk);
        var recovered = new RecoveredState();
        store = new RefusableRecordStore(options.Parts.RecordStore(options)) { Refuses = RefusesRecords };
        journal = RecordJournal.Open(store, hash, keys, entropy, recovered);
        options.Parts.Recovered(recovered);
        documents = new DocumentDesk(hash, keys, options.Site, options.ChargePoint, documentStore, handOver, refusals);
        documents.Load(recovered);
        chargePoint = new ChargePoint(settings, recovered);

        (IContactor contactor, ICharger charger, IHeartbeat heartbeat) = wiring.MakeDrivers(clock);
        meter = new SimulatedMeter(Bay, clock, options.MeterResolutionWh) { Serial = Serial, Trouble = MeterTrouble };
        meter.Told += (utcMs, energyMj) => MeterRead?.Invoke(this, utcMs, energyMj);
        cardReader = new SimulatedCardReader(Bay, hash, options.SiteKey) { IsDead = IsCardReaderDead };
        surplusMeter = options.Sun is null ? null : new SimulatedSurplusMeter(options.Sun, clock, options.SurplusEveryMs);
        loop = new ControlLoop(
            options.Parts.Clock(clock), options.Parts.Meter(meter), options.Parts.Contactor(contactor), options.Parts.Charger(charger),
            cardReader, heartbeat, journal, chargePoint, handOver, surplusMeter)
        {
            Indicator = wiring.MakeIndicator(),
            StopContacts = wiring.MakeStopContacts(),
            Thermometer = wiring.MakeThermometer(clock),
            CurrentOffer = charger as ICurrentOffer,
            CardReaderHealth = cardReader,
        };

        var outbox = new Outbox(journal);
        var acknowledgements = new AcknowledgementDesk(hash, keys, options.Site, options.ChargePoint, journal, outbox, refusals);
        link = new BackOfficeLink(
            options.Parts.Connection(options),
            new Topics(options.Site, options.ChargePoint),
            "cpfw-" + options.Site + "-" + options.ChargePoint,
            handOver,
            journal,
            documents,
            acknowledgements,
            keyDesk,
            settingsDesk,
            outbox,
            entropy);
        care = new RemoteCare(loop, handOver, journal, link);
        console = options.Console is null ? null : new ServiceConsole(options.Console, loop, handOver, journal);
        DueUtcMs = time.UtcMs;
    }

    private string Serial => "SIM-" + options.ChargePoint + (meters > 1 ? "/" + meters.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");

    // A console that is unplugged is no reason to stop charging.
    private void PollConsole(long realMs)
    {
        try
        {
            console?.Poll(realMs);
        }
        catch (IOException)
        {
            console = null;
        }
    }

    private static long OnGrid(long utcMs) =>
        utcMs > long.MaxValue - GridMs ? long.MaxValue : (utcMs + GridMs - 1) / GridMs * GridMs;
}
