// Configurations as the texts of files.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Boards.Tests;

internal static class Configurations
{
    private static readonly JsonSerializerOptions writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>One that is right, of a DC charger with a Modbus meter.</summary>
    public static DeviceConfiguration Good => Complete(new DeviceConfiguration());

    /// <summary>Adds what every configuration needs.</summary>
    public static DeviceConfiguration Complete(DeviceConfiguration parts)
    {
        var key = Convert.ToBase64String(new byte[32]);
        parts.Site = "tokyo";
        parts.ChargePoint = "cp-1";
        parts.DeviceKey = key;
        parts.SiteKey = key;
        parts.BrokerHost = "127.0.0.1";
        parts.BrokerPort = 1;
        parts.MeterUnit = parts.S0PulsesPerKwh == 0 && parts.MeterUnit == 0 ? 1 : parts.MeterUnit;
        parts.MaximumPowerW = parts.MaximumPowerW == 0 ? 50_000 : parts.MaximumPowerW;
        return parts;
    }

    /// <summary>What stands in the file.</summary>
    public static byte[] Text(DeviceConfiguration configuration) => JsonSerializer.SerializeToUtf8Bytes(configuration, writing);
}
