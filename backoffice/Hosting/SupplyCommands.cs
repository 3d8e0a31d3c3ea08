using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Days;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>The commands of the supply desk. A running back office takes the facts up at the next quarter hour.</summary>
internal static class SupplyCommands
{
    internal static Option<string> Database => StoreOption.Database;

    internal static readonly Option<string> AtSite = new("--site") { Description = "Name of the site", Required = true };
    internal static readonly Option<string> By = new("--by") { Description = "Who does it", Required = true };
    private static readonly Option<bool> correction = new("--correction") { Description = "The file says something else than an earlier one, and counts" };
    private static readonly Option<SupplyStage> stage = new("--stage") { Description = "Forecast, or Actual for what was metered", DefaultValueFactory = _ => SupplyStage.Forecast };
    private static readonly Option<long> peakW = new("--site-peak-w") { Description = "The site's power in the file's best half hour, W", Required = true };
    private static readonly Option<string> certificate = new("--certificate") { Description = "Certificate that backs the supply", DefaultValueFactory = _ => "" };
    internal static readonly Option<DateTimeOffset> From = new("--from") { Description = "Start, RFC 3339", Required = true };
    internal static readonly Option<DateTimeOffset> Until = new("--to") { Description = "End (exclusive), RFC 3339", Required = true };
    private static readonly Option<DateTimeOffset> at = new("--at") { Description = "The moment, RFC 3339", Required = true };
    private static readonly Option<bool> final = new("--final") { Description = "For good, not provisionally" };
    private static readonly Option<string[]> without = new("--without") { Description = "A charge point that is not waited for; may be repeated" };
    internal static readonly Argument<FileInfo> CsvFile = new("file") { Description = "CSV file" };
    private static readonly Argument<long> importId = new("import") { Description = "Number of the import" };

    public static IEnumerable<Command> All() =>
    [
        Make("import-operators", "Import an operators' half-hourly file.", [Database, AtSite, By, stage, correction, peakW, certificate], [CsvFile], (app, parsed) =>
            WithFile(parsed, stream => Say(app.Supply.ImportOperatorsCsv(
                parsed.GetRequiredValue(AtSite), stream, parsed.GetRequiredValue(CsvFile).Name, parsed.GetRequiredValue(peakW), parsed.GetRequiredValue(By),
                parsed.GetRequiredValue(certificate), parsed.GetRequiredValue(stage), parsed.GetValue(correction))))),
        Make("import-plain", "Import supply as a plain table.", [Database, AtSite, By, stage, correction], [CsvFile], (app, parsed) =>
            WithFile(parsed, stream => Say(app.Supply.ImportPlainCsv(
                parsed.GetRequiredValue(AtSite), stream, parsed.GetRequiredValue(CsvFile).Name, parsed.GetRequiredValue(By),
                parsed.GetRequiredValue(stage), parsed.GetValue(correction))))),
        Make("import-certificates", "Import a table of certificates.", [Database, By, correction], [CsvFile], (app, parsed) =>
            WithFile(parsed, stream => Say(app.Certificates.ImportCsv(
                stream, parsed.GetRequiredValue(CsvFile).Name, parsed.GetRequiredValue(By), parsed.GetValue(correction))))),
        Make("undo", "Take an import out of force by a counter-import.", [Database, By], [importId], (app, parsed) =>
        {
            app.Supply.Undo(parsed.GetRequiredValue(importId), parsed.GetRequiredValue(By));
            return $"import {parsed.GetRequiredValue(importId)} is out of force";
        }),
        Make("settle", "Settle what was covered against generation and certificates.", [Database, AtSite, By, From, Until, final, without], [], (app, parsed) =>
        {
            SettlementResult result = app.Settlements.Settle(
                parsed.GetRequiredValue(AtSite), parsed.GetRequiredValue(From), parsed.GetRequiredValue(Until), parsed.GetValue(final),
                parsed.GetRequiredValue(By), parsed.GetValue(without));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"settled={result.Settled} unchanged={result.Unchanged} waiting={result.Waiting} matched_wh={result.MatchedWh} short_wh={result.ShortWh} findings={result.Findings} unheard={result.Unheard}");
        }),
        Make("known-at", "Tell what was known of the supply at a moment.", [Database, AtSite, stage, From, Until, at], [], (app, parsed) => string.Join('\n',
        [
            "interval_start,energy_wh,source,certificate_id,import,file,by",
            .. app.Supply.KnownAt(
                parsed.GetRequiredValue(AtSite), parsed.GetRequiredValue(stage), parsed.GetRequiredValue(From), parsed.GetRequiredValue(Until), parsed.GetRequiredValue(at))
                .Select(one => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{DateTimeOffset.FromUnixTimeMilliseconds(one.StartMs):yyyy-MM-dd'T'HH:mm'Z'},{one.EnergyWh},{one.Source},{one.CertificateId},{one.ImportId},{one.FileName},{one.ImportedBy}")),
        ])),
    ];

    internal static Command Make(string name, string description, Option[] options, Argument[] arguments, Func<BackOfficeApp, ParseResult, string> run)
    {
        var command = new Command(name, description);
        Array.ForEach(options, command.Options.Add);
        Array.ForEach(arguments, command.Arguments.Add);
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                await using BackOfficeApp app = BackOfficeApp.Create(StoreOption.Of(parsed), TimeProvider.System);
                Console.WriteLine(run(app, parsed));
                return 0;
            }
            catch (Exception refusal) when (refusal is RefusedException or UsageException or LedgerDayException or BackupException or StoreException or IOException)
            {
                await Console.Error.WriteLineAsync(refusal.Message);
                return 1;
            }
        });
        return command;
    }

    internal static string WithFile(ParseResult parsed, Func<Stream, string> run)
    {
        using FileStream stream = parsed.GetRequiredValue(CsvFile).OpenRead();
        return run(stream);
    }

    private static string Say(SupplyImported done) => string.Create(
        CultureInfo.InvariantCulture, $"import {done.ImportId}, {done.Intervals} rows, {(done.IsNew ? "new" : "imported before: nothing changed")}");
}
