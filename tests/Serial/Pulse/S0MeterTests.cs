// An S0 meter from the wire to the register: counting, power, checkpoint, and beside a register meter.
using ChargePointFw.Drivers.Pulse;
using ChargePointFw.Seams;

namespace ChargePointFw.Serial.Tests.Pulse;

[TestClass]
public class S0MeterTests
{
    [TestMethod]
    [DataRow(1_000, 72, 1, 50_000)]
    [DataRow(800, 450, 2, 10_000)]
    [DataRow(3_000, 120, 1, 10_000)]
    [DataRow(100, 3_600, 10, 10_000)]
    public void PulsesOverTheWire_AreEnergyPowerAndResolution(int constant, int everyMs, int resolutionWh, int powerW)
    {
        var bench = new S0Bench();
        var meter = bench.Boot(constant, -1);
        bench.Pulse(500, everyMs);
        bench.Pass(1_000);
        Assert.AreEqual(500L * 1_000 / constant, bench.Reading.RegisterWh);
        Assert.AreEqual(resolutionWh, meter.ResolutionWh);
        bench.Pulse(20, everyMs);
        Assert.IsLessThan(powerW / 20, Math.Abs(powerW - bench.Reading.PowerW), $"{bench.Reading.PowerW} W");
        Assert.IsLessThanOrEqualTo(1_100L, bench.UptimeMs - bench.Reading.ReadAtMs);
    }

    // Nobody can tell no load from a cut wire; the power falls as the time without a pulse allows.
    [TestMethod]
    public void WithoutPulses_ThePowerFallsAndTheReadingStaysFresh()
    {
        var bench = new S0Bench();
        bench.Boot(1_000, -1);
        bench.Pulse(100, 72);
        bench.Pass(36_000);
        Assert.IsLessThanOrEqualTo(100, bench.Reading.PowerW);
        Assert.IsGreaterThan(90, bench.Reading.PowerW);
        bench.Pass(60_000);
        Assert.IsLessThan(50, bench.Reading.PowerW, "below zero current");
        Assert.IsLessThanOrEqualTo(1_000L, bench.UptimeMs - bench.Reading.ReadAtMs);
    }

    [TestMethod]
    public void AShortCircuit_IsSilence()
    {
        var bench = new S0Bench();
        bench.Boot(1_000, -1);
        bench.Pulse(10, 1_000);
        bench.Wire(true);
        bench.Pass(20_000);
        Assert.IsGreaterThan(13_000L, bench.UptimeMs - bench.Reading.ReadAtMs, "its age shows");
        bench.Wire(false);
        bench.Pass(2_000);
        Assert.IsLessThanOrEqualTo(1_000L, bench.UptimeMs - bench.Reading.ReadAtMs);
    }

    // At any moment, whatever the power: never more lost than stated, never more writes than stated.
    [TestMethod]
    [DataRow(1_000, 72)]
    [DataRow(1_000, 1_000)]
    [DataRow(1_000, 7_000)]
    [DataRow(100, 720)]
    public void APowerCut_LosesNoMoreThanStated(int constant, int everyMs)
    {
        var random = new Random(4711);
        for (var round = 0; round < 12; round++)
        {
            var bench = new S0Bench();
            bench.Boot(constant, -1);
            var pulses = random.Next(1, 3_000);
            bench.Pulse(pulses, everyMs);
            var flowedWh = pulses * 1_000L / constant;
            var powerW = 3_600_000_000L / constant / everyMs;
            var mostWh = Math.Max(S0Meter.CheckpointWh, powerW * S0Meter.CheckpointPauseMs / 3_600_000)
                + (powerW * S0Meter.EveryMs / 3_600_000) + (2 * 1_000 / constant) + 1;
            bench.Boot(constant, -1);
            bench.Pass(1_000);
            var lostWh = flowedWh - bench.Reading.RegisterWh;
            Assert.IsInRange(0, mostWh, lostWh, $"{pulses} pulses");
            var spacings = bench.Saves.Zip(bench.Saves.Skip(1), (a, b) => b - a).ToList();
            Assert.IsTrue(spacings.TrueForAll(ms => ms >= S0Meter.CheckpointPauseMs), "pause between two writes");
        }
    }

    [TestMethod]
    public void WithoutALoad_NothingIsWritten()
    {
        var bench = new S0Bench();
        bench.Boot(1_000, -1);
        bench.Pulse(1, 100);
        bench.Pass(600_000);
        Assert.HasCount(1, bench.Saves);
    }

