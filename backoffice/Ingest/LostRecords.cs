using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// Names what is lost: by staff's decision, or because the charge point says that its store is damaged. The energy is
/// bracketed by the registers in front of the gap and behind it, and both are told.
/// </summary>
/// <param name="connection">The open connection.</param>
/// <param name="transaction">Its transaction.</param>
/// <param name="nowMs">When the records came, ms since 1970 in UTC.</param>
/// <param name="ledger">Where they are booked.</param>
/// <param name="write">Writes down what has been stored so far; what is read here rests on it.</param>
internal sealed class LostRecords(DbConnection connection, DbTransaction transaction, long nowMs, LedgerProjection ledger, Action write)
{
    // Journals with a gap that no register behind it closes yet: few, and those of the charge points at hand are changed by nobody else.
    private readonly HashSet<long> open =
        [.. connection.Query<long>("SELECT DISTINCT journal_row FROM journal_gap WHERE register_after_wh IS NULL", transaction: transaction)];

    /// <summary>Staff give up everything from this record on to the one that they decided about.</summary>
    public void GiveUp(ChargePoint chargePoint, long row, long from, JournalDecision decision)
    {
        Add(chargePoint, row, from, decision.Number, decision.Id, $"were given up by {decision.By}");
        ledger.Lose(row, decision.Number - from + 1);
    }

    /// <summary>A record was stored: it may state a loss, or the register behind one.</summary>
    public void Recorded(ChargePoint chargePoint, long row, Record record)
    {
        if (record.Type == RecordType.RecordsLost)
        {
            Add(chargePoint, row, record.Number, record.LostUpTo, null, $"are damaged in the charge point's store, as it says itself");
        }
        else if (RegisterBracket.Before(record) is { } afterWh)
        {
            CloseBrackets(chargePoint, row, afterWh);
            if (record.Type == RecordType.MeterBaseline && record.PreviousRegisterWh == 0)
            {
                TellUnrecorded(chargePoint, row, record);
            }
        }
    }

    private void Add(ChargePoint chargePoint, long row, long from, long to, long? decisionId, FormattableString how)
    {
        write();
        open.Add(row);
        long? registerBeforeWh = RegisterBracket.UpTo(connection, transaction, row, from - 1);
        connection.Execute(
            """
            INSERT INTO journal_gap (journal_row, from_number, to_number, register_before_wh, decision_id)
            VALUES (@row, @from, @to, @registerBeforeWh, @decisionId)
            """,
            new { row, from, to, registerBeforeWh, decisionId },
            transaction);
        Alarms.Raise(
            connection, transaction, nowMs, chargePoint, "RecordsLost", "block", row, from,
            $"records {from} to {to} are lost: they {how.ToString(CultureInfo.InvariantCulture)}; the register before them: {Text(registerBeforeWh)} Wh");
    }

    // The first register behind a gap closes the bracket around what is lost.
    private void CloseBrackets(ChargePoint chargePoint, long row, long afterWh)
    {
        if (!open.Remove(row))
        {
            return;
        }

        (long From, long To, long? BeforeWh)[] gaps =
        [
            .. connection.Query<(long, long, long?)>(
                """
                UPDATE journal_gap SET register_after_wh = @afterWh WHERE journal_row = @row AND register_after_wh IS NULL
                RETURNING from_number, to_number, register_before_wh
                """,
                new { afterWh, row },
                transaction),
        ];
        foreach ((long from, long to, long? beforeWh) in gaps)
        {
            string between = beforeWh is null
                ? "nobody knows the register before them"
                : string.Create(CultureInfo.InvariantCulture, $"{afterWh - beforeWh} Wh between them are in no session");
            Alarms.Raise(
                connection, transaction, nowMs, chargePoint, "EnergyBracketed", "block", row, from,
                $"around the lost records {from} to {to} the register rose from {Text(beforeWh)} to {afterWh} Wh: {between}");
        }
    }

    // A charge point whose own copies are damaged counts anew from the register that it reads, though all is stored here.
    private void TellUnrecorded(ChargePoint chargePoint, long row, Record baseline)
    {
        write();
        bool isToldByGap = connection.ExecuteScalar<long>(
            "SELECT count(*) FROM journal_gap WHERE journal_row = @row AND register_after_wh = @RegisterWh", new { row, baseline.RegisterWh }, transaction) > 0;
        long? beforeWh = RegisterBracket.UpTo(connection, transaction, row, baseline.Number - 1);
        if (!isToldByGap && beforeWh is not null && beforeWh != baseline.RegisterWh)
        {
            Alarms.Raise(
                connection, transaction, nowMs, chargePoint, "EnergyBracketed", "block", row, baseline.Number,
                $"the charge point counts anew at record {baseline.Number}, since records in its store are damaged: the register rose from {Text(beforeWh)} to {baseline.RegisterWh} Wh, and {baseline.RegisterWh - beforeWh} Wh between them are in no session");
        }
    }

    private static string Text(long? registerWh) => registerWh?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
}
