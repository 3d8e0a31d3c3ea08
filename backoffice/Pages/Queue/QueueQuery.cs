using System.Globalization;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.WebUtilities;

namespace ChargePointFw.BackOffice.Pages.Queue;

/// <summary>What of the queue a request asks for, as its address has it. An empty field does not restrict.</summary>
public sealed class QueueQuery
{
    /// <summary>Stands for findings that nobody has.</summary>
    public const string Nobody = "-";

    // An empty field is bound as null.
    public string Site { get; set => field = value ?? ""; } = "";
    public string ChargePoint { get; set => field = value ?? ""; } = "";
    public string Kind { get; set => field = value ?? ""; } = "";
    public string State { get; set => field = value ?? ""; } = "";
    public string Assignee { get; set => field = value ?? ""; } = "";

    /// <summary>A <see cref="Severity"/>.</summary>
    public string AtLeast { get; set => field = value ?? ""; } = "";

    /// <summary>Happened on this day or later, yyyy-MM-dd on the site's clock.</summary>
    public string From { get; set => field = value ?? ""; } = "";

    /// <summary>Happened before this day.</summary>
    public string Before { get; set => field = value ?? ""; } = "";

    /// <summary>Number of the last finding of the page before.</summary>
    public long? After { get; set; }

    /// <summary>States that can be asked for.</summary>
    public static IReadOnlyList<string> States { get; } = ["Open", "Held", "Accepted", "Dropped", "Corrected", "Cleared"];

    /// <summary>The filter; null when a site is named that is not the visitor's.</summary>
    public QueueFilter? Filter(Visitor visitor)
    {
        Site? site = visitor.FindSite(Site.Length == 0 ? null : Site);
        if (Site.Length > 0 && site is null)
        {
            return null;
        }

        TimeZoneInfo zone = Site.Length > 0 ? site!.Zone : visitor.Zone;
        return new QueueFilter
        {
            Site = Site.Length > 0 ? site!.Name : null,
            SiteIds = visitor.Person?.SeesAllSites == true ? null : [.. visitor.Sites.Select(one => one.Id)],
            ChargePoint = OrNull(ChargePoint),
            Kind = OrNull(Kind),
            State = States.Contains(State) ? State : null,
            Assignee = Assignee == Nobody ? "" : OrNull(Assignee),
            AtLeast = !Enum.TryParse(AtLeast, out Severity severity) || !Enum.IsDefined(severity) ? Severity.Info : severity,
            FromUtcMs = Midnight(From, zone),
            BeforeUtcMs = Midnight(Before, zone),
        };
    }

    /// <summary>Address of the queue with this filter.</summary>
    /// <param name="after">Number of the last finding of the page before; null for the first page.</param>
    /// <param name="handler">What is asked of it; null to look.</param>
    public string Address(long? after = null, string? handler = null) => QueryHelpers.AddQueryString("/queue", new Dictionary<string, string?>
    {
        ["site"] = OrNull(Site),
        ["chargePoint"] = OrNull(ChargePoint),
        ["kind"] = OrNull(Kind),
        ["state"] = OrNull(State),
        ["assignee"] = OrNull(Assignee),
        ["atLeast"] = OrNull(AtLeast),
        ["from"] = OrNull(From),
        ["before"] = OrNull(Before),
        ["after"] = after?.ToString(CultureInfo.InvariantCulture),
        ["handler"] = handler,
    }.Where(one => one.Value is not null));

    /// <summary>The same with another least severity.</summary>
    public QueueQuery With(Severity atLeast) => new()
    {
        Site = Site,
        ChargePoint = ChargePoint,
        Kind = Kind,
        State = State,
        Assignee = Assignee,
        From = From,
        Before = Before,
        AtLeast = atLeast.ToString(),
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static long? Midnight(string day, TimeZoneInfo zone) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && date.Year is > 2000 and < 2200
            ? LocalDay.MidnightUtc(zone, date).ToUnixTimeMilliseconds()
            : null;
}
