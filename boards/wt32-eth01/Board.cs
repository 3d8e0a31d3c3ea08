// The Wireless-Tag WT32-ETH01: which pin is what, and what its flash holds. The wiring is drawn in README.md.
namespace ChargePointFw.Wt32Eth01;

/// <summary>Pins and budgets of this board.</summary>
public static class Board
{
    /// <summary>Its folder, as the back office shows it.</summary>
    public const string Name = "wt32-eth01";

    /// <summary>CFG: driver of the relay of the contactor's coil, in series with the heartbeat timer's relay.</summary>
    public const int ContactorCoilPin = 32;

    /// <summary>IO12: driver of the relay of the charger's enable contact; pulled low, as the chip wants this pin at reset.</summary>
    public const int ChargerEnablePin = 12;

    /// <summary>IO2: toggles every step, retriggers the heartbeat's timer; pulled low, as flashing wants this pin.</summary>
    public const int HeartbeatPin = 2;

    /// <summary>IO35, with 10 kΩ to 3.3 V: the contactor's auxiliary contact to ground.</summary>
    public const int ContactorAuxiliaryPin = 35;

    /// <summary>IO36, with 10 kΩ to 3.3 V: "vehicle connected" contact to ground.</summary>
    public const int VehicleConnectedPin = 36;

    /// <summary>IO39, with 10 kΩ to 3.3 V: "charging requested" contact to ground.</summary>
    public const int VehicleRequestsPin = 39;

    /// <summary>AC post, in the place of a charger's contacts: IO12 drives the pilot, IO36 and IO39 see its half waves.</summary>
    public const int PilotPositiveChannel = 0;
    public const int PilotNegativeChannel = 3;

    /// <summary>IO14 and IO15: Wiegand data, through dividers to 3.3 V.</summary>
    public const int WiegandData0Pin = 14;
    public const int WiegandData1Pin = 15;

    /// <summary>485_EN: the meter's S0 output to ground, in the place of the DS3231.</summary>
    public const int PulsePin = 33;

    /// <summary>TXD and RXD: RS-485 transceiver.</summary>
    public const int Rs485TransmitPin = 17;
    public const int Rs485ReceivePin = 5;

    /// <summary>IO4 and 485_EN: DS3231, optional.</summary>
    public const int I2cDataPin = 4;
    public const int I2cClockPin = 33;

    /// <summary>Partitions of the image ESP32_WT32_ETH01.</summary>
    public const int DeploymentBytes = 1_792 * 1_024;
    public const int FileSystemBytes = 256 * 1_024;

    /// <summary>24 segments of two littlefs blocks: 192 KB, 3,024 records, some 1,500 sessions with nobody to acknowledge them.</summary>
    public const int JournalSegments = 24;
    public const int JournalSegmentBytes = 8_128;

    public const string Folder = "I:";
    public const string Separator = "\\";
    public const string ConfigurationPath = "I:\\config.json";
}
