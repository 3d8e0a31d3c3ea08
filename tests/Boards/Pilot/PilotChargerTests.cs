// The pilot's driver over virtual analogue pins and a vehicle of resistors and a diode.
using ChargePointFw.Boards.Tests.Hardware;
using ChargePointFw.Hal.Host;
using ChargePointFw.Pilot;
using ChargePointFw.Simulator.Hardware;

namespace ChargePointFw.Boards.Tests.Pilot;

[TestClass]
public sealed class PilotChargerTests
{
    private const int Output = 26;
    private const int StepMs = 100;
    private const int SoonMs = 600; // the detectors' 300 ms, and two looks
    private readonly VirtualAnalog _pins = new();
    private readonly StepClock _clock = new();
    private readonly PilotVehicle _vehicle;
    private readonly PilotCharger _charger;

    public PilotChargerTests()
    {
        _vehicle = new PilotVehicle(_pins, Output, 5, 3, () => _clock.UptimeMs);
        using var used = _pins.Use();
        var line = PilotLine.Open(Output, 5, 3);
        Assert.AreEqual(0, _pins.Duty(Output), "-12 V until the program knows its configuration");
        _charger = new PilotCharger(line, _clock, 16);
    }

    [TestMethod]
    [DataRow(0.9)]
    [DataRow(0.95)]
    [DataRow(1.0)]
    [DataRow(1.05)]
    [DataRow(1.1)]
    public void AVisit_GoesThroughTheStates_WithAnyChip(double gain)
    {
        _vehicle.ConverterGain = gain;
        See(PilotState.A, isConnected: false, requests: false);
        Assert.AreEqual(10_000, _pins.Duty(Output), "+12 V");

        _vehicle.IsPlugged = true;
        _vehicle.WantsEnergy = true;
        See(PilotState.B, isConnected: true, requests: true);

        _charger.SetEnabled(true);
        Assert.AreEqual(2_666, _pins.Duty(Output), "16 A");
        See(PilotState.C, isConnected: true, requests: true);

        _vehicle.WantsEnergy = false;
        See(PilotState.B, isConnected: true, requests: false);
        _vehicle.WantsEnergy = true;
        See(PilotState.C, isConnected: true, requests: true);

        _charger.SetEnabled(false);
        See(PilotState.B, isConnected: true, requests: true);
        _vehicle.IsPlugged = false;
        See(PilotState.A, isConnected: false, requests: false);
        Assert.IsNull(_charger.TakeNews());
    }

    [TestMethod]
    public void AnotherOffer_IsTheDutyOfAVehicleThatCharges_AndOfTheNextOne()
    {
        _vehicle.IsPlugged = true;
        _vehicle.WantsEnergy = true;
        See(PilotState.B, isConnected: true, requests: true);
        _charger.Offer(10);
        Assert.AreEqual(10_000, _pins.Duty(Output), "nothing is offered yet");
        _charger.SetEnabled(true);
        Assert.AreEqual(1_666, _pins.Duty(Output), "10 A");
        See(PilotState.C, isConnected: true, requests: true);
        _charger.Offer(6);
        Assert.AreEqual(1_000, _pins.Duty(Output), "6 A");
        Assert.AreEqual(60, _vehicle.AllowedDeciamperes);
        See(PilotState.C, isConnected: true, requests: true);
    }

    [TestMethod]
    public void AVehicleThatWantsVentilation_GetsNothing_AndIsSaid()
    {
        Charge();
        _vehicle.WantsVentilation = true;
        See(PilotState.D, isConnected: true, requests: false);
        StringAssert.Contains(_charger.TakeNews(), "ventilation");
        Assert.IsFalse(_charger.HasFault);
    }

    [TestMethod]
    public void AVehicleWithoutItsDiode_IsAFault_WhenItIsOfferedSomething()
    {
        _vehicle.IsPlugged = true;
        _vehicle.HasDiode = false;
        See(PilotState.B, isConnected: true, requests: true);
        _charger.SetEnabled(true);
        See(PilotState.E, isConnected: true, requests: false);
        StringAssert.Contains(_charger.TakeNews(), "no diode");
        _vehicle.HasDiode = true;
        See(PilotState.B, isConnected: true, requests: false);
        Assert.AreEqual("control pilot: well again", _charger.TakeNews());
    }

    [TestMethod]
    public void AShortCircuit_IsAFault_AndTakesTheEnergyAwayOnTheWay()
    {
        Charge();
        _vehicle.IsShorted = true;
        Step();
        Assert.IsFalse(_charger.VehicleRequestsEnergy, "at the first look");
        See(PilotState.E, isConnected: true, requests: false);
        StringAssert.Contains(_charger.TakeNews(), "short circuit");
        _vehicle.IsShorted = false;
        See(PilotState.C, isConnected: true, requests: true);
    }

    [TestMethod]
    public void AGeneratorWithoutItsMinus12V_IsAFault()
    {
        _vehicle.HasNegativeSupply = false;
        _charger.SetEnabled(true);
        See(PilotState.E, isConnected: false, requests: false);
        StringAssert.Contains(_charger.TakeNews(), "-12 V");
    }

    [TestMethod]
    [DataRow(true, DisplayName = "it pauses")]
    [DataRow(false, DisplayName = "it is unplugged under load")]
    public void WhatTakesEnergyAway_CountsAtTheFirstLook(bool pauses)
    {
        Charge();
        _vehicle.WantsEnergy = !pauses;
        _vehicle.IsPlugged = pauses;
        Step();
        Assert.IsFalse(_charger.VehicleRequestsEnergy);
        Assert.AreEqual(pauses, _charger.IsVehicleConnected);
    }

    [TestMethod]
    public void EnergyCounts_WhenItIsSeenTwice()
    {
        _vehicle.IsPlugged = true;
        _charger.SetEnabled(true);
        Run(SoonMs);
        _vehicle.WantsEnergy = true;
        Step();
        Step(); // the detector falls from 9 V past the border within 30 ms
        Assert.AreEqual(PilotState.C, _charger.State);
        _vehicle.WantsEnergy = false;
        Step();
        _vehicle.WantsEnergy = true;
        Step();
        Assert.AreEqual(PilotState.B, _charger.State, "seen once");
    }

    [TestMethod]
    public void AResetOfTheChip_IsStateF_ForTheVehicle()
    {
        Charge();
        _pins.Reset();
        Assert.AreEqual(0, _vehicle.AllowedDeciamperes);
        Assert.AreEqual(0, _pins.Duty(Output));
    }

    private void Charge()
    {
        _vehicle.IsPlugged = true;
        _vehicle.WantsEnergy = true;
        _charger.SetEnabled(true);
        See(PilotState.C, isConnected: true, requests: true);
    }

    private void See(PilotState state, bool isConnected, bool requests)
    {
        Run(SoonMs);
        Assert.AreEqual(state, _charger.State);
        Assert.AreEqual(isConnected, _charger.IsVehicleConnected);
        Assert.AreEqual(requests, _charger.VehicleRequestsEnergy);
        Assert.AreEqual(state == PilotState.E, _charger.HasFault);
    }

    private void Run(int ms)
    {
        for (var passed = 0; passed < ms; passed += StepMs)
            Step();
    }

    private void Step()
    {
        _clock.UptimeMs += StepMs;
        _charger.Look();
    }
}
