using System.Data.Common;
using System.Text.Json.Nodes;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>
/// Where a site's electricity came from in its last whole month that was settled for good: a claim is made of nothing else.
/// What was matched counts as its source; the rest as GENERAL_FOSSIL, as electricity from the market.
/// </summary>
internal static class EnergyMixes
{
    private const string Rest = "GENERAL_FOSSIL";

    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="site">The site.</param>
    /// <param name="nowMs">The month that holds it has not ended.</param>
    /// <returns>Of members' energy, and of all energy; null while nothing of the month is settled for good.</returns>
    public static (JsonObject? Members, JsonObject? All) Read(DbConnection connection, DbTransaction transaction, Site site, long nowMs)
    {
        (long fromMs, long untilMs) = (IntervalLedger.MonthStart(site, nowMs, -1), IntervalLedger.MonthStart(site, nowMs, 0));
        var month = new { site.Id, fromMs, untilMs, none = nameof(ClaimWording.None) };
        Matched[] matched =
        [
            .. connection.Query<Matched>(
                """
                SELECT source AS Source, wording AS Wording, sum(matched_wh - live_matched_wh) AS SupplyWh, sum(live_matched_wh) AS LiveWh
                FROM settled JOIN charge_point ON charge_point.id = charge_point_id
                WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs AND is_final = 1 AND wording <> @none
                GROUP BY source, wording
                """,
                month, transaction),
        ];
        if (matched.Sum(one => one.SupplyWh + one.LiveWh) == 0)
        {
            return (null, null);
        }

        LedgerInterval drawn = LedgerInterval.Sum(fromMs, IntervalSums.Read(connection, transaction, site, fromMs, untilMs));
        string own = connection.ExecuteScalar<string?>("SELECT source FROM live_supply WHERE site_id = @Id ORDER BY id DESC LIMIT 1", month, transaction) ?? Rest;
        var bySource = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (Matched one in matched)
        {
            Add(one.Wording == nameof(ClaimWording.Renewable) ? one.Source : Rest, one.SupplyWh);
            Add(own, one.LiveWh);
        }

        return (Mix(bySource, drawn.CoveredWh + drawn.UncoveredWh), Mix(bySource, drawn.CoveredWh + drawn.UncoveredWh + drawn.UnclaimedWh));

        void Add(string source, long energyWh) => bySource[source] = bySource.GetValueOrDefault(source) + energyWh;
    }

    /// <summary>Whole percentages that add up to 100; the largest remainders are rounded up.</summary>
    internal static JsonObject? Mix(IReadOnlyDictionary<string, long> bySource, long drawnWh)
    {
        long totalWh = Math.Max(drawnWh, bySource.Values.Sum());
        if (totalWh <= 0)
        {
            return null;
        }

        var parts = new SortedDictionary<string, long>(bySource.Where(one => one.Value > 0).ToDictionary(), StringComparer.Ordinal);
        long restWh = totalWh - parts.Values.Sum();
        if (restWh > 0)
        {
            parts[Rest] = parts.GetValueOrDefault(Rest) + restWh;
        }

        Dictionary<string, long> percent = parts.ToDictionary(one => one.Key, one => one.Value * 100 / totalWh);
        foreach (string source in parts.OrderByDescending(one => one.Value * 100 % totalWh).Select(one => one.Key).Take((int)(100 - percent.Values.Sum())).ToList())
        {
            percent[source]++;
        }

        return new JsonObject
        {
            ["is_green_energy"] = parts.Keys.All(EnergySources.IsRenewable),
            ["energy_sources"] = new JsonArray([.. percent.Where(one => one.Value > 0).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one =>
                (JsonNode)new JsonObject { ["source"] = one.Key, ["percentage"] = one.Value })]),
        };
    }

    private sealed record Matched
    {
        public string Source { get; init; } = "";
        public string Wording { get; init; } = "";
        public long SupplyWh { get; init; }
        public long LiveWh { get; init; }
    }
}
