using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Modbus;

/// <summary>Driver and watch together: from the bytes that a meter tells to what counts as energy.</summary>
[TestClass]
public class MeterSanityTests
{
    private const string Before = "460CA000"; // 9,000.000 kWh
    private const string After = "460CA010"; // 9,000.015 kWh: one step of a float32 there is 0.98 Wh

    // What the meter tells for so long, ms, between two good registers; and what the watch makes of it: the reading ages,
    // so that a charge stops after 5 s, or the register is implausible, which stops it at once. Either way it is no energy.
    [TestMethod]
    [DataRow("7FC00000", 4_000, false)] // NaN
    [DataRow("7F800000", 4_000, false)] // infinity
    [DataRow("FF800000", 4_000, false)]
    [DataRow("C60CA000", 4_000, false)] // the same with a minus
    [DataRow("48C00000", 4_000, false)] // steps by more than the resolution
    [DataRow("00000000", 8_000, false)] // a meter that starts
    [DataRow("00000000", 14_000, true)] // a register that was cleared
    [DataRow("460C0000", 4_000, true)] // falls
    [DataRow("46960000", 4_000, true)] // leaps
    public void WhatCannotBe_NeverBecomesEnergy(string between, int ms, bool isImplausible)
    {
        var bench = new BusBench();
        bench.Hold(1, 4, 0x0034, "45580B33");
        bench.Hold(1, 4, 0x0048, Before);
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(1), MeterProfiles.Find("sdm630"));
        MeterWatch watch = Trusting(meter);
        var reading = new MeterReading();
        Run(bench, meter, watch, reading, 2_000);
        Check.Is(9_000_000, watch.RegisterWh, "before");

        bench.Hold(1, 4, 0x0048, between);
        Run(bench, meter, watch, reading, ms);
        Check.Is(9_000_000, watch.RegisterWh, "meanwhile");
        Check.That(watch.IsImplausible == isImplausible, "implausible");
        Check.That(watch.AgeMs(bench.UptimeMs) > ms - 1_500, "its age shows");

        bench.Hold(1, 4, 0x0048, After);
        Run(bench, meter, watch, reading, 2_000);
        Check.Is(9_000_015, watch.RegisterWh, "after");
        Check.That(!watch.IsImplausible && watch.IsFresh(bench.UptimeMs), "counts again");
    }

    // 50 kW are 13.9 Wh a second; the register of an old meter moves by 15.6 Wh at a time.
    [TestMethod]
    public void ACoarseRegister_IsPlausibleAllTheWay()
    {
        var bench = new BusBench();
        bench.Hold(1, 4, 0x0034, "47435000");
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(1), MeterProfiles.Find("sdm630"));
        MeterWatch watch = Trusting(meter);
        var reading = new MeterReading();
        for (int second = 0; second < 120; second++)
        {
            int steps = second * 889 / 1_000; // 13.9 ÷ 15.625
            bench.Hold(1, 4, 0x0048, "4848" + HexByte(steps >> 8) + HexByte(steps));
            Run(bench, meter, watch, reading, 1_000);
            Check.That(!watch.IsImplausible, "at second " + second.ToString());
        }

        // 0x48480000 is 204,800 kWh.
        Check.Is(204_800_000 + (119 * 889 / 1_000 * 15_625 / 1_000), watch.RegisterWh, "Wh");
    }

    [TestMethod]
    public void ARegisterThatTremblesByItsLastStep_StopsNothing()
    {
        var bench = new BusBench();
        bench.Hold(1, 4, 0x0034, "00000000");
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(1), MeterProfiles.Find("sdm630"));
        MeterWatch watch = Trusting(meter);
        var reading = new MeterReading();
        for (int i = 0; i < 20; i++)
        {
            bench.Hold(1, 4, 0x0048, i % 2 == 0 ? "48480001" : "48480000");
            Run(bench, meter, watch, reading, 1_000);
            Check.That(!watch.IsImplausible && watch.IsFresh(bench.UptimeMs), "fresh");
        }

        Check.Is(204_800_015, watch.RegisterWh, "the higher one stays");
    }

    // 5,000 W the other way: read, said with the wires to look at, and never taken for a register or for no current.
    [TestMethod]
    [DataRow("C59C4000", "unit 1 counts backwards: turn its current transformers round (P1/P2 or S1/S2), or swap its line and load wires, and restart", true)]
    [DataRow("C2480000", "", false)] // -50 W: noise
    [DataRow("459C4000", "", false)]
    public void PowerTheOtherWay_IsSaidWithTheWires(string power, string words, bool isReversed)
    {
        var bench = new BusBench();
        bench.Hold(1, 4, 0x0034, "00000000");
        bench.Hold(1, 4, 0x0048, Before);
        var bus = new ModbusMaster(bench, bench, 9_600);
        var meter = new RegisterMeter(bus, bench, new ModbusUnit(1), MeterProfiles.Find("sdm630"));
        MeterWatch watch = Trusting(meter);
        var reading = new MeterReading();
        Run(bench, meter, watch, reading, 2_000);
        bench.Hold(1, 4, 0x0034, power);
        Run(bench, meter, watch, reading, 4_000);
        Check.Is(words, bus.TakeNews() ?? "", "words");
        Check.That(watch.IsReversed == isReversed && watch.IsImplausible == isReversed, "reversed");
    }

    // As after the first seconds: what the register shows is known.
    private static MeterWatch Trusting(RegisterMeter meter)
    {
        var watch = new MeterWatch(new ChargePointSettings { MeterResolutionWh = meter.ResolutionWh });
        watch.Trust(0);
        return watch;
    }

    private static void Run(BusBench bench, RegisterMeter meter, MeterWatch watch, MeterReading reading, int ms)
    {
        for (int passed = 0; passed < ms; passed += 100)
        {
            meter.Read(reading);
            watch.Take(reading);
            bench.Pass(100);
        }
    }

    private static string HexByte(int value) => (value & 0xFF).ToString("X2");
}
