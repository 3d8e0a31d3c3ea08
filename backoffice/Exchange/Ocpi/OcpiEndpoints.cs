using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>
/// OCPI as a charge point operator's sender: versions, credentials, locations, tariffs, sessions, CDRs. Nothing can be
/// changed here but the asker's own token, which DELETE on credentials ends.
/// </summary>
internal static class OcpiEndpoints
{
    private const string Root = "/ocpi";
    private static readonly string[] modules = ["locations", "tariffs", "sessions", "cdrs"];

    public static void Map(WebApplication web)
    {
        RouteGroupBuilder ocpi = web.MapGroup(Root);
        ocpi.AddEndpointFilter<OcpiFilter>();
        ocpi.AllowAnonymous(); // signed in by token, which the filter asks for
        ocpi.MapGet("/versions", (HttpContext context) => OcpiAnswer.Of(new JsonArray([.. OcpiVersions.All.Select(version => (JsonNode)new JsonObject
        {
            ["version"] = version,
            ["url"] = AddressOf(context, version),
        })])));
        ocpi.MapGet("/{version}", (HttpContext context, string version) => OcpiAnswer.Of(Details(context, Known(version))));
        ocpi.MapGet("/{version}/credentials", (HttpContext context, string version, Places places) => OcpiAnswer.Of(Credentials(context, Known(version), places)));
        ocpi.MapDelete("/{version}/credentials", (HttpContext context, string version, Partners partners) =>
        {
            _ = Known(version);
            Partner partner = OcpiFilter.PartnerOf(context);
            partners.Revoke(partner.Name, partner.Name);
            return OcpiAnswer.Done();
        });
        MapList(ocpi, "locations", ToldKind.Location);
        MapList(ocpi, "tariffs", ToldKind.Tariff);
        MapList(ocpi, "sessions", ToldKind.Session);
        MapList(ocpi, "cdrs", ToldKind.Cdr);
        ocpi.MapGet("/{version}/cpo/locations/{location}", (HttpContext context, string version, string location, Telling telling, Partners partners, Database database) =>
            One(context, Known(version), ToldKind.Location, location, telling, partners, database));
        ocpi.MapGet("/{version}/cpo/locations/{location}/{evse}", (HttpContext context, string version, string location, string evse, Telling telling, Partners partners, Database database) =>
            One(context, Known(version), ToldKind.Evse, $"{location}/{evse}", telling, partners, database));
        ocpi.MapGet(
            "/{version}/cpo/locations/{location}/{evse}/{connector}",
            (HttpContext context, string version, string location, string evse, string connector, Telling telling, Partners partners, Database database) =>
                One(context, Known(version), ToldKind.Connector, $"{location}/{evse}/{connector}", telling, partners, database));
        ocpi.MapFallback("{**rest}", (HttpContext context) => HttpMethods.IsGet(context.Request.Method)
            ? throw new OcpiException(OcpiStatus.ClientError, "there is nothing at this address: /ocpi/versions leads to what there is", StatusCodes.Status404NotFound)
            : throw new OcpiException(OcpiStatus.ClientError, "this can be read only, and tokens are given out by the operator", StatusCodes.Status405MethodNotAllowed));
    }

    private static void MapList(RouteGroupBuilder ocpi, string module, ToldKind kind) => ocpi.MapGet(
        "/{version}/cpo/" + module, (HttpContext context, string version, Telling telling, Places places, Database database) =>
        {
            bool isOlder = Known(version) == OcpiVersions.Older;
            var page = PageQuery.Read(context.Request.Query, needsFrom: kind == ToldKind.Session);
            RequireOperator(places);
            telling.CatchUpForAnswer();
            Partner partner = OcpiFilter.PartnerOf(context);
            (IReadOnlyList<Told> rows, long total, bool hasMore) = database.Read((connection, transaction) =>
            {
                (IReadOnlyList<Told> rows, long total) = ToldObjects.Page(connection, transaction, kind, partner, page);
                return (rows, total, rows.Count > 0 && ToldObjects.IsMoreAfter(connection, transaction, kind, partner, page, rows[^1].ToldUtcMs));
            });
            string? next = hasMore ? $"{AddressOf(context, version)}/cpo/{module}{page.Next(context.Request.Query, rows.Count, rows[^1].ToldUtcMs)}" : null;
            return OcpiAnswer.OfPage(new JsonArray([.. rows.Select(row => (JsonNode)As(row.Timed(), isOlder))]), total, page.Limit, next);
        });

    private static OcpiAnswer One(
        HttpContext context, string version, ToldKind kind, string id, Telling telling, Partners partners, Database database)
    {
        telling.CatchUpForAnswer();
        string site = id.Split('/')[0];
        Partner partner = OcpiFilter.PartnerOf(context);
        Told? found = database.Read((connection, transaction) => ToldObjects.Find(connection, transaction, kind, id));
        bool isVisible = found is not null && context.RequestServices.GetRequiredService<Registry>().FindSite(site) is { } at && partners.Sees(partner, at.Id);
        return isVisible
            ? OcpiAnswer.Of(As(found!.Value.Timed(), version == OcpiVersions.Older))
            : throw new OcpiException(OcpiStatus.UnknownLocation, $"there is no {id} among the locations that may be read", StatusCodes.Status404NotFound);
    }

    private static JsonObject As(JsonObject body, bool isOlder) => isOlder ? OcpiVersions.AsOlder(body) : body;

    private static JsonObject Details(HttpContext context, string version) => new()
    {
        ["version"] = version,
        ["endpoints"] = new JsonArray(
        [
            Endpoint("credentials", AddressOf(context, version) + "/credentials"),
            .. modules.Select(module => Endpoint(module, $"{AddressOf(context, version)}/cpo/{module}")),
        ]),
    };

    private static JsonObject Endpoint(string module, string url) => new() { ["identifier"] = module, ["role"] = "SENDER", ["url"] = url };

    // The token is the asker's own: nobody else's is known here.
    private static JsonObject Credentials(HttpContext context, string version, Places places)
    {
        StationOperator operates = RequireOperator(places);
        return new JsonObject
        {
            ["token"] = OcpiFilter.TokenOf(context),
            ["url"] = AddressOf(context, "versions"),
            ["roles"] = new JsonArray(new JsonObject
            {
                ["role"] = "CPO",
                ["business_details"] = LocationObjects.Business(operates),
                ["party_id"] = operates.PartyId,
                ["country_code"] = operates.CountryCode,
            }),
        };
    }

    private static StationOperator RequireOperator(Places places) => places.Known().Operator
        ?? throw new OcpiException(OcpiStatus.ServerError, "nobody has said yet who operates the charge points (set-operator): there is nothing to tell");

    private static string Known(string version) => OcpiVersions.All.Contains(version)
        ? version
        : throw new OcpiException(OcpiStatus.UnsupportedVersion, $"version {version} is not spoken here: {string.Join(", ", OcpiVersions.All)}", StatusCodes.Status404NotFound);

    private static string AddressOf(HttpContext context, string rest) => $"{context.Request.Scheme}://{context.Request.Host}{Root}/{rest}";
}
