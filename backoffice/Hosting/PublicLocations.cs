using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using ChargePointFw.BackOffice.Exchange.Apps;
using Microsoft.Net.Http.Headers;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// <c>/public/locations</c>: public sites for apps, without a token. A cache may keep an answer for a second, since a change
/// is to be seen within two; whoever has it is told so by its tag.
/// </summary>
internal static class PublicLocations
{
    private const string Root = "/public";
    private const string Exchange = "/ocpi";

    public static void Map(WebApplication web) => web.MapGet(Root + "/locations", (HttpContext context, PublicNotices notices) =>
    {
        byte[] body = Encoding.UTF8.GetBytes(notices.Locations());
        context.Response.Headers.CacheControl = "public, max-age=1";
        context.Response.Headers.AccessControlAllowOrigin = "*"; // a web app reads it as well; it needs no cookie
        // Results compares it with If-None-Match.
        return Results.Bytes(body, "application/json; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..16])}\""));
    }).AllowAnonymous();

    /// <summary>How often one address may ask here or a partner's client there; null where this does not bound it.</summary>
    public static RateLimitPartition<string>? LimitOf(HttpContext context, BackOfficeOptions options)
    {
        PathString path = context.Request.Path;
        int? perMinute = path.StartsWithSegments(Root) ? options.PublicReadsPerMinute : path.StartsWithSegments(Exchange) ? options.PartnerReadsPerMinute : null;
        string key = (path.StartsWithSegments(Root) ? Root : Exchange) + context.Connection.RemoteIpAddress;
        return perMinute is { } permits
            ? RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) })
            : null;
    }
}
