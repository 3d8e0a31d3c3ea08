using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What a decision does to a session beside the entry itself, all by rows that are added; and what it was before and is after.</summary>
internal sealed class SessionEffects(DbConnection connection, DbTransaction transaction, QueueRow finding, long version)
{
    private readonly long session = finding.SessionNumber;
    private readonly long journalRow = finding.JournalRow;

    /// <summary>Bookings as they stand, for the audit trail.</summary>
    public static object Told(SessionBookings bookings) => bookings.ByInterval.Select(one => new
    {
        startUtcMs = one.Key,
        one.Value.CoveredWh,
        one.Value.UncoveredWh,
        one.Value.UnclaimedWh,
        one.Value.DroppedWh,
    }).ToArray();

    public SessionBookings Read() => SessionBookings.Read(connection, transaction, journalRow, session, finding.AtUtcMs);

    /// <summary>Everything that it is booked as counts for nothing from now on, and stays visible.</summary>
    public void Drop(SessionBookings bookings)
    {
        foreach ((long startMs, Booked booked) in bookings.ByInterval)
        {
            Book(startMs, new Booked(-booked.CoveredWh, -booked.UncoveredWh, -booked.UnclaimedWh, booked.CoveredWh + booked.UncoveredWh + booked.UnclaimedWh));
        }
    }

    /// <summary>Books intervals otherwise.</summary>
    /// <exception cref="QueueException">Negative, more covered than allocated, or an interval that does not begin where one does.</exception>
    public void Correct(SessionBookings bookings, IReadOnlyList<IntervalBooking> wanted)
    {
        Require(wanted.Count > 0, Why.NoInterval);
        Require(wanted.Select(one => one.StartUtcMs).Distinct().Count() == wanted.Count, Why.IntervalTwice);
        foreach (IntervalBooking one in wanted)
        {
            Require(one is { CoveredWh: >= 0, UncoveredWh: >= 0, UnclaimedWh: >= 0 }, Why.NegativeEnergy);
            Require(
                Math.Max(one.CoveredWh, Math.Max(one.UncoveredWh, one.UnclaimedWh)) <= RecordLayout.MaximumEnergyWh,
                Why.TooMuchEnergy, RecordLayout.MaximumEnergyWh);
            Booked before = bookings.ByInterval.GetValueOrDefault(one.StartUtcMs, Booked.None);
            Require(
                bookings.ByInterval.ContainsKey(one.StartUtcMs) || bookings.Records.Any(record => record.IntervalStartMs == one.StartUtcMs),
                Why.NoRecordThen);
            Book(one.StartUtcMs, new Booked(one.CoveredWh, one.UncoveredWh, one.UnclaimedWh, before.DroppedWh) - before);
            if (one.CoveredWh > before.CoveredWh)
            {
                RequireAllocated(one.StartUtcMs);
            }
        }
    }

