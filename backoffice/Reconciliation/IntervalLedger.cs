using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>A site's interval, or a sum of intervals; energies in Wh, corrections included.</summary>
public sealed record LedgerInterval
{
    /// <summary>Start, ms since 1970 in UTC; of the month, where it is one.</summary>
    public long StartMs { get; init; }

    /// <summary>Renewable supply as known now: forecast and measured surplus.</summary>
    public long SupplyWh { get; init; }

    /// <summary>Of the forecast, what a certificate backs that is valid then.</summary>
    public long CertifiedWh { get; init; }

    /// <summary>Promised to charge points, live credit included.</summary>
    public long AllocatedWh { get; init; }

    public long CoveredWh { get; init; }

    /// <summary>Drawn by members beyond it.</summary>
    public long UncoveredWh { get; init; }

    /// <summary>Drawn by guests.</summary>
    public long UnclaimedWh { get; init; }

    /// <summary>Of sessions that staff dropped: it counts for nothing, and is still told.</summary>
    public long DroppedWh { get; init; }

    /// <summary>Drawn while no session was open.</summary>
    public long IdleWh { get; init; }

    /// <summary>Settled: what may be claimed.</summary>
    public long SettledWh { get; init; }

    /// <summary>Promised and not drawn.</summary>
    public long UnspentWh { get; init; }

    /// <summary>Drawn in sessions: what must be the sum.</summary>
    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh + DroppedWh;

    /// <summary>Both together, from the first one's start.</summary>
    public static LedgerInterval operator +(LedgerInterval one, LedgerInterval other) => new()
    {
        StartMs = one.StartMs,
        SupplyWh = one.SupplyWh + other.SupplyWh,
        CertifiedWh = one.CertifiedWh + other.CertifiedWh,
        AllocatedWh = one.AllocatedWh + other.AllocatedWh,
        CoveredWh = one.CoveredWh + other.CoveredWh,
        UncoveredWh = one.UncoveredWh + other.UncoveredWh,
        UnclaimedWh = one.UnclaimedWh + other.UnclaimedWh,
        DroppedWh = one.DroppedWh + other.DroppedWh,
        IdleWh = one.IdleWh + other.IdleWh,
        SettledWh = one.SettledWh + other.SettledWh,
        UnspentWh = one.UnspentWh + other.UnspentWh,
    };

    /// <summary>What intervals come to, as one that starts when it is said.</summary>
    public static LedgerInterval Sum(long startMs, IEnumerable<LedgerInterval> of) => of.Aggregate(new LedgerInterval { StartMs = startMs }, (sum, one) => sum + one);
}

/// <summary>A session with what was corrected; energies in Wh, times in ms since 1970 in UTC.</summary>
public sealed record LedgerSession
{
    public string ChargePoint { get; init; } = "";
    public long JournalRow { get; init; }

    /// <summary>Which of the charge point's journals, by order of appearance.</summary>
    public long Journal { get; init; }
    public long Number { get; init; }

    /// <summary>Its start, else its first interval.</summary>
    public long StartedUtcMs { get; init; }

    /// <summary>As recorded, else as staff closed it; null while open.</summary>
    public long? EndedUtcMs { get; init; }
    public string Claim { get; init; } = "";
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }
    public long DroppedWh { get; init; }
    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh + DroppedWh;
}

/// <summary>What is known to be supplied in an interval, Wh.</summary>
public sealed record SupplySource
{
    public long EnergyWh { get; init; }
    public string Source { get; init; } = "";
    public string CertificateId { get; init; } = "";
    public long ImportId { get; init; }
    public string FileName { get; init; } = "";
}

/// <summary>
/// Site by interval: supplied, certified, promised, drawn. What staff corrected is added to what the records state; both stay
/// as they are. Sessions that span a month's end are split where their intervals are.
/// </summary>
public sealed class IntervalLedger
{
    private const int LongestDays = 400;

    // A session is looked for where it may have begun; one that has no end is found however long ago that was.
    internal const long LongestSessionMs = 62 * 86_400_000L;

    private readonly Database database;
    private readonly Registry registry;

    internal IntervalLedger(Database database, Registry registry)
    {
        this.database = database;
        this.registry = registry;
    }

