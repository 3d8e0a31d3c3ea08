using System.Globalization;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Exchange.Ocpi;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Exchange.Apps;

/// <summary>
/// What everybody may read of the charge points of public sites: status, connector, when renewable charging is next
/// possible, prices. Facts and tariffs are taken up by the minute at least, the status at once.
/// </summary>
public sealed class PublicNotices
{
    // Facts may be so old before a question takes them up anew.
    private const long FreshMs = 10_000;

    private readonly Database database;
    private readonly Registry registry;
    private readonly PublicStatuses statuses;
    private readonly TimeProvider time;
    private long refreshedMs;
    private volatile Facts facts = new(new KnownPlaces(null, new Dictionary<long, Place>(), new Dictionary<long, Connector>()), new Dictionary<long, Price[]>());

    internal PublicNotices(Database database, Registry registry, PublicStatuses statuses, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.statuses = statuses;
        this.time = time;
        Refresh();
    }

    /// <summary>Takes up what was set, by another process too, and which tariffs count now.</summary>
    public void Refresh()
    {
        long nowMs = NowMs;
        refreshedMs = nowMs;
        facts = database.Read((connection, transaction) => new Facts(
            Places.Read(connection, transaction),
            registry.Sites.ToDictionary(
                site => site.Id,
                site => Tariffs.Of(connection, transaction, site).Where(row => row.CountsAt(nowMs)).Select(row => new Price(row.Programme, row.Tariff)).ToArray())));
    }

    /// <summary>Whether everybody may be told of a site.</summary>
    public bool IsPublic(Site site) => facts.Known.Places.TryGetValue(site.Id, out Place? place) && place.IsPublic;

    /// <summary>One charge point, as its public topic carries it.</summary>
    internal JsonObject Of(ChargePoint chargePoint)
    {
        Facts now = facts;
        PublicStatus status = statuses.Of(chargePoint);
        var notice = new JsonObject
        {
            ["status"] = status.Status,
            ["untilUtc"] = PublicStatus.Text(status.RenewableNextUtc),
            ["chargePoint"] = chargePoint.Name,
        };
        if (status.IsRenewableNow is { } isNow)
        {
            notice["renewableNow"] = isNow;
        }

        if (now.Known.Operator is not null)
        {
            notice["evseId"] = now.Known.EvseIdOf(chargePoint);
        }

        if (now.Known.Connectors.TryGetValue(chargePoint.Id, out Connector? connector))
        {
            notice["connectors"] = new JsonArray(new JsonObject
            {
                ["standard"] = connector.Standard,
                ["format"] = connector.Format,
                ["powerType"] = connector.PowerType,
                ["maxPowerW"] = connector.MaximumPowerW,
            });
        }

        notice["prices"] = new JsonArray([.. now.Prices.GetValueOrDefault(chargePoint.Site.Id, []).Select(price => (JsonNode)PriceOf(price, now.Known.Operator))]);
        return notice;
    }

    /// <summary>Every public site with its charge points, as text; the same for as long as nothing changes.</summary>
    public string Locations()
    {
        if (Math.Abs(NowMs - Volatile.Read(ref refreshedMs)) >= FreshMs)
        {
            Refresh();
        }

        Facts now = facts;
        var sites = new JsonArray();
        foreach (Site site in registry.Sites.Where(IsPublic))
        {
            Place place = now.Known.Places[site.Id];
            sites.Add((JsonNode)new JsonObject
            {
                ["site"] = site.Name,
                ["name"] = place.Title,
                ["operator"] = now.Known.Operator?.Name,
                ["address"] = place.Address,
                ["city"] = place.City,
                ["postalCode"] = place.PostalCode,
                ["country"] = place.Country,
                ["latitude"] = place.Latitude,
                ["longitude"] = place.Longitude,
                ["timeZone"] = site.Zone.Id,
                ["chargePoints"] = new JsonArray([.. registry.ChargePointsOf(site).Select(one => (JsonNode)Of(one))]),
            });
        }

        return OcpiJson.Write(new JsonObject { ["locations"] = sites });
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static JsonObject PriceOf(Price price, StationOperator? operates)
    {
        var told = new JsonObject
        {
            ["programme"] = price.Programme.Length > 0 ? price.Programme : null,
            ["currency"] = price.Tariff.Currency,
            ["perMinute"] = OcpiJson.Number(price.Tariff.PerMinute),
            ["perKwh"] = OcpiJson.Number(price.Tariff.PerKwh),
        };
        if (operates is { HasTax: true })
        {
            told["includesTax"] = operates.PricesIncludeTax;
            told["tax"] = string.Create(CultureInfo.InvariantCulture, $"{operates.TaxName} {operates.TaxPercent:0.##} %");
        }

        return told;
    }

    private sealed record Price(string Programme, Tariff Tariff);

    private sealed record Facts(KnownPlaces Known, IReadOnlyDictionary<long, Price[]> Prices);
}