    /// <summary>Gives the session an end.</summary>
    /// <exception cref="QueueException">It has one, or the rule finds none.</exception>
    public void Close(SessionBookings bookings, CloseRule rule)
    {
        Require(bookings.Records.Count > 0, Why.NoRecordOfSession);
        bool isEnded = connection.ExecuteScalar<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM session WHERE journal_row = @journalRow AND number = @session AND ended_utc_ms IS NOT NULL)
                OR coalesce((SELECT ended_utc_ms IS NOT NULL FROM session_closing
                             WHERE journal_row = @journalRow AND session_number = @session ORDER BY id DESC LIMIT 1), FALSE)
            """,
            new { journalRow, session }, transaction);
        Require(!isEnded, Why.HasEnded);
        (long endMs, long endWh) = EndBy(bookings, rule);
        connection.Execute(
            """
            INSERT INTO session_closing (finding_id, version, journal_row, session_number, rule, ended_utc_ms, end_register_wh)
            VALUES (@Id, @version, @journalRow, @session, @rule, @endMs, @endWh)
            """,
            new { finding.Id, version, journalRow, session, rule = rule.ToString(), endMs, endWh }, transaction);
    }

    /// <summary>Takes back what an entry of this finding booked and closed.</summary>
    /// <exception cref="QueueException">Somebody has corrected the same session since.</exception>
    public void Reverse(long reversed)
    {
        var entry = new { finding.Id, reversed, version, journalRow, session };
        bool isBuiltUpon = connection.ExecuteScalar<bool>(
            """
            SELECT EXISTS (
                SELECT 1 FROM booking_correction later
                WHERE later.journal_row = @journalRow AND later.session_number = @session
                  AND later.id > (SELECT max(id) FROM booking_correction mine WHERE mine.finding_id = @Id AND mine.version = @reversed)
                GROUP BY later.interval_start_utc_ms
                HAVING sum(covered_wh) <> 0 OR sum(uncovered_wh) <> 0 OR sum(unclaimed_wh) <> 0 OR sum(dropped_wh) <> 0)
            """,
            entry, transaction);
        Require(!isBuiltUpon, Why.CorrectedSince);
        connection.Execute(
            """
            INSERT INTO booking_correction (
                finding_id, version, journal_row, session_number, interval_start_utc_ms, covered_wh, uncovered_wh, unclaimed_wh, dropped_wh)
            SELECT @Id, @version, journal_row, session_number, interval_start_utc_ms, -covered_wh, -uncovered_wh, -unclaimed_wh, -dropped_wh
            FROM booking_correction WHERE finding_id = @Id AND version = @reversed ORDER BY id
            """,
            entry, transaction);
        connection.Execute(
            """
            INSERT INTO session_closing (finding_id, version, journal_row, session_number, rule, ended_utc_ms, end_register_wh)
            SELECT @Id, @version, journal_row, session_number, rule, NULL, NULL FROM session_closing WHERE finding_id = @Id AND version = @reversed
            """,
            entry, transaction);
    }

    private (long EndMs, long EndWh) EndBy(SessionBookings bookings, CloseRule rule)
    {
        switch (rule)
        {
            case CloseRule.OwnStart:
                foreach ((long startMs, Booked booked) in bookings.ByInterval)
                {
                    Book(startMs, Booked.None - booked);
                }

                return (bookings.Records[0].UtcMs, bookings.Records[0].RegisterWh);
            case CloseRule.NextStart:
                (long nextMs, long nextWh) = bookings.Next ?? throw new QueueException(Why.NoNextSession);
                var last = bookings.Records[^1];
                long flowedWh = nextWh - last.RegisterWh - bookings.IdleBehindWh;
                Require(flowedWh >= 0, Why.NextStartsBelow);
                // Nobody allocated anything for it: a member's is uncovered, never renewable.
                Book(last.IntervalStartMs, bookings.Claim == Claim.Renewable ? new Booked(0, flowedWh, 0, 0) : new Booked(0, 0, flowedWh, 0));
                return (nextMs, nextWh - bookings.IdleBehindWh);
            default:
                int end = 0;
                while (end + 1 < bookings.Records.Count && bookings.Records[end + 1].RegisterWh >= bookings.Records[end].RegisterWh)
                {
                    end++;
                }

                return (bookings.Records[end].UtcMs, bookings.Records[end].RegisterWh);
        }
    }

    // What a charge point covered in an interval never exceeds what it was allocated and credited, whatever staff correct.
    private void RequireAllocated(long startMs)
    {
        (long coveredWh, long boundWh) = connection.QuerySingle<(long, long)>(
            """
            WITH at AS (SELECT charge_point_id AS id FROM journal WHERE journal.id = @journalRow)
            SELECT coalesce((SELECT covered_wh FROM interval_energy, at WHERE charge_point_id = at.id AND interval_start_utc_ms = @startMs), 0)
                 + coalesce((SELECT sum(c.covered_wh) FROM booking_correction c JOIN journal ON journal.id = c.journal_row, at
                             WHERE journal.charge_point_id = at.id AND c.interval_start_utc_ms = @startMs), 0),
                   coalesce((SELECT energy_wh FROM allocation, at WHERE charge_point_id = at.id AND interval_start_utc_ms = @startMs), 0)
                 + coalesce((SELECT live_wh FROM live_credit, at WHERE charge_point_id = at.id AND interval_start_utc_ms = @startMs), 0)
            """,
            new { journalRow, startMs }, transaction);
        Require(coveredWh <= boundWh, Why.NotAllocated, coveredWh, boundWh);
    }

    private void Book(long startMs, Booked more)
    {
        if (more != Booked.None)
        {
            connection.Execute(
                """
                INSERT INTO booking_correction (
                    finding_id, version, journal_row, session_number, interval_start_utc_ms, covered_wh, uncovered_wh, unclaimed_wh, dropped_wh)
                VALUES (@Id, @version, @journalRow, @session, @startMs, @CoveredWh, @UncoveredWh, @UnclaimedWh, @DroppedWh)
                """,
                new { finding.Id, version, journalRow, session, startMs, more.CoveredWh, more.UncoveredWh, more.UnclaimedWh, more.DroppedWh },
                transaction);
        }
    }

    private static void Require(bool isSo, Why refusal, params object[] values)
    {
        if (!isSo)
        {
            throw new QueueException(refusal, values);
        }
    }
}
