using System.Device.Gpio;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Gpio;

/// <summary>Two lamps and a buzzer, each behind its driver on an output; high is on.</summary>
public sealed class GpioIndicator : IIndicator
{
    private readonly GpioPin green;
    private readonly GpioPin red;
    private readonly GpioPin buzzer;
    private bool isGreen;
    private bool isRed;
    private bool isBuzzing;

    /// <param name="green">Output, low; null where there is none.</param>
    /// <param name="red">Likewise.</param>
    /// <param name="buzzer">Likewise.</param>
    public GpioIndicator(GpioPin green, GpioPin red, GpioPin buzzer)
    {
        this.green = green;
        this.red = red;
        this.buzzer = buzzer;
    }

    public void Show(bool green, bool red, bool buzzer)
    {
        isGreen = Switch(this.green, isGreen, green);
        isRed = Switch(this.red, isRed, red);
        isBuzzing = Switch(this.buzzer, isBuzzing, buzzer);
    }

    private static bool Switch(GpioPin pin, bool was, bool isOn)
    {
        if (isOn != was && pin != null)
        {
            pin.Write(isOn ? PinValue.High : PinValue.Low);
        }

        return isOn;
    }
}