    /// <summary>Every interval that has anything, in order.</summary>
    /// <exception cref="RegistryException">No such site, or more than 400 days.</exception>
    public IReadOnlyList<LedgerInterval> Read(string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        (Site at, long fromMs, long untilMs) = Range(site, fromUtc, untilUtc);
        return database.Read((connection, transaction) => OfSite(connection, transaction, at, fromMs, untilMs).ToArray());
    }

    /// <summary>The same within a transaction.</summary>
    internal static IEnumerable<LedgerInterval> OfSite(DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs)
    {
        var intervals = new SortedDictionary<long, LedgerInterval>();
        foreach (LedgerInterval part in IntervalSums.Read(connection, transaction, site, fromMs, untilMs).Concat(connection.Query<LedgerInterval>(
            SuppliedSql, new { siteId = site.Id, fromMs, untilMs, site.IntervalMs }, transaction)))
        {
            intervals[part.StartMs] = intervals.TryGetValue(part.StartMs, out LedgerInterval? interval) ? interval + part : part;
        }

        return intervals.Values;
    }

    /// <summary>The months, on the site's clock, that hold anything of [from, until).</summary>
    /// <inheritdoc cref="Read"/>
    public IReadOnlyList<LedgerInterval> Months(string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        (Site at, long fromMs, long untilMs) = Range(site, fromUtc, untilUtc);
        var months = new List<LedgerInterval>();
        for (long startMs = MonthStart(at, fromMs, 0); startMs < untilMs; startMs = MonthStart(at, startMs, 1))
        {
            (long first, long end) = (Math.Max(fromMs, startMs), Math.Min(untilMs, MonthStart(at, startMs, 1)));
            months.Add(LedgerInterval.Sum(startMs, Read(site, DateTimeOffset.FromUnixTimeMilliseconds(first), DateTimeOffset.FromUnixTimeMilliseconds(end))));
        }

        return months;
    }

    /// <summary>Sessions that began in [from, until), with what was corrected.</summary>
    /// <inheritdoc cref="Read"/>
    public IReadOnlyList<LedgerSession> Sessions(string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        (Site at, long fromMs, long untilMs) = Range(site, fromUtc, untilUtc);
        return database.Read((connection, transaction) => Sessions(connection, transaction, at, fromMs, untilMs, ""));
    }

