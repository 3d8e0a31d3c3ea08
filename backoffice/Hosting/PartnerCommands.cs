using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Exchange.Ocpi;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Who may read over OCPI. A token is printed once, and a hash of it is all that stays.</summary>
internal static class PartnerCommands
{
    private const string All = "all";
    private static readonly Option<string> name = new("--name") { Description = "Name of the partner; given once, also if its token is revoked later", Required = true };
    private static readonly Option<string> sites = new("--sites") { Description = "Sites that it reads, separated by commas, or all", Required = true };
    private static readonly Option<string> programmes = new("--programmes")
    {
        Description = "Programmes whose sessions and CDRs it reads, separated by commas; all is everybody's, guests' too; left out, it reads locations and tariffs alone",
        DefaultValueFactory = _ => "",
    };

    public static Command Root() => new("partner-token", "Who may read over OCPI.")
    {
        Make("new", "Make a partner's token and print it once.", [Database, By, name, sites, programmes], [], (app, parsed) =>
            "the token is not shown again:\n" + app.Partners.Make(
                parsed.GetRequiredValue(name), Names(parsed.GetRequiredValue(sites)), Names(parsed.GetRequiredValue(programmes)), parsed.GetRequiredValue(By))),
        Make("list", "List the partners.", [Database], [], (app, _) => string.Join('\n', app.Partners.List().Select(Line))),
        Make("revoke", "Let a partner read no more, from the next request on.", [Database, By, name], [], (app, parsed) =>
        {
            app.Partners.Revoke(parsed.GetRequiredValue(name), parsed.GetRequiredValue(By));
            return "revoked";
        }),
        Make("state", "Tell what is not told to partners yet, and why.", [Database], [], (app, _) => string.Join('\n',
            app.Places.Missing().Concat(app.Telling.Waiting().Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Sessions} sessions wait for {Reason(one.WaitsFor)}"))))),
    };

    private static string[]? Names(string text) => text == All ? null : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Line(PartnerRow row)
    {
        string ended = row.RevokedUtcMs is { } ms ? ", revoked " + Utc(ms) : "";
        return $"{row.Name}: sites {row.Sites}; sessions of {(row.Programmes.Length > 0 ? row.Programmes : "nobody")} (made by {row.MadeBy}, {Utc(row.MadeUtcMs)}{ended})";
    }

    private static string Reason(string waitsFor) => waitsFor switch
    {
        "facts" => "facts: missing-facts names them; set-tariff says what they cost",
        "checks" => "the checks of their records",
        "decision" => "somebody's decision: queue",
        "start" => "nothing any more: when they started or ended is not known, so they have no CDR",
        _ => "the next minute of a running back office",
    };

    private static string Utc(long utcMs) => DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
