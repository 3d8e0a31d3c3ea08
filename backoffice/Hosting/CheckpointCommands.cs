using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Days;
using ChargePointFw.BackOffice.Ingest;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Commands about what is missing, what somebody should look at, and the days that others keep.</summary>
internal static class CheckpointCommands
{
    private static readonly Option<string> chargePoint = new("--charge-point") { Description = "Name of the charge point", Required = true };
    private static readonly Option<long> journal = new("--journal") { Description = "Journal id, as the alarm names it", Required = true };
    private static readonly Option<long> number = new("--number") { Description = "First record that the charge point still has", Required = true };
    private static readonly Option<string> day = new("--day") { Description = "The day on the site's clock, for instance 2026-04-01", Required = true };
    private static readonly Option<FileInfo?> kept = new("--document") { Description = "A document that was kept elsewhere; left out, the one here" };
    private static readonly Argument<FileInfo> document = new("document") { Description = "A day's document" };

    public static IEnumerable<Command> All() =>
    [
        Make("alarms", "Tell what somebody should look at, newest last.", [Database], [], (app, _) => string.Join('\n', app.Alarms().Select(Line))),
        Make(
            "accept-from", "Give up the records that a charge point has no more, and go on from one that it has.",
            [Database, AtSite, By, chargePoint, journal, number], [], (app, parsed) =>
            {
                app.Decisions.AcceptFrom(
                    parsed.GetRequiredValue(AtSite), parsed.GetRequiredValue(chargePoint), parsed.GetRequiredValue(journal),
                    parsed.GetRequiredValue(number), parsed.GetRequiredValue(By));
                return "noted; a running back office goes on within a minute, once the record and the next one are there";
            }),
        Make(
            "import-checkpoints", "Take over from a day's document how far the journals had come, after the database was lost.",
            [Database, By], [document], (app, parsed) =>
            {
                LedgerDay read = LedgerDay.Read(File.ReadAllText(parsed.GetRequiredValue(document).FullName).TrimEnd('\n'));
                int ahead = app.Decisions.ImportCheckpoints(
                    read.Site,
                    read.ChargePoints.SelectMany(one => one.Journals.Select(reached => (one.ChargePoint, reached.Journal, reached.Number, reached.Tag))),
                    parsed.GetRequiredValue(By));
                return string.Create(CultureInfo.InvariantCulture, $"{ahead} journals are ahead of what is stored; what the charge points still have is asked for first");
            }),
        Make("days", "Print a site's sealed days, a document a line.", [Database, AtSite], [], (app, parsed) =>
            string.Join('\n', app.Days.Documents(parsed.GetRequiredValue(AtSite)))),
        VerifyDay(),
    ];

    private static Command VerifyDay() => Make(
        "verify-day", "Compute a day anew from the stored records, and compare it with its document.",
        [Database, AtSite, day, kept], [], (app, parsed) =>
        {
            string site = parsed.GetRequiredValue(AtSite);
            string named = parsed.GetRequiredValue(day);
            string text = parsed.GetValue(kept) is { } file
                ? File.ReadAllText(file.FullName).TrimEnd('\n')
                : app.Days.Documents(site).LastOrDefault(one => LedgerDay.Read(one).DayName == named)
                    ?? throw new LedgerDayException($"{named} of {site} is not sealed here");
            if (LedgerDay.Read(text) is var read && (read.Site != site || read.DayName != named))
            {
                throw new LedgerDayException($"the document is of {read.DayName} at {read.Site}");
            }

            IReadOnlyList<string> differences = app.DayVerification.Differences(text);
            return differences.Count == 0
                ? $"{named} of {site} is equal"
                : throw new LedgerDayException($"{named} of {site} differs:\n" + string.Join('\n', differences));
        });

    private static string Line(AlarmRow alarm) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTimeOffset.FromUnixTimeMilliseconds(alarm.LastUtcMs):yyyy-MM-dd'T'HH:mm:ss'Z'} {alarm.Severity} {alarm.Kind} {alarm.ChargePoint} ({alarm.Times}): {alarm.Detail}");
}
