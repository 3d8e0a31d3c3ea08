// The Olimex ESP32-EVB: which pin is what. The wiring is drawn in README.md.
using System;
using System.Device.Gpio;
using ChargePointFw.Drivers.Serial;
using nanoFramework.Hardware.Esp32;

namespace ChargePointFw.OlimexEsp32Evb;

/// <summary>Pins and budgets of this board.</summary>
public static class Board
{
    /// <summary>Relay 1: the contactor's coil, in series with the heartbeat timer's relay.</summary>
    public const int ContactorCoilPin = 32;

    /// <summary>Relay 2: the charger's enable contact.</summary>
    public const int ChargerEnablePin = 33;

    /// <summary>UEXT 9 (SCK): toggles every step, retriggers the external timer.</summary>
    public const int HeartbeatPin = 14;

    /// <summary>EXT GPI39, with 10 kΩ to 3.3 V: the contactor's auxiliary contact to ground.</summary>
    public const int ContactorAuxiliaryPin = 39;

    /// <summary>UEXT 5 (SCL): "vehicle connected" contact to ground.</summary>
    public const int VehicleConnectedPin = 16;

    /// <summary>UEXT 6 (SDA): "charging requested" contact to ground.</summary>
    public const int VehicleRequestsPin = 13;

    /// <summary>UEXT 10 (SSEL) and 7 (MISO): Wiegand data, through dividers to 3.3 V.</summary>
    public const int WiegandData0Pin = 17;
    public const int WiegandData1Pin = 15;

    /// <summary>EXT GPIO5 (CAN-TX: leave the CAN connector free): the meter's S0 output to ground.</summary>
    public const int PulsePin = 5;

    /// <summary>UEXT 3 and 4: MOD-RS485, whose direction follows the transmitter.</summary>
    public const int SerialTransmitPin = 4;
    public const int SerialReceivePin = 36;

    /// <summary>48 segments of one littlefs block: 192 KB of the 256 KB partition.</summary>
    public const int JournalSegments = 48;
    public const int JournalSegmentBytes = 4_096;

    public const string Folder = "I:";
    public const string Separator = "\\";
    public const string ConfigurationPath = "I:\\config.json";

    public static GpioPin Output(GpioController pins, int pin)
    {
        GpioPin output = pins.OpenPin(pin, PinMode.Output);
        output.Write(PinValue.Low);
        return output;
    }

    public static GpioPin Input(GpioController pins, int pin)
    {
        // GPIO 34 to 39 have no pull-up of their own.
        GpioPin input = pins.OpenPin(pin, pin >= 34 ? PinMode.Input : PinMode.InputPullUp);
        input.DebounceTimeout = TimeSpan.FromMilliseconds(10);
        return input;
    }

    /// <summary>An input that must see every edge: no debounce.</summary>
    public static GpioPin FastInput(GpioController pins, int pin) => pins.OpenPin(pin, PinMode.InputPullUp);

    /// <summary>The RS-485 line of the meters.</summary>
    public static Rs485Line Rs485(int baud, string parity)
    {
        Configuration.SetPinFunction(SerialTransmitPin, DeviceFunction.COM2_TX);
        Configuration.SetPinFunction(SerialReceivePin, DeviceFunction.COM2_RX);
        return Rs485Line.Open("COM2", baud, parity);
    }
}
