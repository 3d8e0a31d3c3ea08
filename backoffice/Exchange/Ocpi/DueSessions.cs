using System.Data.Common;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Exchange.Ocpi;

/// <summary>
/// Finds the sessions of which something else may have to be told: by records that came, settlements and tariffs, each read
/// from where the last look ended. Decisions of staff make a session due by themselves (a trigger).
/// </summary>
internal sealed class DueSessions(DbConnection connection, DbTransaction transaction)
{
    private const int RecordsAtOnce = 20_000;

    // How long a session that was settled may have begun before the interval.
    private const long LongestSessionMs = 2 * 86_400_000L;

    private readonly HashSet<(long JournalRow, long Number)> due = [];
    private readonly List<(long JournalRow, long Number)> journals = [];

    /// <summary>Whether there is anything to look at; most times there is not, and nothing is written.</summary>
    public bool IsAnythingNew() =>
        Newest("settlement") > Cursor("settlement")
        || Newest("tariff") > Cursor("tariff")
        || connection.ExecuteScalar<long?>(
            """
            SELECT 1 FROM journal LEFT JOIN told_journal ON told_journal.journal_row = journal.id
            WHERE contiguous_number > coalesce(told_journal.number, 0) LIMIT 1
            """,
            transaction: transaction) is not null;

    /// <summary>Looks at what is new; true when there was anything.</summary>
    public bool Find()
    {
        LookAtRecords();
        long settledUpTo = Newest("settlement");
        long settledBefore = Cursor("settlement");
        if (settledUpTo > settledBefore)
        {
            Collect(
                """
                SELECT session.journal_row, session.number
                FROM (SELECT charge_point_id, min(interval_start_utc_ms) AS first_ms, max(interval_start_utc_ms) AS last_ms
                      FROM settlement WHERE id > @settledBefore AND id <= @settledUpTo GROUP BY charge_point_id) fresh
                JOIN journal ON journal.charge_point_id = fresh.charge_point_id
                JOIN session ON session.journal_row = journal.id
                WHERE coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms) >= fresh.first_ms - @LongestSessionMs
                  AND coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms) < fresh.last_ms + 3600000
                """,
                new { settledBefore, settledUpTo, LongestSessionMs });
        }

        long tariffsUpTo = Newest("tariff");
        long tariffsBefore = Cursor("tariff");
        if (tariffsUpTo > tariffsBefore)
        {
            Collect(
                """
                SELECT session.journal_row, session.number
                FROM (SELECT site_id, min(valid_from_utc_ms) AS first_ms FROM tariff WHERE id > @tariffsBefore AND id <= @tariffsUpTo GROUP BY site_id) fresh
                JOIN charge_point ON charge_point.site_id = fresh.site_id
                JOIN journal ON journal.charge_point_id = charge_point.id
                JOIN session ON session.journal_row = journal.id
                WHERE coalesce(nullif(started_utc_ms, 0), first_interval_utc_ms) >= fresh.first_ms
                """,
                new { tariffsBefore, tariffsUpTo });
        }

        if (journals.Count == 0 && settledUpTo == settledBefore && tariffsUpTo == tariffsBefore)
        {
            return false;
        }

        foreach ((long journalRow, long number) in due)
        {
            connection.Execute(
                """
                INSERT INTO told_due (journal_row, session_number, waits_for) VALUES (@journalRow, @number, '')
                ON CONFLICT (journal_row, session_number) DO UPDATE SET waits_for = ''
                """,
                new { journalRow, number }, transaction);
        }

        foreach ((long journalRow, long number) in journals)
        {
            connection.Execute(
                "INSERT INTO told_journal (journal_row, number) VALUES (@journalRow, @number) ON CONFLICT (journal_row) DO UPDATE SET number = excluded.number",
                new { journalRow, number }, transaction);
        }

        if (tariffsUpTo > tariffsBefore)
        {
            connection.Execute("UPDATE told_due SET waits_for = '' WHERE waits_for = 'facts'", transaction: transaction);
        }

        Advance("settlement", settledUpTo);
        Advance("tariff", tariffsUpTo);
        return true;
    }

    private void LookAtRecords()
    {
        int left = RecordsAtOnce;
        var record = new Record();
        foreach ((long row, long stored, long lookedAt) in connection.Query<(long, long, long)>(
            """
            SELECT journal.id, contiguous_number, coalesce(told_journal.number, 0)
            FROM journal LEFT JOIN told_journal ON told_journal.journal_row = journal.id WHERE contiguous_number > coalesce(told_journal.number, 0)
            """,
            transaction: transaction).AsList())
        {
            long last = stored;
            foreach ((long number, byte[] bytes) in connection.Query<(long, byte[])>(
                "SELECT number, bytes FROM record WHERE journal_row = @row AND number > @lookedAt AND number <= @stored ORDER BY number LIMIT @limit",
                new { row, lookedAt, stored, limit = left + 1 }, transaction).AsList())
            {
                if (left-- == 0)
                {
                    last = number - 1; // the rest with the next look
                    break;
                }

                Take(row, RecordLayout.Decode(bytes, 0, record) ? record : new Record());
            }

            journals.Add((row, last));
            if (left <= 0)
            {
                return;
            }
        }
    }

    private void Take(long journalRow, Record record)
    {
        switch (record.Type)
        {
            case RecordType.SessionStarted or RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded:
                due.Add((journalRow, record.SessionNumber));
                break;
            case RecordType.Boot:
                // It ends what was forgotten over there.
                Collect("SELECT journal_row, session_number FROM told_session WHERE journal_row = @journalRow AND status = 'ACTIVE'", new { journalRow });
                break;
            default:
                break;
        }
    }

    private void Collect(string sql, object values) => due.UnionWith(connection.Query<(long, long)>(sql, values, transaction));

    private long Newest(string table) => connection.ExecuteScalar<long?>($"SELECT max(id) FROM {table}", transaction: transaction) ?? 0;

    private long Cursor(string name) => connection.ExecuteScalar<long?>("SELECT value FROM told_cursor WHERE name = @name", new { name }, transaction) ?? 0;

    private void Advance(string name, long value) => connection.Execute(
        "INSERT INTO told_cursor (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { name, value }, transaction);
}
