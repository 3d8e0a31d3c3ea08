// A configuration as the text that goes onto a board.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Provision.Configuration;

/// <summary>Writes configurations; whether one is right, the device's own reader says.</summary>
public static class ConfigurationText
{
    // The device reads base 64 as it is; nothing is escaped for a browser.
    private static readonly JsonSerializerOptions writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>Its text, without what is as usual.</summary>
    public static string Of(DeviceConfiguration configuration) => JsonSerializer.Serialize(configuration, writing);

    /// <summary>What the device would say of it, or null.</summary>
    public static string? TroubleWith(DeviceConfiguration configuration)
    {
        ConfigurationReader.Read(Encoding.UTF8.GetBytes(Of(configuration)), out string? trouble);
        return trouble;
    }
}
