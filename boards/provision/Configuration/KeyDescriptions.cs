// What each key of config.json means, for people; what it may be stands in the device's table.
namespace ChargePointFw.Provision.Configuration;

/// <summary>Words for the schema; a test walks every key.</summary>
public static class KeyDescriptions
{
    private static readonly Dictionary<string, string> words = new(StringComparer.Ordinal)
    {
        ["Site"] = "Name of the site, part of every topic.",
        ["ChargePoint"] = "Name of the charge point, part of every topic.",
        ["DeviceKey"] = "Device key, from which the keys of records and documents are made.",
        ["KeyGeneration"] = "Which device key it is.",
        ["SiteKey"] = "Key with which the site hashes card ids.",
        ["BrokerHost"] = "Name or address of the MQTT broker as the board sees it.",
        ["BrokerPort"] = "Its port: 8883 with TLS.",
        ["CaCertificate"] = "The authority that the broker's certificate must come from, DER. Left out: plain MQTT, for a bench.",
        ["ClientCertificate"] = "The board's own certificate, DER; its common name is its user at the broker.",
        ["ClientKey"] = "That certificate's private key, DER.",
        ["BrokerUserName"] = "User at a broker that asks for no certificate.",
        ["BrokerPassword"] = "Its password.",
        ["TimeServer"] = "SNTP server.",
        ["MaximumPowerW"] = "Greatest power of the charger, W; what is reserved for stopping follows from it.",
        ["GuestsAllowed"] = "Whether others than members may charge while the site's token list says nothing of guests.",
        ["MeterUnit"] = "Modbus address of the energy meter; 0: its S0 pulses are all there is.",
        ["MeterProfile"] = "Kind of the energy meter; left out: sdm630.",
        ["MeterRolloverWh"] = "Its register starts again at 0 after this many Wh; 0: it never does.",
        ["S0PulsesPerKwh"] = "Constant of its S0 output, pulses per kWh; 0: not wired.",
        ["S0ShortestMs"] = "Shortest pulse and pause of the S0 output, ms; 0: 30, as EN 62053-31 says.",
        ["SurplusMeterUnit"] = "Modbus address of the site's surplus meter on the same line; 0: there is none.",
        ["SurplusMeterProfile"] = "Kind of the surplus meter; left out: sdm630.",
        ["SerialBaud"] = "Speed of the meters' line; 0: as the meter comes from its maker.",
        ["SerialParity"] = "Parity of the meters' line; left out: as the meter comes from its maker.",
        ["EmergencyStopPin"] = "GPIO of the emergency stop's break contact to ground (not 6 to 11, which are the flash's); 0 or -1: not wired.",
        ["DoorPin"] = "GPIO of a contact that is closed while the cabinet's door is; 0 or -1: not wired.",
        ["ResidualCurrentPin"] = "GPIO of a contact that is closed while the residual-current device has not tripped; 0 or -1: not wired.",
        ["ThermostatPin"] = "GPIO of a thermostat that opens when it is too hot; 0 or -1: not wired.",
        ["StopFromC"] = "From this temperature on nothing charges, °C; 0: no temperature sensor is wired.",
        ["DeratingFromC"] = "Above this temperature an AC post offers less, °C; 0: never.",
        ["DeratingUntilC"] = "From here on it offers the least, °C.",
        ["DeratingToA"] = "That least, A.",
        ["TemperatureCorrectionK"] = "What a thermometer shows more than the board's sensor, K.",
        ["ConnectorType"] = "Connector, by its OCPI name; left out: CHADEMO. SAE_J3400 is NACS, the two COMBO are CCS1 and CCS2; the two without COMBO are AC posts, whose pilot the board drives.",
        ["CurrentLimitA"] = "What an AC post offers: what its cable and fuse bear, A. Not with a DC connector.",
        ["ChargerEnable"] = "What the enable relay does to let a DC charger deliver; left out: closes.",
        ["ChargerStatus"] = "What a DC charger's status contacts do to tell; left out: closes.",
        ["ChargerFault"] = "What a DC charger's fault contact does to tell; left out: none is wired.",
        ["CardReader"] = "Card reader; left out: wiegand.",
        ["CardReaderBaud"] = "Speed of a serial card reader; 0: 9600.",
    };

    /// <summary>The keys that have words.</summary>
    public static IReadOnlyCollection<string> Names => words.Keys;

    /// <summary>A key's meaning, with unit and what leaving it out means.</summary>
    /// <exception cref="ProvisionException">It has none: a key was added without.</exception>
    public static string Of(string name) =>
        words.TryGetValue(name, out string? word) ? word : throw new ProvisionException($"the key {name} has no description in {nameof(KeyDescriptions)}.");
}
