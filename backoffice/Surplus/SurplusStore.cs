using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Surplus;

/// <summary>The table of measured surplus, and who has a share of it.</summary>
internal sealed class SurplusStore(DbConnection connection, DbTransaction transaction)
{
    /// <summary>The site's newest interval, or null before its first.</summary>
    public SurplusInterval? Newest(Site site)
    {
        (long startMs, long energyMj, long measurements, long gapMs, long lastMs) = connection.QueryFirstOrDefault<(long, long, long, long, long)>(
            """
            SELECT interval_start_utc_ms, energy_mj, measurements, largest_gap_ms, last_measured_utc_ms
            FROM measured_surplus WHERE site_id = @Id ORDER BY interval_start_utc_ms DESC LIMIT 1
            """,
            new { site.Id },
            transaction);
        return startMs == 0 ? null : new SurplusInterval(startMs, energyMj, measurements, gapMs, lastMs);
    }

    /// <summary>Writes an interval down as far as it is.</summary>
    public void Put(Site site, SurplusInterval one) => connection.Execute(
        """
        INSERT INTO measured_surplus (site_id, interval_start_utc_ms, energy_mj, measurements, largest_gap_ms, last_measured_utc_ms)
        VALUES (@Id, @StartMs, @EnergyMj, @Measurements, @LargestGapMs, @LastMeasuredMs)
        ON CONFLICT (site_id, interval_start_utc_ms) DO UPDATE SET
            energy_mj = excluded.energy_mj, measurements = excluded.measurements, largest_gap_ms = excluded.largest_gap_ms,
            last_measured_utc_ms = excluded.last_measured_utc_ms
        """,
        new { site.Id, one.StartMs, one.EnergyMj, one.Measurements, one.LargestGapMs, one.LastMeasuredMs },
        transaction);

    /// <summary>Rows of the charge points that may hold a share of the live supply in one of these intervals.</summary>
    public HashSet<long> Sharing(Site site, long fromMs, long untilMs) =>
    [
        .. connection.Query<long>(
            """
            SELECT DISTINCT charge_point_id FROM open_allocation
            WHERE live_permille > 0 AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
              AND charge_point_id IN (SELECT id FROM charge_point WHERE site_id = @Id)
            """,
            new { site.Id, fromMs, untilMs },
            transaction),
    ];
}
