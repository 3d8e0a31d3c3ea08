// The Olimex ESP32-EVB: which pin is what, and what its flash holds. The wiring is drawn in README.md.
namespace ChargePointFw.OlimexEsp32Evb;

/// <summary>Pins and budgets of this board.</summary>
public static class Board
{
    /// <summary>Its folder, as the back office shows it.</summary>
    public const string Name = "olimex-esp32-evb";

    /// <summary>Relay 1: the contactor's coil, in series with the heartbeat timer's relay.</summary>
    public const int ContactorCoilPin = 32;

    /// <summary>Relay 2: the charger's enable contact.</summary>
    public const int ChargerEnablePin = 33;

    /// <summary>EXT1 15: toggles every step, retriggers the heartbeat's timer.</summary>
    public const int HeartbeatPin = 14;

    /// <summary>EXT1 6: the contactor's auxiliary contact to ground.</summary>
    public const int ContactorAuxiliaryPin = 5;

    /// <summary>EXT1 29: "vehicle connected" contact to ground, beside the board's button.</summary>
    public const int VehicleConnectedPin = 34;

    /// <summary>EXT1 32: "charging requested" contact to ground, beside the board's infrared receiver.</summary>
    public const int VehicleRequestsPin = 39;

    /// <summary>EXT1 18 and 16: Wiegand data, through dividers to 3.3 V.</summary>
    public const int WiegandData0Pin = 17;
    public const int WiegandData1Pin = 15;

    /// <summary>EXT1 3, with the board's 10 kΩ to 3.3 V: the meter's S0 output to ground.</summary>
    public const int PulsePin = 2;

    /// <summary>UEXT 3 and 4: RS-485 transceiver.</summary>
    public const int Rs485TransmitPin = 4;
    public const int Rs485ReceivePin = 36;

    /// <summary>UEXT 6 and 5: DS3231, optional.</summary>
    public const int I2cDataPin = 13;
    public const int I2cClockPin = 16;

    /// <summary>Partitions of the image ESP32_OLIMEX.</summary>
    public const int DeploymentBytes = 1_792 * 1_024;
    public const int FileSystemBytes = 256 * 1_024;

    /// <summary>24 segments of two littlefs blocks: 192 KB, 3,024 records, some 1,500 sessions with nobody to acknowledge them.</summary>
    public const int JournalSegments = 24;
    public const int JournalSegmentBytes = 8_128;

    public const string Folder = "I:";
    public const string Separator = "\\";
    public const string ConfigurationPath = "I:\\config.json";
}
