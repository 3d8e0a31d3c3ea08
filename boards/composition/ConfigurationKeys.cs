using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Modbus;

namespace ChargePointFw.Composition;

/// <summary>
/// The rules of <c>config.json</c>, a row a key: the device reads by them, the provisioning tool judges by them, and
/// <c>docs/configuration.schema.json</c> is written from them. What concerns several keys is code beside the driver that needs it.
/// </summary>
public static class ConfigurationKeys
{
    private const int KeyBytes = 32;
    private const int LastPin = 39;

    // With a key of a curve they have some 700; a CA of RSA has three times that.
    private const int MostDerLetters = 2_048;

    /// <summary>All of them; made anew at each call, as they are needed once.</summary>
    public static ConfigurationKey[] All() => new ConfigurationKey[]
    {
        Identity("Site", ConfigurationKind.Name, 1, 32),
        Identity("ChargePoint", ConfigurationKind.Name, 1, 32),
        Identity("DeviceKey", ConfigurationKind.Bytes, KeyBytes, KeyBytes),
        Identity("KeyGeneration", ConfigurationKind.Integer, 0, 255, isRequired: false),
        Identity("SiteKey", ConfigurationKind.Bytes, KeyBytes, KeyBytes),
        Identity("BrokerHost", ConfigurationKind.Text, 1, 64),
        Identity("BrokerPort", ConfigurationKind.Integer, 1, 65_535),
        Identity("CaCertificate", ConfigurationKind.Der, 4, MostDerLetters, isRequired: false),
        Identity("ClientCertificate", ConfigurationKind.Der, 4, MostDerLetters, isRequired: false),
        Identity("ClientKey", ConfigurationKind.Der, 4, MostDerLetters, isRequired: false),
        Text("BrokerUserName", 64),
        Text("BrokerPassword", 64),
        FromAfar(Text("TimeServer", 64)),
        Limit(new ConfigurationKey("MaximumPowerW", ConfigurationKind.Integer, 1_000, 1_000_000) { IsRequired = true }),
        FromAfar(new ConfigurationKey("GuestsAllowed", ConfigurationKind.Boolean, 0, 1)),
        Integer("MeterUnit", 0, 247),
        Word("MeterProfile", MeterProfiles.Names()),

        // Far more than can flow between two readings, and no more than a reading can hold.
        Integer("MeterRolloverWh", 1_000_000, 1L << 40),
        Integer("S0PulsesPerKwh", 1, 100_000),
        Integer("S0ShortestMs", 20, 500),
        Integer("SurplusMeterUnit", 0, 247),
        Word("SurplusMeterProfile", MeterProfiles.Names()),
        Integer("SerialBaud", 1_200, 115_200),
        Word("SerialParity", new string[] { "none", "even", "odd" }),
        Integer("EmergencyStopPin", -1, LastPin),
        Integer("DoorPin", -1, LastPin),
        Integer("ResidualCurrentPin", -1, LastPin),
        Integer("ThermostatPin", -1, LastPin),
        Limit(Integer("StopFromC", 40, 100)),
        FromAfar(Integer("DeratingFromC", 20, 100)),
        FromAfar(Integer("DeratingUntilC", 25, 100)),
        FromAfar(Integer("DeratingToA", 6, 80)),
        FromAfar(Integer("TemperatureCorrectionK", -20, 20)),
        Word("ConnectorType", ConnectorTypes.Names()),
        Limit(Integer("CurrentLimitA", 6, 80)),
        Word("ChargerEnable", new string[] { "closes", "opens" }),
        Word("ChargerStatus", new string[] { "closes", "opens" }),
        Word("ChargerFault", new string[] { "none", "opens", "closes" }),
        Word("CardReader", new string[]
        {
            CardReaderConfiguration.None, CardReaderConfiguration.Wiegand, CardReaderConfiguration.Mfrc522, CardReaderConfiguration.Serial,
        }),
        Integer("CardReaderBaud", 1_200, 115_200),
    };

    private static ConfigurationKey Identity(string name, ConfigurationKind kind, long least, long most, bool isRequired = true) =>
        new ConfigurationKey(name, kind, least, most) { IsRequired = isRequired, IsOfIdentity = true };

    private static ConfigurationKey FromAfar(ConfigurationKey key)
    {
        key.IsFromAfar = true;
        return key;
    }

    private static ConfigurationKey Limit(ConfigurationKey key)
    {
        key.IsLimit = true;
        return FromAfar(key);
    }

    private static ConfigurationKey Integer(string name, long least, long most) => new ConfigurationKey(name, ConfigurationKind.Integer, least, most);

    private static ConfigurationKey Text(string name, int most) => new ConfigurationKey(name, ConfigurationKind.Text, 1, most);

    private static ConfigurationKey Word(string name, string[] words) => new ConfigurationKey(name, ConfigurationKind.Word, 0, 0, words);
}
