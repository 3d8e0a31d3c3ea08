using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>How OCPI writes times, numbers and objects.</summary>
internal static class OcpiJson
{
    /// <summary>Letters of other scripts as they are.</summary>
    public static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>RFC 3339 in UTC with milliseconds: 24 of the 25 letters that a DateTime may have.</summary>
    public static string Time(long utcMs) => DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number with at most four decimals, and no zeros behind them.</summary>
    public static JsonNode Number(decimal value) =>
        JsonValue.Create(decimal.Parse(decimal.Round(value, 4).ToString("0.####", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>Wh as kWh, exact.</summary>
    public static JsonNode Kwh(long energyWh) => Number(energyWh / 1000m);

    public static string Write(JsonNode node) => node.ToJsonString(Options);

    public static JsonObject Read(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>The object with the time that it carries.</summary>
    public static JsonObject Timed(JsonObject body, long toldUtcMs)
    {
        body["last_updated"] = Time(toldUtcMs);
        return body;
    }
}
