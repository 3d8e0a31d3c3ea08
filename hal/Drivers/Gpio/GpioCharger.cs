using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

/// <summary>A charger's enable contact and its two status contacts ("vehicle connected", "charging").</summary>
public sealed class GpioCharger : ICharger
{
    private readonly GpioPin enable;
    private readonly GpioPin connected;
    private readonly GpioPin requests;

    /// <param name="enable">Output; high enables.</param>
    /// <param name="connected">Input with pull-up; low means a vehicle is connected, so that a broken wire means none.</param>
    /// <param name="requests">Input with pull-up; low means that the vehicle asks for energy.</param>
    public GpioCharger(GpioPin enable, GpioPin connected, GpioPin requests)
    {
        this.enable = enable;
        this.connected = connected;
        this.requests = requests;
        SetEnabled(false);
    }

    public bool IsVehicleConnected => connected.Read() == PinValue.Low;

    public bool VehicleRequestsEnergy => requests.Read() == PinValue.Low;

    public void SetEnabled(bool enabled) => enable.Write(enabled ? PinValue.High : PinValue.Low);
}
