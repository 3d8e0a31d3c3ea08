using System.Data.Common;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>
/// Which version of its plan each charge point holds. A newer one is believed when a signed record says so (a boot, or a
/// plan accepted); an older one at a mere word, since that frees nothing for anybody: it may be another board, or a store
/// that was put back. Staff find a row about it, and what the charge point may hold again counts again.
/// </summary>
internal sealed class PlanReports(DbConnection connection, DbTransaction transaction)
{
    /// <summary>Kind of the finding when a charge point goes back to an older version.</summary>
    public const string WentBack = "PlanWentBack";

    /// <summary>Takes a record down that states a version; others are passed over, and those of an earlier journal.</summary>
    public void Recorded(ChargePoint chargePoint, long journalRow, Record record, long nowMs)
    {
        if (record.Type is not (RecordType.Boot or RecordType.PlanAccepted) || !IsNewestJournal(chargePoint, journalRow))
        {
            return;
        }

        (long before, long _) = Newest(chargePoint);
        bool wasPublished = record.Version <= (new PlanStore(connection, transaction).Newest(chargePoint)?.Version ?? 0);
        if (record.Version != before && wasPublished)
        {
            Add(chargePoint, record.Version, before, journalRow, record.Number, nowMs);
        }
    }

    /// <summary>Takes down what a state says, if that goes back and was heard after the last report.</summary>
    public void Said(ChargePoint chargePoint, long version, long heardMs, long nowMs)
    {
        (long before, long reportedMs) = Newest(chargePoint);
        if (version < before && heardMs > reportedMs)
        {
            Add(chargePoint, version, before, 0, 0, nowMs);
        }
    }

    private void Add(ChargePoint chargePoint, long version, long before, long journalRow, long number, long nowMs)
    {
        connection.Execute(
            """
            INSERT INTO plan_report (charge_point_id, version, reported_utc_ms, journal_row, record_number)
            VALUES (@Id, @version, @nowMs, @journalRow, @number)
            """,
            new { chargePoint.Id, version, nowMs, journalRow, number },
            transaction);
        if (version < before)
        {
            // How much more than its newest plan it may draw from now on.
            long moreWh = new PlanStore(connection, transaction).Promised(chargePoint.Site, nowMs, long.MaxValue)
                .Where(one => one.Key.ChargePointId == chargePoint.Id)
                .Sum(one => Math.Max(0, one.Value.HeldWh - (one.Value.PlannedWh ?? 0)));
            long startMs = chargePoint.Site.IntervalStartMs(DateTimeOffset.FromUnixTimeMilliseconds(nowMs));
            SupplyFinding.Add(connection, transaction, chargePoint.Site, WentBack, startMs, moreWh, chargePoint.Name, nowMs);
        }
    }

    private (long Version, long ReportedMs) Newest(ChargePoint chargePoint) => connection.QueryFirstOrDefault<(long, long)>(
        "SELECT version, reported_utc_ms FROM plan_report WHERE charge_point_id = @Id ORDER BY id DESC LIMIT 1", new { chargePoint.Id }, transaction);

    // A board that was replaced may still send what it has.
    private bool IsNewestJournal(ChargePoint chargePoint, long journalRow) => connection.ExecuteScalar<long>(
        "SELECT id FROM journal WHERE charge_point_id = @Id ORDER BY ordinal DESC LIMIT 1", new { chargePoint.Id }, transaction) == journalRow;
}
