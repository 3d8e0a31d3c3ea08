using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Modbus;

/// <summary>
/// Ten minutes of two units on a line where anything happens, by a seed: late, cut, garbled and foreign answers, noise,
/// exceptions, silence. What is read is always what the meter held, and in the end both are read again.
/// </summary>
[TestClass]
public class ShakenBusTests
{
    private const int FirstSteps = 0x9400; // 0x46149400: 9,509 kWh; one step is 0.98 Wh
    private const long LowestWh = 9_509_000;
    private const long HighestWh = LowestWh + 600;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(20_260_801)]
    public void WhateverTheLineDoes_WhatIsReadIsTrue(int seed)
    {
        var numbers = new SeededNumbers(seed);
        var bench = new BusBench();
        bench.Hold(1, 4, 0x0034, "45580B33"); // read as a register it would be 3,456 kWh
        bench.Hold(2, 4, 0x0028, "3A98FFFF"); // -5,053.6 W
        bench.Hold(2, 4, 0x0034, "E2400001");
        var bus = new ModbusMaster(bench, bench, 9_600);
        var unit = new ModbusUnit(1);
        var meter = new RegisterMeter(bus, bench, unit, MeterProfiles.Find("sdm630"));
        var surplusMeter = new ModbusSurplusMeter(bus, bench, new ModbusUnit(2), MeterProfiles.Find("em340"));
        var reading = new MeterReading();
        var surplus = new SurplusReading();
        long lastWh = 0;
        long lastReadAtMs = -1;
        for (int n = 0; n < 6_000; n++)
        {
            string at = "seed " + seed.ToString() + ", tick " + n.ToString() + ", ";
            Shake(bench, numbers);
            int steps = FirstSteps + (n / 10);
            bench.Hold(1, 4, 0x0048, "4614" + (steps >> 8).ToString("X2") + (steps & 0xFF).ToString("X2"));
            meter.Read(reading);
            surplusMeter.Read(surplus);
            bench.Pass(100);
            Check.That(reading.ReadAtMs < 0 || (reading.RegisterWh >= LowestWh && reading.RegisterWh <= HighestWh), at + "a register that was held");
            Check.That(reading.RegisterWh >= lastWh && reading.ReadAtMs >= lastReadAtMs, at + "never backwards");
            Check.That(reading.ReadAtMs < 0 || reading.PowerW == 3_456, at + "power");
            Check.That(surplus.MeasuredMs < 0 || surplus.SurplusW == 5_053, at + "surplus");
            lastWh = reading.RegisterWh;
            lastReadAtMs = reading.ReadAtMs;
        }

        Check.That(unit.Answers > 50 && unit.TimeOuts > 5 && unit.WrongChecksums > 0, "seed " + seed.ToString() + ": it was shaken and read");
        bench.Answering = Answering.Well;
        bench.DelayMs = 60;
        for (int n = 0; n < 100; n++)
        {
            meter.Read(reading);
            surplusMeter.Read(surplus);
            bench.Pass(100);
        }

        Check.That(bench.UptimeMs - reading.ReadAtMs <= 2_000 && bench.UptimeMs - surplus.MeasuredMs <= 2_000, "seed " + seed.ToString() + ": read again");
    }

    private static void Shake(BusBench bench, SeededNumbers numbers)
    {
        if (numbers.OneIn(30))
        {
            bench.Answering = numbers.OneIn(3) ? (Answering)numbers.Below(11) : Answering.Well;
            bench.OnlyUnit = numbers.Below(3);
            bench.DelayMs = numbers.OneIn(3) ? numbers.Below(1_400) : 60;
            bench.HasEcho = numbers.OneIn(4);
        }

        if (numbers.OneIn(50))
        {
            bench.Noise("00FF0104");
        }
    }
}
