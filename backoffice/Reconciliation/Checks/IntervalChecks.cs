using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation.Checks;

/// <summary>What a charge point drew in an interval, beside what it might draw; energies in Wh.</summary>
internal sealed record DrawnInterval
{
    public long ChargePointId { get; init; }
    public long StartMs { get; init; }
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }

    /// <summary>Null when nothing is allocated.</summary>
    public long? AllocatedWh { get; init; }

    /// <summary>Credited of live supply.</summary>
    public long LiveWh { get; init; }

    public Evidence Evidence => new Evidence().Intervals(StartMs).With("startUtcMs", StartMs).With("coveredWh", CoveredWh).With("uncoveredWh", UncoveredWh)
        .With("allocatedWh", AllocatedWh ?? 0).With("liveWh", LiveWh);
}

/// <summary>A check of what a charge point drew as a member's energy in one interval.</summary>
internal abstract class IntervalCheck : Check
{
    /// <summary>Energy that should not be, Wh; 0 when all is well.</summary>
    public abstract long WrongWh(DrawnInterval interval);
}

/// <summary>Every check of an interval, all asked in one pass over the intervals.</summary>
internal static class IntervalChecks
{
    public static IReadOnlyList<IntervalCheck> All { get; } = [new EnergyWithoutAllocation(), new CoveredAboveAllocation(), new UncoveredEnergy()];

    public static void Look(SiteLook look, IFindings findings)
    {
        // Where all that was drawn is covered by an allocation, nothing is to be asked; such rows are not even handed over.
        foreach (DrawnInterval one in look.Connection.Query<DrawnInterval>(
            """
            SELECT drawn.charge_point_id AS ChargePointId, drawn.interval_start_utc_ms AS StartMs, covered_wh AS CoveredWh, uncovered_wh AS UncoveredWh,
                   allocation.energy_wh AS AllocatedWh,
                   coalesce((SELECT max(live_wh) FROM interval_live JOIN journal ON journal.id = journal_row
                             WHERE interval_live.interval_start_utc_ms = drawn.interval_start_utc_ms
                               AND journal.charge_point_id = drawn.charge_point_id), 0) AS LiveWh
            FROM interval_energy AS drawn
            LEFT JOIN allocation ON allocation.charge_point_id = drawn.charge_point_id AND allocation.interval_start_utc_ms = drawn.interval_start_utc_ms
            WHERE drawn.charge_point_id IN (SELECT id FROM charge_point WHERE site_id = @siteId)
              AND drawn.interval_start_utc_ms >= @fromMs AND drawn.interval_start_utc_ms < @untilMs AND covered_wh + uncovered_wh > 0
              AND (uncovered_wh > 0 OR allocation.energy_wh IS NULL OR covered_wh > allocation.energy_wh)
            """,
            look.Range, look.Transaction, buffered: false))
        {
            foreach (IntervalCheck check in All)
            {
                if (check.WrongWh(one) is > 0 and var wrongWh)
                {
                    findings.Add(new Found(
                        check, look.LimitsOf(one.ChargePointId).RuleOf(check), $"{one.ChargePointId}@{one.StartMs}", look.Site.Id, one.ChargePointId, 0, 0,
                        one.StartMs, wrongWh, one.Evidence.With("wrongWh", wrongWh).ToString()));
                }
            }
        }
    }
}

/// <summary>A member drew energy in an interval for which nothing was allocated.</summary>
internal sealed class EnergyWithoutAllocation : IntervalCheck
{
    public override Severity Severity => Severity.Block;

    public override long WrongWh(DrawnInterval interval) =>
        interval.AllocatedWh is null && interval.LiveWh == 0 ? interval.CoveredWh + interval.UncoveredWh : 0;
}

/// <summary>More is called covered than was allocated and credited.</summary>
internal sealed class CoveredAboveAllocation : IntervalCheck
{
    public override Severity Severity => Severity.Block;

    public override long WrongWh(DrawnInterval interval) => interval.AllocatedWh is null && interval.LiveWh == 0
        ? 0 // nothing allocated at all: said by another check
        : interval.CoveredWh - (interval.AllocatedWh ?? 0) - interval.LiveWh;
}

