// The program that boards share, composed as a board's Program.cs does it, over virtual pins, bus and files.
using System.Device.Gpio;
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Cards;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Drivers.Time;
using ChargePointFw.Hal.Host;
using ChargePointFw.Records;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class ChargePointProgramTests
{
    private const int Coil = 32;
    private const int Enable = 33;
    private const int Beat = 14;
    private const int Auxiliary = 5;
    private const int Connected = 34;
    private const int Requests = 39;
    private const int S0 = 2;
    private readonly VirtualPins _pins = new();
    private readonly VirtualI2c _buses = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("board-").FullName;
    private int _beats;

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void EveryTick_Beats_WithTheCoilLow()
    {
        var program = Compose();
        for (var i = 0; i < 10; i++)
            program.Tick();
        Assert.AreEqual(10, _beats);
        Assert.AreEqual(PinValue.Low, _pins.Level(Coil));
        Assert.AreEqual(PinValue.Low, _pins.Level(Enable));
    }

    [TestMethod]
    public void APauseLongerThanTheTimersShortest_IsRecordedAsAStall()
    {
        var program = Compose();
        program.Tick();
        Thread.Sleep(1_300);
        program.Tick();
        program.Tick();
        var faults = Records().Where(record => record.Type == RecordType.Fault).ToList();
        Assert.HasCount(2, faults, "raised and cleared");
        Assert.AreEqual(FaultCode.Stalled, faults[0].FaultCode);
        Assert.IsTrue(faults[0].IsRaised && !faults[1].IsRaised);
        Assert.AreEqual(1_300, faults[0].StallMs, 500);
    }

    [TestMethod]
    public void AStepThatThrows_IsSaidAndRecorded_AndTheProgramBeatsOn()
    {
        var cards = new BrokenReader();
        var program = Compose(cards);
        program.Tick();
        cards.IsBroken = true;
        program.Tick();
        cards.IsBroken = false;
        var beats = _beats;
        program.Tick();
        Assert.AreEqual(beats + 1, _beats);
        Assert.AreEqual(PinValue.Low, _pins.Level(Coil));
        Assert.AreEqual(FaultCode.StepFailed, Records().Last(record => record.Type == RecordType.Fault).FaultCode);
    }

    [TestMethod]
    public void WithoutABroker_TheLinkGoesOnTrying_AndTheBatterysClockIsRead()
    {
        _buses.Connect(SimulatedDs3231.Bus, SimulatedDs3231.Address, new SimulatedDs3231());
        var program = Compose();
        program.Tick();
        program.PollLink();
        program.PollLink();
        program.Tick();
        Assert.AreEqual(2, _beats);
    }

    [TestMethod]
    public void TheServiceConsole_AnswersOnItsOwnLine()
    {
        var line = new TypedLine("help\r");
        var program = Compose(console: line);
        program.Tick();
        program.PollLink();
        Assert.Contains("contactor test", line.Said);
    }

    [TestMethod]
    public void PulsesAtTheS0Pin_AreTheRegister_WhereThereIsNoOther()
    {
        const int constant = 1_000; // one Wh a pulse
        var line = new TypedLine("meter\r");
        var program = Compose(console: line, pulsesPerKwh: constant);
        for (var i = 0; i < 3; i++)
        {
            _pins.Drive(S0, PinValue.Low);
            Thread.Sleep(40);
            _pins.Drive(S0, PinValue.High);
            Thread.Sleep(40);
        }
        program.Tick();
        program.PollLink();
        Assert.Contains("3 Wh", line.Said);
    }

    [TestMethod]
    public void ABoardThatRunsWithItsLastGoodConfiguration_ChargesNothing_AndSaysSo()
    {
        var good = Path.Combine(_folder, "config.json");
        var line = new TypedLine("status\r");
        var program = Compose(console: line);
        File.WriteAllBytes(good, Configurations.Text(Configurations.Good));
        var documents = new FileDocumentStore(_folder, "/");
        var provisioning = new Provisioning(good, documents, new BoardAbilities(false, false, false), new HmacSha256());
        Assert.IsTrue(provisioning.Look());
        program.Provisioning = provisioning;
        program.Tick();
        Assert.IsEmpty(Records().Where(record => record.Type == RecordType.Fault), "all is well");
        File.WriteAllText(good, "{");
        Assert.IsTrue(provisioning.Look());
        program.Provisioning = provisioning;
        program.Tick();
        program.Tick();
        program.PollLink();
        var fault = Records().Single(record => record.Type == RecordType.Fault);
        Assert.AreEqual(FaultCode.ConfigurationInvalid, fault.FaultCode);
        Assert.IsTrue(fault.IsRaised);
        Assert.Contains("DeniedFault", line.Said);
        Assert.Contains("ConfigurationInvalid", line.Said);
        Assert.Contains("Not charging. " + good + ": At byte 1", line.Said);
    }

    private ChargePointProgram Compose(Seams.ICardReader? cards = null, Seams.ISerialLine? console = null, int pulsesPerKwh = 0)
    {
        using var pins = _pins.Use();
        using var buses = _buses.Use();
        _pins.OutputChanged += (pin, _) => _beats += pin == Beat ? 1 : 0;
        var controller = new GpioController();
        var contactor = new GpioContactor(DevicePins.Output(controller, Coil), DevicePins.Input(controller, Auxiliary));
        var heartbeat = new GpioHeartbeat(DevicePins.Output(controller, Beat));
        var key = Convert.ToBase64String(new byte[32]);
        var configuration = new DeviceConfiguration
        {
            Site = "tokyo",
            ChargePoint = "cp-1",
            DeviceKey = key,
            SiteKey = key,
            BrokerHost = "127.0.0.1",
            BrokerPort = 1,
            MeterUnit = pulsesPerKwh == 0 ? 1 : 0,
            S0PulsesPerKwh = pulsesPerKwh,
            MaximumPowerW = 50_000,
        };
        Assert.IsNotNull(ConfigurationReader.Read(Configurations.Text(configuration), out _));
        // The PC's own clock counts as synchronised: it stands for the network's.
        var clock = new BatteryClock(new SystemClock(), new Ds3231(DevicePins.I2c(13, 16, Ds3231.Address)));
        var charger = ChargerConfiguration.Charger(
            configuration, DevicePins.Output(controller, Enable), DevicePins.Input(controller, Connected), DevicePins.Input(controller, Requests), null, clock);
        var hash = new HmacSha256();
        var meters = new MeterLine(configuration, new SilentLine(), clock, DevicePins.Pulses(controller, S0, clock, configuration));
        cards ??= CardReaders.Open(configuration, controller, 17, 15, clock, new TokenHash(hash, new byte[32]));
        return new ChargePointProgram(configuration, clock, hash, contactor, charger, heartbeat, meters, cards, Store(), new FileDocumentStore(_folder, "/"), console, (_, _) => null!);
    }

    private FileRecordStore Store() => new(_folder, "/", 15, 4_096);

    private List<Record> Records()
    {
        var records = new List<Record>();
        foreach (var file in Directory.EnumerateFiles(_folder, "journal*").Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            for (var at = RecordLayout.RecordBytes; at < bytes.Length; at += RecordLayout.RecordBytes) // behind the header
            {
                var record = new Record();
                Assert.IsTrue(RecordLayout.Decode(bytes, at, record));
                records.Add(record);
            }
        }
        return records;
    }

    private sealed class BrokenReader : Seams.ICardReader
    {
        public bool IsBroken { get; set; }

        public string TakeNews() => null!;

        public long TakeTokenHash() => IsBroken ? throw new InvalidOperationException("The reader is on fire.") : 0;
    }
}
