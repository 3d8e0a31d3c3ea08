using System.Globalization;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.WebUtilities;

namespace ChargePointFw.BackOffice.Pages.Sessions;

/// <summary>Which sessions a request asks for, as its address has it. An empty field does not restrict.</summary>
public sealed class SessionQuery
{
    // An empty field is bound as null.
    public string Site { get; set => field = value ?? ""; } = "";
    public string ChargePoint { get; set => field = value ?? ""; } = "";
    public string Programme { get; set => field = value ?? ""; } = "";
    public string Claim { get; set => field = value ?? ""; } = "";
    public string State { get; set => field = value ?? ""; } = "";
    public string Findings { get; set => field = value ?? ""; } = "";

    /// <summary>Began on this day or later, yyyy-MM-dd on the site's clock.</summary>
    public string From { get; set => field = value ?? ""; } = "";

    /// <summary>Began on this day or earlier.</summary>
    public string To { get; set => field = value ?? ""; } = "";

    /// <summary>A session's number, journal-number, or a card's hash (16 hexadecimal digits).</summary>
    public string Search { get; set => field = value ?? ""; } = "";

    /// <summary>Where the page before ended: time.journal.number.</summary>
    public string After { get; set => field = value ?? ""; } = "";

    public static IReadOnlyList<string> Claims { get; } = ["renewable", "none"];

    public static IReadOnlyList<string> States { get; } = ["open", "ended", "withheld", "dropped"];

    public static IReadOnlyList<string> FindingChoices { get; } = ["waiting", "any", "none"];

    /// <summary>Whether what is searched for can be understood.</summary>
    public bool IsSearchKnown => Search.Trim().Length == 0 || Searched(new SessionFilter()) is not null;

    /// <summary>The filter; null when a site is named that is not the visitor's.</summary>
    public SessionFilter? Filter(Visitor visitor)
    {
        Site? site = Site.Length > 0 ? visitor.FindSite(Site) : null;
        if (Site.Length > 0 && site is null)
        {
            return null;
        }

        TimeZoneInfo zone = site?.Zone ?? visitor.Zone;
        var filter = new SessionFilter
        {
            Sites = site is not null ? [site] : visitor.Person?.SeesAllSites == true ? null : visitor.Sites,
            ChargePoint = ChargePoint.Length > 0 ? ChargePoint : null,
            Programme = Programme.Length > 0 ? Programme : null,
            Claim = Claims.Contains(Claim) ? Claim : null,
            State = States.Contains(State) ? State : null,
            Findings = FindingChoices.Contains(Findings) ? Findings : null,
            FromUtcMs = Midnight(From, zone, 0) ?? 0,
            UntilUtcMs = Midnight(To, zone, 1) ?? long.MaxValue,
        };
        return Searched(filter) ?? filter;
    }

    /// <summary>Where the page goes on; null for the first.</summary>
    public SessionPlace? Place()
    {
        string[] parts = After.Split('.');
        return parts.Length == 3 && Number(parts[0]) is { } beginMs && Number(parts[1]) is { } journal && Number(parts[2]) is { } number
            ? new SessionPlace(beginMs, journal, number)
            : null;
    }

    /// <summary>Address of the list with this filter.</summary>
    /// <param name="after">Where the page before ended; null for the first page.</param>
    public string Address(SessionPlace? after = null) => QueryHelpers.AddQueryString("/sessions", new Dictionary<string, string?>
    {
        ["site"] = Site,
        ["chargePoint"] = ChargePoint,
        ["programme"] = Programme,
        ["claim"] = Claim,
        ["state"] = State,
        ["findings"] = Findings,
        ["from"] = From,
        ["to"] = To,
        ["search"] = Search,
        ["after"] = after is { } place ? string.Create(CultureInfo.InvariantCulture, $"{place.BeginMs}.{place.JournalRow}.{place.Number}") : "",
    }.Where(one => one.Value!.Length > 0));

    private SessionFilter? Searched(SessionFilter filter)
    {
        string[] parts = Search.Trim().TrimStart('#').Split('-');
        return parts switch
        {
            [{ Length: 16 } hash] when long.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long card) => filter with { TokenHash = card },
            [var number] when Number(number) is { } one => filter with { Number = one },
            [var journal, var number] when Number(journal) is { } of && Number(number) is { } one => filter with { Journal = of, Number = one },
            _ => null,
        };
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static long? Midnight(string day, TimeZoneInfo zone, int daysOn) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && date.Year is > 2000 and < 2200
            ? LocalDay.MidnightUtc(zone, date.AddDays(daysOn)).ToUnixTimeMilliseconds()
            : null;
}
