using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

/// <summary>
/// A DC charger's enable contact and its status contacts: "vehicle connected", "charging requested" and, where it has one,
/// "fault".
/// </summary>
public sealed class GpioCharger : ICharger
{
    private readonly GpioPin enable;
    private readonly PinValue enabledLevel;
    private readonly StatusContact connected;
    private readonly StatusContact requests;
    private readonly StatusContact fault;
    private bool wasFault;

    /// <param name="enable">Output, low until now.</param>
    /// <param name="isEnabledLow">The relay picks up to stop: a board without power then leaves the charger enabled.</param>
    /// <param name="connected">A vehicle is connected.</param>
    /// <param name="requests">It asks for energy.</param>
    /// <param name="fault">The charger has a fault; null where it has no such contact.</param>
    public GpioCharger(GpioPin enable, bool isEnabledLow, StatusContact connected, StatusContact requests, StatusContact fault)
    {
        this.enable = enable;
        enabledLevel = isEnabledLow ? PinValue.Low : PinValue.High;
        this.connected = connected;
        this.requests = requests;
        this.fault = fault;
        SetEnabled(false);
    }

    public bool IsVehicleConnected => connected.IsActive;

    public bool VehicleRequestsEnergy => requests.IsActive;

    public bool HasFault => fault != null && fault.IsActive;

    public void Look()
    {
        connected.Look();
        requests.Look();
        fault?.Look();
    }

    public void SetEnabled(bool enabled) =>
        enable.Write(enabled == (enabledLevel == PinValue.High) ? PinValue.High : PinValue.Low);

    public string TakeNews()
    {
        bool isFault = HasFault;
        if (isFault == wasFault)
        {
            return null;
        }

        wasFault = isFault;
        return isFault
            ? "the charger tells of a fault: see its own display, and the wire of its fault contact"
            : "the charger's fault is gone";
    }
}
