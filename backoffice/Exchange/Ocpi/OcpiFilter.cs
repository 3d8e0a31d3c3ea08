using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>An answer within OCPI's envelope.</summary>
internal sealed class OcpiAnswer(JsonNode? data, int status, string? message, int httpStatus) : IResult
{
    private long? total;
    private int limit;
    private string? next;

    public static OcpiAnswer Of(JsonNode data) => new(data, OcpiStatus.Success, null, StatusCodes.Status200OK);

    /// <summary>Done, and nothing to tell.</summary>
    public static OcpiAnswer Done() => new(null, OcpiStatus.Success, null, StatusCodes.Status200OK);

    /// <summary>A page of a list.</summary>
    /// <param name="data">Its objects.</param>
    /// <param name="total">How many there are on all pages.</param>
    /// <param name="limit">How many a page has at most.</param>
    /// <param name="next">Address of the next one; null for none.</param>
    public static OcpiAnswer OfPage(JsonArray data, long total, int limit, string? next) => new(data, OcpiStatus.Success, null, StatusCodes.Status200OK) { total = total, limit = limit, next = next };

    public static OcpiAnswer Of(OcpiException refused) => new(null, refused.Status, refused.Message, refused.HttpStatus);

    public Task ExecuteAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (total is { } all)
        {
            headers["X-Total-Count"] = all.ToString(CultureInfo.InvariantCulture);
            headers["X-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
            if (next is not null)
            {
                headers.Link = $"<{next}>; rel=\"next\"";
            }
        }

        var envelope = new JsonObject { ["status_code"] = status };
        if (data is not null)
        {
            envelope["data"] = data;
        }

        if (message is not null)
        {
            envelope["status_message"] = message;
        }

        TimeProvider time = context.RequestServices.GetRequiredService<TimeProvider>();
        envelope["timestamp"] = OcpiJson.Time(time.GetUtcNow().ToUnixTimeMilliseconds());
        context.Response.StatusCode = httpStatus;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(OcpiJson.Write(envelope));
    }
}

/// <summary>
/// What every request has in common: whose token it is (Authorization: Token and the token in base 64), ids that come back,
/// the parties' names turned round, and errors told in the envelope.
/// </summary>
internal sealed class OcpiFilter(Partners partners, Places places, ILogger<OcpiFilter> log) : IEndpointFilter
{
    private const string Scheme = "Token ";
    private const int MaximumIdLetters = 64;
    private const int MaximumTokenLetters = 200;
    private static readonly object partnerKey = new();

    /// <summary>Who asks.</summary>
    public static Partner PartnerOf(HttpContext context) => (Partner)context.Items[partnerKey]!;

    /// <summary>The token that was sent; null when there is none in the form.</summary>
    public static string? TokenOf(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > MaximumTokenLetters)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[MaximumTokenLetters];
        return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out int length) ? Encoding.UTF8.GetString(bytes[..length]).Trim() : null;
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        GiveBack(http, "X-Request-ID");
        GiveBack(http, "X-Correlation-ID");
        try
        {
            if (TokenOf(http) is not { } token || partners.Find(token) is not { } partner)
            {
                http.Response.Headers.WWWAuthenticate = "Token";
                throw new OcpiException(
                    OcpiStatus.ClientError, "Authorization must be: Token, a space, and a token that counts in base 64", StatusCodes.Status401Unauthorized);
            }

            http.Items[partnerKey] = partner;
            TurnRound(http);
            return await next(context);
        }
        catch (OcpiException refused)
        {
            return OcpiAnswer.Of(refused);
        }
        catch (DbException refused)
        {
            log.LogWarning("The database refuses what a partner asks for ({Reason})", refused.Message);
            return OcpiAnswer.Of(new OcpiException(OcpiStatus.ServerError, "the database does not answer now: ask again"));
        }
    }

    private static void GiveBack(HttpContext http, string header)
    {
        string id = http.Request.Headers[header].ToString();
        bool isUsable = id.Length is > 0 and <= MaximumIdLetters && id.All(letter => letter is > ' ' and <= '~');
        http.Response.Headers[header] = isUsable ? id : Guid.NewGuid().ToString();
    }

    // Whoever names a party is answered by name.
    private void TurnRound(HttpContext http)
    {
        string country = http.Request.Headers["OCPI-from-country-code"].ToString();
        string party = http.Request.Headers["OCPI-from-party-id"].ToString();
        if (country.Length == 2 && party.Length == 3 && (country + party).All(char.IsAsciiLetterOrDigit) && places.Known().Operator is { } operates)
        {
            http.Response.Headers["OCPI-to-country-code"] = country;
            http.Response.Headers["OCPI-to-party-id"] = party;
            http.Response.Headers["OCPI-from-country-code"] = operates.CountryCode;
            http.Response.Headers["OCPI-from-party-id"] = operates.PartyId;
        }
    }
}
