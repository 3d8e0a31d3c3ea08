using System.Globalization;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>Sites as OCPI's locations, charge points as its EVSEs with one connector each; only what somebody has said.</summary>
internal static class LocationObjects
{
    /// <summary>The one connector of a charge point.</summary>
    public const string ConnectorId = "1";

    // EVSE.physical_reference
    private const int MaximumReference = 16;

    /// <summary>An EVSE's own id: its name at another site may be the same.</summary>
    public static string UidOf(ChargePoint chargePoint) => string.Create(CultureInfo.InvariantCulture, $"E{chargePoint.Id}");

    public static JsonObject Connector(Connector facts, IEnumerable<string> tariffIds)
    {
        var connector = new JsonObject
        {
            ["id"] = ConnectorId,
            ["standard"] = facts.Standard,
            ["format"] = facts.Format,
            ["power_type"] = facts.PowerType,
            ["max_voltage"] = facts.MaximumVoltageV,
            ["max_amperage"] = facts.MaximumCurrentA,
            ["max_electric_power"] = facts.MaximumPowerW,
        };
        JsonNode[] tariffs = [.. tariffIds.Select(id => JsonValue.Create(id))];
        if (tariffs.Length > 0)
        {
            connector["tariff_ids"] = new JsonArray(tariffs);
        }

        return connector;
    }

    public static JsonObject Evse(ChargePoint chargePoint, KnownPlaces known, PublicStatus status, JsonObject connector)
    {
        var evse = new JsonObject { ["uid"] = UidOf(chargePoint), ["evse_id"] = known.EvseIdOf(chargePoint), ["status"] = status.Status };
        if (status.RenewableNextUtc is { } next)
        {
            // Until then a session waits.
            evse["status_schedule"] = new JsonArray(new JsonObject
            {
                ["period_begin"] = OcpiJson.Time(next.ToUnixTimeMilliseconds()),
                ["status"] = "AVAILABLE",
            });
        }

        evse["connectors"] = new JsonArray(connector);
        if (chargePoint.Name.Length <= MaximumReference)
        {
            evse["physical_reference"] = chargePoint.Name;
        }

        return evse;
    }

    public static JsonObject Location(Site site, StationOperator operates, Place place, JsonArray evses, JsonObject? energyMix)
    {
        var location = new JsonObject { ["country_code"] = operates.CountryCode, ["party_id"] = operates.PartyId, ["id"] = site.Name, ["publish"] = place.IsPublic };
        AddAddress(location, place);
        if (evses.Count > 0)
        {
            location["evses"] = evses;
        }

        location["operator"] = Business(operates);
        location["time_zone"] = site.Zone.Id;
        if (energyMix is not null)
        {
            location["energy_mix"] = energyMix;
        }

        return location;
    }

    /// <summary>The part of a location that a CDR preserves.</summary>
    public static JsonObject CdrLocation(Site site, Place place, ChargePoint chargePoint, KnownPlaces known)
    {
        Connector connector = known.Connectors[chargePoint.Id];
        var location = new JsonObject { ["id"] = site.Name };
        AddAddress(location, place);
        location["evse_uid"] = UidOf(chargePoint);
        location["evse_id"] = known.EvseIdOf(chargePoint);
        location["connector_id"] = ConnectorId;
        location["connector_standard"] = connector.Standard;
        location["connector_format"] = connector.Format;
        location["connector_power_type"] = connector.PowerType;
        return location;
    }

    public static JsonObject Business(StationOperator operates)
    {
        var business = new JsonObject { ["name"] = operates.Name };
        if (operates.Website.Length > 0)
        {
            business["website"] = operates.Website;
        }

        return business;
    }

    private static void AddAddress(JsonObject location, Place place)
    {
        location["name"] = place.Title;
        location["address"] = place.Address;
        location["city"] = place.City;
        if (place.PostalCode.Length > 0)
        {
            location["postal_code"] = place.PostalCode;
        }

        location["country"] = place.Country;
        location["coordinates"] = new JsonObject { ["latitude"] = Degrees(place.Latitude), ["longitude"] = Degrees(place.Longitude) };
    }

    private static string Degrees(decimal degrees) => degrees.ToString("0.000000", CultureInfo.InvariantCulture);
}
