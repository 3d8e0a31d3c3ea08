using System.Globalization;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>
/// A session, and the CDR that seals it. Of the card stands what the records carry: a hash under the site's key, never the
/// number that a reader reads; a guest's session names none.
/// </summary>
internal static class SessionObjects
{
    /// <summary>Our extension: what proves the electricity. The specification asks for a plain, unused name.</summary>
    public const string Evidence = "renewable_evidence";

    private const decimal HourMs = 3_600_000m;

    public static JsonObject Session(ChargeFacts facts, StationOperator operates)
    {
        var body = new JsonObject
        {
            ["country_code"] = operates.CountryCode,
            ["party_id"] = operates.PartyId,
            ["id"] = facts.SessionId,
            ["start_date_time"] = OcpiJson.Time(facts.Session.BeginMs),
        };
        if (facts.Session.UntilMs is { } untilMs)
        {
            body["end_date_time"] = OcpiJson.Time(untilMs);
        }

        body["kwh"] = OcpiJson.Kwh(facts.EnergyWh);
        body["cdr_token"] = CdrToken(facts, operates);
        body["auth_method"] = "WHITELIST";
        body["location_id"] = facts.ChargePoint.Site.Name;
        body["evse_uid"] = LocationObjects.UidOf(facts.ChargePoint);
        body["connector_id"] = LocationObjects.ConnectorId;
        AddMeter(body, facts);
        body["currency"] = facts.Tariff.Currency;
        body["charging_periods"] = Periods(facts);
        if (facts.Session.Minutes is { } minutes)
        {
            body["total_cost"] = TariffObjects.Price(facts.Tariff.Price(minutes, facts.EnergyWh), operates);
        }

        body["status"] = facts.Status;
        body[Evidence] = EvidenceOf(facts, withSettlement: true);
        return body;
    }

    /// <summary>The CDR of a session that has a start and an end.</summary>
    public static JsonObject Cdr(string id, ChargeFacts facts, StationOperator operates, Place place, KnownPlaces known, JsonObject tariff)
    {
        (long startMs, long untilMs, long minutes) = (facts.Session.StartedMs, facts.Session.UntilMs!.Value, facts.Session.Minutes!.Value);
        var body = new JsonObject
        {
            ["country_code"] = operates.CountryCode,
            ["party_id"] = operates.PartyId,
            ["id"] = id,
            ["start_date_time"] = OcpiJson.Time(startMs),
            ["end_date_time"] = OcpiJson.Time(untilMs),
            ["session_id"] = facts.SessionId,
            ["cdr_token"] = CdrToken(facts, operates),
            ["auth_method"] = "WHITELIST",
            ["cdr_location"] = LocationObjects.CdrLocation(facts.ChargePoint.Site, place, facts.ChargePoint, known),
        };
        AddMeter(body, facts);
        body["currency"] = facts.Tariff.Currency;
        body["tariffs"] = new JsonArray(tariff);
        body["charging_periods"] = Periods(facts);
        body["total_cost"] = TariffObjects.Price(facts.Tariff.Price(minutes, facts.EnergyWh), operates);
        body["total_energy"] = OcpiJson.Kwh(facts.EnergyWh);
        body["total_energy_cost"] = TariffObjects.Price(facts.Tariff.Price(0, facts.EnergyWh), operates);
        body["total_time"] = OcpiJson.Number((untilMs - startMs) / HourMs);
        body["total_time_cost"] = TariffObjects.Price(facts.Tariff.Price(minutes, 0), operates);
        if (facts.Session.StoppedReason.Length > 0)
        {
            body["remark"] = "Stopped: " + facts.Session.StoppedReason;
        }

        body[Evidence] = EvidenceOf(facts, withSettlement: false);
        return body;
    }

    /// <summary>What takes a CDR back: all its data, and the negative amount.</summary>
    public static JsonObject Credit(JsonObject cdr)
    {
        JsonObject credit = cdr.DeepClone().AsObject();
        string id = cdr["id"]!.GetValue<string>();
        credit["id"] = CreditIdOf(id);
        credit["total_cost"] = TariffObjects.Negative(cdr["total_cost"]!.AsObject());
        credit["credit"] = true;
        credit["credit_reference_id"] = id;
        return credit;
    }

    public static string CreditIdOf(string cdrId) => cdrId + "-C";

    /// <summary>What a CDR says of the charge itself: another one means that it has to be credited.</summary>
    public static string Substance(ChargeFacts facts) => string.Join('|', new[]
    {
        string.Create(CultureInfo.InvariantCulture, $"{facts.Session.StartedMs} {facts.Session.UntilMs} {facts.Tariff.Id} {facts.CardUid}"),
    }.Concat(facts.Bookings.ByInterval.Select(one => string.Create(
        CultureInfo.InvariantCulture, $"{one.Key} {one.Value.CoveredWh} {one.Value.UncoveredWh} {one.Value.UnclaimedWh}"))));

