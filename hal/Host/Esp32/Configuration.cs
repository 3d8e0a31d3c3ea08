// nanoFramework.Hardware.Esp32: which peripheral a pin belongs to. A PC has no such switch: it is taken and forgotten,
// except that a pulse-width output wants it.
using ChargePointFw.Hal.Host;

namespace nanoFramework.Hardware.Esp32;

/// <summary>The functions of serial ports, buses and the pulse-width output that drivers use.</summary>
public enum DeviceFunction
{
    SPI1_MOSI = 65792,
    SPI1_MISO = 65793,
    SPI1_CLOCK = 65794,
    I2C1_DATA = 131328,
    I2C1_CLOCK = 131329,
    COM2_TX = 197120,
    COM2_RX = 197121,
    COM3_TX = 197376,
    COM3_RX = 197377,
    PWM1 = 262400,
}

/// <summary>Gives pins to peripherals.</summary>
public class Configuration
{
    public static void SetPinFunction(int pin, DeviceFunction value)
    {
        if (pin < 0 || !Enum.IsDefined(value))
            throw new ArgumentException(null, nameof(pin));
        if (value == DeviceFunction.PWM1)
            VirtualAnalog.Current.GiveToPwm(pin);
    }
}
