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
        if (record.Type is not (RecordType.Boot or RecordType.PlanAccepted))
        {
            return;
        }

        (long newestJournal, long before, long published) = connection.QuerySingle<(long, long, long)>(
            """
            SELECT (SELECT id FROM journal WHERE charge_point_id = @Id ORDER BY ordinal DESC LIMIT 1),
                   coalesce((SELECT version FROM plan_report WHERE charge_point_id = @Id ORDER BY id DESC LIMIT 1), 0),
                   coalesce((SELECT max(version) FROM plan_version WHERE charge_point_id = @Id), 0)
            """,
            new { chargePoint.Id },
            transaction);
        bool isOfNewestJournal = journalRow == newestJournal; // a board that was replaced may still send what it has
        if (isOfNewestJournal && record.Version != before && record.Version <= published)
        {
            Add(chargePoint, record.Version, before, journalRow, record.Number, nowMs);
        }
    }

    /// <summary>Takes down what states of a site's charge points say, where that goes back and was heard after the last report.</summary>
    public void Said(Site site, IReadOnlyList<(ChargePoint ChargePoint, long Version, long HeardMs)> said, long nowMs)
    {
        if (said.Count == 0)
        {
            return;
        }

        Dictionary<long, (long Version, long ReportedMs)> newest = connection.Query<(long ChargePointId, long Version, long ReportedMs)>(
            """
            SELECT charge_point.id, version, reported_utc_ms
            FROM charge_point JOIN plan_report ON plan_report.id = (SELECT max(id) FROM plan_report WHERE charge_point_id = charge_point.id)
            WHERE site_id = @Id
            """,
            new { site.Id },
            transaction).ToDictionary(row => row.ChargePointId, row => (row.Version, row.ReportedMs));
        foreach ((ChargePoint chargePoint, long version, long heardMs) in said)
        {
            (long before, long reportedMs) = newest.GetValueOrDefault(chargePoint.Id);
            if (version < before && heardMs > reportedMs)
            {
                Add(chargePoint, version, before, 0, 0, nowMs);
            }
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
}
