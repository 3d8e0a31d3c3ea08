using System.Text.Json.Nodes;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>The versions that are spoken. Objects are kept in the newest; the older one is made of it.</summary>
internal static class OcpiVersions
{
    public const string Newest = "2.3.0";
    public const string Older = "2.2.1";

    public static IReadOnlyList<string> All { get; } = [Newest, Older];

    /// <summary>
    /// What 2.2.1 says instead of connectors that it does not know. A plug for SAE J3400 is Tesla's oval one: that fits, and
    /// talks otherwise, which 2.2.1 cannot tell.
    /// </summary>
    public static IReadOnlyDictionary<string, string> OlderConnectors { get; } = new Dictionary<string, string> { ["SAE_J3400"] = "TESLA_S" };

    /// <summary>The object as 2.2.1 has it: no J3400, prices without tax, amounts without and with tax.</summary>
    public static JsonObject AsOlder(JsonObject body)
    {
        JsonObject older = body.DeepClone().AsObject();
        Turn(older);
        return older;
    }

    private static void Turn(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (JsonNode? one in array)
                {
                    Turn(one);
                }

                break;
            case JsonObject found:
                TurnObject(found);
                foreach (KeyValuePair<string, JsonNode?> member in found.ToList())
                {
                    Turn(member.Value);
                }

                break;
            default:
                break;
        }
    }

    private static void TurnObject(JsonObject body)
    {
        foreach (string name in new[] { "standard", "connector_standard" })
        {
            if (body[name] is JsonValue value && OlderConnectors.TryGetValue(value.GetValue<string>(), out string? other))
            {
                body[name] = other;
            }
        }

        if (body["before_taxes"] is { } before)
        {
            decimal without = before.GetValue<decimal>();
            body.Remove("before_taxes");
            body["excl_vat"] = OcpiJson.Number(without);
            if (body["taxes"] is JsonArray taxes)
            {
                body.Remove("taxes");
                body["incl_vat"] = OcpiJson.Number(without + taxes.Sum(tax => tax!["amount"]!.GetValue<decimal>()));
            }
        }

        if (body["tax_included"] is { } included)
        {
            bool isIncluded = included.GetValue<string>() == "YES";
            body.Remove("tax_included");
            foreach (JsonNode? component in body["elements"]!.AsArray().SelectMany(element => element!["price_components"]!.AsArray()))
            {
                if (isIncluded && component!["vat"] is { } vat)
                {
                    component["price"] = OcpiJson.Number(component["price"]!.GetValue<decimal>() * 100m / (100m + vat.GetValue<decimal>()));
                }
            }
        }
    }
}
