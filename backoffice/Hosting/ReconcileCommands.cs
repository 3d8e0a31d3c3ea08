using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Commands that look for what does not add up.</summary>
internal static class ReconcileCommands
{
    private static readonly Option<string?> anySite = new("--site") { Description = "Name of the site; left out, all sites" };
    private static readonly Option<string?> chargePoint = new("--charge-point") { Description = "Name of the charge point; left out, all" };
    private static readonly Argument<CheckLimit> limit = new("limit") { Description = "Which limit" };
    private static readonly Argument<long> value = new("value") { Description = "Its value, in the unit that its name ends in" };

    public static IEnumerable<Command> All() =>
    [
        Make("reconcile", "Check the sessions that began in a period, and the site's intervals and certificates of that time.", [Database, anySite, By, From, Until], [], (app, parsed) =>
        {
            ReconcileResult result = app.Reconciler.Run(
                parsed.GetValue(anySite), parsed.GetRequiredValue(From), parsed.GetRequiredValue(Until), parsed.GetRequiredValue(By));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"run={result.RunId} sessions={result.Sessions} records={result.Records} findings={result.Findings} new={result.New} cleared={result.Cleared}");
        }),
        Make("set-check-limit", "Set a limit of the checks; what was found before stays beside what is found from now on.", [Database, anySite, chargePoint, By], [limit, value], (app, parsed) =>
        {
            app.Reconciler.SetLimit(
                parsed.GetValue(anySite), parsed.GetValue(chargePoint), parsed.GetRequiredValue(limit), parsed.GetRequiredValue(value), parsed.GetRequiredValue(By));
            return "set";
        }),
    ];
}
