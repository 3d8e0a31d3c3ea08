using System;
using System.Threading;
using ChargePointFw.Control;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Time;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Seams;
using ChargePointFw.Service;
using nanoFramework.Networking;
using nanoFramework.Runtime.Native;

namespace ChargePointFw.Composition;

/// <summary>
/// The device program above the hardware, the same on every board: journal, charge point and control loop on one thread,
/// the link to the back office on another; they meet in the hand-over and at the outbox.
/// </summary>
public sealed class ChargePointProgram
{
    private const int LinkPollMs = 50;
    private const int ConfigurationAgainMs = 10_000;

    // At an AC post a vehicle pauses by itself, to balance its cells or to cool, and nothing is live meanwhile.
    private const int AcFinishedMs = 900_000;

    private readonly BatteryClock clock;
    private readonly MeterLine meters;
    private readonly ICharger charger;
    private readonly ICardReader cards;
    private readonly ChargePointSettings settings;
    private readonly HandOver handOver = new HandOver();
    private readonly ControlLoop loop;
    private readonly BackOfficeLink link;
    private readonly ServiceConsole console;
    private readonly RemoteCare care;
    private readonly SettingsDesk settingsDesk;
    private readonly string timeServer;
    private string toldClockTrouble;
    private string configurationTrouble;
    private long configurationToldMs = -ConfigurationAgainMs;

    /// <param name="configuration">A configuration without trouble.</param>
    /// <param name="clock">The board's clocks.</param>
    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="contactor">The contactor.</param>
    /// <param name="charger">The charger's enable contact and status.</param>
    /// <param name="heartbeat">What the coil's timer hears.</param>
    /// <param name="meters">The meters.</param>
    /// <param name="cards">The card reader.</param>
    /// <param name="recordStore">Where the journal lives.</param>
    /// <param name="documentStore">Where plan, token list and counted pulses live.</param>
    /// <param name="consoleLine">The service console's serial line; null where the board has no pins left for one.</param>
    /// <param name="makeCertificate">Makes the certificate with which it proves to the broker who it is.</param>
    public ChargePointProgram(
        DeviceConfiguration configuration,
        BatteryClock clock,
        IKeyedHash hash,
        IContactor contactor,
        ICharger charger,
        IHeartbeat heartbeat,
        MeterLine meters,
        ICardReader cards,
        IRecordStore recordStore,
        IDocumentStore documentStore,
        ISerialLine consoleLine,
        ClientCertificateMaker makeCertificate)
    {
        this.clock = clock;
        this.meters = meters;
        this.charger = charger;
        this.cards = cards;
        timeServer = configuration.TimeServer;
        string site = configuration.Site;
        string name = configuration.ChargePoint;
        var entropy = new HardwareEntropy();
        var keys = new KeyRing(hash, Convert.FromBase64String(configuration.DeviceKey), site, name, (byte)configuration.KeyGeneration);
        var refusals = new Refusals(handOver);
        var keyDesk = new KeyDesk(hash, keys, site, name, documentStore, refusals);
        keyDesk.Load();
        settingsDesk = new SettingsDesk(hash, keys, site, name, documentStore, handOver, refusals);
        var recovered = new RecoveredState();
        RecordJournal journal = RecordJournal.Open(recordStore, hash, keys, entropy, recovered);
        IEnergyMeter meter = meters.OpenEnergy(documentStore, recovered.RegisterWh);
        settings = new ChargePointSettings
        {
            MaximumPowerW = configuration.MaximumPowerW,
            MeterResolutionWh = meter.ResolutionWh,
            MeterRolloverWh = configuration.MeterRolloverWh,
            GuestsAllowed = configuration.GuestsAllowed,
            CurrentLimitA = configuration.CurrentLimitA,
            DeratingFromC = configuration.DeratingFromC,
            DeratingUntilC = configuration.DeratingUntilC,
            DeratingToA = configuration.DeratingToA,
            StopFromC = configuration.StopFromC,
        };
        settings.PowerLagMs = MeterConfiguration.PowerLagMs(configuration, settings.ZeroCurrentW, settings.PowerLagMs);
        if (ChargerConfiguration.IsAc(configuration))
        {
            settings.ClosesOnRequest = true;
            settings.VehicleFinishedMs = AcFinishedMs;
        }

        var documents = new DocumentDesk(hash, keys, site, name, documentStore, handOver, refusals);
        documents.Load(recovered);
        var outbox = new Outbox(journal);
        var acknowledgements = new AcknowledgementDesk(hash, keys, site, name, journal, outbox, refusals);
        link = new BackOfficeLink(
            new M2MqttConnection(AddressOf(configuration, makeCertificate)),
            new Topics(site, name),
            "cpfw-" + site + "-" + name,
            handOver,
            journal,
            documents,
            acknowledgements,
            keyDesk,
            settingsDesk,
            outbox,
            entropy);
        var chargePoint = new ChargePoint(settings, recovered);
        loop = new ControlLoop(
            clock, meter, contactor, charger, cards, heartbeat, journal, chargePoint, handOver, meters.Surplus)
        {
            NoticedStallMs = settings.NoticedStallMs,
            CurrentOffer = charger as ICurrentOffer,
            CardReaderHealth = cards as ICardReaderHealth,
        };
        care = new RemoteCare(loop, handOver, journal, link);
        console = consoleLine == null ? null : new ServiceConsole(consoleLine, loop, handOver, journal);
    }

