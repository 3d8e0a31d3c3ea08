using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Modbus;

/// <summary>Each kind of meter, read to the unit; and what a meter may tell that cannot be.</summary>
[TestClass]
public class MeterProfileTests
{
    // One row a kind: where the maker's table puts import, power and serial number, their bytes, and what they mean.
    [TestMethod]
    [DataRow("sdm630", 4, 0x0048, "449A5225", 1_234_567, 0x0034, "45580B33", 3_456, 0xFC00, "12345678", "305419896", 16)]
    [DataRow("sdm120", 4, 0x0048, "460CA000", 9_000_000, 0x000C, "C51C4800", -2_500, 0xFC00, "00BC614E", "12345678", 16)]
    [DataRow("em340", 4, 0x0034, "E2400001", 12_345_600, 0x0028, "3A98FFFF", -5_053, 0x5000, "424E30313730333030303131 4B00", "N0170300011K", 100)]
    [DataRow("b23", 3, 0x4A7C, "4B3C614E", 12_345_678, 0x4A52, "45580B33", 3_456, 0x0000, "", "", 16)]
    public void EveryKind_IsReadToTheUnit(
        string name, int function, int importAt, string import, int registerWh, int powerAt, string power, int powerW, int serialAt, string serial, string serialText, int resolutionWh)
    {
        var bench = new BusBench();
        bench.Hold(5, function, importAt, import);
        bench.Hold(5, function, powerAt, power);
        bench.Hold(5, 3, serialAt, serial);
        var reading = new MeterReading();
        RegisterMeter meter = Read(bench, name, reading, 1_500);
        Check.Is(registerWh, reading.RegisterWh, "Wh");
        Check.Is(powerW, reading.PowerW, "W");
        Check.Is(serialText, reading.Serial ?? "", "serial");
        Check.Is(resolutionWh, meter.ResolutionWh, "resolution");
    }

    [TestMethod]
    public void EveryName_IsFoundAndListed()
    {
        string[] names = MeterProfiles.Names();
        Check.Is(5, names.Length, "kinds");
        for (int i = 0; i < names.Length; i++)
        {
            Check.Is(names[i], MeterProfiles.Find(names[i]).Name, "name");
        }

        Check.Is("sdm630", MeterProfiles.Find("").Name, "none given");
        Check.Is("sunspec", MeterProfiles.Find("sunspec").Name, "one given");
        Check.That(MeterProfiles.Find("SDM630") == null && MeterProfiles.Find("em24") == null, "unknown");
    }

    // Model 203: power 123.4 W with factor -1, TotWhImp 1234567 with factor 0 or 1, at each place of the mark.
    [TestMethod]
    [DataRow(40_000, "04D2", "FFFF", "0012D687", "0000", 1_234_567, 123)]
    [DataRow(0, "FB2E", "0000", "0012D687", "0001", 12_345_670, -1_234)]
    [DataRow(50_000, "0011", "0002", "00BC614E", "FFFF", 1_234_567, 1_700)]
    public void ASunSpecMeterOfIntegers_IsFoundAndScaled(
        int place, string power, string powerFactor, string import, string importFactor, int registerWh, int powerW)
    {
        var bench = new BusBench();
        int meterAt = HoldChain(bench, place, "00CB0069");
        bench.Hold(5, 3, meterAt + 18, power + "000000000000" + powerFactor + Zeros(23) + import + Zeros(6) + importFactor);
        var reading = new MeterReading();
        Read(bench, "sunspec", reading, 4_000);
        Check.Is(registerWh, reading.RegisterWh, "Wh");
        Check.Is(powerW, reading.PowerW, "W");
        Check.Is("9876543210AB", reading.Serial, "the last letters of the serial");
    }

    [TestMethod]
    public void ASunSpecMeterOfFloats_IsFound()
    {
        var bench = new BusBench();
        int meterAt = HoldChain(bench, 40_000, "00D5007C");
        bench.Hold(5, 3, meterAt + 28, "C51C4800" + Zeros(38) + "4B3C614E");
        var reading = new MeterReading();
        Read(bench, "sunspec", reading, 4_000);
        Check.Is(12_345_678, reading.RegisterWh, "Wh");
        Check.Is(-2_500, reading.PowerW, "W");
    }

