using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Refusals;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>The work queue on the command line: look, decide about one, preview and decide about many.</summary>
internal static class QueueCommands
{
    private static readonly Option<string?> site = new("--site") { Description = "Name of the site" };
    private static readonly Option<string?> chargePoint = new("--charge-point") { Description = "Name of the charge point" };
    private static readonly Option<string?> kind = new("--kind") { Description = "Kind of finding" };
    private static readonly Option<string?> state = new("--state") { Description = "Open, Held, Accepted, Dropped, Corrected or Cleared; left out, what waits" };
    private static readonly Option<string?> assignee = new("--assignee") { Description = "Who has it; empty for nobody" };
    private static readonly Option<Severity> severity = new("--severity") { Description = "At least as severe", DefaultValueFactory = _ => Severity.Info };
    private static readonly Option<DateTimeOffset?> before = new("--before") { Description = "Happened before, RFC 3339" };
    private static readonly Option<long?> after = new("--after") { Description = "Number of the last finding of the page before" };
    private static readonly Option<string> language = new("--language") { Description = "en or ja", DefaultValueFactory = _ => "en" };
    private static readonly Option<QueueAction> action = new("--action") { Description = "What is decided", Required = true };
    private static readonly Option<ReasonCode> reason = new("--reason") { Description = "Why", Required = true };
    private static readonly Option<string> note = new("--note") { Description = "Why, in your own words", Required = true };
    private static readonly Option<string?> assignTo = new("--to-person") { Description = "Who takes it on" };
    private static readonly Option<CloseRule?> closeBy = new("--close-by") { Description = "Rule for the end of an open session" };
    private static readonly Option<string[]> booking = new("--book") { Description = "2026-04-01T12:00Z=covered,uncovered,unclaimed in Wh; may be repeated" };
    private static readonly Option<long> version = new("--version") { Description = "The version that you have seen", Required = true };
    private static readonly Option<string?> token = new("--token") { Description = "As the preview printed it; left out, it only shows" };
    private static readonly Argument<long> finding = new("finding") { Description = "Number of the finding" };

    private static readonly Option[] filters = [site, chargePoint, kind, state, assignee, severity, before];

    public static IEnumerable<Command> All() =>
    [
        Make("queue", "List what waits for somebody, most severe first.", [Database, .. filters, after, language], [], (app, parsed) => string.Join(
            '\n', app.Queue.Page(Filter(parsed), parsed.GetValue(after) is { } id ? app.Queue.Find(id) : null).Select(row => Line(row, Culture(parsed))))),
        Make("finding", "Tell a finding with its evidence and its history.", [Database, language], [finding], (app, parsed) => Tell(app, parsed)),
        Make("decide", "Decide about a finding.", [Database, By, version, action, reason, note, assignTo, closeBy, booking], [finding], (app, parsed) =>
            Line(app.Desk.Decide(parsed.GetRequiredValue(finding), parsed.GetRequiredValue(version), Decided(parsed)), CultureInfo.InvariantCulture)),
        Make("decide-all", "Show what a decision about many would do; with its token, do it.", [Database, By, .. filters, action, reason, note, assignTo, closeBy, token], [], (app, parsed) =>
        {
            BulkDecision bulk = parsed.GetValue(token) is { } shown
                ? app.Desk.DecideAll(Filter(parsed), Decided(parsed), shown)
                : app.Desk.Preview(Filter(parsed), Decided(parsed));
            return string.Join('\n',
            [
                .. bulk.Rows.Zip(bulk.States, (row, then) => $"{Line(row, CultureInfo.InvariantCulture)} -> {then}"),
                .. bulk.Refused.Select(one => string.Create(CultureInfo.InvariantCulture, $"refused {one.Id}: {one.Why.Message}")),
                string.Create(CultureInfo.InvariantCulture, $"{bulk.Rows.Count - bulk.Refused.Count} of {bulk.Rows.Count}, token={bulk.Token}"),
            ]);
        }),
        Make("intervals", "Print a site's intervals: supply, certified, allocated, covered, uncovered, unclaimed, dropped, idle, settled, unspent, in Wh.", [Database, AtSite, From, Until], [], (app, parsed) =>
            Table(app.Intervals.Read(parsed.GetRequiredValue(AtSite), parsed.GetRequiredValue(From), parsed.GetRequiredValue(Until)))),
        Make("months", "The same by month.", [Database, AtSite, From, Until], [], (app, parsed) =>
            Table(app.Intervals.Months(parsed.GetRequiredValue(AtSite), parsed.GetRequiredValue(From), parsed.GetRequiredValue(Until)))),
    ];

