using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>The commands of the supply desk. A running back office takes the facts up at the next quarter hour.</summary>
internal static class SupplyCommands
{
    internal static readonly Option<string> database = new("--database") { Description = "SQLite file", Required = true };
    internal static readonly Option<string> site = new("--site") { Description = "Name of the site", Required = true };
    internal static readonly Option<string> by = new("--by") { Description = "Who does it", Required = true };
    private static readonly Option<bool> correction = new("--correction") { Description = "The file says something else than an earlier one, and counts" };
    private static readonly Option<SupplyStage> stage = new("--stage") { Description = "Forecast, or Actual for what was metered", DefaultValueFactory = _ => SupplyStage.Forecast };
    private static readonly Option<long> peakW = new("--site-peak-w") { Description = "The site's power in the file's best half hour, W", Required = true };
    private static readonly Option<string> certificate = new("--certificate") { Description = "Certificate that backs the supply", DefaultValueFactory = _ => "" };
    private static readonly Option<DateTimeOffset> from = new("--from") { Description = "Start, RFC 3339", Required = true };
    private static readonly Option<DateTimeOffset> until = new("--to") { Description = "End (exclusive), RFC 3339", Required = true };
    private static readonly Option<DateTimeOffset> at = new("--at") { Description = "The moment, RFC 3339", Required = true };
    private static readonly Option<bool> final = new("--final") { Description = "For good, not provisionally" };
    internal static readonly Argument<FileInfo> file = new("file") { Description = "CSV file" };
    private static readonly Argument<long> importId = new("import") { Description = "Number of the import" };

    public static IEnumerable<Command> All() =>
    [
        Make("import-operators", "Import an operators' half-hourly file.", [database, site, by, stage, correction, peakW, certificate], [file], (app, parsed) =>
            WithFile(parsed, stream => Say(app.Supply.ImportOperatorsCsv(
                parsed.GetRequiredValue(site), stream, parsed.GetRequiredValue(file).Name, parsed.GetRequiredValue(peakW), parsed.GetRequiredValue(by),
                parsed.GetRequiredValue(certificate), parsed.GetRequiredValue(stage), parsed.GetValue(correction))))),
        Make("import-plain", "Import supply as a plain table.", [database, site, by, stage, correction], [file], (app, parsed) =>
            WithFile(parsed, stream => Say(app.Supply.ImportPlainCsv(
                parsed.GetRequiredValue(site), stream, parsed.GetRequiredValue(file).Name, parsed.GetRequiredValue(by),
                parsed.GetRequiredValue(stage), parsed.GetValue(correction))))),
        Make("import-certificates", "Import a table of certificates.", [database, by, correction], [file], (app, parsed) =>
            WithFile(parsed, stream => Say(app.Certificates.ImportCsv(
                stream, parsed.GetRequiredValue(file).Name, parsed.GetRequiredValue(by), parsed.GetValue(correction))))),
        Make("undo", "Take an import out of force by a counter-import.", [database, by], [importId], (app, parsed) =>
        {
            app.Supply.Undo(parsed.GetRequiredValue(importId), parsed.GetRequiredValue(by));
            return $"import {parsed.GetRequiredValue(importId)} is out of force";
        }),
        Make("settle", "Settle what was covered against generation and certificates.", [database, site, by, from, until, final], [], (app, parsed) =>
        {
            SettlementResult result = app.Settlements.Settle(
                parsed.GetRequiredValue(site), parsed.GetRequiredValue(from), parsed.GetRequiredValue(until), parsed.GetValue(final), parsed.GetRequiredValue(by));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"settled={result.Settled} unchanged={result.Unchanged} waiting={result.Waiting} matched_wh={result.MatchedWh} short_wh={result.ShortWh} findings={result.Findings}");
        }),
        Make("known-at", "Tell what was known of the supply at a moment.", [database, site, stage, from, until, at], [], (app, parsed) => string.Join('\n',
        [
            "interval_start,energy_wh,source,certificate_id,import,file,by",
            .. app.Supply.KnownAt(
                parsed.GetRequiredValue(site), parsed.GetRequiredValue(stage), parsed.GetRequiredValue(from), parsed.GetRequiredValue(until), parsed.GetRequiredValue(at))
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
            await using BackOfficeApp app = BackOfficeApp.Create(
                new BackOfficeOptions { DatabaseFile = parsed.GetRequiredValue(database) }, TimeProvider.System);
            try
            {
                Console.WriteLine(run(app, parsed));
                return 0;
            }
            catch (Exception refusal) when (refusal is SupplyImportException or RegistryException or IOException)
            {
                await Console.Error.WriteLineAsync(refusal.Message);
                return 1;
            }
        });
        return command;
    }

    internal static string WithFile(ParseResult parsed, Func<Stream, string> run)
    {
        using FileStream stream = parsed.GetRequiredValue(file).OpenRead();
        return run(stream);
    }

    private static string Say(SupplyImported done) => string.Create(
        CultureInfo.InvariantCulture, $"import {done.ImportId}, {done.Intervals} rows, {(done.IsNew ? "new" : "imported before: nothing changed")}");
}
