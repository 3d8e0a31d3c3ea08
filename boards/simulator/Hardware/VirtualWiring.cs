// What the wires of the simulated board do: pins on one side, the bay on the other.
using System.Device.Gpio;
using ChargePointFw.Drivers.Gpio;
using ChargePointFw.Hal.Host;
using ChargePointFw.Pilot;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.Faults;
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
    private static readonly int[] stopPins = [18, 19, 21, 22];

    private const int GreenPin = 2;
    private const int RedPin = 12;
    private const int BuzzerPin = 15;
    private const int PilotPositiveChannel = 5;
    private const int PilotNegativeChannel = 3;
    private const int TemperatureChannel = 0;
    private const int UsualTemperatureC = 25;
    private const int WattsPerDeciampere = 69; // three phases of 230 V

    private readonly VirtualPins pins = new();
    private readonly VirtualAnalog analog = new();
    private readonly Bay bay;
    private readonly int pilotCurrentA;
    private readonly PilotVehicle? vehicle;
    private GpioController controller;
    private bool isConnected;
    private bool requestsEnergy;
    private bool isHeartbeatLost;
    private bool isDroppedOut;
    private int temperatureCounts;

    /// <summary>Wires a bay to a fresh board.</summary>
    /// <param name="bay">The physical side.</param>
    /// <param name="pilotCurrentA">What an AC post offers over its pilot, A; 0 for a DC charger's contacts.</param>
    /// <param name="nowMs">Time, for what has an inertia.</param>
    public VirtualWiring(Bay bay, int pilotCurrentA, Func<long> nowMs)
    {
        this.bay = bay;
        this.pilotCurrentA = pilotCurrentA;
        if (pilotCurrentA != 0)
        {
            vehicle = new PilotVehicle(analog, EnablePin, PilotPositiveChannel, PilotNegativeChannel, nowMs);
            analog.DutyChanged += (_, _) => Switch();
        }

        TemperatureC = UsualTemperatureC;
        analog.Connect(TemperatureChannel, () => temperatureCounts);
        pins.Drive(ConnectedPin, PinValue.High);
        pins.Drive(RequestsPin, PinValue.High);
        for (int i = 0; i < stopPins.Length; i++)
        {
            SetStopContact(i, isOpen: false);
        }

        pins.OutputChanged += OnOutputChanged;
        controller = OpenController();
    }

    /// <summary>Times that the contactor has closed.</summary>
    public int Closures { get; private set; }

    /// <summary>What is wrong with the contactor.</summary>
    public ContactorTrouble Trouble
    {
        get;
        set
        {
            field = value;
            Switch();
        }
    }

    /// <summary>How hot it is where the sensor hangs, °C; below -273: its wire is broken.</summary>
    public int TemperatureC
    {
        get;
        set
        {
            field = value;
            temperatureCounts = (int)((500 + (10 * value) - 142) / 0.8056);
        }
    }

    /// <summary>What hangs on the pilot of an AC post; null at a DC charger.</summary>
    public PilotVehicle? Vehicle => vehicle;

    /// <summary>It changes by itself: whoever skips time has to look every step.</summary>
    public bool IsRestless => Trouble == ContactorTrouble.Chatters && IsCoilOn;

    /// <summary>The coil is energised, whatever the contacts do.</summary>
    public bool IsCoilOn => pins.Level(CoilPin) == PinValue.High && !isHeartbeatLost;

    /// <summary>The board has not toggled its heartbeat for too long: the external timer drops the coil until it does again.</summary>
    public void LoseHeartbeat()
    {
        isHeartbeatLost = true;
        Switch();
    }

    /// <summary>Opens one of the contacts that forbid charging, or closes it: emergency stop, door, residual current, thermostat.</summary>
    public void SetStopContact(int index, bool isOpen) => pins.Drive(stopPins[index], isOpen ? PinValue.High : PinValue.Low);

    /// <summary>The driver of those contacts, for the board that <see cref="MakeDrivers"/> has made.</summary>
    public IStopContacts MakeStopContacts() =>
        new GpioStopContacts(Input(stopPins[0]), Input(stopPins[1]), Input(stopPins[2]), Input(stopPins[3]));

    /// <summary>Makes the drivers as the board's program does; after a reset every pin is an input again.</summary>
    /// <param name="clock">The board's clock.</param>
    public (GpioContactor Contactor, ICharger Charger, GpioHeartbeat Heartbeat) MakeDrivers(IClock clock)
    {
        controller.Dispose();
        pins.Reset();
        analog.Reset();
        controller = OpenController();
        var contactor = new GpioContactor(Output(CoilPin), Input(AuxiliaryPin));
        ICharger charger = pilotCurrentA == 0
            ? new GpioCharger(Output(EnablePin), false, Status(ConnectedPin, clock), Status(RequestsPin, clock), null)
            : new PilotCharger(OpenPilot(), clock, pilotCurrentA);
        return (contactor, charger, new GpioHeartbeat(Output(HeartbeatPin)));
    }

    /// <summary>Makes the driver of lamp and buzzer; after <see cref="MakeDrivers"/>.</summary>
    public GpioIndicator MakeIndicator() => new(Output(GreenPin), Output(RedPin), Output(BuzzerPin));

    /// <summary>Makes the driver of the temperature sensor; after <see cref="MakeDrivers"/>.</summary>
    /// <param name="clock">The board's clock.</param>
    public IThermometer MakeThermometer(IClock clock)
    {
        using (analog.Use())
        {
            return AnalogThermometer.Open(TemperatureChannel, clock, 0, 0);
        }
    }

    /// <summary>No power: every pin floats, the coil falls.</summary>
    public void PowerOff()
    {
        controller.Dispose();
        pins.Reset();
        analog.Reset();
        Switch();
    }

    /// <summary>The world has moved: drives the inputs.</summary>
    public void Drive()
    {
        if (IsRestless)
        {
            isDroppedOut = !isDroppedOut;
            Switch();
        }

        Drive(ConnectedPin, bay.Car is not null, ref isConnected);
        Drive(RequestsPin, bay.Car is { RequestsEnergy: true }, ref requestsEnergy);
        if (vehicle is not null)
        {
            vehicle.IsPlugged = bay.Car is not null;
            vehicle.WantsEnergy = bay.Car is { RequestsEnergy: true };
        }
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
        bool isClosed = Trouble switch
        {
            ContactorTrouble.Welded => IsCoilOn || bay.IsContactorClosed,
            ContactorTrouble.DoesNotClose => IsCoilOn && bay.IsContactorClosed,
            ContactorTrouble.Opens => false,
            ContactorTrouble.Chatters => IsCoilOn && !isDroppedOut,
            _ => IsCoilOn,
        };
        bool isTold = isClosed && Trouble != ContactorTrouble.AuxiliaryBroken;
        pins.Drive(AuxiliaryPin, isTold ? PinValue.Low : PinValue.High);
        bool isEnabled = vehicle is null ? pins.Level(EnablePin) == PinValue.High : vehicle.AllowedDeciamperes > 0;
        bay.OfferedW = isEnabled && vehicle is not null ? vehicle.AllowedDeciamperes * WattsPerDeciampere : int.MaxValue;
        bay.Switch(isEnabled, isClosed);
    }

    private void Drive(int pin, bool isActive, ref bool former)
    {
        if (isActive != former)
        {
            former = isActive;
            pins.Drive(pin, isActive ? PinValue.Low : PinValue.High);
        }
    }

    private PilotLine OpenPilot()
    {
        using (analog.Use())
        {
            return PilotLine.Open(EnablePin, PilotPositiveChannel, PilotNegativeChannel);
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

    // The virtual contacts do not bounce, and time may be skipped between two looks.
    private StatusContact Status(int pin, IClock clock) => new(Input(pin), false, clock, 0);

    private GpioPin Input(int pin) => controller.OpenPin(pin, PinMode.InputPullUp);
}
