using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>A rule that is in force.</summary>
public sealed record RuleLine
{
    /// <summary>A <see cref="SiteRule"/>, "Weight", "Reservation", "Tariff" or "Opening".</summary>
    public string Rule { get; init; } = "";

    /// <summary>For which charge point; empty for the whole site.</summary>
    public string ChargePoint { get; init; } = "";

    /// <summary>In the rule's unit.</summary>
    public long Value { get; init; }

    /// <summary>Of a reservation, ms since 1970 in UTC.</summary>
    public long FromMs { get; init; }

    public long UntilMs { get; init; }

    /// <summary>Of a window: its days; 0 for other rules.</summary>
    public long Days { get; init; }

    public long FromMinute { get; init; }

    public long ToMinute { get; init; }

    /// <summary>Who set it; empty for a default of the program.</summary>
    public string SetBy { get; init; } = "";

    public long SetMs { get; init; }

    /// <summary>The window that the line states; null for other rules.</summary>
    public LocalWindow? Window => Days == 0 ? null : new LocalWindow((Weekdays)Days, (int)FromMinute, (int)ToMinute);
}

/// <summary>A site's own rules; what is not set is as the program's options say.</summary>
internal sealed record SiteRuleValues(IReadOnlyDictionary<string, long> Set, BackOfficeOptions Options)
{
    public long MinimumUsefulWh => Of(SiteRule.MinimumUsefulWh) ?? Options.MinimumUsefulWh;

    public bool Rebalance => Of(SiteRule.Rebalance) is { } value ? value == 1 : Options.Rebalance;

    public bool FollowDemand => Of(SiteRule.FollowDemand) is { } value ? value == 1 : Options.FollowDemand;

    public int ProfileWeeks => (int)(Of(SiteRule.ProfileWeeks) ?? 0);

    public static SiteRuleValues Read(DbConnection connection, DbTransaction transaction, Site site, BackOfficeOptions options) => new(
        connection.Query<(string Rule, long Value, long)>(
            "SELECT rule, value, id FROM site_rule WHERE id IN (SELECT max(id) FROM site_rule WHERE site_id = @Id GROUP BY rule)", new { site.Id }, transaction)
            .ToDictionary(row => row.Rule, row => row.Value, StringComparer.Ordinal),
        options);

    private long? Of(SiteRule rule) => Set.TryGetValue(rule.ToString(), out long value) ? value : null;
}

/// <summary>
/// What staff set about how supply is shared out. Rows are only added, with who and when; the newest counts. A change
/// takes effect with the next plan, in a program that runs beside at the next quarter hour.
/// </summary>
public sealed class PlanningRules
{
    /// <summary>Letters of a name at most.</summary>
    public const int MaximumNameLetters = 60;

    private readonly Database database;
    private readonly Registry registry;
    private readonly BackOfficeOptions options;
    private readonly TimeProvider time;

    internal PlanningRules(Database database, Registry registry, BackOfficeOptions options, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.options = options;
        this.time = time;
    }

    /// <summary>Raised after a change was committed.</summary>
    internal event Action? Changed;

    /// <summary>Sets a rule of a site. What was set before stays written down.</summary>
    /// <exception cref="RegistryException">Unknown site or charge point, a value out of range, or nobody's name.</exception>
    public void Set(string site, RuleChange change, string by)
    {
        database.Write(Prepare(site, change, by));
        Changed?.Invoke();
    }

    /// <summary>What is in force at a site: the site's rules, weights, reservations that have not ended, windows.</summary>
    /// <exception cref="RegistryException">There is no such site.</exception>
    public IReadOnlyList<RuleLine> Show(string site)
    {
        Site at = Find(site);
        return database.Read((connection, transaction) =>
        {
            List<RuleLine> set = connection.Query<RuleLine>(LinesSql, new { at.Id, nowMs = NowMs }, transaction).AsList();
            SiteRuleValues values = SiteRuleValues.Read(connection, transaction, at, options);
            return (IReadOnlyList<RuleLine>)
            [
                .. Enum.GetValues<SiteRule>().Select(rule => set.Find(one => one.Rule == rule.ToString()) ?? Default(rule, values)),
                .. set.Where(one => !Enum.TryParse<SiteRule>(one.Rule, out _)),
            ];
        });
    }

    /// <summary>What setting it would write.</summary>
    /// <exception cref="RegistryException">As <see cref="Set"/>.</exception>
    internal Action<DbConnection, DbTransaction> Prepare(string site, RuleChange change, string by)
    {
        Site at = Find(site);
        Refused? refusal = by.Trim().Length is 0 or > MaximumNameLetters
            ? new Refused(Why.WhoSets, MaximumNameLetters)
            : change.Refusal(registry, at);
        return refusal is null
            ? (connection, transaction) => change.Write(connection, transaction, registry, at, by.Trim(), NowMs)
            : throw new RegistryException(refusal);
    }

    /// <summary>Another number after every change of any rule at any site.</summary>
    internal static long Mark(DbConnection connection, DbTransaction transaction) => connection.ExecuteScalar<long>(
        """
        SELECT coalesce((SELECT max(id) FROM site_rule), 0) + coalesce((SELECT max(id) FROM supply_window_set), 0)
             + coalesce((SELECT max(id) FROM charge_point_weight), 0) + coalesce((SELECT max(id) FROM reservation), 0)
             + coalesce((SELECT max(id) FROM live_supply), 0)
        """,
        transaction: transaction);

    private static RuleLine Default(SiteRule rule, SiteRuleValues values) => new()
    {
        Rule = rule.ToString(),
        Value = rule switch
        {
            SiteRule.MinimumUsefulWh => values.MinimumUsefulWh,
            SiteRule.Rebalance => values.Rebalance ? 1 : 0,
            SiteRule.FollowDemand => values.FollowDemand ? 1 : 0,
            _ => values.ProfileWeeks,
        },
    };

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Site Find(string site) => registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);

    private const string LinesSql =
        """
        SELECT rule AS Rule, '' AS ChargePoint, value AS Value, 0 AS FromMs, 0 AS UntilMs, 0 AS Days, 0 AS FromMinute, 0 AS ToMinute,
               set_by AS SetBy, set_utc_ms AS SetMs
        FROM site_rule WHERE id IN (SELECT max(id) FROM site_rule WHERE site_id = @Id GROUP BY rule)
        UNION ALL
        SELECT 'Weight', name, weight, 0, 0, 0, 0, 0, set_by, set_utc_ms
        FROM charge_point_weight JOIN charge_point ON charge_point.id = charge_point_id
        WHERE site_id = @Id AND charge_point_weight.id IN (SELECT max(id) FROM charge_point_weight GROUP BY charge_point_id)
        UNION ALL
        SELECT * FROM (
            SELECT 'Reservation', name, energy_wh, from_utc_ms, until_utc_ms, 0, 0, 0, set_by, set_utc_ms
            FROM reservation JOIN charge_point ON charge_point.id = charge_point_id
            WHERE site_id = @Id AND until_utc_ms > @nowMs ORDER BY reservation.id) AS reserved
        UNION ALL
        SELECT CASE kind WHEN 'tariff' THEN 'Tariff' ELSE 'Opening' END, '', 0, 0, 0, days, from_minute, to_minute, set_by, set_utc_ms
        FROM supply_window JOIN supply_window_set ON supply_window_set.id = set_id
        WHERE set_id IN (SELECT max(id) FROM supply_window_set WHERE site_id = @Id GROUP BY kind)
        """;
}
