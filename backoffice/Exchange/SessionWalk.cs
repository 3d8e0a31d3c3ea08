using System.Data.Common;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange;

/// <summary>
/// A site's sessions by charge point, journal and begin, each read as the pages read it. So many are looked up at a time
/// that memory stays the same however many there are.
/// </summary>
internal static class SessionWalk
{
    private const int AtOnce = 1_000;

    /// <summary>Sessions that began in [from, until).</summary>
    public static IEnumerable<SessionRow> Begun(DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs) =>
        Journals(connection, transaction, site).SelectMany(row => Of(connection, transaction, row, fromMs, untilMs, "1 = 1"));

    /// <summary>
    /// Sessions that may have drawn in intervals that start in [from, until), and others: those that began in it, or before and were
    /// not over by then.
    /// </summary>
    public static IEnumerable<SessionRow> Touching(DbConnection connection, DbTransaction transaction, Site site, long fromMs, long untilMs)
    {
        long longAgoMs = fromMs - IntervalLedger.LongestSessionMs;
        // An interval may start before a session that is within it: one that begins just behind the end has perhaps drawn before it.
        return Journals(connection, transaction, site).SelectMany(row =>
            Of(connection, transaction, row, 0, longAgoMs, "ended_utc_ms IS NULL")
                .Concat(Of(connection, transaction, row, longAgoMs, fromMs, "(ended_utc_ms IS NULL OR ended_utc_ms >= @fromMs)", fromMs))
                .Concat(Of(connection, transaction, row, fromMs, untilMs + site.IntervalMs, "1 = 1")));
    }

    /// <summary>Rows of a site's journals, by charge point and order of appearance.</summary>
    public static List<long> Journals(DbConnection connection, DbTransaction transaction, Site site) => connection.Query<long>(
        """
        SELECT journal.id FROM charge_point JOIN journal ON journal.charge_point_id = charge_point.id
        WHERE site_id = @Id ORDER BY charge_point.name, journal.ordinal
        """,
        new { site.Id },
        transaction).AsList();

    private static IEnumerable<SessionRow> Of(
        DbConnection connection, DbTransaction transaction, long row, long beginMs, long untilMs, string which, long fromMs = 0)
    {
        (long lastMs, long lastNumber) = (beginMs, -1L);
        while (true)
        {
            List<(long BeginMs, long Number)> found = connection.Query<(long, long)>(
                $"""
                SELECT {Ledger.StartOfSession}, number FROM session
                WHERE journal_row = @row AND {Ledger.StartOfSession} >= @lastMs AND {Ledger.StartOfSession} < @untilMs
                  AND ({Ledger.StartOfSession} > @lastMs OR number > @lastNumber) AND {which}
                ORDER BY {Ledger.StartOfSession}, number LIMIT @AtOnce
                """,
                new { row, lastMs, lastNumber, untilMs, fromMs, AtOnce },
                transaction).AsList();
            foreach ((long _, long number) in found)
            {
                yield return SessionRows.Read(connection, transaction, row, number)!;
            }

            if (found.Count < AtOnce)
            {
                yield break;
            }

            (lastMs, lastNumber) = found[^1];
        }
    }
}
