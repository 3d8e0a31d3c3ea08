using System;
using System.Device.Gpio;
using System.Device.I2c;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Pulse;
using ChargePointFw.Drivers.Serial;
using ChargePointFw.Seams;
using nanoFramework.Hardware.Esp32;

namespace ChargePointFw.Composition;

/// <summary>An ESP32's pins as every board opens them. Numbers are GPIO numbers.</summary>
public static class DevicePins
{
    private const int FirstInputOnly = 34; // GPIO 34 to 39 drive nothing and have no pull-up of their own
    private const int BounceMs = 10;
    private const int ConsoleBaud = 115_200;

    /// <summary>An output, low from the start.</summary>
    public static GpioPin Output(GpioController pins, int pin)
    {
        GpioPin output = pins.OpenPin(pin, PinMode.Output);
        output.Write(PinValue.Low);
        return output;
    }

    /// <summary>A contact to ground, debounced; the board's README says where a pull-up must be wired.</summary>
    public static GpioPin Input(GpioController pins, int pin)
    {
        GpioPin input = FastInput(pins, pin);
        input.DebounceTimeout = TimeSpan.FromMilliseconds(BounceMs);
        return input;
    }

    /// <summary>An input that must see every edge: no debounce.</summary>
    public static GpioPin FastInput(GpioController pins, int pin) =>
        pins.OpenPin(pin, pin >= FirstInputOnly ? PinMode.Input : PinMode.InputPullUp);

    /// <summary>The RS-485 line of the meters on the second serial port; the transceiver turns by itself.</summary>
    /// <param name="transmitPin">To the transceiver's driver input.</param>
    /// <param name="receivePin">From its receiver output.</param>
    /// <param name="baud">Speed.</param>
    /// <param name="parity">none, even or odd.</param>
    public static Rs485Line Rs485(int transmitPin, int receivePin, int baud, string parity)
    {
        Configuration.SetPinFunction(transmitPin, DeviceFunction.COM2_TX);
        Configuration.SetPinFunction(receivePin, DeviceFunction.COM2_RX);
        return Rs485Line.Open("COM2", baud, parity);
    }

    /// <summary>The service console on the third serial port; the first one is the image's own, for flashing and its messages.</summary>
    /// <param name="transmitPin">To the terminal.</param>
    /// <param name="receivePin">From the terminal.</param>
    public static ISerialLine ServiceConsole(int transmitPin, int receivePin) => ThirdSerial(transmitPin, receivePin, ConsoleBaud);

    /// <summary>The third serial port, for the service console or a card reader.</summary>
    /// <param name="transmitPin">From us.</param>
    /// <param name="receivePin">To us.</param>
    /// <param name="baud">Speed; no parity.</param>
    public static ISerialLine ThirdSerial(int transmitPin, int receivePin, int baud)
    {
        Configuration.SetPinFunction(transmitPin, DeviceFunction.COM3_TX);
        Configuration.SetPinFunction(receivePin, DeviceFunction.COM3_RX);
        return Rs485Line.Open("COM3", baud, "none");
    }

    /// <summary>The meter's S0 output where the configuration says that it is wired, else null: the pin is left alone then.</summary>
    public static IPulseInput Pulses(GpioController pins, int pin, IClock clock, DeviceConfiguration configuration) =>
        configuration.S0PulsesPerKwh == 0
            ? null
            : new GpioPulseInput(FastInput(pins, pin), clock, MeterConfiguration.S0ShortestMs(configuration));

    /// <summary>A device on the first I2C bus, 100 kHz; nothing is said to it yet.</summary>
    public static I2cDevice I2c(int dataPin, int clockPin, int address)
    {
        Configuration.SetPinFunction(dataPin, DeviceFunction.I2C1_DATA);
        Configuration.SetPinFunction(clockPin, DeviceFunction.I2C1_CLOCK);
        return new I2cDevice(new I2cConnectionSettings(1, address, I2cBusSpeed.StandardMode));
    }
}
