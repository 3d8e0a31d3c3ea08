using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>A session as the page shows it; energies in Wh.</summary>
public sealed record SessionLine
{
    public string ChargePoint { get; init; } = "";
    public long Journal { get; init; }
    public long Number { get; init; }
    public string Claim { get; init; } = "";
    public long StartedMs { get; init; }
    public long? EndedMs { get; init; }
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }
    public string StoppedReason { get; init; } = "";
    public string State { get; init; } = "";
    public long TimesSuspended { get; init; }

    /// <summary>Intervals of its time in which its charge point covered energy, and how many of them are settled.</summary>
    public long CoveredIntervals { get; init; }
    public long SettledIntervals { get; init; }

    /// <summary>Covered and not matched in these intervals, Wh.</summary>
    public long ShortWh { get; init; }
    public long IsFinal { get; init; }

    /// <summary>The weakest wording of its settled intervals.</summary>
    public string Wording { get; init; } = "";

    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh;
}

/// <summary>An interval of the whole site; energies in Wh.</summary>
public sealed record IntervalLine
{
    public long StartMs { get; init; }
    public long AllocatedWh { get; init; }
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }

    /// <summary>Credited from measured surplus, on top of what was allocated.</summary>
    public long LiveWh { get; init; }

    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh;

    /// <summary>Never, unless something is wrong.</summary>
    public bool IsOverdrawn => CoveredWh > AllocatedWh + LiveWh;
}

/// <summary>What the ledger says of one day at a site; read from one snapshot.</summary>
/// <param name="Sessions">One page of them, newest first.</param>
/// <param name="SessionCount">All of the day.</param>
/// <param name="Intervals">Those with an allocation or energy, in order.</param>
/// <param name="OpenSessions">Start registers (Wh) of sessions that have not ended, by charge point, journal id and number.</param>
public sealed record SiteDay(
    IReadOnlyList<SessionLine> Sessions,
    long SessionCount,
    IReadOnlyList<IntervalLine> Intervals,
    IReadOnlyDictionary<(string ChargePoint, long JournalId, long Number), long> OpenSessions)
{
    /// <summary>Sessions on one page.</summary>
    public const int PageSize = 20;

    public IntervalLine Totals => new()
    {
        AllocatedWh = Intervals.Sum(one => one.AllocatedWh),
        CoveredWh = Intervals.Sum(one => one.CoveredWh),
        UncoveredWh = Intervals.Sum(one => one.UncoveredWh),
        UnclaimedWh = Intervals.Sum(one => one.UnclaimedWh),
        LiveWh = Intervals.Sum(one => one.LiveWh),
    };

    public int PageCount => (int)Math.Max(1, (SessionCount + PageSize - 1) / PageSize);

    /// <summary>Reads a day; pages count from 1.</summary>
    public static SiteDay Read(Database database, DaySelection day, int page) => database.Read((connection, transaction) =>
    {
        var range = new
        {
            siteId = day.Site.Id,
            fromMs = day.FromUtc.ToUnixTimeMilliseconds(),
            untilMs = day.ToUtc.ToUnixTimeMilliseconds(),
            PageSize,
            skip = (page - 1) * PageSize,
        };
        List<SessionLine> sessions = connection.Query<SessionLine>(
            $"""
            SELECT charge_point.name AS ChargePoint, journal.ordinal AS Journal, session.number AS Number, claim AS Claim,
                   started_utc_ms AS StartedMs, ended_utc_ms AS EndedMs, covered_wh AS CoveredWh, uncovered_wh AS UncoveredWh,
                   unclaimed_wh AS UnclaimedWh, coalesce(stopped_reason, '') AS StoppedReason, state AS State,
                   times_suspended AS TimesSuspended,
                   (SELECT count(*) FROM interval_energy e WHERE e.covered_wh > 0 AND {InSession("e")}) AS CoveredIntervals,
                   (SELECT count(*) FROM settled s WHERE {InSession("s")}) AS SettledIntervals,
                   (SELECT coalesce(sum(s.covered_wh - s.matched_wh), 0) FROM settled s WHERE {InSession("s")}) AS ShortWh,
                   (SELECT coalesce(min(s.is_final), 0) FROM settled s WHERE {InSession("s")}) AS IsFinal,
                   coalesce((SELECT min(s.wording) FROM settled s WHERE s.matched_wh > 0 AND {InSession("s")}), 'None') AS Wording
            {FromSessions}
            ORDER BY {Ledger.StartOfSession} DESC, charge_point.name, journal.ordinal DESC, session.number DESC
            LIMIT @PageSize OFFSET @skip
            """,
            range,
            transaction).AsList();
        long count = connection.ExecuteScalar<long>($"SELECT count(*) {FromSessions}", range, transaction);
        List<IntervalLine> intervals = connection.Query<IntervalLine>(
            $"""
            WITH mine AS (SELECT id FROM charge_point WHERE site_id = @siteId)
            SELECT start_ms AS StartMs, sum(allocated) AS AllocatedWh, sum(covered) AS CoveredWh, sum(uncovered) AS UncoveredWh,
                   sum(unclaimed) AS UnclaimedWh, sum(live) AS LiveWh
            FROM (
                SELECT charge_point_id, interval_start_utc_ms AS start_ms, 0 AS allocated, covered_wh AS covered,
                       uncovered_wh AS uncovered, unclaimed_wh AS unclaimed, 0 AS live
                FROM interval_energy WHERE charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
                UNION ALL
                SELECT charge_point_id, interval_start_utc_ms, energy_wh, 0, 0, 0, 0
                FROM allocation WHERE charge_point_id IN (SELECT id FROM mine) AND energy_wh > 0 AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
                UNION ALL
                SELECT charge_point_id, interval_start_utc_ms, 0, 0, 0, 0, live_wh FROM ({Ledger.LiveOfSite}) AS credited WHERE live_wh > 0) AS parts
            GROUP BY start_ms ORDER BY start_ms
            """,
            range,
            transaction).AsList();
        Dictionary<(string, long, long), long> open = connection.Query<(string ChargePoint, long JournalId, long Number, long StartWh)>(
            """
            SELECT charge_point.name, journal.journal_id, session.number, start_register_wh
            FROM charge_point CROSS JOIN journal ON charge_point_id = charge_point.id
            CROSS JOIN session INDEXED BY session_still_open ON journal_row = journal.id
            WHERE site_id = @siteId AND ended_utc_ms IS NULL
            """,
            range,
            transaction).ToDictionary(one => (one.ChargePoint, one.JournalId, one.Number), one => one.StartWh);
        return new SiteDay(sessions, count, intervals, open);
    });

    private static string InSession(string table) =>
        $"{table}.charge_point_id = charge_point.id AND {table}.interval_start_utc_ms >= first_interval_utc_ms AND {table}.interval_start_utc_ms <= ended_utc_ms";

    private const string FromSessions =
        $"""
        FROM charge_point
        CROSS JOIN journal ON charge_point_id = charge_point.id
        CROSS JOIN session INDEXED BY session_of_journal_by_begin ON journal_row = journal.id
        WHERE site_id = @siteId AND {Ledger.StartOfSession} >= @fromMs AND {Ledger.StartOfSession} < @untilMs
        """;
}
