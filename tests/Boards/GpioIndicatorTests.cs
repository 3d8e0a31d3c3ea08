// Lamp and buzzer on virtual pins.
using System.Device.Gpio;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class GpioIndicatorTests
{
    private readonly VirtualPins _pins = new();

    [TestMethod]
    public void EveryCombination_IsOnItsPins_AndWrittenOnChangesOnly()
    {
        var writes = 0;
        var indicator = Indicator(hasBuzzer: true);
        _pins.OutputChanged += (_, _) => writes++;
        foreach (var bits in Enumerable.Range(0, 8).Concat(Enumerable.Repeat(7, 20)))
        {
            indicator.Show((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
            Assert.AreEqual(bits, (int)_pins.Level(2) | ((int)_pins.Level(12) << 1) | ((int)_pins.Level(15) << 2));
        }
        Assert.AreEqual(11, writes, "counting to seven in binary");
    }

    [TestMethod]
    public void WhatIsNotThere_IsLeftAlone()
    {
        Indicator(hasBuzzer: false).Show(true, false, true);
        Assert.AreEqual(PinValue.High, _pins.Level(2));
        Assert.IsFalse(_pins.IsOpen(15));
    }

    private GpioIndicator Indicator(bool hasBuzzer)
    {
        using var used = _pins.Use();
        var controller = new GpioController();
        return new GpioIndicator(DevicePins.Output(controller, 2), DevicePins.Output(controller, 12), hasBuzzer ? DevicePins.Output(controller, 15) : null);
    }
}
