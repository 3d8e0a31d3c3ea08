using System;
using System.IO;
using nanoFramework.Json;

namespace ChargePointFw.Drivers.Configuration;

/// <summary>Reads the configuration file and says what is wrong with it; a wrong one leaves the contactor open.</summary>
public static class ConfigurationFile
{
    private const int KeyBytes = 32;

    /// <summary>The configuration, or null and the reason in words for a technician.</summary>
    public static DeviceConfiguration Read(string path, out string trouble)
    {
        if (!File.Exists(path))
        {
            trouble = path + " is missing: flash it with the provisioning tool.";
            return null;
        }

        DeviceConfiguration configuration;
        try
        {
            configuration = (DeviceConfiguration)JsonConvert.DeserializeObject(File.ReadAllText(path), typeof(DeviceConfiguration));
        }
        catch (Exception e)
        {
            trouble = path + " is not the JSON of a configuration: " + e.Message;
            return null;
        }

        trouble = TroubleWith(configuration);
        return trouble == null ? configuration : null;
    }

    /// <summary>What is wrong with these values, or null.</summary>
    public static string TroubleWith(DeviceConfiguration configuration)
    {
        if (configuration == null)
        {
            return "The configuration is empty.";
        }

        if (!IsName(configuration.Site) || !IsName(configuration.ChargePoint))
        {
            return "Site and ChargePoint must be 1 to 32 lower-case letters, digits and dashes.";
        }

        if (!IsKey(configuration.DeviceKey) || !IsKey(configuration.SiteKey))
        {
            return "DeviceKey and SiteKey must be 32 bytes in base 64.";
        }

        if (configuration.KeyGeneration < 0 || configuration.KeyGeneration > 255)
        {
            return "KeyGeneration must be 0 to 255.";
        }

        bool hasBroker = configuration.BrokerHost != null && configuration.BrokerHost.Length > 0
            && configuration.BrokerPort > 0 && configuration.BrokerPort <= 65_535;
        if (!hasBroker)
        {
            return "BrokerHost and BrokerPort (1 to 65535) must say where the broker is.";
        }

        if (!IsDer(configuration.CaCertificate) || !IsDer(configuration.ClientCertificate) || !IsDer(configuration.ClientKey))
        {
            return "CaCertificate, ClientCertificate and ClientKey must be DER in base 64, or left out for plain MQTT.";
        }

        if (IsGiven(configuration.ClientCertificate) != IsGiven(configuration.ClientKey))
        {
            return "ClientCertificate and ClientKey belong together: give both or none.";
        }

        string trouble = MeterConfiguration.TroubleWith(configuration) ?? StopContactConfiguration.TroubleWith(configuration)
            ?? ChargerConfiguration.TroubleWith(configuration) ?? CardReaderConfiguration.TroubleWith(configuration)
            ?? DeratingConfiguration.TroubleWith(configuration);
        if (trouble != null)
        {
            return trouble;
        }

        bool hasPower = configuration.MaximumPowerW >= 1_000 && configuration.MaximumPowerW <= 1_000_000;
        return hasPower ? null : "MaximumPowerW must be 1000 to 1000000.";
    }

    private static bool IsName(string name)
    {
        if (name == null || name.Length == 0 || name.Length > 32)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool isGood = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
            if (!isGood)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsGiven(string text) => text != null && text.Length > 0;

    // A sequence, the outermost of every certificate and key (X.690, 8.9): enough to tell a PEM or a cut one from it.
    private static bool IsDer(string base64)
    {
        if (!IsGiven(base64))
        {
            return true;
        }

        try
        {
            byte[] der = Convert.FromBase64String(base64);
            int headBytes = der.Length < 4 || der[0] != 0x30 ? 0 : der[1] < 0x80 ? 2 : der[1] == 0x81 ? 3 : der[1] == 0x82 ? 4 : 0;
            int bodyBytes = headBytes == 2 ? der[1] : headBytes == 3 ? der[2] : headBytes == 4 ? (der[2] << 8) | der[3] : 0;
            return headBytes != 0 && der.Length == headBytes + bodyBytes;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static bool IsKey(string base64)
    {
        try
        {
            return base64 != null && Convert.FromBase64String(base64).Length == KeyBytes;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
