using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.Exchange.Statements;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Tables and statements for accountants and auditors, on the command line.</summary>
internal static class ExportCommands
{
    private static readonly Option<string[]> sites = new("--site") { Description = "Name of a site; may be repeated; left out, all sites", DefaultValueFactory = _ => [] };
    private static readonly Option<ExportKind> kind = new("--kind") { Description = "What is exported", Required = true };
    private static readonly Option<ExportFormat> format = new("--format") { Description = "Csv (UTF-8), CsvCp932 or JsonLines", DefaultValueFactory = _ => ExportFormat.Csv };
    private static readonly Option<string?> month = new("--month") { Description = "A month on the sites' clocks, 2026-04" };
    private static readonly Option<string?> firstDay = new("--first-day") { Description = "Else the first day on the sites' clocks, 2026-04-01" };
    private static readonly Option<string?> lastDay = new("--last-day") { Description = "And the last one, through it" };
    private static readonly Option<StatementKind> of = new("--of") { Description = "Site, Programme or Fleet", DefaultValueFactory = _ => StatementKind.Site };
    private static readonly Option<string> ofMonth = new("--month") { Description = "The month, 2026-04", Required = true };
    private static readonly Argument<string> subject = new("name") { Description = "Name of the site, programme or group of members" };
    private static readonly Option<FactorKind> factor = new("--kind") { Description = "Location (the grid's average), Residual (without certificate) or Certificate", Required = true };
    private static readonly Option<int> year = new("--year") { Description = "The year that it is published for", Required = true };
    private static readonly Option<string> source = new("--source") { Description = "Where it stands: publication, table", Required = true };
    private static readonly Argument<decimal> grams = new("grams") { Description = "CO2 in g/kWh, at most three decimals" };
    private static readonly Argument<string> file = new("file") { Description = "Where to; must not be there" };

    public static IEnumerable<Command> All() =>
    [
        Make("export", "Write sessions, intervals, corrections or records of a period into a file.", [Database, sites, kind, format, month, firstDay, lastDay], [file], (app, parsed) =>
        {
            var request = new ExportRequest(
                parsed.GetRequiredValue(kind), parsed.GetValue(format), Sites(app, parsed.GetValue(sites)!),
                ExportPeriod.Of(parsed.GetValue(month), parsed.GetValue(firstDay), parsed.GetValue(lastDay)));
            ExportResult done = app.Exports.WriteFile(request, parsed.GetRequiredValue(file), Progress(), CancellationToken.None);
            string named = done.NamedLetters == 0 ? "" : string.Create(
                CultureInfo.InvariantCulture, $"; {done.NamedLetters} letters that CP932 does not have stand as [U+...]: take --format Csv to have them as they are");
            return string.Create(CultureInfo.InvariantCulture, $"{parsed.GetRequiredValue(file)}: {done.Rows} rows{named}");
        }),
        Make("statement", "Print a month's statement as lines, and their digest; the page /statements has it for people.", [Database, of, ofMonth], [subject], (app, parsed) =>
        {
            StatementSubject whose = app.Statements.Subject(parsed.GetValue(of), parsed.GetRequiredValue(subject), app.Registry.Sites);
            Statement made = app.Statements.Make(whose, ExportPeriod.Month(parsed.GetRequiredValue(ofMonth)));
            return string.Join('\n', [.. made.ToLines(), "digest " + made.Digest()]);
        }),
        Make("set-factor", "Set a CO2 factor of a site, with its source; statements of that year's months and later ones use it.", [Database, AtSite, By, factor, year, source], [grams], (app, parsed) =>
        {
            app.Factors.Set(
                parsed.GetRequiredValue(AtSite), parsed.GetRequiredValue(factor), parsed.GetRequiredValue(year), parsed.GetRequiredValue(grams), parsed.GetRequiredValue(source),
                parsed.GetRequiredValue(By));
            return "set";
        }),
    ];

    private static Site[] Sites(BackOfficeApp app, string[] names) => names.Length == 0
        ? [.. app.Registry.Sites]
        : [.. names.Distinct().Select(name => app.Registry.FindSite(name) ?? throw new RegistryException(Why.NoSite, name))];

    // A line a second at most, where it does not get into what is piped.
    private static Action<long> Progress()
    {
        long saidMs = Environment.TickCount64;
        return rows =>
        {
            if (Environment.TickCount64 - saidMs >= 1_000)
            {
                saidMs = Environment.TickCount64;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} rows"));
            }
        };
    }
}
