// A charger's contacts over virtual pins: every polarity, contacts that bounce, wires that break.
using System.Device.Gpio;
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class GpioChargerTests
{
    private const int Enable = 26;
    private const int Connected = 33;
    private const int Requests = 23;
    private const int Fault = 39;
    private const int StepMs = 100;
    private readonly VirtualPins _pins = new();
    private readonly StepClock _clock = new();

    [TestMethod]
    [DataRow("", 1, 0)]
    [DataRow("closes", 1, 0)]
    [DataRow("opens", 0, 1)]
    public void TheEnableRelay_MovesAsConfigured_AndStandsOnStopFromTheStart(string word, int enabled, int stopped)
    {
        var charger = Charger(enable: word);
        Assert.AreEqual((PinValue)stopped, _pins.Level(Enable));
        charger.SetEnabled(true);
        Assert.AreEqual((PinValue)enabled, _pins.Level(Enable));
        charger.SetEnabled(false);
        Assert.AreEqual((PinValue)stopped, _pins.Level(Enable));
    }

    // closed contact, what it tells: the whole table of polarities
    [TestMethod]
    [DataRow("closes", "none", false, false, false)]
    [DataRow("closes", "none", true, true, false)]
    [DataRow("opens", "none", false, true, false)]
    [DataRow("opens", "none", true, false, false)]
    [DataRow("closes", "closes", false, false, false)]
    [DataRow("closes", "closes", true, true, true)]
    [DataRow("closes", "opens", false, false, true)]
    [DataRow("closes", "opens", true, true, false)]
    [DataRow("opens", "closes", false, true, false)]
    [DataRow("opens", "closes", true, false, true)]
    [DataRow("opens", "opens", false, true, true)]
    [DataRow("opens", "opens", true, false, false)]
    public void EveryPolarity_TellsWhatItShould(string status, string fault, bool isClosed, bool isConnected, bool isFault)
    {
        var charger = Charger(status: status, fault: fault);
        foreach (var pin in new[] { Connected, Requests, Fault })
            Set(pin, isClosed);
        charger.Look();
        Assert.AreEqual(isConnected, charger.IsVehicleConnected);
        Assert.AreEqual(isConnected, charger.VehicleRequestsEnergy);
        Assert.AreEqual(isFault, charger.HasFault);
    }

    [TestMethod]
    public void WithContactsThatClose_ABrokenWireIsNoVehicle_AndWithAFaultContactThatOpens_AFault()
    {
        var charger = Charger(fault: "opens");
        foreach (var pin in new[] { Connected, Requests, Fault })
            Set(pin, false); // the pull-up decides
        charger.Look();
        Assert.IsFalse(charger.IsVehicleConnected || charger.VehicleRequestsEnergy);
        Assert.IsTrue(charger.HasFault);
        StringAssert.Contains(charger.TakeNews(), "the wire of its fault contact");
        Assert.IsNull(charger.TakeNews());
        Set(Fault, true);
        Look(charger, 2);
        Assert.AreEqual("the charger's fault is gone", charger.TakeNews());
    }

    [TestMethod]
    public void ALevelCounts_WhenItStandsForTwoSteps()
    {
        var charger = Charger();
        Look(charger, 3);
        Set(Connected, true);
        Look(charger, 1);
        Assert.IsFalse(charger.IsVehicleConnected, "seen once");
        Set(Connected, false);
        Look(charger, 1);
        Set(Connected, true);
        Look(charger, 1);
        Assert.IsFalse(charger.IsVehicleConnected, "it bounced");
        Look(charger, 1);
        Assert.IsTrue(charger.IsVehicleConnected);
        Set(Connected, false);
        Look(charger, 1);
        Assert.IsTrue(charger.IsVehicleConnected, "seen once");
        Look(charger, 1);
        Assert.IsFalse(charger.IsVehicleConnected);
    }

    private void Look(GpioCharger charger, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _clock.UptimeMs += StepMs;
            charger.Look();
        }
    }

    private void Set(int pin, bool isClosed) => _pins.Drive(pin, isClosed ? PinValue.Low : PinValue.High);

    private GpioCharger Charger(string enable = "", string status = "", string fault = "")
    {
        using var used = _pins.Use();
        var configuration = new DeviceConfiguration { ChargerEnable = enable, ChargerStatus = status, ChargerFault = fault };
        Assert.IsNull(ChargerConfiguration.TroubleWith(configuration));
        foreach (var pin in new[] { Connected, Requests, Fault })
            Set(pin, false);
        var controller = new GpioController();
        return ChargerConfiguration.Charger(
            configuration, DevicePins.Output(controller, Enable), DevicePins.Input(controller, Connected),
            DevicePins.Input(controller, Requests), DevicePins.Input(controller, Fault), _clock);
    }
}
