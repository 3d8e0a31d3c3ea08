using System.Data.Common;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>
/// Books one record after the other into sessions and interval energies. Ingest and rebuild both use it, and it reads
/// nothing but the record and what it booked before, so both come to the same ledger. The tables have it after <see cref="Write"/>.
/// </summary>
/// <param name="connection">The open connection.</param>
/// <param name="transaction">The transaction that also stores the records.</param>
/// <param name="isRebuilding">An alarm that stands already is left as it is, not counted once more.</param>
internal sealed class LedgerProjection(DbConnection connection, DbTransaction transaction, bool isRebuilding = false)
{
    private readonly LedgerBook book = new(connection, transaction);
    private long receivedMs;

    /// <summary>Whether such a record is booked into a session.</summary>
    public static bool IsOfSession(RecordType type) =>
        type is RecordType.SessionStarted or RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded;

    /// <summary>Reads sessions together that records to come are about.</summary>
    public void Expect(IReadOnlyCollection<(long JournalRow, int Number)> keys) => book.Expect(keys);

    /// <summary>Writes down what was booked: before the commit, before others look, and before there is too much of it.</summary>
    public void Write() => book.Write();

    /// <summary>Books a record.</summary>
    /// <param name="chargePoint">Who wrote it.</param>
    /// <param name="journalRow">Row of its journal.</param>
    /// <param name="record">What it states.</param>
    /// <param name="cameMs">When it came, ms since 1970 in UTC: alarms are dated by it.</param>
    public void Apply(ChargePoint chargePoint, long journalRow, Record record, long cameMs)
    {
        receivedMs = cameMs;
        switch (record.Type)
        {
            case RecordType.SessionStarted:
                Start(chargePoint, journalRow, record);
                break;
            case RecordType.SessionUpdated:
                Book(chargePoint, journalRow, record);
                TellTrouble(chargePoint, journalRow, record);
                break;
            case RecordType.IntervalClosed:
            case RecordType.SessionEnded:
                Book(chargePoint, journalRow, record);
                break;
            case RecordType.IdleEnergy:
                book.Add(chargePoint.Id, record.IntervalStartUtcMs, 0, 0, 0, record.RegisterWh - record.PreviousRegisterWh);
                break;
            case RecordType.LiveSupplied:
                Credit(chargePoint, journalRow, record);
                break;
            case RecordType.Boot:
                EndForgotten(chargePoint, journalRow, record);
                TellRestart(chargePoint, journalRow, record);
                break;
            case RecordType.RecordsLost:
                Lose(journalRow, record.LostUpTo - record.Number + 1);
                break;
            case RecordType.Fault when record.IsRaised:
                Alarm(chargePoint, journalRow, record, Names.Of(record.FaultCode), "flag", $"register {record.RegisterWh} Wh");
                break;
            case RecordType.SelfTest:
                Alarm(
                    chargePoint, journalRow, record, record.FailedParts == 0 ? "SelfTestPassed" : "SelfTestFailed", record.FailedParts == 0 ? "info" : "flag",
                    $"passed {SelfTestParts.Of(record.PassedParts)}; failed {SelfTestParts.Of(record.FailedParts)}; meter {record.MeterSerial}; {record.Closures} closures");
                break;
            default:
                break; // states no energy
        }
    }

    // The firmware never ends by itself: whatever starts with records in its journal was without power, or was reset.
    private void TellRestart(ChargePoint chargePoint, long journalRow, Record record)
    {
        if (record.Count > 0)
        {
            string session = record.SessionNumber > 0 ? $"session {record.SessionNumber} was cut off" : "no session was open";
            Alarm(chargePoint, journalRow, record, "Restarted", "info", $"boot {record.BootNumber}, {session}");
        }
    }

    // Supply that is missing is nobody's fault; a meter or a clock that is missing is somebody's work.
    private void TellTrouble(ChargePoint chargePoint, long journalRow, Record record)
    {
        if (record.Verdict is SupplyVerdict.DeniedMeterStale or SupplyVerdict.DeniedMeterImplausible or SupplyVerdict.DeniedClockUnknown)
        {
            Alarm(chargePoint, journalRow, record, Names.Of(record.Verdict), "flag", $"session {record.SessionNumber} waits at {record.RegisterWh} Wh");
        }
    }

    /// <summary>Records are lost: what was open then may have drawn energy that no record states.</summary>
    public void Lose(long journalRow, long records)
    {
        book.Write();
        connection.Execute(
            "UPDATE session SET records_lost = records_lost + @records WHERE journal_row = @journalRow AND ended_utc_ms IS NULL",
            new { journalRow, records },
            transaction);
    }

    // A charge point that starts says which session it has open, and ends that one. Another one open here is one whose
    // record was damaged over there after it came here: nobody else will end it.
    private void EndForgotten(ChargePoint chargePoint, long journalRow, Record record)
    {
        book.Write();
        foreach (long session in connection.Query<long>(
            """
            UPDATE session SET ended_utc_ms = @UtcMs, end_register_wh = start_register_wh + delivered_wh, stopped_reason = @reason, state = @state
            WHERE journal_row = @journalRow AND ended_utc_ms IS NULL AND number <> @SessionNumber
            RETURNING number
            """,
            new { journalRow, record.UtcMs, record.SessionNumber, reason = Names.Of(StoppedReason.PowerLoss), state = Names.Of(ChargingState.Idle) },
            transaction).ToList())
        {
            Alarm(
                chargePoint, journalRow, record, "SessionForgotten", "block",
                $"session {session} was open and the charge point has lost it: it ends with the last energy recorded");
        }
    }

