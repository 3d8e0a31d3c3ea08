namespace ChargePointFw.Drivers.Configuration;

/// <summary>What the configuration says of the card reader.</summary>
public static class CardReaderConfiguration
{
    public const string None = "none";
    public const string Wiegand = "wiegand";
    public const string Mfrc522 = "mfrc522";
    public const string Serial = "serial";

    private const int UsualBaud = 9_600;

    /// <summary>The reader's name; a configuration without one means Wiegand.</summary>
    public static string Name(DeviceConfiguration configuration) =>
        configuration.CardReader == null || configuration.CardReader.Length == 0 ? Wiegand : configuration.CardReader;

    /// <summary>Speed of a serial reader.</summary>
    public static int Baud(DeviceConfiguration configuration) =>
        configuration.CardReaderBaud == 0 ? UsualBaud : configuration.CardReaderBaud;

    /// <summary>What is wrong with these values, in words for a technician, or null.</summary>
    public static string TroubleWith(DeviceConfiguration configuration)
    {
        string name = Name(configuration);
        if (name != None && name != Wiegand && name != Mfrc522 && name != Serial)
        {
            return "CardReader '" + name + "' is not known; known are none, wiegand, mfrc522, serial.";
        }

        return configuration.CardReaderBaud == 0 || (configuration.CardReaderBaud >= 1_200 && configuration.CardReaderBaud <= 115_200)
            ? null
            : "CardReaderBaud must be 1200 to 115200, or 0 for 9600.";
    }
}
