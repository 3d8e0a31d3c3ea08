// What a configuration may say of the meters.
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Pulse;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;
using ChargePointFw.Serial.Tests.Pulse;

namespace ChargePointFw.Serial.Tests;

[TestClass]
public class MeterConfigurationTests
{
    [TestMethod]
    [DataRow(1, null, 0, null, 0, null, null)]
    [DataRow(247, "em340", 1, "sdm630", 0, "", null)]
    [DataRow(1, "sdm120", 2, "sdm630", 9600, "none", null)]
    [DataRow(0, "", 0, "", 0, "", "MeterUnit must be a Modbus address, 1 to 247, or 0 where S0PulsesPerKwh says that there are only pulses.")]
    [DataRow(248, "", 0, "", 0, "", "MeterUnit must be a Modbus address, 1 to 247, or 0 where S0PulsesPerKwh says that there are only pulses.")]
    [DataRow(1, "", 248, "", 0, "", "SurplusMeterUnit must be a Modbus address, 1 to 247, or 0 where the site has no surplus meter.")]
    [DataRow(3, "", 3, "", 0, "", "MeterUnit and SurplusMeterUnit are both 3: give one of the two meters another address.")]
    [DataRow(1, "em24", 0, "", 0, "", "MeterProfile 'em24' is not known; known are sdm630, sdm120, em340, b23, sunspec.")]
    [DataRow(1, "", 2, "SDM630", 0, "", "SurplusMeterProfile 'SDM630' is not known; known are sdm630, sdm120, em340, b23, sunspec.")]
    [DataRow(1, "", 0, "", 300, "", "SerialBaud must be 1200 to 115200, or 0 for the meter's own speed.")]
    [DataRow(1, "", 0, "", 0, "mark", "SerialParity must be none, even or odd, or empty for the meter's own.")]
    [DataRow(1, "sdm120", 2, "sdm630", 9600, "", "sdm120 comes with 2400 baud and parity none, sdm630 with 9600 baud and parity none: set both meters alike and give SerialBaud and SerialParity.")]
    public void WhatIsWrong_IsSaid(int unit, string? kind, int surplusUnit, string? surplusKind, int baud, string? parity, string? trouble)
    {
        Assert.AreEqual(trouble, MeterConfiguration.TroubleWith(Configuration(unit, kind, surplusUnit, surplusKind, baud, parity)));
    }

    [TestMethod]
    [DataRow("", 0, "", 9600, "none")]
    [DataRow("sdm120", 0, null, 2400, "none")]
    [DataRow("sdm120", 19200, "even", 19200, "even")]
    public void TheLine_IsAsConfiguredOrAsTheMeterComes(string kind, int baud, string? parity, int lineBaud, string lineParity)
    {
        var configuration = Configuration(1, kind, 0, null, baud, parity);
        Assert.AreEqual(lineBaud, MeterConfiguration.Baud(configuration));
        Assert.AreEqual(lineParity, MeterConfiguration.Parity(configuration));
    }

    [TestMethod]
    [DataRow("", null, null, 0)]
    [DataRow(@",""MeterProfile"":""em340"",""SurplusMeterUnit"":2,""SurplusMeterProfile"":""sunspec"",""SerialBaud"":19200,""SerialParity"":""even""", null, "em340", 2)]
    [DataRow(@",""MeterRolloverWh"":100000000000,""MeterProfile"":""b23""", null, "b23", 0)]
    [DataRow(@",""MeterRolloverWh"":5", "MeterRolloverWh must be 1000000 to 1099511627776, or 0 for a register that never starts again at 0.", null, 0)]
    [DataRow(@",""SurplusMeterUnit"":1", "MeterUnit and SurplusMeterUnit are both 1: give one of the two meters another address.", null, 0)]
    public void TheFile_IsReadWithAndWithoutThem(string more, string? trouble, string? kind, int surplusUnit)
    {
        var key = Convert.ToBase64String(new byte[32]);
        var path = Path.GetTempFileName();
        File.WriteAllText(path, $@"{{""Site"":""tokyo-01"",""ChargePoint"":""cp-01"",""DeviceKey"":""{key}"",""SiteKey"":""{key}"",""BrokerHost"":""192.0.2.10"",""BrokerPort"":8883,""MeterUnit"":1,""MaximumPowerW"":50000{more}}}");
        var configuration = ConfigurationFile.Read(path, out var said);
        File.Delete(path);
        Assert.AreEqual(trouble, said);
        Assert.AreEqual(kind, configuration?.MeterProfile);
        Assert.AreEqual(surplusUnit, configuration?.SurplusMeterUnit ?? 0);
    }

