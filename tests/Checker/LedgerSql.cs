using Microsoft.Data.Sqlite;

namespace ChargePointFw.Checker;

/// <summary>
/// All SQL of the checker: what it reads of the back office's database, and nothing else knows a table. Opened read-only
/// and read in one transaction, so that a running back office is neither disturbed nor seen in the middle of a change.
/// </summary>
internal sealed class LedgerSql : IDisposable
{
    private const string Sessions = """
        SELECT c.name, j.journal_id, s.number, s.started_utc_ms, s.ended_utc_ms, s.start_register_wh, s.end_register_wh,
               s.delivered_wh, s.covered_wh, s.uncovered_wh, s.unclaimed_wh
        FROM session s JOIN journal j ON j.id = s.journal_row JOIN charge_point c ON c.id = j.charge_point_id
        ORDER BY c.name, j.ordinal, s.number
        """;

    private const string Intervals = """
        SELECT c.name, i.interval_start_utc_ms,
               i.covered_wh + i.uncovered_wh + i.unclaimed_wh, i.covered_wh, i.uncovered_wh, i.unclaimed_wh, i.idle_wh
        FROM interval_energy i JOIN charge_point c ON c.id = i.charge_point_id
        ORDER BY c.name, i.interval_start_utc_ms
        """;

    private const string Allocations = """
        SELECT a.id, c.name, a.interval_start_utc_ms, a.energy_wh
        FROM allocation a JOIN charge_point c ON c.id = a.charge_point_id
        ORDER BY a.interval_start_utc_ms, c.name, a.id
        """;

    private const string LiveCredits = """
        SELECT c.name, l.interval_start_utc_ms, l.live_wh
        FROM live_credit l JOIN charge_point c ON c.id = l.charge_point_id
        ORDER BY c.name, l.interval_start_utc_ms
        """;

    /// <summary>Every allocation that any version of a plan ever named, also one that a later version replaced.</summary>
    private const string Promises = """
        SELECT p.id, c.name, p.interval_start_utc_ms, p.energy_wh
        FROM planned_allocation p JOIN charge_point c ON c.id = p.charge_point_id
        """;

    private const string Records = """
        SELECT c.name, j.journal_id, r.number, r.bytes
        FROM record r JOIN journal j ON j.id = r.journal_row JOIN charge_point c ON c.id = j.charge_point_id
        ORDER BY c.name, j.ordinal, r.number
        """;

    private const string Gaps = """
        SELECT name, journal_id, before, number
        FROM (SELECT name, journal_id, number,
                     LAG(number, 1, 0) OVER (PARTITION BY name, journal_id ORDER BY number) AS before
              FROM (SELECT DISTINCT c.name, j.journal_id, r.number
                    FROM record r JOIN journal j ON j.id = r.journal_row JOIN charge_point c ON c.id = j.charge_point_id))
        WHERE number <> before + 1 ORDER BY name, journal_id, number
        """;

    /// <summary>Records and sessions stored twice, and sessions that count the same Wh of the same meter.</summary>
    private const string Repeats = """
        SELECT c.name || ', record ' || r.number || ' of journal ' || j.journal_id || ': stored', COUNT(*)
        FROM record r JOIN journal j ON j.id = r.journal_row JOIN charge_point c ON c.id = j.charge_point_id
        GROUP BY c.name, j.journal_id, r.number HAVING COUNT(*) > 1
        UNION ALL
        SELECT c.name || ', session ' || s.number || ' of journal ' || j.journal_id || ': stored', COUNT(*)
        FROM session s JOIN journal j ON j.id = s.journal_row JOIN charge_point c ON c.id = j.charge_point_id
        GROUP BY c.name, j.journal_id, s.number HAVING COUNT(*) > 1
        UNION ALL
        SELECT c.name || ', sessions ' || a.number || ' of journal ' || ja.journal_id || ' and ' || b.number || ' of journal '
               || jb.journal_id || ': register ' || MAX(a.start_register_wh, b.start_register_wh) || ' to '
               || MIN(a.end_register_wh, b.end_register_wh) || ' Wh counted', 2
        FROM session a JOIN journal ja ON ja.id = a.journal_row
             JOIN journal jb ON jb.charge_point_id = ja.charge_point_id JOIN session b ON b.journal_row = jb.id
             JOIN charge_point c ON c.id = ja.charge_point_id
        WHERE (ja.ordinal, a.number) < (jb.ordinal, b.number)
          AND MAX(a.start_register_wh, b.start_register_wh) < MIN(a.end_register_wh, b.end_register_wh)
        """;

    private readonly SqliteConnection connection;
    private readonly SqliteTransaction snapshot;

    public LedgerSql(string databasePath)
    {
        var builder = new SqliteConnectionStringBuilder { DataSource = databasePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        connection = new SqliteConnection(builder.ToString());
        connection.Open();
        snapshot = connection.BeginTransaction(deferred: true);
    }

    public List<LedgerSession> ReadSessions() => Read(Sessions, row => new LedgerSession(
        new SessionKey(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
        row.GetInt64(3), Nullable(row, 4), row.GetInt64(5), Nullable(row, 6), Kinds(row, 7)));

    public List<LedgerInterval> ReadIntervals() => Read(Intervals, row => new LedgerInterval(
        row.GetString(0), row.GetInt64(1), Kinds(row, 2), row.GetInt64(6)));

    public List<LedgerAllocation> ReadAllocations() => Read(Allocations, row => new LedgerAllocation(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));

    public List<LedgerLiveCredit> ReadLiveCredits() => Read(LiveCredits, row => new LedgerLiveCredit(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2)));

    public List<LedgerAllocation> ReadPromises() => Read(Promises, row => new LedgerAllocation(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));

    public List<LedgerRecord> ReadRecords() => Read(Records, row => new LedgerRecord(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3)));

    public List<LedgerGap> ReadGaps() => Read(Gaps, row => new LedgerGap(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));

    public List<LedgerRepeat> ReadRepeats() => Read(Repeats, row => new LedgerRepeat(row.GetString(0), row.GetInt64(1)));

    public void Dispose()
    {
        snapshot.Dispose();
        connection.Dispose();
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> toRow)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(toRow(reader));
        }

        return rows;
    }

    private static Energies Kinds(SqliteDataReader row, int at) =>
        new(row.GetInt64(at), row.GetInt64(at + 1), row.GetInt64(at + 2), row.GetInt64(at + 3));

    private static long? Nullable(SqliteDataReader row, int at) => row.IsDBNull(at) ? null : row.GetInt64(at);
}