    private static string Tell(BackOfficeApp app, ParseResult parsed)
    {
        QueueRow row = app.Queue.Find(parsed.GetRequiredValue(finding)) ?? throw new QueueException(Why.NoFinding, parsed.GetRequiredValue(finding));
        TimeZoneInfo zone = app.Registry.FindSite(row.Site)?.Zone ?? TimeZoneInfo.Utc;
        return string.Join('\n',
        [
            Line(row, Culture(parsed)), FindingTexts.Explain(row.Kind, row.Evidence, zone, Culture(parsed)), row.Evidence, $"rule: {row.Rule}",
            .. app.Queue.Entries(row.Id).Select(one => string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Version} {Time(one.AtUtcMs)} {one.By} {one.Action} -> {one.State} {one.ReasonCode} \"{one.Note}\" {one.Before} -> {one.After}")),
        ]);
    }

    private static QueueFilter Filter(ParseResult parsed) => new()
    {
        Site = parsed.GetValue(site),
        ChargePoint = parsed.GetValue(chargePoint),
        Kind = parsed.GetValue(kind),
        State = parsed.GetValue(state),
        Assignee = parsed.GetValue(assignee),
        AtLeast = parsed.GetValue(severity),
        BeforeUtcMs = parsed.GetValue(before)?.ToUnixTimeMilliseconds(),
    };

    private static Decision Decided(ParseResult parsed) => new()
    {
        Action = parsed.GetRequiredValue(action),
        Reason = parsed.GetRequiredValue(reason),
        Note = parsed.GetRequiredValue(note),
        By = parsed.GetRequiredValue(By),
        Assignee = parsed.GetValue(assignTo),
        CloseBy = parsed.GetValue(closeBy),
        Bookings = [.. (parsed.GetValue(booking) ?? []).Select(Booking)],
    };

    private static IntervalBooking Booking(string text)
    {
        string[] parts = text.Split('=', ',');
        return parts.Length == 4
            && DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long coveredWh)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long uncoveredWh)
            && long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out long unclaimedWh)
            ? new IntervalBooking(start.ToUnixTimeMilliseconds(), coveredWh, uncoveredWh, unclaimedWh)
            : throw new QueueException(Why.NoBooking, text);
    }

    private static CultureInfo Culture(ParseResult parsed) => CultureInfo.GetCultureInfo(parsed.GetValue(language) == "ja" ? "ja" : "en");

    private static string Line(QueueRow row, CultureInfo culture) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Id} v{row.Version} {row.State} {row.Severity} {row.Kind} ({FindingTexts.Title(row.Kind, culture)}) {row.Site}/{row.ChargePoint} session {row.SessionNumber} {Time(row.AtUtcMs)} {row.EnergyWh} Wh {row.Assignee}");

    private static string Time(long utcMs) => DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Table(IEnumerable<LedgerInterval> intervals) => string.Join('\n',
    [
        "start,supply_wh,certified_wh,allocated_wh,covered_wh,uncovered_wh,unclaimed_wh,dropped_wh,idle_wh,settled_wh,unspent_wh",
        .. intervals.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{Time(one.StartMs)},{one.SupplyWh},{one.CertifiedWh},{one.AllocatedWh},{one.CoveredWh},{one.UncoveredWh},{one.UnclaimedWh},{one.DroppedWh},{one.IdleWh},{one.SettledWh},{one.UnspentWh}")),
    ]);
}
