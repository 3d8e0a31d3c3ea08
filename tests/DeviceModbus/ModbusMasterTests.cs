using System;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Modbus;

/// <summary>What goes over the line, what may go wrong on it, and that polling comes back by itself.</summary>
[TestClass]
public class ModbusMasterTests
{
    // Published examples, check sum low byte first.
    [TestMethod]
    [DataRow("0207", 0x41, 0x12)]
    [DataRow("010400000002", 0x71, 0xCB)]
    [DataRow("010402FFFF", 0xB8, 0x80)]
    public void TheChecksum_IsThePublishedOne(string frame, int low, int high)
    {
        byte[] bytes = Ascii.FromHex(frame);
        Check.Is(low | (high << 8), ModbusCrc.Of(bytes, 0, bytes.Length), frame);
    }

    [TestMethod]
    public void TheFirstRequest_IsTheseEightBytes()
    {
        BusBench bench = Bench();
        var meter = Meter(bench, new ModbusMaster(bench, bench, 9_600), new ModbusUnit(1));
        Run(bench, meter, new MeterReading(), 200);
        Check.Same(Ascii.FromHex("0103FC000002"), bench.LastRequest, 6, "serial number first");
        Run(bench, meter, new MeterReading(), 300);
        Check.Same(Ascii.FromHex("0104003400023005"), bench.LastRequest, 8, "then power");
    }

    [TestMethod]
    public void AReading_IsAsOldAsTheRequestForItsRegister()
    {
        BusBench bench = Bench();
        var reading = new MeterReading();
        var meter = Meter(bench, new ModbusMaster(bench, bench, 9_600), new ModbusUnit(1));
        Check.Is(-1, reading.ReadAtMs, "none yet");
        Run(bench, meter, reading, 900);
        Check.Is(1_234_567, reading.RegisterWh, "Wh");
        Check.Is(3_456, reading.PowerW, "W");
        Check.Is("305419896", reading.Serial, "serial");
        Check.That(reading.ReadAtMs > 5_000 && reading.ReadAtMs < bench.UptimeMs, "time");
    }

    // Trouble, what it is called, and the counter: 1 time-outs, 2 check sums, 3 frames, 4 others' answers, 5 exceptions.
    [TestMethod]
    [DataRow(1, "unit 1 does not answer: check address and A/B wires", 1)]
    [DataRow(10, "unit 1 does not answer: check address and A/B wires", 1)]
    [DataRow(2, "unit 1 answers garbled: check baud rate, parity, A/B wires and the 120 ohm at both ends", 2)]
    [DataRow(3, "another unit answers for unit 1: check that every address is there once", 4)]
    [DataRow(4, "unit 1 answers garbled: check baud rate, parity, A/B wires and the 120 ohm at both ends", 3)]
    [DataRow(5, "unit 1 answers garbled: check baud rate, parity, A/B wires and the 120 ohm at both ends", 3)]
    [DataRow(6, "unit 1 answers garbled: check baud rate, parity, A/B wires and the 120 ohm at both ends", 3)]
    [DataRow(7, "unit 1 answers garbled: check baud rate, parity, A/B wires and the 120 ohm at both ends", 3)]
    [DataRow(8, "unit 1 says that it is busy: wait, or restart the meter", 5)]
    [DataRow(9, "unit 1 refuses the registers (exception 2): check that the profile is this meter's", 5)]
    public void EachTrouble_IsCountedSaidAndOver(int answering, string words, int counter)
    {
        BusBench bench = Bench();
        var unit = new ModbusUnit(1);
        var reading = new MeterReading();
        var bus = new ModbusMaster(bench, bench, 9_600);
        var meter = Meter(bench, bus, unit);
        Run(bench, meter, reading, 2_000);
        Check.That(bus.TakeNews() == null, "no news at first");

        bench.Answering = (Answering)answering;
        Run(bench, meter, reading, 1_100);
        long lastGoodMs = reading.ReadAtMs;
        Run(bench, meter, reading, 9_000);
        Check.Is(lastGoodMs, reading.ReadAtMs, "its age shows");
        Check.Is(words, bus.TakeNews(), "words");
        Check.That(Counter(unit, counter) > 0, "counted");
        Check.That(bus.TakeNews() == null, "said once");

        bench.Answering = Answering.Well;
        Run(bench, meter, reading, 10_000);
        Check.That(bench.UptimeMs - reading.ReadAtMs <= 1_500, "read again");
        Check.Is("unit 1 is read", bus.TakeNews(), "the end of it");
    }

