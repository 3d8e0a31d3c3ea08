// docs/configuration.schema.json, written from the table of keys that the device reads by.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointFw.Composition;

namespace ChargePointFw.Provision.Configuration;

/// <summary>The JSON schema (draft 2020-12) of <c>config.json</c>.</summary>
public static class ConfigurationSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";
    private static readonly JsonSerializerOptions writing = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema's text.</summary>
    public static string Text()
    {
        ConfigurationKey[] keys = ConfigurationKeys.All();
        var schema = new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = "config.json of a charge point",
            ["description"] = $"At most {ConfigurationReader.MaximumBytes} bytes; texts in printable ASCII without quotes and backslashes; no key twice. Written by 'provision schema' from the table that the device reads by. Rules between keys are the device's alone; 'provision new' says them before anything is flashed.",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray([.. keys.Where(key => key.IsRequired).Select(key => JsonValue.Create(key.Name))]),
            ["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)Of(key)))),
        };
        return schema.ToJsonString(writing) + "\n";
    }

    private static JsonObject Of(ConfigurationKey key)
    {
        var property = new JsonObject { ["description"] = KeyDescriptions.Of(key.Name) + (key.IsOfIdentity ? " Made by the provisioning tool." : "")
            + (key.IsLimit ? " From afar it can only be lowered." : key.IsFromAfar ? " It can be set from afar." : "") };
        string none = key.IsRequired ? "" : "|^$";
        switch (key.Kind)
        {
            case ConfigurationKind.Boolean:
                property["type"] = "boolean";
                break;
            case ConfigurationKind.Integer:
                Integer(property, key);
                break;
            case ConfigurationKind.Word:
                property["enum"] = new JsonArray([.. key.Words.Append("").Select(word => JsonValue.Create(word))]);
                break;
            case ConfigurationKind.Name:
                Matching(property, $"^[a-z0-9-]{{{key.Least},{key.Most}}}$");
                break;
            case ConfigurationKind.Text:
                Matching(property, $"^[ !#-\\[\\]-~]{{{key.Least},{key.Most}}}$" + none);
                break;
            default:
                Matching(property, "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$");
                property["contentEncoding"] = "base64";
                property["minLength"] = key.IsRequired ? Letters(key.Kind, key.Least) : 0;
                property["maxLength"] = Letters(key.Kind, key.Most);
                break;
        }

        return property;
    }

    private static void Integer(JsonObject property, ConfigurationKey key)
    {
        property["type"] = "integer";
        if (key.Least > 0 && !key.IsRequired)
        {
            property["anyOf"] = new JsonArray(new JsonObject { ["const"] = 0 }, new JsonObject { ["minimum"] = key.Least, ["maximum"] = key.Most });
            return;
        }

        property["minimum"] = key.Least;
        property["maximum"] = key.Most;
    }

    private static void Matching(JsonObject property, string pattern)
    {
        property["type"] = "string";
        property["pattern"] = pattern;
    }

    private static long Letters(ConfigurationKind kind, long bound) => kind == ConfigurationKind.Bytes ? (bound + 2) / 3 * 4 : bound;
}
