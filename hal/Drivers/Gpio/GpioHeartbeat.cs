using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

/// <summary>The output that retriggers the external timer; its silence drops the contactor's coil.</summary>
public sealed class GpioHeartbeat : IHeartbeat
{
    private readonly GpioPin pin;

    public GpioHeartbeat(GpioPin pin) => this.pin = pin;

    public void Toggle() => pin.Toggle();
}