    [TestMethod]
    public void OneLostAnswer_IsNoTroubleAndSoonMadeUpFor()
    {
        BusBench bench = Bench();
        var unit = new ModbusUnit(1);
        var reading = new MeterReading();
        var bus = new ModbusMaster(bench, bench, 9_600);
        var meter = Meter(bench, bus, unit);
        Run(bench, meter, reading, 2_000);
        bench.Answering = Answering.NotAtAll;
        int requests = bench.Requests;
        while (bench.Requests == requests)
        {
            Run(bench, meter, reading, 100);
        }

        bench.Answering = Answering.Well;
        Run(bench, meter, reading, 2_500);
        Check.Is(1, unit.TimeOuts, "time-outs");
        Check.That(bench.UptimeMs - reading.ReadAtMs <= 1_500, "fresh");
        Check.That(bus.TakeNews() == null, "nobody is told");
    }

    [TestMethod]
    public void ALateAnswer_IsNotTakenForTheNext()
    {
        BusBench bench = Bench();
        var unit = new ModbusUnit(1);
        var reading = new MeterReading();
        var meter = Meter(bench, new ModbusMaster(bench, bench, 9_600), unit);
        Run(bench, meter, reading, 2_000);
        bench.DelayMs = 900;
        for (int i = 0; i < 300; i++)
        {
            Run(bench, meter, reading, 100);
            Check.Is(1_234_567, reading.RegisterWh, "never the power in its place");
        }

        Check.That(unit.LateBytes > 0 && unit.TimeOuts > 0, "thrown away");
        bench.DelayMs = 60;
        Run(bench, meter, reading, 10_000);
        Check.That(bench.UptimeMs - reading.ReadAtMs <= 1_500, "read again");
    }

    [TestMethod]
    public void ALineThatEchoes_IsRead()
    {
        BusBench bench = Bench();
        bench.HasEcho = true;
        var unit = new ModbusUnit(1);
        var reading = new MeterReading();
        Run(bench, Meter(bench, new ModbusMaster(bench, bench, 9_600), unit), reading, 2_000);
        Check.Is(1_234_567, reading.RegisterWh, "Wh");
        Check.Is(0, unit.WrongFrames + unit.WrongChecksums + unit.TimeOuts, "no trouble");
    }

    [TestMethod]
    public void Noise_IsThrownAwayBeforeTheNextRequest()
    {
        BusBench bench = Bench();
        var unit = new ModbusUnit(1);
        var reading = new MeterReading();
        var meter = Meter(bench, new ModbusMaster(bench, bench, 9_600), unit);
        for (int i = 0; i < 20; i++)
        {
            Run(bench, meter, reading, 800);
            bench.Noise("00FF0104");
        }

        Check.That(unit.LateBytes > 0, "counted");
        Check.That(bench.UptimeMs - reading.ReadAtMs <= 2_500, "fresh");
    }

    // 3.5 characters of 11 bits: 16 ms at 2400 baud, 4 ms at 9600.
    [TestMethod]
    [DataRow(2_400, 16)]
    [DataRow(9_600, 4)]
    public void BetweenTwoFrames_ThereIsSilence(int baud, int silenceMs)
    {
        BusBench bench = Bench();
        var meter = Meter(bench, new ModbusMaster(bench, bench, baud), new ModbusUnit(1));
        var reading = new MeterReading();
        meter.Read(reading);
        for (int i = 0; i < 2_000; i++)
        {
            bool hadBytes = bench.Available > 0;
            long lastByteMs = bench.UptimeMs;
            meter.Read(reading);
            if (hadBytes)
            {
                int requests = bench.Requests;
                while (bench.Requests == requests && bench.UptimeMs < lastByteMs + 2_000)
                {
                    bench.Pass(1);
                    meter.Read(reading);
                }

                Check.That(bench.SentMs - lastByteMs >= silenceMs, "silence");
            }

            bench.Pass(1);
        }
    }

