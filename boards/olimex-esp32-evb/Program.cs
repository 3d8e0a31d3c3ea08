// The device program, read top to bottom: outputs low, configuration, drivers, firmware, two threads.
using System;
using System.Device.Gpio;
using System.IO;
using System.Threading;
using ChargePointFw.Control;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Drivers.Pulse;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Drivers.Time;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;
using nanoFramework.Networking;

namespace ChargePointFw.OlimexEsp32Evb;

public static class Program
{
    private const int StepMs = 100;
    private const int LinkPollMs = 50;

    public static void Main()
    {
        var pins = new GpioController();
        var contactor = new GpioContactor(Board.Output(pins, Board.ContactorCoilPin), Board.Input(pins, Board.ContactorAuxiliaryPin));
        var charger = new GpioCharger(
            Board.Output(pins, Board.ChargerEnablePin),
            Board.Input(pins, Board.VehicleConnectedPin),
            Board.Input(pins, Board.VehicleRequestsPin));
        var heartbeat = new GpioHeartbeat(Board.Output(pins, Board.HeartbeatPin));

        DeviceConfiguration configuration = ConfigurationFile.Read(Board.ConfigurationPath, out string trouble);
        if (configuration == null)
        {
            Console.WriteLine("Not charging. " + trouble);
            Thread.Sleep(Timeout.Infinite);
            return;
        }

        var clock = new SystemClock();
        var hash = new HmacSha256();
        var entropy = new HardwareEntropy();
        byte[] siteKey = Convert.FromBase64String(configuration.SiteKey);
        var keys = new KeyRing(
            hash,
            Convert.FromBase64String(configuration.DeviceKey),
            configuration.Site,
            configuration.ChargePoint,
            (byte)configuration.KeyGeneration);
        int baud = MeterConfiguration.Baud(configuration);
        var bus = new ModbusMaster(Board.Rs485(baud, MeterConfiguration.Parity(configuration)), clock, baud);
        ISurplusMeter surplusMeter = configuration.SurplusMeterUnit == 0 ? null : new ModbusSurplusMeter(
            bus, clock, new ModbusUnit(configuration.SurplusMeterUnit), MeterProfiles.Find(configuration.SurplusMeterProfile));
        var cards = new WiegandReader(
            Board.FastInput(pins, Board.WiegandData0Pin), Board.FastInput(pins, Board.WiegandData1Pin), clock, hash, siteKey);

        var recovered = new RecoveredState();
        var store = new FileRecordStore(Board.Folder, Board.Separator, Board.JournalSegments, Board.JournalSegmentBytes);
        RecordJournal journal = RecordJournal.Open(store, hash, keys, entropy, recovered);
        var documentStore = new FileDocumentStore(Board.Folder, Board.Separator);
        IPulseInput pulses = configuration.S0PulsesPerKwh == 0 ? null
            : new GpioPulseInput(Board.FastInput(pins, Board.PulsePin), clock, MeterConfiguration.S0ShortestMs(configuration));
        IEnergyMeter meter = MeterConfiguration.Meter(configuration, bus, clock, pulses, documentStore, recovered.RegisterWh);
        var handOver = new HandOver();
        var settings = new ChargePointSettings
        {
            MaximumPowerW = configuration.MaximumPowerW,
            MeterResolutionWh = meter.ResolutionWh,
            MeterRolloverWh = configuration.MeterRolloverWh,
            GuestsAllowed = configuration.GuestsAllowed,
        };
        var chargePoint = new ChargePoint(settings, recovered);
        var loop = new ControlLoop(clock, meter, contactor, charger, cards, heartbeat, journal, chargePoint, handOver, surplusMeter);

        var refusals = new Refusals(handOver);
        var documents = new DocumentDesk(
            hash,
            keys,
            configuration.Site,
            configuration.ChargePoint,
            documentStore,
            handOver,
            refusals);
        documents.Load(recovered);
        var outbox = new Outbox(journal);
        var link = new BackOfficeLink(
            new M2MqttConnection(AddressOf(configuration)),
            new Topics(configuration.Site, configuration.ChargePoint),
            "cpfw-" + configuration.Site + "-" + configuration.ChargePoint,
            handOver,
            journal,
            documents,
            new AcknowledgementDesk(hash, keys, configuration.Site, configuration.ChargePoint, journal, outbox, refusals),
            outbox,
            entropy);

        new Thread(() => RunLink(link, bus, clock, configuration.TimeServer)).Start();
        RunControl(loop, clock);
    }

    private static void RunControl(ControlLoop loop, SystemClock clock)
    {
        while (true)
        {
            long startedMs = clock.UptimeMs;
            try
            {
                loop.Tick();
            }
            catch (Exception e)
            {
                Console.WriteLine("A step failed, the contactor is open: " + e.Message);
            }

            int restMs = StepMs - (int)(clock.UptimeMs - startedMs);
            Thread.Sleep(restMs > 0 ? restMs : 0);
        }
    }

    private static void RunLink(BackOfficeLink link, ModbusMaster bus, SystemClock clock, string timeServer)
    {
        NetworkHelper.SetupNetworkHelper();
        Sntp.Server1 = timeServer;
        Sntp.Start();
        while (true)
        {
            try
            {
                link.Poll(clock.UptimeMs);
            }
            catch (Exception e)
            {
                Console.WriteLine("The link starts over: " + e.Message);
                link.Drop();
            }

            string news = bus.TakeNews();
            if (news != null)
            {
                Console.WriteLine(news);
            }

            Thread.Sleep(LinkPollMs);
        }
    }

    private static BrokerAddress AddressOf(DeviceConfiguration configuration)
    {
        bool isSecure = configuration.CaCertificateFile != null && configuration.CaCertificateFile.Length > 0;
        return new BrokerAddress
        {
            Host = configuration.BrokerHost,
            Port = configuration.BrokerPort,
            UserName = configuration.BrokerUserName,
            Password = configuration.BrokerPassword,
            CaCertificate = isSecure ? File.ReadAllText(configuration.CaCertificateFile) : null,
        };
    }
}
