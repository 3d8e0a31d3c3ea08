using System.Data;
using System.Data.Common;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>A row of the table of sessions, while records are booked into it. Energies and registers in Wh, times in ms since 1970 in UTC.</summary>
internal sealed class BookedSession
{
    private const string Columns =
        """
        journal_row, number, claim, token_hash, started_utc_ms, first_interval_utc_ms, start_register_wh, ended_utc_ms, end_register_wh,
        stopped_reason, delivered_wh, covered_wh, uncovered_wh, unclaimed_wh, state, times_suspended, last_verdict, records_lost
        """;

    /// <summary>Row of its journal.</summary>
    public required long JournalRow { get; init; }

    /// <summary>As the charge point counts them.</summary>
    public required int Number { get; init; }

    public required string Claim { get; init; }

    public required long TokenHash { get; init; }

    /// <summary>0 while nobody knows it.</summary>
    public long StartedUtcMs { get; init; }

    public required long FirstIntervalUtcMs { get; init; }

    public required long StartRegisterWh { get; init; }

    public long? EndedUtcMs { get; private set; }

    public long? EndRegisterWh { get; private set; }

    public string? StoppedReason { get; private set; }

    public long DeliveredWh { get; private set; }

    public long CoveredWh { get; private set; }

    public long UncoveredWh { get; private set; }

    public long UnclaimedWh { get; private set; }

    /// <summary>Empty while nobody knows it.</summary>
    public required string State { get; set; }

    public required long TimesSuspended { get; set; }

    /// <summary>Empty while nobody knows it.</summary>
    public required string LastVerdict { get; set; }

    /// <summary>Records that were lost while it was open.</summary>
    public long RecordsLost { get; init; }

    /// <summary>What its records state together, Wh.</summary>
    public long BookedWh => CoveredWh + UncoveredWh + UnclaimedWh;

    /// <summary>Sessions that one statement reads.</summary>
    public const int ReadAtOnce = 32;

    private static readonly string readOne = ReadText(1);
    private static readonly string readMany = ReadText(ReadAtOnce);

    /// <summary>Finds sessions as they stand in the database; those that are not there are left out.</summary>
    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="keys">1 to <see cref="ReadAtOnce"/>.</param>
    public static IReadOnlyList<BookedSession> Read(DbConnection connection, DbTransaction transaction, IReadOnlyList<(long JournalRow, int Number)> keys)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = keys.Count == 1 ? readOne : readMany;
        for (int i = 0; i < (keys.Count == 1 ? 1 : ReadAtOnce); i++)
        {
            (long journalRow, int number) = i < keys.Count ? keys[i] : (0, 0); // none is that: one text whatever their number
            Give(2 * i, journalRow);
            Give((2 * i) + 1, number);
        }

        using DbDataReader row = command.ExecuteReader();
        var found = new List<BookedSession>();
        while (row.Read())
        {
            found.Add(Of(row));
        }

        return found;

        void Give(int place, long value)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = RowStatement.NameOf(place);
            parameter.DbType = DbType.Int64;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    private static string ReadText(int keys)
    {
        IEnumerable<string> each = Enumerable.Range(0, keys).Select(i => $"({RowStatement.NameOf(2 * i)}, {RowStatement.NameOf((2 * i) + 1)})");
        return $"SELECT {Columns} FROM (VALUES {string.Join(", ", each)}) AS wanted CROSS JOIN session ON journal_row = wanted.column1 AND number = wanted.column2";
    }

    private static BookedSession Of(DbDataReader row) => new()
    {
        JournalRow = row.GetInt64(0),
        Number = row.GetInt32(1),
        Claim = row.GetString(2),
        TokenHash = row.GetInt64(3),
        StartedUtcMs = row.GetInt64(4),
        FirstIntervalUtcMs = row.GetInt64(5),
        StartRegisterWh = row.GetInt64(6),
        EndedUtcMs = row.IsDBNull(7) ? null : row.GetInt64(7),
        EndRegisterWh = row.IsDBNull(8) ? null : row.GetInt64(8),
        StoppedReason = row.IsDBNull(9) ? null : row.GetString(9),
        DeliveredWh = row.GetInt64(10),
        CoveredWh = row.GetInt64(11),
        UncoveredWh = row.GetInt64(12),
        UnclaimedWh = row.GetInt64(13),
        State = row.GetString(14),
        TimesSuspended = row.GetInt64(15),
        LastVerdict = row.GetString(16),
        RecordsLost = row.GetInt64(17),
    };

    /// <summary>Writes sessions, new ones and such as are there.</summary>
    public static readonly RowStatement Statement = new(
        $"INSERT INTO session ({Columns})",
        [
            DbType.Int64, DbType.Int64, DbType.String, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64,
            DbType.String, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.String, DbType.Int64, DbType.String, DbType.Int64,
        ],
        """
        ON CONFLICT (journal_row, number) DO UPDATE SET
            ended_utc_ms = excluded.ended_utc_ms, end_register_wh = excluded.end_register_wh, stopped_reason = excluded.stopped_reason,
            delivered_wh = excluded.delivered_wh, covered_wh = excluded.covered_wh, uncovered_wh = excluded.uncovered_wh,
            unclaimed_wh = excluded.unclaimed_wh, state = excluded.state, times_suspended = excluded.times_suspended,
            last_verdict = excluded.last_verdict
        """);

    /// <summary>Its row, as <see cref="Statement"/> wants it.</summary>
    public void AddTo(RowWriter writer) => writer.Add(
        JournalRow, (long)Number, Claim, TokenHash, StartedUtcMs, FirstIntervalUtcMs, StartRegisterWh, EndedUtcMs, EndRegisterWh,
        StoppedReason, DeliveredWh, CoveredWh, UncoveredWh, UnclaimedWh, State, TimesSuspended, LastVerdict, RecordsLost);

    /// <summary>Adds what a record states that closes an interval, updates the session or ends it.</summary>
    public void Book(Record record, long coveredWh, long uncoveredWh, long unclaimedWh)
    {
        CoveredWh += coveredWh;
        UncoveredWh += uncoveredWh;
        UnclaimedWh += unclaimedWh;
        DeliveredWh = record.RegisterWh - StartRegisterWh;
        string stateNow = Names.Of(record.ChargingState);
        switch (record.Type)
        {
            case RecordType.SessionUpdated:
                string suspended = Names.Of(ChargingState.SuspendedEVSE);
                TimesSuspended += stateNow == suspended && State != suspended ? 1 : 0;
                State = stateNow;
                LastVerdict = Names.Of(record.Verdict);
                break;
            case RecordType.SessionEnded:
                EndRegisterWh = record.RegisterWh;
                EndedUtcMs = record.UtcMs;
                StoppedReason = Names.Of(record.StoppedReason);
                State = stateNow;
                break;
            default:
                break; // a boundary changes energies only
        }
    }
}
