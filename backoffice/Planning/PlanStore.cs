using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Sites;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>A version of a charge point's plan, as published.</summary>
/// <param name="Version">From 1.</param>
/// <param name="FromMs">Start of its first interval, ms since 1970 in UTC.</param>
/// <param name="UntilMs">It says nothing from here on, ms since 1970 in UTC.</param>
/// <param name="ImportId">The newest supply import that it knew.</param>
internal sealed record PlanVersion(long Version, long FromMs, long UntilMs, long ImportId);

/// <summary>One interval's supply at a site, and what of it is promised.</summary>
internal sealed record SupplyState
{
    public long StartMs { get; init; }
    public long SupplyWh { get; init; }
    public long AllocatedWh { get; init; }
    public string Source { get; init; } = "";
    public string CertificateId { get; init; } = "";
}

/// <summary>The planner's tables: supply in, allocations and versions out.</summary>
internal sealed class PlanStore(SqliteConnection connection, SqliteTransaction transaction)
{
    /// <summary>The newest version of a charge point, or null before its first.</summary>
    public PlanVersion? Newest(ChargePoint chargePoint) => connection.QueryFirstOrDefault<PlanVersion>(
        """
        SELECT version AS Version, from_utc_ms AS FromMs, until_utc_ms AS UntilMs, import_id AS ImportId
        FROM plan_version WHERE charge_point_id = @Id ORDER BY version DESC LIMIT 1
        """,
        new { chargePoint.Id },
        transaction);

    /// <summary>End of the site's forecast (ms since 1970 in UTC, 0 without one) and its newest import.</summary>
    public (long EndMs, long ImportId) Forecast(Site site) => connection.QuerySingle<(long, long)>(
        """
        SELECT coalesce((SELECT max(interval_start_utc_ms) + @IntervalMs FROM supply WHERE site_id = @Id), 0),
               coalesce((SELECT max(id) FROM supply_import WHERE site_id = @Id), 0)
        """,
        new { site.Id, site.IntervalMs },
        transaction);

    /// <summary>Supply of the site in [from, until) with what its charge points hold of it.</summary>
    public List<SupplyState> Supply(Site site, long fromMs, long untilMs) => connection.Query<SupplyState>(
        """
        SELECT supply.interval_start_utc_ms AS StartMs, supply.energy_wh AS SupplyWh,
               coalesce((SELECT sum(allocation.energy_wh) FROM allocation
                         JOIN charge_point ON charge_point.id = allocation.charge_point_id
                         WHERE charge_point.site_id = @Id
                           AND allocation.interval_start_utc_ms = supply.interval_start_utc_ms), 0) AS AllocatedWh,
               supply.source AS Source, supply.certificate_id AS CertificateId
        FROM supply
        WHERE supply.site_id = @Id AND supply.interval_start_utc_ms >= @fromMs AND supply.interval_start_utc_ms < @untilMs
        ORDER BY supply.interval_start_utc_ms
        """,
        new { site.Id, fromMs, untilMs },
        transaction).AsList();

    /// <summary>Starts of the intervals that the charge point holds an allocation for, in [from, until).</summary>
    public HashSet<long> HeldStarts(ChargePoint chargePoint, long fromMs, long untilMs) => [.. connection.Query<long>(
        """
        SELECT interval_start_utc_ms FROM allocation
        WHERE charge_point_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        """,
        new { chargePoint.Id, fromMs, untilMs },
        transaction)];

    public void Insert(ChargePoint chargePoint, SupplyState supply, long energyWh, long version) => connection.Execute(
        """
        INSERT INTO allocation (charge_point_id, interval_start_utc_ms, energy_wh, plan_version, source, certificate_id)
        VALUES (@Id, @StartMs, @energyWh, @version, @Source, @CertificateId)
        """,
        new { chargePoint.Id, supply.StartMs, energyWh, version, supply.Source, supply.CertificateId },
        transaction);

    public void Insert(ChargePoint chargePoint, PlanVersion version, long nowMs) => connection.Execute(
        """
        INSERT INTO plan_version (charge_point_id, version, from_utc_ms, until_utc_ms, import_id, created_utc_ms)
        VALUES (@Id, @Version, @FromMs, @UntilMs, @ImportId, @nowMs)
        """,
        new { chargePoint.Id, version.Version, version.FromMs, version.UntilMs, version.ImportId, nowMs },
        transaction);

    /// <summary>What a version promises; the same rows whenever it is asked.</summary>
    public List<PlannedAllocation> AllocationsOf(ChargePoint chargePoint, PlanVersion version) => connection.Query<PlannedAllocation>(
        """
        SELECT id AS Id, interval_start_utc_ms AS StartMs, energy_wh AS EnergyWh, source AS Source, certificate_id AS CertificateId
        FROM allocation
        WHERE charge_point_id = @Id AND plan_version <= @Version
          AND interval_start_utc_ms >= @FromMs AND interval_start_utc_ms < @UntilMs
        ORDER BY interval_start_utc_ms
        """,
        new { chargePoint.Id, version.Version, version.FromMs, version.UntilMs },
        transaction).AsList();
}
