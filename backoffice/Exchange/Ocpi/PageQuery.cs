using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>What a list is asked for.</summary>
/// <param name="FromMs">Changed at or after.</param>
/// <param name="UntilMs">Changed before.</param>
/// <param name="Offset">So many are passed over, where no page went before.</param>
/// <param name="Limit">So many at most.</param>
/// <param name="AfterMs">Where the page before ended: our own parameter in the link to the next page. What changes while somebody walks moves to the end, and none is passed over.</param>
internal sealed record PageQuery(long FromMs, long UntilMs, int Offset, int Limit, long? AfterMs)
{
    /// <summary>Objects of a page.</summary>
    public const int MaximumLimit = 100;

    private static readonly string[] timeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.f", "yyyy-MM-dd'T'HH:mm:ss.f'Z'", "yyyy-MM-dd'T'HH:mm:ss.ff",
        "yyyy-MM-dd'T'HH:mm:ss.ff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
    ];

    /// <summary>Reads the parameters.</summary>
    /// <param name="query">Of the request.</param>
    /// <param name="needsFrom">Whether date_from must be there.</param>
    /// <exception cref="OcpiException">One of them cannot be.</exception>
    public static PageQuery Read(IQueryCollection query, bool needsFrom)
    {
        string? from = One(query, "date_from");
        if (from is null && needsFrom)
        {
            throw new OcpiException(OcpiStatus.InvalidParameters, "date_from is missing: sessions are asked for from a time on");
        }

        long fromMs = from is null ? 0 : Time("date_from", from);
        long untilMs = One(query, "date_to") is { } until ? Time("date_to", until) : long.MaxValue;
        if (untilMs < fromMs)
        {
            throw new OcpiException(OcpiStatus.InvalidParameters, "date_to is before date_from");
        }

        int limit = One(query, "limit") is { } wanted ? Whole("limit", wanted, 1) : MaximumLimit;
        return new PageQuery(
            fromMs, untilMs, One(query, "offset") is { } offset ? Whole("offset", offset, 0) : 0, Math.Min(limit, MaximumLimit),
            One(query, "after") is { } after ? Time("after", after) : null);
    }

    /// <summary>The question for the next page, as a query string.</summary>
    public string Next(IQueryCollection query, int shown, long lastMs)
    {
        var parts = new List<string>();
        foreach (string name in new[] { "date_from", "date_to" })
        {
            if (query[name] is [{ } value])
            {
                parts.Add(name + "=" + Uri.EscapeDataString(value));
            }
        }

        parts.Add(string.Create(CultureInfo.InvariantCulture, $"offset={(long)Offset + shown}&limit={Limit}&after={OcpiJson.Time(lastMs)}"));
        return "?" + string.Join('&', parts);
    }

    private static string? One(IQueryCollection query, string name) => query[name] is { Count: > 0 } values ? Single(name, values) : null;

    private static string Single(string name, StringValues values) => values.Count == 1 && values[0] is { Length: > 0 } value
        ? value
        : throw new OcpiException(OcpiStatus.InvalidParameters, $"{name} is given {(values.Count == 1 ? "without a value" : "more than once")}");

    private static long Time(string name, string text) =>
        DateTime.TryParseExact(text, timeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
            ? new DateTimeOffset(time).ToUnixTimeMilliseconds()
            : throw new OcpiException(OcpiStatus.InvalidParameters, $"{name} is no time in UTC as OCPI writes it, for instance 2026-04-01T00:00:00Z");

    private static int Whole(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw new OcpiException(OcpiStatus.InvalidParameters, $"{name} is no whole number from {least} to {int.MaxValue}");
}