    // No mark, an end without a meter, a chain that never ends.
    [TestMethod]
    [DataRow(-1, "")]
    [DataRow(40_000, "FFFF0000")]
    [DataRow(40_000, "00670000")]
    public void ADeviceWithoutAMeter_IsSaidToBeNone(int place, string next)
    {
        var bench = new BusBench();
        if (place >= 0)
        {
            int at = HoldChain(bench, place, next);
            bench.Hold(5, 3, at + 2, "00670000006700000067000000670000" + "00670000006700000067000000670000" + "00670000006700000067000000670000"
                + "00670000006700000067000000670000" + "00670000006700000067000000670000" + "00670000006700000067000000670000"
                + "00670000006700000067000000670000" + "00670000006700000067000000670000" + "00670000006700000067000000670000");
        }

        var reading = new MeterReading();
        var unit = new ModbusUnit(5);
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, unit, MeterProfiles.Find("sunspec"));
        Run(bench, meter, reading, 30_000);
        Check.Is(-1, reading.ReadAtMs, "never read");
        Check.Is("unit 5 is no SunSpec meter: check that the profile is this meter's", unit.TakeNews(), "words");
    }

    // What an SDM630 tells in place of its register, and whether it counts. 0x47FFFFFF is below 131,072 kWh.
    [TestMethod]
    [DataRow("7FC00000", 6, 0, 0)] // NaN
    [DataRow("FFC00000", 6, 0, 0)] // NaN with a sign
    [DataRow("7F800001", 6, 0, 0)] // signalling NaN
    [DataRow("7F800000", 6, 0, 0)] // infinity
    [DataRow("FF800000", 6, 0, 0)]
    [DataRow("BF800000", 7, 0, 0)] // -1 kWh
    [DataRow("7149F2CA", 7, 0, 0)] // 1e30 kWh
    [DataRow("48800000", 8, 0, 0)] // 262,144 kWh: steps by 31.25 Wh
    [DataRow("487FFFFF", 0, 262_143, 984)] // the last that steps by 15.6 Wh
    [DataRow("48000000", 0, 131_072, 0)]
    [DataRow("47FFFFFF", 0, 131_071, 992)]
    [DataRow("460CA000", 0, 9_000, 0)]
    [DataRow("3A83126F", 0, 0, 1)] // 1 Wh
    [DataRow("00000001", 9, 0, 0)] // less than a normal number: 0
    [DataRow("80000000", 9, 0, 0)] // minus zero
    public void WhatARegisterTells_HasADefinedResult(string import, int trouble, int kWh, int wh)
    {
        BusBench bench = Sdm630(import, "45580B33");
        var reading = new MeterReading();
        var unit = new ModbusUnit(5);
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, unit, MeterProfiles.Find("sdm630"));
        Run(bench, meter, reading, 2_000);
        CheckTrouble(trouble, unit.Trouble);
        Check.That(reading.ReadAtMs >= 0 == (trouble == 0), "counts");
        Check.Is((kWh * 1_000L) + wh, reading.RegisterWh, "Wh");
    }

    [TestMethod]
    [DataRow("7FC00000", 6)]
    [DataRow("7F800000", 6)]
    [DataRow("4B989680", 7)] // 20,000,000 W
    [DataRow("CB989680", 7)]
    [DataRow("00000000", 0)]
    [DataRow("C51C4800", 0)]
    public void WithAPowerThatCannotBe_TheRegisterDoesNotCountEither(string power, int trouble)
    {
        BusBench bench = Sdm630("449A5225", power);
        var reading = new MeterReading();
        var unit = new ModbusUnit(5);
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, unit, MeterProfiles.Find("sdm630"));
        Run(bench, meter, reading, 2_000);
        CheckTrouble(trouble, unit.Trouble);
        Check.That(reading.ReadAtMs >= 0 == (trouble == 0), "counts");
    }

    // The marks of makers for "no value".
    [TestMethod]
    [DataRow("em340", 4, 0x0028, "FFFF7FFF")]
    [DataRow("em340", 4, 0x0028, "00008000")]
    public void AMarkForNoValue_IsNoNumber(string name, int function, int powerAt, string power)
    {
        var bench = new BusBench();
        bench.Hold(5, function, powerAt, power);
        var unit = new ModbusUnit(5);
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, unit, MeterProfiles.Find(name));
        Run(bench, meter, new MeterReading(), 2_000);
        CheckTrouble((int)UnitTrouble.NoNumber, unit.Trouble);
    }

    [TestMethod]
    [DataRow("8000", "0000", 0)] // no power
    [DataRow("0001", "8000", 0)] // no factor of the power
    [DataRow("0001", "0000", 0x8000)] // no factor of the register
    [DataRow("0001", "0000", 2)] // 100 Wh a step
    public void ASunSpecMeterThatTellsNoNumber_IsNotRead(string power, string powerFactor, int importFactor)
    {
        var bench = new BusBench();
        int meterAt = HoldChain(bench, 40_000, "00CB0069");
        string factor = importFactor == 2 ? "0002" : importFactor == 0 ? "0000" : "8000";
        bench.Hold(5, 3, meterAt + 18, power + "000000000000" + powerFactor + Zeros(23) + "0012D687" + Zeros(6) + factor);
        var reading = new MeterReading();
        Read(bench, "sunspec", reading, 4_000);
        Check.Is(-1, reading.ReadAtMs, "never read");
    }

    [TestMethod]
    public void AMeterThatStarts_IsNotBelievedItsZero()
    {
        BusBench bench = Sdm630("00000000", "00000000");
        var reading = new MeterReading();
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(5), MeterProfiles.Find("sdm630"));
        Run(bench, meter, reading, 8_000);
        Check.Is(-1, reading.ReadAtMs, "a zero that may pass");
        bench.Hold(5, 4, 0x0048, "449A5225");
        Run(bench, meter, reading, 2_000);
        Check.Is(1_234_567, reading.RegisterWh, "the register");

        bench.Answering = Answering.NotAtAll;
        Run(bench, meter, reading, 10_000);
        bench.Hold(5, 4, 0x0048, "00000000");
        bench.Answering = Answering.Well;
        Run(bench, meter, reading, 12_000);
        Check.Is(1_234_567, reading.RegisterWh, "nor after a silence");
    }

    [TestMethod]
    public void ANewMetersZero_CountsAfterTenSeconds()
    {
        BusBench bench = Sdm630("00000000", "00000000");
        var reading = new MeterReading();
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(5), MeterProfiles.Find("sdm630"));
        Run(bench, meter, reading, 13_000);
        Check.That(bench.UptimeMs - reading.ReadAtMs <= 1_500, "read");
        Check.Is(0, reading.RegisterWh, "Wh");
    }

    [TestMethod]
    public void AnotherMeterAfterASilence_TellsItsOwnSerial()
    {
        BusBench bench = Sdm630("449A5225", "45580B33");
        bench.Hold(5, 3, 0xFC00, "00000001");
        var reading = new MeterReading();
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(5), MeterProfiles.Find("sdm630"));
        Run(bench, meter, reading, 2_000);
        Check.Is("1", reading.Serial, "the first");
        bench.Answering = Answering.NotAtAll;
        Run(bench, meter, reading, 6_000);
        bench.Hold(5, 3, 0xFC00, "0001E240");
        bench.Answering = Answering.Well;
        Run(bench, meter, reading, 10_000);
        Check.Is("123456", reading.Serial, "the second");
    }

    private static void CheckTrouble(int expected, UnitTrouble found) => Check.Is(expected, (int)found, "trouble");

    private static BusBench Sdm630(string import, string power)
    {
        var bench = new BusBench();
        bench.Hold(5, 4, 0x0048, import);
        bench.Hold(5, 4, 0x0034, power);
        return bench;
    }

    // The mark, the common model of 66 registers with a serial of 14 letters, and the header of the next model.
    private static int HoldChain(BusBench bench, int place, string next)
    {
        bench.Hold(5, 3, place, "53756E53");
        bench.Hold(5, 3, place + 2, "00010042");
        bench.Hold(5, 3, place + 2 + 50, "3132393837363534333231304142" + Zeros(9));
        int at = place + 2 + 68;
        bench.Hold(5, 3, at, next);
        return at;
    }

    private static string Zeros(int registers)
    {
        string zeros = "";
        for (int i = 0; i < registers; i++)
        {
            zeros += "0000";
        }

        return zeros;
    }

    private static RegisterMeter Read(BusBench bench, string name, MeterReading reading, int ms)
    {
        var meter = new RegisterMeter(new ModbusMaster(bench, bench, 9_600), bench, new ModbusUnit(5), MeterProfiles.Find(name));
        Run(bench, meter, reading, ms);
        return meter;
    }

    private static void Run(BusBench bench, RegisterMeter meter, MeterReading reading, int ms)
    {
        for (int passed = 0; passed < ms; passed += 100)
        {
            meter.Read(reading);
            bench.Pass(100);
        }
    }
}
