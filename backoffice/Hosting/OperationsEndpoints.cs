using System.Net;
using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Operations;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// What machines ask: <c>/health</c> whether the process lives, <c>/ready</c> whether it can store and answer, <c>/metrics</c> in
/// numbers, <c>/openapi/v1.json</c> what it can be asked. Nothing there is about a person or a card.
/// </summary>
internal static class OperationsEndpoints
{
    public static void Map(WebApplication web)
    {
        web.MapGet("/health", (BackOfficeApp app) => app.IsAlive
                ? Results.Json(new { alive = true })
                : Results.Json(new { alive = false }, statusCode: StatusCodes.Status503ServiceUnavailable))
            .AllowAnonymous().WithSummary("Whether the process lives; 503 asks to start it anew. It says nothing of database or broker.");
        web.MapGet("/ready", (BackOfficeApp app) =>
            {
                ReadinessReport report = app.Readiness.Ask();
                return Results.Json(
                    new { ready = report.IsReady, database = report.Database, broker = report.Broker, disk = report.Disk, diskFreeBytes = report.DiskFreeBytes, lastCommitAgeMs = report.LastCommitAgeMs },
                    statusCode: report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
            })
            .AllowAnonymous().WithSummary("Whether records can be stored and acknowledged; else 503 with the words for what cannot.");
        web.MapGet("/metrics", (HttpContext context, BackOfficeApp app) => MayRead(context, app.Options.MetricsToken)
                ? Results.Text(MetricsText.Write(app.Metrics.Meter), MetricsText.ContentType)
                : Results.StatusCode(StatusCodes.Status403Forbidden))
            .AllowAnonymous().WithSummary("Numbers as Prometheus reads them; from this machine, or with the token.");
        web.MapOpenApi();
    }

    // Who comes through a proxy has the address that the proxy names: not this machine's.
    private static bool MayRead(HttpContext context, string? token) =>
        (context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from))
        || (token is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token)), SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()))));
}