    /// <summary>Sessions that drew in an interval, with what each drew in it alone.</summary>
    /// <param name="site">Name of the site.</param>
    /// <param name="startMs">Start of the interval, ms since 1970 in UTC.</param>
    /// <exception cref="RegistryException">No such site.</exception>
    public IReadOnlyList<LedgerSession> DrillDown(string site, long startMs)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        return database.Read((connection, transaction) =>
        {
            var drawn = new List<LedgerSession>();
            foreach (LedgerSession session in Touching(connection, transaction, at, startMs, startMs + at.IntervalMs))
            {
                SessionBookings bookings = SessionBookings.Read(connection, transaction, session.JournalRow, session.Number, session.StartedUtcMs);
                if (bookings.ByInterval.TryGetValue(startMs, out Booked? booked) && booked != Booked.None)
                {
                    drawn.Add(session with
                    {
                        CoveredWh = booked.CoveredWh,
                        UncoveredWh = booked.UncoveredWh,
                        UnclaimedWh = booked.UnclaimedWh,
                        DroppedWh = booked.DroppedWh,
                    });
                }
            }

            return drawn;
        });
    }

    /// <summary>What each charge point has in an interval.</summary>
    /// <inheritdoc cref="DrillDown"/>
    public IReadOnlyList<(string ChargePoint, LedgerInterval Interval)> ByChargePoint(string site, long startMs)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        return database.Read((connection, transaction) => connection.Query<string, LedgerInterval, (string, LedgerInterval)>(
            $"""
            WITH {IntervalSums.Booked}
            SELECT charge_point.name, @fromMs AS StartMs, sum(promised) AS AllocatedWh, sum(covered) AS CoveredWh, sum(uncovered) AS UncoveredWh,
                   sum(unclaimed) AS UnclaimedWh, sum(dropped) AS DroppedWh, sum(idle) AS IdleWh, sum(settled) AS SettledWh,
                   max(0, sum(promised) - sum(covered)) AS UnspentWh
            FROM booked JOIN charge_point ON charge_point.id = charge_point_id GROUP BY charge_point_id, charge_point.name ORDER BY charge_point.name
            """,
            (name, interval) => (name, interval),
            new { siteId = at.Id, fromMs = startMs, untilMs = startMs + at.IntervalMs, at.IntervalMs },
            transaction,
            splitOn: "StartMs").AsList());
    }

    /// <summary>What is known to be supplied in an interval, and from which file that is known.</summary>
    /// <inheritdoc cref="DrillDown"/>
    public IReadOnlyList<SupplySource> Sources(string site, long startMs)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        return database.Read((connection, transaction) => connection.Query<SupplySource>(
            """
            SELECT energy_wh AS EnergyWh, source AS Source, certificate_id AS CertificateId, import_id AS ImportId, file_name AS FileName
            FROM supply JOIN supply_import ON supply_import.id = import_id WHERE supply.site_id = @Id AND interval_start_utc_ms = @startMs
            """,
            new { at.Id, startMs },
            transaction).AsList());
    }

    /// <summary>
    /// What sessions drew in [from, until), added up session by session: those wholly within it by their own sums, the others
    /// by their records' intervals. It must come to what the intervals come to.
    /// </summary>
    /// <inheritdoc cref="Read"/>
    public (long Sessions, LedgerInterval Sum) ThroughSessions(string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        (Site at, long fromMs, long untilMs) = Range(site, fromUtc, untilUtc);
        (fromMs, untilMs) = (at.NextIntervalMs(fromMs), at.NextIntervalMs(untilMs)); // an interval is booked where it starts
        return database.Read((connection, transaction) =>
        {
            (long sessions, LedgerInterval sum) = Within(connection, transaction, at, fromMs, untilMs);
            foreach (LedgerSession session in Touching(connection, transaction, at, fromMs, untilMs, $"AND ({IsWithin}) IS NOT TRUE"))
            {
                Booked[] drawn = [.. SessionBookings.Read(connection, transaction, session.JournalRow, session.Number, session.StartedUtcMs).ByInterval
                    .Where(one => one.Key >= fromMs && one.Key < untilMs).Select(one => one.Value)];
                sessions += drawn.Length > 0 ? 1 : 0;
                sum = sum with
                {
                    CoveredWh = sum.CoveredWh + drawn.Sum(one => one.CoveredWh),
                    UncoveredWh = sum.UncoveredWh + drawn.Sum(one => one.UncoveredWh),
                    UnclaimedWh = sum.UnclaimedWh + drawn.Sum(one => one.UnclaimedWh),
                    DroppedWh = sum.DroppedWh + drawn.Sum(one => one.DroppedWh),
                };
            }

            return (sessions, sum);
        });
    }

    // Sessions that began and ended in [from, until): their own sums, and what was corrected of them.
    private static (long Sessions, LedgerInterval Sum) Within(DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs)
    {
        const string From =
            $"""
            FROM charge_point CROSS JOIN journal ON journal.charge_point_id = charge_point.id
            CROSS JOIN session INDEXED BY session_of_journal_by_begin ON session.journal_row = journal.id
            """;
        const string Where = $"WHERE charge_point.site_id = @Id AND {Ledger.StartOfSession} >= @fromMs AND {Ledger.StartOfSession} < @untilMs AND {IsWithin}";
        var range = new { site.Id, fromMs, untilMs };
        (long sessions, long coveredWh, long uncoveredWh, long unclaimedWh) = connection.QuerySingle<(long, long, long, long)>(
            $"SELECT count(*), coalesce(sum(covered_wh), 0), coalesce(sum(uncovered_wh), 0), coalesce(sum(unclaimed_wh), 0) {From} {Where}", range, transaction);
        LedgerInterval corrected = connection.QuerySingle<LedgerInterval>(
            $"""
            SELECT @fromMs AS StartMs, coalesce(sum(c.covered_wh), 0) AS CoveredWh, coalesce(sum(c.uncovered_wh), 0) AS UncoveredWh,
                   coalesce(sum(c.unclaimed_wh), 0) AS UnclaimedWh, coalesce(sum(c.dropped_wh), 0) AS DroppedWh
            {From} CROSS JOIN booking_correction c ON c.journal_row = session.journal_row AND c.session_number = session.number {Where}
            """,
            range,
            transaction);
        return (sessions, corrected + new LedgerInterval { CoveredWh = coveredWh, UncoveredWh = uncoveredWh, UnclaimedWh = unclaimedWh });
    }

    // Sessions that may have drawn in [from, until): begun in it, or before and not ended before it.
    private static IEnumerable<LedgerSession> Touching(
        DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs, string ofBegun = "") =>
        Sessions(connection, transaction, site, fromMs, untilMs, ofBegun)
            .Concat(Sessions(connection, transaction, site, fromMs - LongestSessionMs, fromMs, "AND session.ended_utc_ms >= @untilMs"))
            .Concat(Sessions(connection, transaction, site, 0, fromMs, "AND session.ended_utc_ms IS NULL", "session_still_open"));

    private static List<LedgerSession> Sessions(
        DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs, string more, string index = "session_of_journal_by_begin") => connection.Query<LedgerSession>(
        $"""
        SELECT charge_point.name AS ChargePoint, session.journal_row AS JournalRow, journal.ordinal AS Journal, session.number AS Number, {Ledger.StartOfSession} AS StartedUtcMs,
               {EndOfSession} AS EndedUtcMs,
               session.claim AS Claim,
               session.covered_wh + coalesce(sum(c.covered_wh), 0) AS CoveredWh, session.uncovered_wh + coalesce(sum(c.uncovered_wh), 0) AS UncoveredWh,
               session.unclaimed_wh + coalesce(sum(c.unclaimed_wh), 0) AS UnclaimedWh, coalesce(sum(c.dropped_wh), 0) AS DroppedWh
        FROM charge_point CROSS JOIN journal ON journal.charge_point_id = charge_point.id CROSS JOIN session INDEXED BY {index} ON session.journal_row = journal.id
        LEFT JOIN booking_correction c ON c.journal_row = session.journal_row AND c.session_number = session.number
        WHERE charge_point.site_id = @Id AND {Ledger.StartOfSession} >= @fromMs AND {Ledger.StartOfSession} < @untilMs {more}
        GROUP BY charge_point.name, journal.ordinal, session.journal_row, session.number ORDER BY StartedUtcMs, session.journal_row, session.number
        """,
        new { site.Id, fromMs, untilMs, site.IntervalMs },
        transaction).AsList();

    private (Site Site, long FromMs, long UntilMs) Range(string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        return untilUtc > fromUtc && untilUtc - fromUtc <= TimeSpan.FromDays(LongestDays)
            ? (at, fromUtc.ToUnixTimeMilliseconds(), untilUtc.ToUnixTimeMilliseconds())
            : throw new RegistryException(Why.LedgerTooLong, LongestDays);
    }

    /// <summary>Start of the month that an instant is in, or of another one, on the site's clock; ms since 1970 in UTC.</summary>
    internal static long MonthStart(Site site, long utcMs, int monthsOn)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(utcMs), site.Zone);
        return LocalDay.MidnightUtc(site.Zone, new DateOnly(local.Year, local.Month, 1).AddMonths(monthsOn)).ToUnixTimeMilliseconds();
    }

    // As recorded, else as staff closed it.
    private const string EndOfSession = $"coalesce(session.ended_utc_ms, {SessionRows.ClosedMs})";

    // Of a session that began in [from, until).
    private const string IsWithin = $"{EndOfSession} >= {Ledger.StartOfSession} AND {EndOfSession} < @untilMs";

    // As known now; a certificate counts where it is valid through the interval.
    private const string SuppliedSql =
        """
        SELECT start_ms AS StartMs, sum(supply) AS SupplyWh, sum(certified) AS CertifiedWh
        FROM (
            SELECT interval_start_utc_ms AS start_ms, energy_wh AS supply, CASE WHEN EXISTS (
                SELECT 1 FROM certificate WHERE certificate.certificate_id = supply.certificate_id
                  AND valid_from_utc_ms <= interval_start_utc_ms AND valid_to_utc_ms >= interval_start_utc_ms + @IntervalMs) THEN energy_wh ELSE 0 END AS certified
            FROM supply WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT interval_start_utc_ms, energy_mj / 3600000, 0
            FROM measured_surplus WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs) AS known
        GROUP BY start_ms
        """;
}
