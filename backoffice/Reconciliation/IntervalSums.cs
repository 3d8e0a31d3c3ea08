using System.Data.Common;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>
/// What a site's intervals come to, summed over its charge points. Days that are over are kept as sums, until something of
/// them changes (triggers in <c>0018_interval_sums.sql</c>); every other day is added up when it is asked for. Which of the
/// two it was makes no difference but time.
/// </summary>
public sealed class IntervalSums
{
    /// <summary>Summed in one transaction: ingest waits no longer than that takes.</summary>
    private const int DaysAtOnce = 7;

    private const long DayMs = 86_400_000;

    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal IntervalSums(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>Keeps the sums of every day that is over and has none.</summary>
    /// <param name="mayGoOn">Asked between two transactions; null to see it through.</param>
    /// <returns>False when it was not seen through.</returns>
    public bool SumDue(Func<bool>? mayGoOn = null)
    {
        long today = time.GetUtcNow().ToUnixTimeMilliseconds() / DayMs;
        foreach (Site site in registry.Sites)
        {
            foreach ((long from, long until) in database.Read((connection, transaction) => Due(connection, transaction, site, today)))
            {
                for (long first = from; first < until; first += DaysAtOnce)
                {
                    if (mayGoOn?.Invoke() == false)
                    {
                        return false;
                    }

                    long end = Math.Min(until, first + DaysAtOnce);
                    database.Write((connection, transaction) => Sum(connection, transaction, site, first, end));
                }
            }
        }

        return true;
    }

    /// <summary>What was promised, drawn and settled in [from, until), by interval.</summary>
    internal static IEnumerable<LedgerInterval> Read(DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs)
    {
        (long firstDay, long endDay) = (fromMs / DayMs, ((untilMs - 1) / DayMs) + 1);
        HashSet<long> kept = Kept(connection, transaction, site, firstDay, endDay);
        foreach ((long from, long until, bool isKept) in Runs(firstDay, endDay, kept.Contains))
        {
            var range = new { siteId = site.Id, fromMs = Math.Max(fromMs, from * DayMs), untilMs = Math.Min(untilMs, until * DayMs) };
            foreach (LedgerInterval interval in connection.Query<LedgerInterval>(isKept ? KeptSql : $"WITH {Booked} {DrawnSql}", range, transaction))
            {
                yield return interval;
            }
        }
    }

    // Days from the first to the last that anything is known of, as far as they are over and not summed.
    private static List<(long From, long Until)> Due(DbConnection connection, DbTransaction transaction, Site site, long today)
    {
        (long? firstMs, long? lastMs) = connection.QuerySingle<(long?, long?)>(
            """
            SELECT min(first), max(last) FROM (
                SELECT (SELECT min(interval_start_utc_ms) FROM interval_energy WHERE charge_point_id = charge_point.id) AS first,
                       (SELECT max(interval_start_utc_ms) FROM interval_energy WHERE charge_point_id = charge_point.id) AS last
                FROM charge_point WHERE site_id = @Id
                UNION ALL
                SELECT (SELECT min(interval_start_utc_ms) FROM planned_allocation WHERE charge_point_id = charge_point.id),
                       (SELECT max(interval_start_utc_ms) FROM planned_allocation WHERE charge_point_id = charge_point.id)
                FROM charge_point WHERE site_id = @Id) AS ends
            """,
            new { site.Id },
            transaction);
        if (firstMs is null)
        {
            return [];
        }

        (long first, long end) = (Math.Max(0, firstMs.Value) / DayMs, Math.Min(today, (lastMs!.Value / DayMs) + 1));
        HashSet<long> kept = Kept(connection, transaction, site, first, end);
        return [.. Runs(first, end, kept.Contains).Where(run => !run.Is).Select(run => (run.From, run.Until))];
    }

    private static HashSet<long> Kept(DbConnection connection, DbTransaction transaction, Site site, long first, long end) => [.. connection.Query<long>(
        "SELECT day FROM summed_day WHERE site_id = @Id AND day >= @first AND day < @end", new { site.Id, first, end }, transaction)];

    // Days in a row of which the same is true.
    private static IEnumerable<(long From, long Until, bool Is)> Runs(long first, long end, Func<long, bool> isSo)
    {
        for (long from = first, until; from < end; from = until)
        {
            bool isFirst = isSo(from);
            for (until = from + 1; until < end && isSo(until) == isFirst; until++)
            {
            }

            yield return (from, until, isFirst);
        }
    }

    private static void Sum(DbConnection connection, DbTransaction transaction, Site site, long first, long end)
    {
        var range = new { siteId = site.Id, fromMs = first * DayMs, untilMs = end * DayMs };
        connection.Execute(
            "DELETE FROM interval_sum WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs", range, transaction);
        connection.Execute(
            $"""
            WITH {Booked} INSERT INTO interval_sum (
                site_id, interval_start_utc_ms, allocated_wh, covered_wh, uncovered_wh, unclaimed_wh, dropped_wh, idle_wh, settled_wh, unspent_wh)
            SELECT @siteId, * FROM ({DrawnSql}) AS drawn
            """,
            range,
            transaction);
        for (long day = first; day < end; day++)
        {
            connection.Execute("INSERT INTO summed_day (site_id, day) VALUES (@Id, @day) ON CONFLICT DO NOTHING", new { site.Id, day }, transaction);
        }
    }

    private const string KeptSql =
        """
        SELECT interval_start_utc_ms AS StartMs, allocated_wh AS AllocatedWh, covered_wh AS CoveredWh, uncovered_wh AS UncoveredWh,
               unclaimed_wh AS UnclaimedWh, dropped_wh AS DroppedWh, idle_wh AS IdleWh, settled_wh AS SettledWh, unspent_wh AS UnspentWh
        FROM interval_sum WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        """;

    // By charge point first, since what is unspent is so at a charge point.
    private const string DrawnSql =
        """
        SELECT start_ms AS StartMs, sum(promised) AS AllocatedWh, sum(covered) AS CoveredWh, sum(uncovered) AS UncoveredWh, sum(unclaimed) AS UnclaimedWh,
               sum(dropped) AS DroppedWh, sum(idle) AS IdleWh, sum(settled) AS SettledWh, sum(max(0, promised - covered)) AS UnspentWh
        FROM (
            SELECT start_ms, sum(promised) AS promised, sum(covered) AS covered, sum(uncovered) AS uncovered, sum(unclaimed) AS unclaimed,
                   sum(dropped) AS dropped, sum(idle) AS idle, sum(settled) AS settled
            FROM booked GROUP BY charge_point_id, start_ms) AS by_charge_point
        GROUP BY start_ms
        """;

    /// <summary>
    /// Everything that has an interval at a charge point of @siteId in [@fromMs, @untilMs), one kind after the other. Each table is
    /// read once, by charge point or journal: a site's month is a small part of any of them.
    /// </summary>
    internal const string Booked =
        $"""
        mine AS (SELECT id FROM charge_point WHERE site_id = @siteId),
        booked AS (
            SELECT charge_point_id, interval_start_utc_ms AS start_ms, max(energy_wh) AS promised, 0 AS covered, 0 AS uncovered, 0 AS unclaimed, 0 AS dropped,
                   0 AS idle, 0 AS settled
            FROM open_allocation WHERE charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            GROUP BY charge_point_id, interval_start_utc_ms
            UNION ALL
            SELECT charge_point_id, interval_start_utc_ms, live_wh, 0, 0, 0, 0, 0, 0 FROM ({Ledger.LiveOfSite}) AS credited
            UNION ALL
            SELECT charge_point_id, interval_start_utc_ms, 0, covered_wh, uncovered_wh, unclaimed_wh, 0, idle_wh, 0 FROM interval_energy
            WHERE charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT charge_point_id, interval_start_utc_ms, 0, covered_wh, uncovered_wh, unclaimed_wh, dropped_wh, 0, 0
            FROM booking_correction INDEXED BY booking_correction_by_interval JOIN journal ON journal.id = journal_row
            WHERE charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT charge_point_id, interval_start_utc_ms, 0, 0, 0, 0, 0, 0, matched_wh
            FROM settled WHERE charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs)
        """;
}
