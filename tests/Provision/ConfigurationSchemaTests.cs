using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChargePointFw.Composition;
using ChargePointFw.Integration;
using ChargePointFw.Provision.Configuration;

namespace ChargePointFw.Provision.Tests;

/// <summary>The schema says what the device's table says, in words of its own.</summary>
[TestClass]
public sealed class ConfigurationSchemaTests
{
    [TestMethod]
    public void EveryKey_HasADescription_AndNothingElseHas() =>
        CollectionAssert.AreEquivalent(ConfigurationKeys.All().Select(key => key.Name).ToArray(), KeyDescriptions.Names.ToArray());

    [TestMethod]
    public void TheSchemaInDocs_IsTheToolsOwn() => Assert.AreEqual(
        ConfigurationSchema.Text(),
        File.ReadAllText(Path.Combine(House.Root, "docs", "configuration.schema.json")),
        "write it anew: dotnet run --project boards/provision -- schema > docs/configuration.schema.json");

    /// <summary>Patterns and bounds, asked with what the device takes and what it refuses.</summary>
    [TestMethod]
    public void PatternsAndBounds_AreTheDevices()
    {
        JsonObject properties = JsonNode.Parse(ConfigurationSchema.Text())!["properties"]!.AsObject();
        foreach (ConfigurationKey key in ConfigurationKeys.All())
        {
            JsonObject property = properties[key.Name]!.AsObject();
            foreach (string value in (string[])["0", "-1", "1", "5", "6", "39", "40", "100", "247", "248", "50000", "1000000", "5000000", "\"\"", "\"none\"", "\"CHADEMO\"", "\"cp-1\"", "\"CP 1\"", "\"MAIFAA==\"", $"\"{new string('a', 65)}\"", $"\"{Convert.ToBase64String(new byte[32])}\"", "true"])
            {
                JsonNode node = JsonNode.Parse(value)!;
                bool isTaken = !Refuses(key, value);
                bool isDerHead = key.Kind == ConfigurationKind.Der && value is not "\"\""; // what bytes mean, no pattern can say
                if (!isDerHead)
                {
                    Assert.AreEqual(isTaken, Allows(property, node), $"{key.Name}: {value}");
                }
            }
        }
    }

    private static bool Refuses(ConfigurationKey key, string value)
    {
        string text = key.IsOfIdentity ? $"{{\"{key.Name}\":{value}}}" : "";
        if (key.IsOfIdentity)
        {
            ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(text), out string? whole);
            return whole!.StartsWith(key.Name + " must be", StringComparison.Ordinal);
        }

        ConfigurationReader.ReadPart(System.Text.Encoding.UTF8.GetBytes($"{{\"{key.Name}\":{value}}}"), out string? trouble);
        return trouble is not null;
    }

    // As much of JSON schema as ours uses.
    private static bool Allows(JsonObject property, JsonNode value)
    {
        System.Text.Json.JsonValueKind kind = value.GetValueKind();
        if (property["enum"] is JsonArray words)
        {
            return words.Any(word => JsonNode.DeepEquals(word, value));
        }

        return (string)property["type"]! switch
        {
            "boolean" => kind is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
            "integer" => kind == System.Text.Json.JsonValueKind.Number && (property["anyOf"] is JsonArray either
                ? either.Any(one => one!["const"] is { } exactly ? JsonNode.DeepEquals(exactly, value) : IsWithin(one.AsObject(), (long)value))
                : IsWithin(property, (long)value)),
            _ => kind == System.Text.Json.JsonValueKind.String && Regex.IsMatch((string)value!, (string)property["pattern"]!)
                && ((string)value!).Length >= (int)(property["minLength"] ?? 0) && ((string)value!).Length <= (int)(property["maxLength"] ?? int.MaxValue),
        };
    }

    private static bool IsWithin(JsonObject bounds, long value) => value >= (long)bounds["minimum"]! && value <= (long)bounds["maximum"]!;
}