    private static JsonObject CdrToken(ChargeFacts facts, StationOperator operates) => new()
    {
        ["country_code"] = operates.CountryCode,
        ["party_id"] = operates.PartyId,
        ["uid"] = facts.CardUid,
        ["type"] = facts.IsMember ? "OTHER" : "AD_HOC_USER",
        ["contract_id"] = facts.CardUid,
    };

    private static void AddMeter(JsonObject body, ChargeFacts facts)
    {
        if (facts.MeterSerial.Length > 0)
        {
            body["meter_id"] = facts.MeterSerial;
        }
    }

    // A pause for lack of renewable supply is not parking: the vehicle wants power.
    private static JsonArray Periods(ChargeFacts facts)
    {
        IReadOnlyList<Period> periods = facts.Periods();
        var told = new JsonArray();
        for (int i = 0; i < periods.Count; i++)
        {
            var dimensions = new JsonArray(Dimension("ENERGY", OcpiJson.Kwh(periods[i].EnergyWh)));
            long? endMs = i + 1 < periods.Count ? periods[i + 1].StartMs : facts.Session.UntilMs;
            if (endMs is { } until)
            {
                // Differences of what has passed until then, rounded once: together they are the total time.
                decimal begun = decimal.Round((periods[i].StartMs - facts.Session.BeginMs) / HourMs, 4);
                dimensions.Add((JsonNode)Dimension("TIME", OcpiJson.Number(decimal.Round((until - facts.Session.BeginMs) / HourMs, 4) - begun)));
            }

            told.Add((JsonNode)new JsonObject
            {
                ["start_date_time"] = OcpiJson.Time(periods[i].StartMs),
                ["dimensions"] = dimensions,
                ["tariff_id"] = TariffObjects.IdOf(facts.Tariff),
            });
        }

        return told;
    }

    private static JsonObject Dimension(string type, JsonNode volume) => new() { ["type"] = type, ["volume"] = volume };

    private static JsonObject EvidenceOf(ChargeFacts facts, bool withSettlement)
    {
        var intervals = new JsonArray();
        long claimableWh = 0;
        foreach ((long startMs, Booked booked) in facts.Bookings.ByInterval)
        {
            IntervalEvidence evidence = facts.Evidence.GetValueOrDefault(startMs) ?? new IntervalEvidence();
            var interval = new JsonObject
            {
                ["start"] = OcpiJson.Time(startMs),
                ["covered_wh"] = booked.CoveredWh,
                ["uncovered_wh"] = booked.UncoveredWh,
                ["unclaimed_wh"] = booked.UnclaimedWh,
            };
            if (evidence.AllocationId > 0 && booked.CoveredWh + booked.UncoveredWh > 0)
            {
                interval["allocation"] = new JsonObject
                {
                    ["id"] = evidence.AllocationId,
                    ["energy_wh"] = evidence.AllocatedWh,
                    ["live_wh"] = evidence.LiveWh,
                    ["source"] = evidence.Source,
                    ["certificate_id"] = evidence.CertificateId,
                };
            }

            if (withSettlement && evidence.IsFinal is { } isFinal && booked.CoveredWh > 0)
            {
                // The session's share of what was matched at its charge point, rounded down.
                bool isClaim = evidence.Wording != nameof(ClaimWording.None) && evidence.SettledCoveredWh > 0;
                long mineWh = isClaim ? (long)(Int128.Min(booked.CoveredWh, evidence.SettledCoveredWh) * evidence.MatchedWh / evidence.SettledCoveredWh) : 0;
                claimableWh += isFinal != 0 ? mineWh : 0;
                interval["settlement"] = new JsonObject
                {
                    ["state"] = isFinal != 0 ? "final" : "provisional",
                    ["matched_wh"] = mineWh,
                    ["claim"] = evidence.Wording,
                    ["certificate_ids"] = new JsonArray([.. new[] { evidence.SettledCertificateId, evidence.LiveCertificateId }
                        .Where(id => id.Length > 0).Distinct().Select(id => (JsonNode)id)]),
                };
            }

            intervals.Add((JsonNode)interval);
        }

        var told = new JsonObject
        {
            ["claim"] = facts.Session.Claim,
            ["covered_wh"] = facts.Session.CoveredWh,
            ["uncovered_wh"] = facts.Session.UncoveredWh,
            ["unclaimed_wh"] = facts.Session.UnclaimedWh,
        };
        if (withSettlement)
        {
            told["claimable_wh"] = claimableWh;
        }

        told["interval_minutes"] = facts.ChargePoint.Site.IntervalMinutes;
        told["intervals"] = intervals;
        told["records"] = new JsonObject
        {
            ["journal"] = facts.JournalId,
            ["first"] = facts.Bookings.Records.Count > 0 ? facts.Bookings.Records[0].Number : 0,
            ["last"] = facts.Bookings.Records.Count > 0 ? facts.Bookings.Records[^1].Number : 0,
        };
        return told;
    }
}
