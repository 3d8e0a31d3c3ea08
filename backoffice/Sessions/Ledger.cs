using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>Sums over a time; energies in Wh.</summary>
/// <param name="Sessions">Sessions that started in it.</param>
/// <param name="Records">Records written in it, by their own clock.</param>
/// <param name="CoveredWh">Drawn under an allocation.</param>
/// <param name="UncoveredWh">Drawn by members beyond it; should be zero.</param>
/// <param name="UnclaimedWh">Drawn by guests.</param>
/// <param name="AllocatedWh">Promised for its intervals.</param>
/// <param name="LiveWh">Credited to its intervals from measured surplus, on top.</param>
public sealed record LedgerTotals(
    long Sessions, long Records, long CoveredWh, long UncoveredWh, long UnclaimedWh, long AllocatedWh, long LiveWh)
{
    /// <summary>Everything drawn in sessions, Wh.</summary>
    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh;
}

/// <summary>
/// The ledger: sessions and interval energies, built from records alone. Its canonical rows and their digest are the
/// same whenever and however it was built from the same records.
/// </summary>
public sealed class Ledger
{
    private const int ReadAtOnce = 10_000; // records
    private const int WriteAtOnce = 5_000; // records
    private readonly Database database;
    private readonly Registry registry;

    internal Ledger(Database database, Registry registry)
    {
        this.database = database;
        this.registry = registry;
    }

    /// <summary>
    /// Computes all sessions, interval energies and live credits anew from the stored records, in one transaction, and the
    /// alarms about them that are not there.
    /// </summary>
    /// <returns>How many records were read.</returns>
    public long Rebuild() => Rebuild(static (_, _) => long.MaxValue);

    /// <summary>As the ledger was when each journal had come to a record, and no further.</summary>
    /// <param name="lastNumber">That record, by charge point and journal id; 0 leaves the journal out.</param>
    internal long Rebuild(Func<ChargePoint, long, long> lastNumber) => database.Write((connection, transaction) =>
    {
        connection.Execute("DELETE FROM summed_day", transaction: transaction);
        connection.Execute("DELETE FROM session", transaction: transaction);
        connection.Execute("DELETE FROM interval_energy", transaction: transaction);
        connection.Execute("DELETE FROM interval_live", transaction: transaction);
        connection.Execute("DELETE FROM told_journal", transaction: transaction); // what others were told is compared with every record once more
        var projection = new LedgerProjection(connection, transaction, isRebuilding: true);
        var record = new Record();
        long records = 0;
        foreach ((long journalRow, long chargePointId, long journalId, long number, long givenUp, byte[]? bytes, long receivedMs) in InOrder(connection, transaction))
        {
            ChargePoint chargePoint = registry.FindChargePoint(chargePointId)!;
            if (number > lastNumber(chargePoint, journalId))
            {
                continue;
            }

            if (bytes is null)
            {
                projection.Lose(journalRow, givenUp);
                continue;
            }

            RecordLayout.Decode(bytes, 0, record);
            projection.Apply(chargePoint, journalRow, record, receivedMs);
            if (++records % WriteAtOnce == 0)
            {
                projection.Write();
            }
        }

        projection.Write();
        connection.Execute(
            $"""
            UPDATE finding_state SET session_begin_utc_ms = coalesce(
                (SELECT {StartOfSession} FROM session WHERE session.journal_row = finding_state.journal_row AND session.number = session_number), 0)
            WHERE session_number > 0
            """,
            transaction: transaction);
        return records;
    });

