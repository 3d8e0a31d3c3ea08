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
    [DataRow(0, "", 0, "", 0, "", "MeterUnit must be the meter's Modbus address, 1 to 247, or S0PulsesPerKwh say that there are only pulses.")]
    [DataRow(3, "", 3, "", 0, "", "MeterUnit and SurplusMeterUnit are both 3: give one of the two meters another address.")]
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
    [DataRow(0, 1_000, 0, null)]
    [DataRow(1, 1_000, 0, null)]
    [DataRow(0, 1_000, 40, "S0 pulses of 40 ms with 1000 pulses per kWh end at 45000 W, below MaximumPowerW: set the meter's output to fewer or shorter pulses.")]
    [DataRow(0, 0, 0, "MeterUnit must be the meter's Modbus address, 1 to 247, or S0PulsesPerKwh say that there are only pulses.")]
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