    [TestMethod]
    [DataRow(-1, 120L, DisplayName = "as it was kept")]
    [DataRow(0, 40L, DisplayName = "a byte of the count turned")]
    [DataRow(8, 40L, DisplayName = "a byte of the constant turned")]
    [DataRow(20, 40L, DisplayName = "a byte of the check turned")]
    public void TheCheckpoint_CountsWhenItIsWholeAndElseTheRecords(int spoiltAt, long expectedWh)
    {
        var bench = new S0Bench();
        bench.Boot(1_000, -1);
        bench.Pulse(120, 100);
        bench.Pass(70_000);
        if (spoiltAt >= 0)
            bench.Spoil(spoiltAt);
        bench.Boot(1_000, 40);
        bench.Pass(1_000);
        Assert.AreEqual(expectedWh, bench.Reading.RegisterWh);
        bench.Boot(1_000, 5_000);
        bench.Pass(1_000);
        Assert.AreEqual(5_000L, bench.Reading.RegisterWh, "never below what is recorded");
    }

    [TestMethod]
    public void AStoreThatRefuses_IsAskedAgainAndCostsNothingElse()
    {
        var bench = new S0Bench { RefusesSave = true };
        bench.Boot(1_000, -1);
        bench.Pulse(400, 100);
        Assert.IsEmpty(bench.Saves);
        bench.RefusesSave = false;
        bench.Pass(2 * S0Meter.CheckpointPauseMs);
        Assert.HasCount(1, bench.Saves);
        Assert.AreEqual(400L, bench.Reading.RegisterWh);
    }

    // The register gains, the pulses gain, Wh; after a minute of it the reading says that they disagree.
    [TestMethod]
    [DataRow(10_000, 10_000, false)]
    [DataRow(10_000, 9_601, false)]
    [DataRow(10_000, 9_599, true)]
    [DataRow(10_000, 10_410, false)]
    [DataRow(10_000, 10_430, true)]
    [DataRow(46, 0, false)]
    [DataRow(47, 0, true)]
    [DataRow(0, 47, true)]
    [DataRow(-500, 0, true)]
    [DataRow(-999_000, 1_000, false)] // came round at 1,000 kWh
    public void TwoMeters_AgreeWithinTheTolerance(int registerWh, int pulsesWh, bool disagree)
    {
        var register = new HandMeter(2_000_000);
        var pulses = new HandMeter(0);
        var meter = new CheckedMeter(register, pulses, 50_000, 1_000_000);
        Assert.AreEqual(46, meter.FloorWh);
        var reading = new MeterReading();
        Run(meter, register, pulses, reading, 10);
        register.RegisterWh += registerWh;
        pulses.RegisterWh += pulsesWh;
        Run(meter, register, pulses, reading, 58);
        Assert.IsFalse(reading.IsContradicted, "not at once");
        Run(meter, register, pulses, reading, 10);
        Assert.AreEqual(disagree, reading.IsContradicted);
        register.RegisterWh += pulsesWh - registerWh;
        Run(meter, register, pulses, reading, 2);
        Assert.IsFalse(reading.IsContradicted, "and when they agree again");
    }

    [TestMethod]
    public void AnotherRegisterMeter_IsComparedFromItsFirstReadingOn()
    {
        var register = new HandMeter(2_000_000) { Serial = "A" };
        var pulses = new HandMeter(0);
        var meter = new CheckedMeter(register, pulses, 50_000, 0);
        var reading = new MeterReading();
        Run(meter, register, pulses, reading, 10);
        register.Serial = "B";
        register.RegisterWh = 7;
        Run(meter, register, pulses, reading, 120);
        Assert.IsFalse(reading.IsContradicted);
        Assert.AreEqual(7L, reading.RegisterWh);
    }

    private static void Run(CheckedMeter meter, HandMeter register, HandMeter pulses, MeterReading reading, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            register.AtMs += 1_000;
            pulses.AtMs += 1_000;
            meter.Read(reading);
        }
    }

    private sealed class HandMeter(long registerWh) : IEnergyMeter
    {
        public long RegisterWh = registerWh;
        public long AtMs;
        public string? Serial;

        public int ResolutionWh => 1;

        public void Read(MeterReading reading)
        {
            reading.RegisterWh = RegisterWh;
            reading.ReadAtMs = AtMs;
            reading.Serial = Serial;
        }
    }
}