    // All records, and those that were given up, journal by journal. Some at a time: meanwhile the connection is needed for booking.
    private static IEnumerable<(long JournalRow, long ChargePointId, long JournalId, long Number, long GivenUp, byte[]? Bytes, long ReceivedMs)> InOrder(
        DbConnection connection, DbTransaction transaction)
    {
        foreach ((long row, long chargePointId, long journalId) in connection.Query<(long, long, long)>(
            "SELECT id, charge_point_id, journal_id FROM journal ORDER BY id", transaction: transaction).AsList())
        {
            long after = -1;
            List<(long Number, long GivenUp, byte[]? Bytes, long ReceivedMs)> some;
            do
            {
                some = connection.Query<(long, long, byte[]?, long)>(
                    """
                    SELECT number, 0 AS given_up, bytes, received_utc_ms FROM record WHERE journal_row = @row AND number > @after
                    UNION ALL
                    SELECT from_number, to_number - from_number + 1, NULL, 0 FROM journal_gap
                    WHERE journal_row = @row AND from_number > @after AND decision_id IS NOT NULL
                    ORDER BY number LIMIT @most
                    """,
                    new { row, after, most = ReadAtOnce },
                    transaction).AsList();
                foreach ((long number, long givenUp, byte[]? bytes, long receivedMs) in some)
                {
                    yield return (row, chargePointId, journalId, number, givenUp, bytes, receivedMs);
                    after = number;
                }
            }
            while (some.Count == ReadAtOnce);
        }
    }

    /// <summary>
    /// The ledger as text: sessions that started in [from, to) by charge point, journal and number, then the intervals
    /// that start in it with what was allocated for them, then what of live supply was credited to them. Journals are named by the order of their first appearance,
    /// since their ids are drawn at random. A session whose start is unknown counts by its first interval.
    /// </summary>
    public IReadOnlyList<string> CanonicalRows(DateTimeOffset fromUtc, DateTimeOffset toUtc) => database.Read((connection, transaction) =>
    {
        var range = new { fromMs = fromUtc.ToUnixTimeMilliseconds(), toMs = toUtc.ToUnixTimeMilliseconds() };
        var rows = new List<string> { "ledger|1" };
        rows.AddRange(connection.Query<string>(
            $"""
            SELECT 'session|' || site.name || '|' || charge_point.name || '|' || journal.ordinal || '|' || session.number
                || '|' || claim || '|' || printf('%016X', token_hash)
                || '|' || {Instant("started_utc_ms")} || '|' || {Instant("ended_utc_ms")}
                || '|' || start_register_wh || '|' || coalesce(CAST(end_register_wh AS TEXT), '')
                || '|' || delivered_wh || '|' || covered_wh || '|' || uncovered_wh || '|' || unclaimed_wh
                || '|' || coalesce(stopped_reason, '') || '|' || state || '|' || times_suspended || '|' || last_verdict
            FROM session
            JOIN journal ON journal.id = session.journal_row
            JOIN charge_point ON charge_point.id = journal.charge_point_id
            JOIN site ON site.id = charge_point.site_id
            WHERE {StartOfSession} >= @fromMs AND {StartOfSession} < @toMs
            ORDER BY site.name, charge_point.name, journal.ordinal, session.number
            """,
            range,
            transaction));
        rows.AddRange(connection.Query<string>(
            $"""
            SELECT 'interval|' || site.name || '|' || charge_point.name || '|' || {Instant("start_ms")}
                || '|' || coalesce(allocation.energy_wh, 0)
                || '|' || coalesce(covered_wh, 0) || '|' || coalesce(uncovered_wh, 0)
                || '|' || coalesce(unclaimed_wh, 0) || '|' || coalesce(idle_wh, 0)
            FROM ({IntervalsInRange}) AS named
            JOIN charge_point ON charge_point.id = named.charge_point_id
            JOIN site ON site.id = charge_point.site_id
            LEFT JOIN allocation ON allocation.charge_point_id = named.charge_point_id
                AND allocation.interval_start_utc_ms = start_ms
            LEFT JOIN interval_energy ON interval_energy.charge_point_id = named.charge_point_id
                AND interval_energy.interval_start_utc_ms = start_ms
            ORDER BY site.name, charge_point.name, start_ms
            """,
            range,
            transaction));
        rows.AddRange(connection.Query<string>(
            $"""
            SELECT 'live|' || site.name || '|' || charge_point.name || '|' || {Instant("interval_start_utc_ms")} || '|' || live_wh
            FROM live_credit
            JOIN charge_point ON charge_point.id = charge_point_id
            JOIN site ON site.id = charge_point.site_id
            WHERE interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @toMs AND live_wh > 0
            ORDER BY site.name, charge_point.name, interval_start_utc_ms
            """,
            range,
            transaction));
        return rows;
    });