/// <summary>A member drew more than was covered; the firmware lets that happen only while it stops.</summary>
internal sealed class UncoveredEnergy : IntervalCheck
{
    public override Severity Severity => Severity.Flag;

    public override long WrongWh(DrawnInterval interval) => interval.AllocatedWh is null && interval.LiveWh == 0 ? 0 : interval.UncoveredWh;
}

/// <summary>All charge points of a site together covered more than its supply of the interval.</summary>
internal sealed class BudgetExceeded : SiteCheck
{
    private const long MillijoulesPerWh = 3_600_000;

    public override Severity Severity => Severity.Block;

    public override void Look(SiteLook look, IFindings findings)
    {
        foreach ((long startMs, long coveredWh, long supplyWh, long measuredMj) in look.Connection.Query<(long, long, long, long)>(
            """
            SELECT drawn.interval_start_utc_ms, drawn.covered,
                   coalesce((SELECT energy_wh FROM supply WHERE supply.site_id = @siteId AND supply.interval_start_utc_ms = drawn.interval_start_utc_ms), 0),
                   coalesce((SELECT energy_mj FROM measured_surplus m WHERE m.site_id = @siteId AND m.interval_start_utc_ms = drawn.interval_start_utc_ms), 0)
            FROM (SELECT interval_start_utc_ms, sum(covered_wh) AS covered FROM interval_energy
                  WHERE charge_point_id IN (SELECT id FROM charge_point WHERE site_id = @siteId)
                    AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
                  GROUP BY interval_start_utc_ms) AS drawn
            WHERE drawn.covered > 0
            """,
            look.Range, look.Transaction, buffered: false))
        {
            long budgetWh = supplyWh + (measuredMj / MillijoulesPerWh);
            if (coveredWh > budgetWh)
            {
                Add(
                    findings, look, $"{look.Site.Id}@{startMs}", 0, 0, 0, startMs, coveredWh - budgetWh,
                    new Evidence().Intervals(startMs).With("startUtcMs", startMs).With("coveredWh", coveredWh).With("supplyWh", supplyWh)
                        .With("measuredWh", measuredMj / MillijoulesPerWh).With("excessWh", coveredWh - budgetWh));
            }
        }
    }
}

/// <summary>More is allocated on a certificate, at all sites together, than it is for.</summary>
internal sealed class CertificateAllocatedTwice : SiteCheck
{
    private const int IntervalsNamed = 20;

    public override Severity Severity => Severity.Block;

    public override bool IsForArrivals => false;

    public override void Look(SiteLook look, IFindings findings)
    {
        foreach ((string id, long volumeWh, long allocatedWh) in look.Connection.Query<(string, long, long)>(
            """
            SELECT certificate.certificate_id, certificate.volume_wh, sum(allocation.energy_wh)
            FROM certificate JOIN allocation ON allocation.certificate_id = certificate.certificate_id
            WHERE allocation.certificate_id <> '' -- as the index has it: else one is built anew for each site
              AND certificate.certificate_id IN (
                SELECT certificate_id FROM planned_allocation WHERE charge_point_id IN (SELECT id FROM charge_point WHERE site_id = @siteId)
                  AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs)
            GROUP BY certificate.certificate_id, certificate.volume_wh HAVING sum(allocation.energy_wh) > certificate.volume_wh
            """,
            look.Range, look.Transaction).AsList())
        {
            long[] intervals = [.. look.Connection.Query<long>(
                $"""
                SELECT DISTINCT interval_start_utc_ms FROM planned_allocation
                WHERE certificate_id = @id AND charge_point_id IN (SELECT id FROM charge_point WHERE site_id = @siteId)
                  AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
                ORDER BY 1 LIMIT {IntervalsNamed}
                """,
                new { id, siteId = look.Site.Id, fromMs = look.FromMs, untilMs = look.UntilMs }, look.Transaction)];
            Add(
                findings, look, $"{look.Site.Id}/{id}", 0, 0, 0, intervals[0], allocatedWh - volumeWh,
                new Evidence().Intervals(intervals).With("certificate", id).With("volumeWh", volumeWh).With("allocatedWh", allocatedWh)
                    .With("excessWh", allocatedWh - volumeWh));
        }
    }
}
