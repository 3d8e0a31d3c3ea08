using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sessions;
using static ChargePointFw.BackOffice.Hosting.SupplyCommands;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>Commands that set how supply is shared out, and tell what is set. A running back office follows at the next quarter hour.</summary>
internal static class RuleCommands
{
    private static readonly Option<string> chargePoint = new("--charge-point") { Description = "Name of the charge point", Required = true };
    private static readonly Option<WindowKind> kind = new("--kind") { Description = "Tariff or Opening", Required = true };
    private static readonly Argument<long> weight = new("weight") { Description = "0 (reservations only) to 1000; a charge point without one counts 1" };
    private static readonly Argument<long> energyWh = new("wh") { Description = "Wh in an interval; 0 for none" };
    private static readonly Argument<long> weeks = new("weeks") { Description = "Of how many weeks it is learned; 0 for no learned forecast" };
    private static readonly Argument<string[]> windows = new("windows")
    {
        Description = "On the site's clock, for instance 22:00-06:00 or \"Saturday,Sunday 10:00-24:00\"; none lifts the bound",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> programme = new("--programme") { Description = "Whose tariff; left out, for guests and whoever's programme has none" };
    private static readonly Option<string> currency = new("--currency") { Description = "For instance JPY", Required = true };
    private static readonly Option<decimal> perMinute = new("--per-minute") { Description = "For each minute that was begun" };
    private static readonly Option<decimal> perKwh = new("--per-kwh") { Description = "For each kWh that counts" };
    private static readonly Argument<string> shown = new("site") { Description = "Name of the site" };

    public static IEnumerable<Command> All() =>
    [
        Setting("set-weight", "Let a charge point count more or less than the others.", [chargePoint], [weight], parsed =>
            new WeightChange(parsed.GetRequiredValue(chargePoint), parsed.GetRequiredValue(weight))),
        Setting("reserve", "Set supply aside for a charge point, in every interval from a time to another.", [chargePoint, From, Until], [energyWh], parsed =>
            new ReservationChange(
                parsed.GetRequiredValue(chargePoint), parsed.GetRequiredValue(From), parsed.GetRequiredValue(Until), parsed.GetRequiredValue(energyWh))),
        Setting("set-windows", "Replace a site's tariff or opening hours.", [kind], [windows], parsed =>
            new WindowsChange(parsed.GetRequiredValue(kind), [.. (parsed.GetValue(windows) ?? []).Select(Window)])),
        Setting("set-minimum-useful", "Gather shares that are too small to be worth a start.", [], [energyWh], parsed =>
            new SiteRuleChange(SiteRule.MinimumUsefulWh, parsed.GetRequiredValue(energyWh))),
        Switch("set-rebalance", "Share out anew what was promised when weights, reservations or supply have changed.", SiteRule.Rebalance),
        Switch("set-follow-demand", "Let supply of the next hours move to where cars wait.", SiteRule.FollowDemand),
        Setting("set-profile", "Learn a forecast from what was metered, where no other says anything.", [], [weeks], parsed =>
            new SiteRuleChange(SiteRule.ProfileWeeks, parsed.GetRequiredValue(weeks))),
        Make("set-tariff", "Set what sessions cost that begin from a time on; pages tell it.", [Database, AtSite, By, From, programme, currency, perMinute, perKwh], [], (app, parsed) =>
        {
            var tariff = new Tariff(parsed.GetRequiredValue(currency), parsed.GetValue(perMinute), parsed.GetValue(perKwh));
            app.Tariffs.Set(parsed.GetRequiredValue(AtSite), parsed.GetValue(programme), parsed.GetRequiredValue(From), tariff, parsed.GetRequiredValue(By));
            return "set";
        }),
        Make("show-rules", "Tell what is set for a site, by whom and when.", [Database], [shown], (app, parsed) =>
            string.Join('\n', app.Rules.Show(parsed.GetRequiredValue(shown)).Select(Line))),
    ];

    private static Command Switch(string name, string description, SiteRule rule)
    {
        var state = new Argument<string>("state") { Description = "on or off" };
        state.AcceptOnlyFromAmong("on", "off");
        return Setting(name, description, [], [state], parsed => new SiteRuleChange(rule, parsed.GetRequiredValue(state) == "on" ? 1 : 0));
    }

    private static Command Setting(string name, string description, Option[] options, Argument[] arguments, Func<ParseResult, RuleChange> change) =>
        Make(name, description, [Database, AtSite, By, .. options], arguments, (app, parsed) =>
        {
            app.Rules.Set(parsed.GetRequiredValue(AtSite), change(parsed), parsed.GetRequiredValue(By));
            return "set";
        });

    private static LocalWindow Window(string text) => LocalWindow.Parse(text)
        ?? throw new UsageException($"'{text}' is no window: days (optional) and hours in quarters, for instance \"Monday,Friday 22:00-06:00\"");

    private static string Line(RuleLine line)
    {
        string value = line.Rule switch
        {
            nameof(SiteRule.Rebalance) or nameof(SiteRule.FollowDemand) => line.Value == 1 ? "on" : "off",
            "Reservation" => string.Create(CultureInfo.InvariantCulture, $"{line.Value} Wh from {Utc(line.FromMs)} to {Utc(line.UntilMs)}"),
            _ => line.Window?.ToString() ?? line.Value.ToString(CultureInfo.InvariantCulture),
        };
        string of = line.ChargePoint.Length > 0 ? " of " + line.ChargePoint : "";
        return $"{line.Rule}{of}: {value} ({(line.SetBy.Length > 0 ? $"{line.SetBy}, {Utc(line.SetMs)}" : "default")})";
    }

    private static string Utc(long utcMs) => DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