    /// <summary>SHA-256 over the canonical rows, each ended by a line feed, in UTF-8; lower-case hexadecimal.</summary>
    public string Digest(DateTimeOffset fromUtc, DateTimeOffset toUtc)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string row in CanonicalRows(fromUtc, toUtc))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(row + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Sums over [from, to), of one site or of all.</summary>
    public LedgerTotals Totals(DateTimeOffset fromUtc, DateTimeOffset toUtc, string? site = null) => database.Read((connection, transaction) =>
    {
        (long sessions, long records, long coveredWh, long uncoveredWh, long unclaimedWh, long allocatedWh, long liveWh) =
            connection.QuerySingle<(long, long, long, long, long, long, long)>(
                $"""
                WITH mine AS (
                    SELECT charge_point.id FROM charge_point JOIN site ON site.id = site_id WHERE @site IS NULL OR site.name = @site),
                drawn AS (
                    SELECT sum(covered_wh) AS covered, sum(uncovered_wh) AS uncovered, sum(unclaimed_wh) AS unclaimed
                    FROM interval_energy
                    WHERE interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @toMs AND charge_point_id IN (SELECT id FROM mine))
                SELECT
                    (SELECT count(*) FROM session JOIN journal ON journal.id = journal_row
                     WHERE {StartOfSession} >= @fromMs AND {StartOfSession} < @toMs AND charge_point_id IN (SELECT id FROM mine)),
                    (SELECT count(*) FROM record JOIN journal ON journal.id = journal_row
                     WHERE utc_ms >= @fromMs AND utc_ms < @toMs AND charge_point_id IN (SELECT id FROM mine)),
                    coalesce(covered, 0), coalesce(uncovered, 0), coalesce(unclaimed, 0),
                    coalesce((SELECT sum(energy_wh) FROM allocation
                     WHERE interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @toMs AND charge_point_id IN (SELECT id FROM mine)), 0),
                    coalesce((SELECT sum(live_wh) FROM live_credit
                     WHERE interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @toMs AND charge_point_id IN (SELECT id FROM mine)), 0)
                FROM drawn
                """,
                new { fromMs = fromUtc.ToUnixTimeMilliseconds(), toMs = toUtc.ToUnixTimeMilliseconds(), site },
                transaction);
        return new LedgerTotals(sessions, records, coveredWh, uncoveredWh, unclaimedWh, allocatedWh, liveWh);
    });

    internal const string StartOfSession = "coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms)";

    /// <summary>
    /// What a site's charge points were credited live in [@fromMs, @untilMs): as the view <c>live_credit</c> has it, but read by
    /// journal, so that other sites' credits cost nothing.
    /// </summary>
    internal const string LiveOfSite =
        """
        SELECT charge_point_id, interval_start_utc_ms, max(live_wh) AS live_wh
        FROM charge_point CROSS JOIN journal ON charge_point_id = charge_point.id CROSS JOIN interval_live ON journal_row = journal.id
        WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        GROUP BY charge_point_id, interval_start_utc_ms
        """;

    private const string IntervalsInRange =
        """
        SELECT charge_point_id, interval_start_utc_ms AS start_ms FROM interval_energy
        WHERE interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @toMs
        UNION
        SELECT charge_point_id, interval_start_utc_ms FROM allocation
        WHERE interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @toMs
        """;

    // RFC 3339 in UTC with milliseconds; empty while unknown.
    private static string Instant(string column) =>
        $"CASE WHEN coalesce({column}, 0) = 0 THEN '' ELSE strftime('%Y-%m-%dT%H:%M:%S', {column} / 1000, 'unixepoch')"
        + $" || printf('.%03dZ', {column} % 1000) END";
}
