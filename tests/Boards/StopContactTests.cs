// The contacts that forbid charging: what a configuration may say of them, and what the pins tell.
using System.Device.Gpio;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Hal.Host;
using ChargePointFw.Seams;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public class StopContactTests
{
    private const string NotAPin = "DoorPin must be a GPIO number, 1 to 5 or 12 to 39, or 0 where that contact is not wired.";

    [TestMethod]
    [DataRow(0, 0, null)]
    [DataRow(-1, -1, null)]
    [DataRow(36, 39, null)]
    [DataRow(0, 40, NotAPin)]
    [DataRow(0, 7, NotAPin)]
    [DataRow(0, -2, NotAPin)]
    [DataRow(15, 15, "DoorPin and EmergencyStopPin are both 15: wire each to a pin of its own, or both in series to one.")]
    public void WhatIsWrong_IsSaid(int emergencyStop, int door, string? trouble) =>
        Assert.AreEqual(trouble, StopContactConfiguration.TroubleWith(Configuration(emergencyStop, door)));

    [TestMethod]
    public void APinThatTheBoardUses_IsRefused()
    {
        var pins = new VirtualPins();
        using (pins.Use())
        {
            var controller = new GpioController();
            controller.OpenPin(15, PinMode.Output);
            Assert.IsNull(StopContactConfiguration.Open(Configuration(15, 0), controller, out var trouble));
            Assert.AreEqual("EmergencyStopPin 15 is used by the board otherwise: see its README for free pins.", trouble);
            Assert.IsNull(StopContactConfiguration.Open(Configuration(0, -1), controller, out trouble));
            Assert.IsNull(trouble, "nothing wired is nothing wrong");
        }
    }

    [TestMethod]
    public void AnOpenContact_OrABrokenWire_Stops()
    {
        var pins = new VirtualPins();
        using (pins.Use())
        {
            var contacts = StopContactConfiguration.Open(Configuration(36, 15), new GpioController(), out var trouble);
            Assert.IsNull(trouble);
            Assert.IsInstanceOfType<GpioStopContacts>(contacts);
            Assert.AreEqual((false, true, false, false), Read(contacts), "15 floats to its pull-up: its wire is broken");
            pins.Drive(36, PinValue.Low);
            pins.Drive(15, PinValue.Low);
            Assert.AreEqual((false, false, false, false), Read(contacts), "both closed");
            pins.Drive(36, PinValue.High);
            Assert.AreEqual((true, false, false, false), Read(contacts), "pressed");
        }
    }

    private static (bool EmergencyStop, bool Door, bool ResidualCurrent, bool TooHot) Read(IStopContacts contacts) =>
        (contacts.IsEmergencyStopPressed, contacts.IsDoorOpen, contacts.HasResidualCurrentTripped, contacts.IsTooHot);

    private static DeviceConfiguration Configuration(int emergencyStop, int door) => new() { EmergencyStopPin = emergencyStop, DoorPin = door };
}
