// An ESP32-DevKitC with 4 MB: which pin is what, and what its flash holds. The wiring is drawn in README.md.
namespace ChargePointFw.Esp32DevKit;

/// <summary>Pins and budgets of this board.</summary>
public static class Board
{
    /// <summary>Its folder, as the back office shows it.</summary>
    public const string Name = "esp32-devkit";

    /// <summary>Driver of the relay of the contactor's coil, in series with the heartbeat timer's relay.</summary>
    public const int ContactorCoilPin = 25;

    /// <summary>Driver of the relay of the charger's enable contact.</summary>
    public const int ChargerEnablePin = 26;

    /// <summary>Toggles every step, retriggers the heartbeat's timer.</summary>
    public const int HeartbeatPin = 27;

    /// <summary>The contactor's auxiliary contact to ground.</summary>
    public const int ContactorAuxiliaryPin = 32;

    /// <summary>"Vehicle connected" contact to ground.</summary>
    public const int VehicleConnectedPin = 33;

    /// <summary>"Charging requested" contact to ground.</summary>
    public const int VehicleRequestsPin = 23;

    /// <summary>Wiegand data, through dividers to 3.3 V.</summary>
    public const int WiegandData0Pin = 18;
    public const int WiegandData1Pin = 19;

    /// <summary>MFRC522 in the place of a Wiegand reader: SCK, MISO, MOSI and SDA, its select line.</summary>
    public const int SpiClockPin = 18;
    public const int SpiDataInPin = 19;
    public const int SpiDataOutPin = 5;
    public const int SpiSelectPin = 15;

    /// <summary>Drivers of the green and the red lamp, and of the buzzer unless an MFRC522 has its pin.</summary>
    public const int GreenLampPin = 2;
    public const int RedLampPin = 12;
    public const int BuzzerPin = 15;

    /// <summary>With 10 kΩ to 3.3 V: the charger's fault contact to ground, optional.</summary>
    public const int ChargerFaultPin = 39;

    /// <summary>AC post, in the place of a charger's contacts: GPIO 26 drives the pilot, 33 and 39 see its half waves.</summary>
    public const int PilotPositiveChannel = 5;
    public const int PilotNegativeChannel = 3;

    /// <summary>GPIO 36 with 10 kΩ to ground: a temperature sensor, with StopFromC; read once a second.</summary>
    public const int TemperatureChannel = 0;
    public const int TemperatureEveryMs = 1_000;

    /// <summary>With 10 kΩ to 3.3 V: the meter's S0 output to ground.</summary>
    public const int PulsePin = 34;

    /// <summary>RS-485 transceiver.</summary>
    public const int Rs485TransmitPin = 4;
    public const int Rs485ReceivePin = 13;

    /// <summary>Service console: a 3.3 V serial adapter's RX and TX, the latter with 10 kΩ to 3.3 V.</summary>
    public const int ConsoleTransmitPin = 14;
    public const int ConsoleReceivePin = 35;

    /// <summary>DS3231, optional.</summary>
    public const int I2cDataPin = 21;
    public const int I2cClockPin = 22;

    /// <summary>Partitions of the image ESP32_REV3 and ESP32_PSRAM_REV3.</summary>
    public const int DeploymentBytes = 1_792 * 1_024;
    public const int FileSystemBytes = 256 * 1_024;

    /// <summary>24 segments of two littlefs blocks: 192 KB, 3,024 records, some 1,500 sessions with nobody to acknowledge them.</summary>
    public const int JournalSegments = 24;
    public const int JournalSegmentBytes = 8_128;

    public const string Folder = "I:";
    public const string Separator = "\\";
    public const string ConfigurationPath = "I:\\config.json";
}
