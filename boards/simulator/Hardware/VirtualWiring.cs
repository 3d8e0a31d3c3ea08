// What the wires of the simulated board do: pins on one side, the bay on the other.
using System.Device.Gpio;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Hal.Host;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulator.Hardware;

/// <summary>
/// The pins of the simulated board and what is wired to them. The firmware's own drivers move the pins; the outputs
/// switch the bay, and the bay drives the inputs.
/// </summary>
public sealed class VirtualWiring : IDisposable
{
    private const int CoilPin = 32;
    private const int EnablePin = 33;
    private const int HeartbeatPin = 14;
    private const int AuxiliaryPin = 13;
    private const int ConnectedPin = 16;
    private const int RequestsPin = 17;

    private readonly VirtualPins pins = new();
    private readonly Bay bay;
    private GpioController controller;
    private bool isConnected;
    private bool requestsEnergy;
    private bool isHeartbeatLost;
    private bool isWelded;

    /// <summary>Wires a bay to a fresh board.</summary>
    public VirtualWiring(Bay bay)
    {
        this.bay = bay;
        pins.Drive(ConnectedPin, PinValue.High);
        pins.Drive(RequestsPin, PinValue.High);
        pins.OutputChanged += OnOutputChanged;
        controller = OpenController();
    }

    /// <summary>Times that the contactor has closed.</summary>
    public int Closures { get; private set; }

    /// <summary>The contactor's contacts stick: once closed, they stay so.</summary>
    public bool IsWelded
    {
        get => isWelded;
        set
        {
            isWelded = value;
            Switch();
        }
    }

    /// <summary>The coil is energised, whatever the contacts do.</summary>
    public bool IsCoilOn => pins.Level(CoilPin) == PinValue.High && !isHeartbeatLost;

    /// <summary>The board has not toggled its heartbeat for too long: the external timer drops the coil until it does again.</summary>
    public void LoseHeartbeat()
    {
        isHeartbeatLost = true;
        Switch();
    }

    /// <summary>Makes the drivers as the board's program does; after a reset every pin is an input again.</summary>
    public (GpioContactor Contactor, GpioCharger Charger, GpioHeartbeat Heartbeat) MakeDrivers()
    {
        controller.Dispose();
        pins.Reset();
        controller = OpenController();
        var contactor = new GpioContactor(Output(CoilPin), Input(AuxiliaryPin));
        var charger = new GpioCharger(Output(EnablePin), Input(ConnectedPin), Input(RequestsPin));
        return (contactor, charger, new GpioHeartbeat(Output(HeartbeatPin)));
    }

    /// <summary>No power: every pin floats, the coil falls.</summary>
    public void PowerOff()
    {
        controller.Dispose();
        pins.Reset();
        Switch();
    }

    /// <summary>The world has moved: drives the inputs.</summary>
    public void Drive()
    {
        Drive(ConnectedPin, bay.Car is not null, ref isConnected);
        Drive(RequestsPin, bay.Car is { RequestsEnergy: true }, ref requestsEnergy);
    }

    /// <inheritdoc/>
    public void Dispose() => controller.Dispose();

    private void OnOutputChanged(int pin, PinValue level)
    {
        bool isHeartbeatBack = pin == HeartbeatPin && isHeartbeatLost;
        isHeartbeatLost &= !isHeartbeatBack;
        if (pin is CoilPin or EnablePin || isHeartbeatBack)
        {
            Closures += pin == CoilPin && level == PinValue.High ? 1 : 0;
            Switch();
        }
    }

    private void Switch()
    {
        bool isClosed = IsCoilOn || (isWelded && bay.IsContactorClosed);
        pins.Drive(AuxiliaryPin, isClosed ? PinValue.Low : PinValue.High);
        bay.Switch(pins.Level(EnablePin) == PinValue.High, isClosed);
    }

    private void Drive(int pin, bool isActive, ref bool former)
    {
        if (isActive != former)
        {
            former = isActive;
            pins.Drive(pin, isActive ? PinValue.Low : PinValue.High);
        }
    }

    private GpioController OpenController()
    {
        using (pins.Use())
        {
            return new GpioController();
        }
    }

    private GpioPin Output(int pin) => controller.OpenPin(pin, PinMode.Output);

    private GpioPin Input(int pin) => controller.OpenPin(pin, PinMode.InputPullUp);
}