    /// <summary>The contacts that forbid charging; null where none is wired.</summary>
    public IStopContacts StopContacts
    {
        set => loop.StopContacts = value;
    }

    /// <summary>The temperature sensor; null where none is wired.</summary>
    public IThermometer Thermometer
    {
        set => loop.Thermometer = value;
    }

    /// <summary>
    /// What the board was given, when everything has been opened: a good configuration is kept, and without one nothing charges.
    /// </summary>
    public Provisioning Provisioning
    {
        set
        {
            value.Keep();
            settingsDesk.Start(value, value.SettingsTrouble);
            configurationTrouble = value.Trouble;
            loop.IsConfigurationInvalid = configurationTrouble != null;
        }
    }

    /// <summary>Which board it is: its folder's name.</summary>
    public string BoardName
    {
        set => handOver.Board = value;
    }

    /// <summary>Lamp and buzzer; null where the board has none.</summary>
    public IIndicator Indicator
    {
        get => loop.Indicator;
        set => loop.Indicator = value;
    }

    /// <summary>Runs for ever; the calling thread becomes the control thread.</summary>
    /// <param name="startNetwork">Brings up the board's network; called on the link's thread.</param>
    public void Run(ThreadStart startNetwork)
    {
        new Thread(() => RunLink(startNetwork)).Start();
        while (true)
        {
            long startedMs = clock.UptimeMs;
            Tick();
            int restMs = settings.StepMs - (int)(clock.UptimeMs - startedMs);
            Thread.Sleep(restMs > 0 ? restMs : 0);
        }
    }

    /// <summary>One control step. One that throws has opened the contactor; the next ones record the fault and beat on.</summary>
    public void Tick()
    {
        try
        {
            loop.Tick();
        }
        catch (Exception e)
        {
            Console.WriteLine("A step failed, the contactor is open: " + e.Message);
        }
    }

    /// <summary>One turn of the link's thread: messages, the battery's clock, and the technician with what is news for him.</summary>
    public void PollLink()
    {
        try
        {
            link.Poll(clock.UptimeMs);
            care.Poll();
        }
        catch (Exception e)
        {
            Console.WriteLine("The link starts over: " + e.Message);
            link.Drop();
        }

        if (care.IsRebootDue)
        {
            Power.RebootDevice();
        }

        clock.Keep(handOver.UtcMs != 0);
        try
        {
            console?.Poll(clock.UptimeMs);
            Tell(meters.TakeNews());
            Tell(charger.TakeNews());
            Tell(cards.TakeNews());
            TellOfConfiguration();
            if (clock.Trouble != toldClockTrouble)
            {
                toldClockTrouble = clock.Trouble;
                Tell(toldClockTrouble);
            }
        }
        catch (Exception e)
        {
            Console.WriteLine("The service console is not there: " + e.Message);
        }
    }

    private void RunLink(ThreadStart startNetwork)
    {
        try
        {
            startNetwork();
            Sntp.Server1 = timeServer;
            Sntp.Start();
        }
        catch (Exception e)
        {
            Console.WriteLine("The network does not start: " + e.Message);
        }

        while (true)
        {
            PollLink();
            Thread.Sleep(LinkPollMs);
        }
    }

    // Again and again on the image's own port, where somebody who flashes looks; the service console has commands that tell.
    private void TellOfConfiguration()
    {
        if (configurationTrouble == null || clock.UptimeMs - configurationToldMs < ConfigurationAgainMs)
        {
            return;
        }

        string news = "Not charging. " + configurationTrouble;
        if (configurationToldMs < 0)
        {
            console?.Tell(news);
        }

        Console.WriteLine(news);
        configurationToldMs = clock.UptimeMs;
    }

    private void Tell(string news)
    {
        if (news != null)
        {
            Console.WriteLine(news);
            console?.Tell(news);
        }
    }

    private static BrokerAddress AddressOf(DeviceConfiguration configuration, ClientCertificateMaker makeCertificate)
    {
        bool hasIdentity = IsGiven(configuration.ClientCertificate);
        return new BrokerAddress
        {
            Host = configuration.BrokerHost,
            Port = configuration.BrokerPort,
            UserName = configuration.BrokerUserName,
            Password = configuration.BrokerPassword,
            CaCertificate = IsGiven(configuration.CaCertificate) ? Convert.FromBase64String(configuration.CaCertificate) : null,
            ClientCertificate = hasIdentity ? Convert.FromBase64String(configuration.ClientCertificate) : null,
            ClientKey = hasIdentity ? Convert.FromBase64String(configuration.ClientKey) : null,
            MakeCertificate = makeCertificate,
        };
    }

    private static bool IsGiven(string text) => text != null && text.Length > 0;
}
