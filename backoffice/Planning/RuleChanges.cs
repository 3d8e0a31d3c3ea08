using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>What is set for a site as a whole.</summary>
public enum SiteRule
{
    /// <summary>A share below it is not given but gathered for others, Wh.</summary>
    MinimumUsefulWh,

    /// <summary>Whether what was promised is shared out anew when weights, reservations or supply have changed (1) or not (0).</summary>
    Rebalance,

    /// <summary>Whether supply of the next hours moves to where cars wait (1) or not (0).</summary>
    FollowDemand,

    /// <summary>Of how many weeks a forecast is learned where no other says anything; 0 for none.</summary>
    ProfileWeeks,
}

/// <summary>Something that staff set. It becomes a row beside those before, with who and when.</summary>
public abstract record RuleChange
{
    /// <summary>Why it cannot be; null when it can.</summary>
    internal abstract Refused? Refusal(Registry registry, Site site);

    internal abstract void Write(DbConnection connection, DbTransaction transaction, Registry registry, Site site, string by, long nowMs);

    private protected static Refused? Unknown(Registry registry, Site site, string chargePoint) =>
        registry.FindChargePoint(site.Name, chargePoint) is null ? new Refused(Why.NoChargePoint, site.Name, chargePoint) : null;
}

/// <summary>Lets a charge point count more or less than the others, which count 1.</summary>
/// <param name="ChargePoint">Its name.</param>
/// <param name="Weight">0 (its reservations only) to 1000.</param>
public sealed record WeightChange(string ChargePoint, long Weight) : RuleChange
{
    /// <summary>Largest weight.</summary>
    public const int MaximumWeight = 1000;

    internal override Refused? Refusal(Registry registry, Site site) =>
        Unknown(registry, site, ChargePoint) ?? (Weight is < 0 or > MaximumWeight ? new Refused(Why.WeightRange, MaximumWeight) : null);

    internal override void Write(DbConnection connection, DbTransaction transaction, Registry registry, Site site, string by, long nowMs) =>
        connection.Execute(
            "INSERT INTO charge_point_weight (charge_point_id, weight, set_by, set_utc_ms) VALUES (@Id, @Weight, @by, @nowMs)",
            new { registry.FindChargePoint(site.Name, ChargePoint)!.Id, Weight, by, nowMs },
            transaction);
}

/// <summary>Sets supply aside for a charge point before the rest is shared out.</summary>
/// <param name="ChargePoint">Its name.</param>
/// <param name="FromUtc">In each interval that begins from here on.</param>
/// <param name="UntilUtc">Up to here, exclusive.</param>
/// <param name="EnergyWh">Wh an interval; 0 ends an earlier reservation.</param>
public sealed record ReservationChange(string ChargePoint, DateTimeOffset FromUtc, DateTimeOffset UntilUtc, long EnergyWh) : RuleChange
{
    internal override Refused? Refusal(Registry registry, Site site) =>
        Unknown(registry, site, ChargePoint)
        ?? (UntilUtc <= FromUtc ? new Refused(Why.ReservationEnds)
            : EnergyWh is < 0 or > RecordLayout.MaximumEnergyWh ? new Refused(Why.ReservationRange, RecordLayout.MaximumEnergyWh)
            : null);

    internal override void Write(DbConnection connection, DbTransaction transaction, Registry registry, Site site, string by, long nowMs) =>
        connection.Execute(
            """
            INSERT INTO reservation (charge_point_id, from_utc_ms, until_utc_ms, energy_wh, set_by, set_utc_ms)
            VALUES (@Id, @fromMs, @untilMs, @EnergyWh, @by, @nowMs)
            """,
            new
            {
                registry.FindChargePoint(site.Name, ChargePoint)!.Id,
                fromMs = FromUtc.ToUnixTimeMilliseconds(),
                untilMs = UntilUtc.ToUnixTimeMilliseconds(),
                EnergyWh,
                by,
                nowMs,
            },
            transaction);
}

/// <summary>Replaces a site's windows of a kind.</summary>
/// <param name="Kind">Tariff or opening hours.</param>
/// <param name="Windows">On the site's own clock; none lifts the bound.</param>
public sealed record WindowsChange(WindowKind Kind, IReadOnlyList<LocalWindow> Windows) : RuleChange
{
    /// <summary>Windows of a kind: one for each day of the week, and as many again.</summary>
    public const int MaximumWindows = 14;

    internal override Refused? Refusal(Registry registry, Site site) =>
        Windows.Count > MaximumWindows ? new Refused(Why.TooManyWindows, MaximumWindows) : null;

    internal override void Write(DbConnection connection, DbTransaction transaction, Registry registry, Site site, string by, long nowMs)
    {
        long setId = connection.ExecuteScalar<long>(
            "INSERT INTO supply_window_set (site_id, kind, set_by, set_utc_ms) VALUES (@Id, @kind, @by, @nowMs) RETURNING id",
            new { site.Id, kind = SiteWindows.Word(Kind), by, nowMs },
            transaction);
        connection.Execute(
            "INSERT INTO supply_window (set_id, days, from_minute, to_minute) VALUES (@setId, @days, @FromMinute, @ToMinute)",
            Windows.Select(one => new { setId, days = (int)one.Days, one.FromMinute, one.ToMinute }),
            transaction);
    }
}

/// <summary>Sets a rule of the whole site.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Value">In its unit; 1 and 0 for on and off.</param>
public sealed record SiteRuleChange(SiteRule Rule, long Value) : RuleChange
{
    internal override Refused? Refusal(Registry registry, Site site) => Rule switch
    {
        SiteRule.MinimumUsefulWh => Value is < 0 or > RecordLayout.MaximumEnergyWh ? new Refused(Why.LeastShareRange, RecordLayout.MaximumEnergyWh) : null,
        SiteRule.ProfileWeeks => Value is < 0 or > ForecastProfiles.MaximumWeeks ? new Refused(Why.ProfileRange, ForecastProfiles.MaximumWeeks) : null,
        _ => Value is 0 or 1 ? null : new Refused(Why.OnOrOff),
    };

    internal override void Write(DbConnection connection, DbTransaction transaction, Registry registry, Site site, string by, long nowMs) =>
        connection.Execute(
            "INSERT INTO site_rule (site_id, rule, value, set_by, set_utc_ms) VALUES (@Id, @rule, @Value, @by, @nowMs)",
            new { site.Id, rule = Rule.ToString(), Value, by, nowMs },
            transaction);
}
