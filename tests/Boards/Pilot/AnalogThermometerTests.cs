// The temperature sensor's driver over a virtual converter.
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Hal.Host;
using ChargePointFw.Pilot;

namespace ChargePointFw.Boards.Tests.Pilot;

[TestClass]
public sealed class AnalogThermometerTests
{
    private const int Channel = 0;
    private const int Broken = int.MinValue;
    private readonly VirtualAnalog _pins = new();
    private readonly StepClock _clock = new();
    private int _spike = -1;
    private double _millivolts;

    public AnalogThermometerTests() => _pins.Connect(Channel, () =>
    {
        var counts = _spike < 0 ? (int)((_millivolts - 142) / 0.8056) : _spike;
        _spike = -1;
        return counts;
    });

    [TestMethod]
    [DataRow(0, Broken, DisplayName = "a broken wire: the resistor pulls it to ground")]
    [DataRow(150, Broken, DisplayName = "colder than it can be")]
    [DataRow(170, -330)]
    [DataRow(500, 0)]
    [DataRow(750, 250)]
    [DataRow(1_250, 750)]
    [DataRow(1_745, 1_245)]
    [DataRow(1_760, Broken, DisplayName = "hotter than it can be")]
    [DataRow(3_300, Broken, DisplayName = "a short circuit to the supply")]
    public void Millivolts_AreTenthsOfADegree_AndWhatCannotBeIsNone(int millivolts, int deciC)
    {
        _millivolts = millivolts;
        Assert.AreEqual(deciC, Open(0, 0).ReadDecidegreesC(), deciC == Broken ? 0 : 15);
    }

    [TestMethod]
    public void ItIsReadOnceASecond_WithWhatItIsOffBy_AndASpikeIsNoHeat()
    {
        _millivolts = 750;
        var thermometer = Open(1_000, -4);
        Assert.AreEqual(210, thermometer.ReadDecidegreesC(), 15);
        _millivolts = 1_000;
        _clock.UptimeMs += 999;
        Assert.AreEqual(210, thermometer.ReadDecidegreesC(), 15);
        _clock.UptimeMs += 1;
        _spike = 4_095;
        Assert.AreEqual(460, thermometer.ReadDecidegreesC(), 15);
        _clock.UptimeMs += 1_000;
        _spike = 0;
        Assert.AreEqual(460, thermometer.ReadDecidegreesC(), 15);
    }

    private AnalogThermometer Open(int everyMs, int correctionK)
    {
        using var used = _pins.Use();
        return AnalogThermometer.Open(Channel, _clock, everyMs, correctionK);
    }
}
