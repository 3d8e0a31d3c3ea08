using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

/// <summary>
/// The contacts that forbid charging, each between an input with pull-up and ground and closed while all is well: low charges,
/// high stops, and so does a wire that is broken.
/// </summary>
public sealed class GpioStopContacts : IStopContacts
{
    private readonly GpioPin emergencyStop;
    private readonly GpioPin door;
    private readonly GpioPin residualCurrent;
    private readonly GpioPin thermostat;

    /// <param name="emergencyStop">Break contact of the emergency stop; null where none is wired, as for the others.</param>
    /// <param name="door">Closed while the door is.</param>
    /// <param name="residualCurrent">Closed while the residual-current device has not tripped.</param>
    /// <param name="thermostat">Opens when it is too hot.</param>
    public GpioStopContacts(GpioPin emergencyStop, GpioPin door, GpioPin residualCurrent, GpioPin thermostat)
    {
        this.emergencyStop = emergencyStop;
        this.door = door;
        this.residualCurrent = residualCurrent;
        this.thermostat = thermostat;
    }

    public bool IsEmergencyStopPressed => IsOpen(emergencyStop);

    public bool IsDoorOpen => IsOpen(door);

    public bool HasResidualCurrentTripped => IsOpen(residualCurrent);

    public bool IsTooHot => IsOpen(thermostat);

    private static bool IsOpen(GpioPin contact) => contact != null && contact.Read() == PinValue.High;
}
