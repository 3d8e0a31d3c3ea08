namespace ChargePointFw.Drivers.Configuration;

/// <summary>What provisioning writes to <c>I:\config.json</c>; the property names are the file's.</summary>
public sealed class DeviceConfiguration
{
    /// <summary>Lower-case name of the site.</summary>
    public string Site { get; set; }

    /// <summary>Lower-case name of the charge point.</summary>
    public string ChargePoint { get; set; }

    /// <summary>Device key, 32 bytes in base 64.</summary>
    public string DeviceKey { get; set; }

    /// <summary>Which device key it is, 0 to 255.</summary>
    public int KeyGeneration { get; set; }

    /// <summary>Key of the site's token hashes, 32 bytes in base 64.</summary>
    public string SiteKey { get; set; }

    public string BrokerHost { get; set; }

    public int BrokerPort { get; set; }

    public string BrokerUserName { get; set; }

    public string BrokerPassword { get; set; }

    /// <summary>The authority that the broker's certificate must come from, DER in base 64; empty for plain MQTT.</summary>
    public string CaCertificate { get; set; }

    /// <summary>Its own certificate, DER in base 64: its common name is its user at the broker. Empty: the broker asks for none.</summary>
    public string ClientCertificate { get; set; }

    /// <summary>The certificate's private key, DER in base 64.</summary>
    public string ClientKey { get; set; }

    public string TimeServer { get; set; }

    /// <summary>Modbus address of the meter, 1 to 247; 0: its S0 pulses are all there is.</summary>
    public int MeterUnit { get; set; }

    /// <summary>Kind of the meter, a name of a profile; empty: sdm630.</summary>
    public string MeterProfile { get; set; }

    /// <summary>The meter's register starts again at 0 after this many Wh; 0: it never does.</summary>
    public long MeterRolloverWh { get; set; }

    /// <summary>Constant of the meter's S0 output, pulses per kWh; 0: it is not wired. Beside a Modbus meter it is the check.</summary>
    public int S0PulsesPerKwh { get; set; }

    /// <summary>Shortest pulse and pause of the S0 output, ms; 0: 30, as EN 62053-31 says.</summary>
    public int S0ShortestMs { get; set; }

    /// <summary>Modbus address of the site's surplus meter on the same line, 1 to 247; 0: there is none.</summary>
    public int SurplusMeterUnit { get; set; }

    /// <summary>Kind of the surplus meter; empty: sdm630.</summary>
    public string SurplusMeterProfile { get; set; }

    /// <summary>Speed of the meters' line; 0: as the meter comes from its maker.</summary>
    public int SerialBaud { get; set; }

    /// <summary>Parity of the meters' line: none, even or odd; empty: as the meter comes from its maker.</summary>
    public string SerialParity { get; set; }

    /// <summary>GPIO of the emergency stop's break contact to ground; 0 or -1: not wired. Likewise those below.</summary>
    public int EmergencyStopPin { get; set; }

    /// <summary>GPIO of a contact that is closed while the cabinet's door is.</summary>
    public int DoorPin { get; set; }

    /// <summary>GPIO of a contact that is closed while the residual-current device has not tripped.</summary>
    public int ResidualCurrentPin { get; set; }

    /// <summary>GPIO of a thermostat that opens when it is too hot.</summary>
    public int ThermostatPin { get; set; }

    /// <summary>From this temperature on nothing charges, 40 to 100 °C; 0: no temperature sensor is wired.</summary>
    public int StopFromC { get; set; }

    /// <summary>Above this temperature an AC post offers less, °C; 0: never.</summary>
    public int DeratingFromC { get; set; }

    /// <summary>From here on it offers the least, °C.</summary>
    public int DeratingUntilC { get; set; }

    /// <summary>That least, 6 A to CurrentLimitA.</summary>
    public int DeratingToA { get; set; }

    /// <summary>What a thermometer shows more than the board's sensor, K.</summary>
    public int TemperatureCorrectionK { get; set; }

    /// <summary>Connector standard, an OCPI name; empty: CHADEMO. It decides between enable contact (DC) and control pilot (AC).</summary>
    public string ConnectorType { get; set; }

    /// <summary>What an AC post offers, 6 to 80 A; 0 with a DC connector.</summary>
    public int CurrentLimitA { get; set; }

    /// <summary>What the enable relay does to let the charger deliver: closes or opens; empty: closes.</summary>
    public string ChargerEnable { get; set; }

    /// <summary>What the charger's status contacts do to tell: closes or opens; empty: closes.</summary>
    public string ChargerStatus { get; set; }

    /// <summary>What the charger's fault contact does to tell: opens, closes, or none is wired; empty: none.</summary>
    public string ChargerFault { get; set; }

    /// <summary>none, wiegand, mfrc522 or serial; empty: wiegand.</summary>
    public string CardReader { get; set; }

    /// <summary>Speed of a serial reader; 0: 9600.</summary>
    public int CardReaderBaud { get; set; }

    /// <summary>Greatest power of the charger, W.</summary>
    public int MaximumPowerW { get; set; }

    /// <summary>Whether others than members may charge while the site's token list says nothing of guests.</summary>
    public bool GuestsAllowed { get; set; }
}
