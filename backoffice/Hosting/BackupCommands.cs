using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Retention, and backups: made while the back office runs, and taken back where none runs.</summary>
internal static class BackupCommands
{
    private static readonly Argument<string> file = new("file") { Description = "The backup" };

    private static readonly Option<bool> apply = new("--apply") { Description = "Remove it; left out, it only shows" };

    public static IEnumerable<Command> All() =>
    [
        SupplyCommands.Make("backup", "Copy the database while it is used, with its SHA-256 beside the copy.", [StoreOption.Database], [file], (app, parsed) =>
        {
            app.BackUp(parsed.GetRequiredValue(file));
            return $"{parsed.GetRequiredValue(file)} holds all that was committed when this began";
        }),
        Restore(),
        SupplyCommands.Make("retention", "Show what is old and needed for nothing; with --apply, remove it.", [SupplyCommands.Database, SupplyCommands.By, apply], [], (app, parsed) => string.Join('\n',
        [
            .. app.Retention.Run(parsed.GetRequiredValue(SupplyCommands.By), parsed.GetValue(apply)).Select(one => string.Create(
                CultureInfo.InvariantCulture, $"{one.What}: {one.Rows} rows older than {one.AfterDays} days{(parsed.GetValue(apply) ? " removed" : "")}")),
        ])),
    ];

    private static Command Restore()
    {
        var command = new Command("restore", "Put a backup in the place of a database that is gone; a damaged one is refused, and nothing touched.") { StoreOption.Database };
        command.Arguments.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            BackOfficeOptions options = StoreOption.Of(parsed);
            try
            {
                Backups.Restore(parsed.GetRequiredValue(file), options);
            }
            catch (Exception refusal) when (refusal is BackupException or StoreException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(refusal.Message);
                return 1;
            }

            await using BackOfficeApp app = BackOfficeApp.Create(options, TimeProvider.System);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The database is back, {app.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue)}. Start the back office: it asks the charge points for what it lacks."));
            return 0;
        });
        return command;
    }
}
