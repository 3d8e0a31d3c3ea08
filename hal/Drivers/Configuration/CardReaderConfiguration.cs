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
}