    [TestMethod]
    public void ASilentUnit_NeitherStarvesTheOtherNorIsForgotten()
    {
        BusBench bench = Bench();
        bench.Hold(2, 4, 0x0034, "C51C4800");
        var bus = new ModbusMaster(bench, bench, 9_600);
        var meter = Meter(bench, bus, new ModbusUnit(1));
        var surplusUnit = new ModbusUnit(2);
        var surplusMeter = new ModbusSurplusMeter(bus, bench, surplusUnit, MeterProfiles.Find("sdm630"));
        var reading = new MeterReading();
        var surplus = new SurplusReading();
        bench.Answering = Answering.NotAtAll;
        bench.OnlyUnit = 2;
        for (int i = 0; i < 600; i++)
        {
            meter.Read(reading);
            surplusMeter.Read(surplus);
            bench.Pass(100);
            Check.That(i < 50 || bench.UptimeMs - reading.ReadAtMs <= 4_000, "the energy meter stays fresh");
        }

        Check.That(bench.RequestsToTwo > 5 && bench.RequestsToTwo < 15, "asked now and then: " + bench.RequestsToTwo.ToString());
        Check.Is(-1, surplus.MeasuredMs, "never measured");
        bench.Answering = Answering.Well;
        for (int i = 0; i < 100; i++)
        {
            meter.Read(reading);
            surplusMeter.Read(surplus);
            bench.Pass(100);
        }

        Check.Is(2_500, surplus.SurplusW, "surplus");
        Check.That(bench.UptimeMs - surplus.MeasuredMs <= 2_000, "fresh");
    }

    [TestMethod]
    [DataRow("C51C4800", 2_500)]
    [DataRow("C51C4FFF", 2_500)]
    [DataRow("00000000", 0)]
    [DataRow("451C4800", 0)]
    public void WhatTheSiteExports_IsItsSurplus(string power, int surplusW)
    {
        BusBench bench = Bench();
        bench.Hold(2, 4, 0x0034, power);
        var meter = new ModbusSurplusMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(2), MeterProfiles.Find(null));
        var surplus = new SurplusReading();
        for (int i = 0; i < 3; i++)
        {
            meter.Read(surplus);
            bench.Pass(100);
        }

        Check.Is(surplusW, surplus.SurplusW, "W");
        Check.Is(bench.SentMs, surplus.MeasuredMs, "as old as its request");
    }

    [TestMethod]
    public void UsersThatAlwaysAsk_TakeTurns()
    {
        BusBench bench = Bench();
        bench.Hold(2, 4, 0x0034, "C51C4800");
        var bus = new ModbusMaster(bench, bench, 9_600);
        ModbusRequest[] users = { bus.Add(new ModbusUnit(1)), bus.Add(new ModbusUnit(2)), bus.Add(new ModbusUnit(3)) };
        for (int i = 0; i < 300; i++)
        {
            for (int n = 0; n < users.Length; n++)
            {
                if (users[n].State != RequestState.Waiting)
                {
                    users[n].Ask(4, 0x0034, 2);
                }
            }

            bus.Poll();
            bench.Pass(100);
        }

        Check.That(users[0].Unit.Answers >= 45, "the first: " + users[0].Unit.Answers.ToString());
        Check.That(users[1].Unit.Answers >= 45, "the second: " + users[1].Unit.Answers.ToString());
        Check.That(users[2].Unit.Exceptions >= 45, "the third, which is refused: " + users[2].Unit.Exceptions.ToString());
    }

    [TestMethod]
    public void AnAddress_IsOnTheBusOnce()
    {
        BusBench bench = Bench();
        var bus = new ModbusMaster(bench, bench, 9_600);
        bus.Add(new ModbusUnit(7));
        Assert.ThrowsException(typeof(ArgumentException), () => bus.Add(new ModbusUnit(7)));
        Assert.ThrowsException(typeof(ArgumentException), () => bus.Add(new ModbusUnit(0)));
        Assert.ThrowsException(typeof(ArgumentException), () => bus.Add(new ModbusUnit(248)));
    }

    private static BusBench Bench()
    {
        var bench = new BusBench();
        bench.Hold(1, 4, 0x0034, "45580B33");
        bench.Hold(1, 4, 0x0048, "449A5225");
        bench.Hold(1, 3, 0xFC00, "12345678");
        return bench;
    }

    private static RegisterMeter Meter(BusBench bench, ModbusMaster bus, ModbusUnit unit) =>
        new RegisterMeter(bus, bench, unit, MeterProfiles.Find("sdm630"));

    private static void Run(BusBench bench, RegisterMeter meter, MeterReading reading, int ms)
    {
        for (int passed = 0; passed < ms; passed += 100)
        {
            meter.Read(reading);
            bench.Pass(100);
        }
    }

    private static int Counter(ModbusUnit unit, int which) =>
        which == 1 ? unit.TimeOuts
        : which == 2 ? unit.WrongChecksums
        : which == 3 ? unit.WrongFrames
        : which == 4 ? unit.ForeignAnswers
        : unit.Exceptions;
}