    [TestMethod]
    [DataRow(0L, true)]
    [DataRow(999_999L, false)]
    [DataRow(1_000_000L, true)]
    [DataRow(1L << 40, true)]
    [DataRow((1L << 40) + 1, false)]
    [DataRow(-1L, false)]
    public void AModulus_IsTakenAsFarAsARegisterGoes(long rolloverWh, bool isGood)
    {
        var configuration = Configuration(1, null, 0, null, 0, null);
        configuration.MeterRolloverWh = rolloverWh;
        var trouble = MeterConfiguration.TroubleWith(configuration);
        Assert.AreEqual(isGood ? null : "MeterRolloverWh must be 1000000 to 1099511627776, or 0 for a register that never starts again at 0.", trouble);
    }

    [TestMethod]
    [DataRow(0, 1_000, 0, null)]
    [DataRow(1, 1_000, 0, null)]
    [DataRow(0, 1_000, 40, "S0 pulses of 40 ms with 1000 pulses per kWh end at 45000 W, below MaximumPowerW: set the meter's output to fewer or shorter pulses.")]
    [DataRow(1, 100_001, 0, "S0PulsesPerKwh must be the constant on the meter, 1 to 100000, or 0 where its S0 output is not wired.")]
    [DataRow(1, 1_000, 19, "S0ShortestMs must be 20 to 500, or 0 for the 30 of EN 62053-31.")]
    [DataRow(248, 1_000, 0, "MeterUnit must be a Modbus address, 1 to 247, or 0 where S0PulsesPerKwh says that there are only pulses.")]
    [DataRow(0, 0, 0, "MeterUnit must be a Modbus address, 1 to 247, or 0 where S0PulsesPerKwh says that there are only pulses.")]
    public void AnS0Output_StandsAloneOrBesideAModbusMeter(int unit, int constant, int shortestMs, string? trouble)
    {
        var configuration = Configuration(unit, null, 0, null, 0, null);
        configuration.MaximumPowerW = 50_000;
        configuration.S0PulsesPerKwh = constant;
        configuration.S0ShortestMs = shortestMs;
        Assert.AreEqual(trouble, MeterConfiguration.TroubleWith(configuration));
        if (trouble is null)
        {
            var bench = new S0Bench();
            var bus = new ModbusMaster(new BrokenLine(), bench, 9_600);
            var meter = MeterConfiguration.Meter(configuration, bus, bench, new NoPulses(), bench, -1);
            Assert.AreEqual(unit == 0 ? typeof(S0Meter) : typeof(CheckedMeter), meter.GetType());
        }
    }

    private sealed class NoPulses : IPulseInput
    {
        public void Read(PulseReading reading) => reading.Count = 0;
    }

    private sealed class BrokenLine : ISerialLine
    {
        public int Available => 0;

        public int Read(byte[] buffer, int offset, int count) => 0;

        public void Write(byte[] buffer, int count) => throw new IOException("no wire");
    }

    private static DeviceConfiguration Configuration(int unit, string? kind, int surplusUnit, string? surplusKind, int baud, string? parity) => new()
    {
        MeterUnit = unit,
        MeterProfile = kind,
        SurplusMeterUnit = surplusUnit,
        SurplusMeterProfile = surplusKind,
        SerialBaud = baud,
        SerialParity = parity,
    };
}
