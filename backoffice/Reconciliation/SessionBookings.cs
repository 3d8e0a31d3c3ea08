using System.Data.Common;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What an interval of a session is booked as, corrections included; energies in Wh.</summary>
internal sealed record Booked(long CoveredWh, long UncoveredWh, long UnclaimedWh, long DroppedWh)
{
    public static Booked None { get; } = new(0, 0, 0, 0);

    public static Booked operator +(Booked one, Booked other) => new(
        one.CoveredWh + other.CoveredWh, one.UncoveredWh + other.UncoveredWh, one.UnclaimedWh + other.UnclaimedWh, one.DroppedWh + other.DroppedWh);

    public static Booked operator -(Booked one, Booked other) => new(
        one.CoveredWh - other.CoveredWh, one.UncoveredWh - other.UncoveredWh, one.UnclaimedWh - other.UnclaimedWh, one.DroppedWh - other.DroppedWh);
}

/// <summary>One session's records and what they book, interval by interval, with what was corrected since.</summary>
internal sealed class SessionBookings
{
    private SessionBookings()
    {
    }

    /// <summary>By start of the interval, ms since 1970 in UTC.</summary>
    public SortedDictionary<long, Booked> ByInterval { get; } = [];

    /// <summary>Its records' numbers, times and registers in their order.</summary>
    public List<(long Number, long UtcMs, long RegisterWh, long IntervalStartMs)> Records { get; } = [];

    public Claim Claim { get; private set; }

    /// <summary>Start of the next session of the journal; null while none has begun.</summary>
    public (long UtcMs, long RegisterWh)? Next { get; private set; }

    /// <summary>Energy that the charge point named as idle between this session and the next, Wh.</summary>
    public long IdleBehindWh { get; private set; }

    /// <summary>Reads them around the session's own records: session numbers only rise within a journal.</summary>
    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="journalRow">Row of the journal.</param>
    /// <param name="session">Number of the session.</param>
    /// <param name="nearUtcMs">About when it was.</param>
    public static SessionBookings Read(DbConnection connection, DbTransaction transaction, long journalRow, long session, long nearUtcMs)
    {
        long near = connection.ExecuteScalar<long?>(
            """
            SELECT number FROM record WHERE journal_row = @journalRow AND min(utc_ms, received_utc_ms) >= @nearUtcMs
            ORDER BY min(utc_ms, received_utc_ms) LIMIT 1
            """,
            new { journalRow, nearUtcMs }, transaction) ?? 1;
        var bookings = new SessionBookings();
        bookings.TakeAll(
            [.. Around("number < @near ORDER BY number DESC", record => record.SessionNumber < session && IsOfSession(record)).Reverse()], session);
        bookings.TakeAll(Around("number >= @near ORDER BY number", record => record.Type == RecordType.SessionStarted && record.SessionNumber > session), session);
        foreach ((long startMs, long coveredWh, long uncoveredWh, long unclaimedWh, long droppedWh) in connection.Query<(long, long, long, long, long)>(
            """
            SELECT interval_start_utc_ms, sum(covered_wh), sum(uncovered_wh), sum(unclaimed_wh), sum(dropped_wh) FROM booking_correction
            WHERE journal_row = @journalRow AND session_number = @session GROUP BY interval_start_utc_ms
            """,
            new { journalRow, session }, transaction))
        {
            bookings.Add(startMs, new Booked(coveredWh, uncoveredWh, unclaimedWh, droppedWh));
        }

        return bookings;

        IEnumerable<Record> Around(string range, Func<Record, bool> isBeyond)
        {
            foreach (byte[] bytes in connection.Query<byte[]>(
                $"SELECT bytes FROM record WHERE journal_row = @journalRow AND {range}", new { journalRow, near }, transaction, buffered: false))
            {
                var record = new Record();
                if (RecordLayout.Decode(bytes, 0, record))
                {
                    yield return record;
                    if (isBeyond(record))
                    {
                        yield break;
                    }
                }
            }
        }
    }

    private void TakeAll(IEnumerable<Record> records, long session)
    {
        foreach (Record record in records)
        {
            if (IsOfSession(record) && record.SessionNumber == session)
            {
                Take(record);
            }
            else if (Records.Count > 0 && Next is null && record.Type == RecordType.IdleEnergy)
            {
                IdleBehindWh += record.RegisterWh - record.PreviousRegisterWh;
            }
            else if (Next is null && record.Type == RecordType.SessionStarted && record.SessionNumber > session)
            {
                Next = (record.UtcMs, record.RegisterWh);
            }
        }
    }

    private void Take(Record record)
    {
        Claim = Records.Count == 0 ? record.Claim : Claim;
        Records.Add((record.Number, record.UtcMs, record.RegisterWh, record.IntervalStartUtcMs));
        if (record.EnergyWh > 0)
        {
            // As the ledger books it.
            bool isRenewable = record.Claim == Claim.Renewable;
            long coveredWh = isRenewable ? Math.Min(record.CoveredWh, record.EnergyWh) : 0;
            Add(record.IntervalStartUtcMs, new Booked(coveredWh, isRenewable ? record.EnergyWh - coveredWh : 0, isRenewable ? 0 : record.EnergyWh, 0));
        }
    }

    private void Add(long startMs, Booked booked) => ByInterval[startMs] = ByInterval.GetValueOrDefault(startMs, Booked.None) + booked;

    private static bool IsOfSession(Record record) =>
        record.Type is RecordType.SessionStarted or RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded;
}