    private void Start(ChargePoint chargePoint, long journalRow, Record record)
    {
        if (book.Find(journalRow, record.SessionNumber) is not null)
        {
            Alarm(chargePoint, journalRow, record, "SessionStartedTwice", "block", $"session {record.SessionNumber}");
            return;
        }

        book.Put(New(journalRow, record, isStart: true));
    }

    private static BookedSession New(long journalRow, Record record, bool isStart) => new()
    {
        JournalRow = journalRow,
        Number = record.SessionNumber,
        Claim = Names.Of(record.Claim),
        TokenHash = record.TokenHash,
        StartedUtcMs = isStart ? record.UtcMs : 0,
        FirstIntervalUtcMs = record.IntervalStartUtcMs,
        StartRegisterWh = isStart ? record.RegisterWh : record.RegisterWh - record.EnergyWh,
        State = isStart ? Names.Of(record.ChargingState) : "",
        TimesSuspended = isStart && record.ChargingState == ChargingState.SuspendedEVSE ? 1 : 0,
        LastVerdict = isStart ? Names.Of(record.Verdict) : "",
    };

    private void Book(ChargePoint chargePoint, long journalRow, Record record)
    {
        long coveredWh = record.Claim == Claim.Renewable ? Math.Min(record.CoveredWh, record.EnergyWh) : 0;
        long uncoveredWh = record.Claim == Claim.Renewable ? record.EnergyWh - coveredWh : 0;
        long unclaimedWh = record.Claim == Claim.Renewable ? 0 : record.EnergyWh; // never renewable by default
        if (record.CoveredWh > record.EnergyWh || (record.CoveredWh > 0 && record.Claim != Claim.Renewable))
        {
            Alarm(chargePoint, journalRow, record, "ImplausibleCover", "block", $"{record.CoveredWh} Wh covered of {record.EnergyWh} Wh");
        }

        BookedSession? session = book.Find(journalRow, record.SessionNumber);
        bool mayBeEnded = record.Type == RecordType.SessionEnded && record.StoppedReason == StoppedReason.PowerLoss && record.EnergyWh == 0;
        if (mayBeEnded && session?.EndedUtcMs is not null)
        {
            return; // its end was damaged over there after it came here, and is made up for
        }

        if (session is null)
        {
            // Its start is among the records that the charge point reported lost.
            session = New(journalRow, record, isStart: false);
            Alarm(chargePoint, journalRow, record, "SessionWithoutStart", "block", $"session {record.SessionNumber}");
        }

        session.Book(record, coveredWh, uncoveredWh, unclaimedWh);
        book.Put(session);
        book.Add(chargePoint.Id, record.IntervalStartUtcMs, coveredWh, uncoveredWh, unclaimedWh, 0);
        if (record.Type == RecordType.SessionEnded)
        {
            RequireTelescoped(chargePoint, journalRow, record, session);
        }
    }

    // What an interval was credited only grows within a journal; records come in their order.
    private void Credit(ChargePoint chargePoint, long journalRow, Record record)
    {
        var credit = new { journalRow, record.IntervalStartUtcMs, record.LiveWh, record.Measurements };
        long creditedWh = connection.QueryFirstOrDefault<long>(
            "SELECT live_wh FROM interval_live WHERE journal_row = @journalRow AND interval_start_utc_ms = @IntervalStartUtcMs", credit, transaction);
        if (record.LiveWh < creditedWh)
        {
            Alarm(
                chargePoint, journalRow, record, "LiveCreditFell", "block",
                $"{record.LiveWh} Wh of live supply after {creditedWh} Wh in the same interval; the larger is kept");
        }

        connection.Execute(
            """
            INSERT INTO interval_live (journal_row, interval_start_utc_ms, live_wh, measurements)
            VALUES (@journalRow, @IntervalStartUtcMs, @LiveWh, @Measurements)
            ON CONFLICT (journal_row, interval_start_utc_ms) DO UPDATE SET
                live_wh = max(interval_live.live_wh, excluded.live_wh), measurements = max(interval_live.measurements, excluded.measurements)
            """,
            credit,
            transaction);
    }

    // A session's energies add up to its registers' difference, or somebody must look at it.
    private void RequireTelescoped(ChargePoint chargePoint, long journalRow, Record record, BookedSession session)
    {
        (long deliveredWh, long bookedWh, long recordsLost) = (session.DeliveredWh, session.BookedWh, session.RecordsLost);
        if (deliveredWh > bookedWh && recordsLost > 0)
        {
            Alarm(
                chargePoint, journalRow, record, "SessionIncomplete", "block",
                $"session {record.SessionNumber}: {recordsLost} records were lost while it was open, and {deliveredWh - bookedWh} of {deliveredWh} Wh stood in them: nothing of that is covered");
        }
        else if (deliveredWh != bookedWh)
        {
            Alarm(
                chargePoint, journalRow, record, "EnergyDoesNotAddUp", "block",
                $"session {record.SessionNumber}: registers differ by {deliveredWh} Wh, its records state {bookedWh} Wh");
        }
    }

    private void Alarm(ChargePoint chargePoint, long journalRow, Record record, string kind, string severity, FormattableString detail) => Alarms.Raise(
        connection, transaction, receivedMs, chargePoint, kind, severity, journalRow, record.Number, detail, isCountedAgain: !isRebuilding);
}
