using System.Globalization;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>Tariffs and amounts. Minutes are billed as begun, hence in steps of 60 seconds; energy by the Wh.</summary>
internal static class TariffObjects
{
    private const int MinuteSeconds = 60;

    public static string IdOf(Tariff tariff) => string.Create(CultureInfo.InvariantCulture, $"T{tariff.Id}");

    public static JsonObject Tariff(TariffRow row, StationOperator operates, JsonObject? energyMix)
    {
        Tariff tariff = row.Tariff;
        var components = new JsonArray();
        Add("ENERGY", tariff.PerKwh, 1);
        Add("TIME", tariff.PerMinute * 60, MinuteSeconds);
        if (components.Count == 0)
        {
            Add("FLAT", 0, 1, isFree: true);
        }

        var body = new JsonObject
        {
            ["country_code"] = operates.CountryCode,
            ["party_id"] = operates.PartyId,
            ["id"] = IdOf(tariff),
            ["currency"] = tariff.Currency,
        };
        if (row.Programme.Length > 0)
        {
            body["type"] = "REGULAR";
            body["tariff_alt_text"] = new JsonArray(new JsonObject { ["language"] = "en", ["text"] = "For members of " + row.Programme });
        }

        body["elements"] = new JsonArray(new JsonObject { ["price_components"] = components });
        body["tax_included"] = !operates.HasTax ? "N/A" : operates.PricesIncludeTax ? "YES" : "NO";
        body["start_date_time"] = OcpiJson.Time(row.FromMs);
        if (row.UntilMs is { } untilMs)
        {
            body["end_date_time"] = OcpiJson.Time(untilMs);
        }

        if (energyMix is not null)
        {
            body["energy_mix"] = energyMix;
        }

        return body;

        void Add(string type, decimal price, int step, bool isFree = false)
        {
            if (price > 0 || isFree)
            {
                var component = new JsonObject { ["type"] = type, ["price"] = OcpiJson.Number(price) };
                if (operates.HasTax)
                {
                    component["vat"] = OcpiJson.Number(operates.TaxPercent);
                }

                component["step_size"] = step;
                components.Add((JsonNode)component);
            }
        }
    }

    /// <summary>An amount as prices state it, without tax and with what it bears.</summary>
    public static JsonObject Price(decimal amount, StationOperator operates)
    {
        var price = new JsonObject { ["before_taxes"] = OcpiJson.Number(operates.BeforeTax(amount)) };
        if (operates.HasTax)
        {
            price["taxes"] = new JsonArray(new JsonObject
            {
                ["name"] = operates.TaxName,
                ["percentage"] = OcpiJson.Number(operates.TaxPercent),
                ["amount"] = OcpiJson.Number(operates.Tax(amount)),
            });
        }

        return price;
    }

    /// <summary>The same amount the other way round.</summary>
    public static JsonObject Negative(JsonObject price)
    {
        var negative = new JsonObject { ["before_taxes"] = OcpiJson.Number(-price["before_taxes"]!.GetValue<decimal>()) };
        if (price["taxes"] is JsonArray taxes)
        {
            JsonArray turned = taxes.DeepClone().AsArray();
            foreach (JsonNode? tax in turned)
            {
                tax!["amount"] = OcpiJson.Number(-tax["amount"]!.GetValue<decimal>());
            }

            negative["taxes"] = turned;
        }

        return negative;
    }
}
