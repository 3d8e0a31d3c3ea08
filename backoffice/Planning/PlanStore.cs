using System.Data;
using System.Data.Common;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>A version of a charge point's plan, as published.</summary>
/// <param name="Version">From 1.</param>
/// <param name="FromMs">Start of its first interval, ms since 1970 in UTC.</param>
/// <param name="UntilMs">It says nothing from here on, ms since 1970 in UTC.</param>
/// <param name="ImportId">The newest supply import that it knew.</param>
internal sealed record PlanVersion(long Version, long FromMs, long UntilMs, long ImportId);

/// <summary>One interval's supply at a site.</summary>
internal sealed record SupplyState
{
    public long StartMs { get; init; }
    public long SupplyWh { get; init; }
    public string Source { get; init; } = "";
    public string CertificateId { get; init; } = "";
}

/// <summary>
/// What a charge point's versions say of an interval: the newest of them, and the largest that it may still hold; energy
/// in Wh, shares of the live supply in thousandths. Planned energy is null while no version ever promised any.
/// </summary>
internal readonly record struct Promised(long? PlannedWh, long HeldWh, string CertificateId, long PlannedPermille, long HeldPermille);

/// <summary>The planner's tables: supply in, allocations and versions out.</summary>
internal sealed class PlanStore(DbConnection connection, DbTransaction transaction)
{
    private static readonly RowStatement allocationStatement = new(
        """
        INSERT INTO planned_allocation (
            charge_point_id, interval_start_utc_ms, energy_wh, plan_version, source, certificate_id, reason, live_permille)
        """,
        [DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.String, DbType.String, DbType.String, DbType.Int64]);

    private readonly RowWriter allocationRows = new(connection, transaction, allocationStatement);

    /// <summary>The newest version of a charge point, or null before its first.</summary>
    public PlanVersion? Newest(ChargePoint chargePoint) => connection.QueryFirstOrDefault<PlanVersion>(
        """
        SELECT version AS Version, from_utc_ms AS FromMs, until_utc_ms AS UntilMs, import_id AS ImportId
        FROM plan_version WHERE charge_point_id = @Id ORDER BY version DESC LIMIT 1
        """,
        new { chargePoint.Id },
        transaction);

    /// <summary>The newest version of each charge point of a site, by its id; those before their first are not there.</summary>
    public Dictionary<long, PlanVersion> NewestOf(Site site) => connection.Query<(long ChargePointId, long Version, long FromMs, long UntilMs, long ImportId)>(
        """
        SELECT charge_point.id, version, from_utc_ms, until_utc_ms, import_id
        FROM charge_point JOIN plan_version ON plan_version.charge_point_id = charge_point.id
            AND version = (SELECT max(version) FROM plan_version WHERE charge_point_id = charge_point.id)
        WHERE site_id = @Id
        """,
        new { site.Id },
        transaction).ToDictionary(row => row.ChargePointId, row => new PlanVersion(row.Version, row.FromMs, row.UntilMs, row.ImportId));

    /// <summary>End of the site's forecast (ms since 1970 in UTC, 0 without one) and its newest import.</summary>
    public (long EndMs, long ImportId) Forecast(Site site) => connection.QuerySingle<(long, long)>(
        """
        SELECT coalesce((SELECT max(interval_start_utc_ms) + @IntervalMs FROM supply WHERE site_id = @Id), 0),
               coalesce((SELECT max(id) FROM supply_import WHERE (site_id = @Id AND stage = 'forecast') OR stage = 'certificate'), 0)
        """,
        new { site.Id, site.IntervalMs },
        transaction);

    /// <summary>Supply of the site in [from, until), in order.</summary>
    public List<SupplyState> Supply(Site site, long fromMs, long untilMs) => connection.Query<SupplyState>(
        """
        SELECT interval_start_utc_ms AS StartMs, energy_wh AS SupplyWh, source AS Source, certificate_id AS CertificateId
        FROM supply
        WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        ORDER BY interval_start_utc_ms
        """,
        new { site.Id, fromMs, untilMs },
        transaction).AsList();

    /// <summary>All that is promised at the site in [from, until), by charge point and interval.</summary>
    public Dictionary<(long ChargePointId, long StartMs), Promised> Promised(Site site, long fromMs, long untilMs)
    {
        var range = new { site.Id, fromMs, untilMs };
        List<NewestRow> newest = connection.Query<NewestRow>(
            $"""
            SELECT p.charge_point_id AS ChargePointId, p.interval_start_utc_ms AS StartMs, energy_wh AS EnergyWh, certificate_id AS CertificateId,
                   live_permille AS LivePermille, EverWh, Versions, Version
            FROM (SELECT charge_point_id, interval_start_utc_ms, sum(energy_wh) AS EverWh, count(*) AS Versions, max(plan_version) AS Version
                  FROM planned_allocation WHERE {InRange} GROUP BY charge_point_id, interval_start_utc_ms) AS newest
            JOIN planned_allocation p ON p.charge_point_id = newest.charge_point_id AND p.interval_start_utc_ms = newest.interval_start_utc_ms
                AND p.plan_version = newest.Version
            """,
            range,
            transaction).AsList();
        Dictionary<(long, long), Promised> promised = newest.ToDictionary(row => (row.ChargePointId, row.StartMs), row => new Promised(
                row.EverWh > 0 ? row.EnergyWh : null, row.EnergyWh, row.CertificateId, row.LivePermille, row.LivePermille));
        if (newest.All(row => row.Versions == 1))
        {
            return promised; // there is no other that anybody may still hold
        }

        foreach ((long id, long startMs, long energyWh, long permille) in connection.Query<(long, long, long, long)>(
            $"""
            SELECT charge_point_id, interval_start_utc_ms, max(energy_wh), max(live_permille) FROM open_allocation WHERE {InRange}
            GROUP BY charge_point_id, interval_start_utc_ms
            """,
            range,
            transaction))
        {
            promised[(id, startMs)] = promised[(id, startMs)] with { HeldWh = energyWh, HeldPermille = permille };
        }

        return promised;
    }

    private const string InRange =
        """
        interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        AND charge_point_id IN (SELECT id FROM charge_point WHERE site_id = @Id)
        """;

    /// <summary>Takes a share down; the table has it after <see cref="WriteShares"/>.</summary>
    public void Insert(ChargePoint chargePoint, SupplyState supply, Share share, long livePermille, long version) => allocationRows.Add(
        chargePoint.Id, supply.StartMs, share.EnergyWh, version, supply.Source, supply.CertificateId, share.Reason.ToString(), livePermille);

    /// <summary>Writes the shares that were taken down.</summary>
    public void WriteShares() => allocationRows.Write();

    public void Insert(ChargePoint chargePoint, PlanVersion version, long nowMs) => connection.Execute(
        """
        INSERT INTO plan_version (charge_point_id, version, from_utc_ms, until_utc_ms, import_id, created_utc_ms)
        VALUES (@Id, @Version, @FromMs, @UntilMs, @ImportId, @nowMs)
        """,
        new { chargePoint.Id, version.Version, version.FromMs, version.UntilMs, version.ImportId, nowMs },
        transaction);

    /// <summary>What a version promises; the same rows whenever it is asked.</summary>
    public List<PlannedAllocation> AllocationsOf(ChargePoint chargePoint, PlanVersion version) => connection.Query<(long Id, long StartMs, long EnergyWh, string Source, string CertificateId, long LivePermille)>(
        """
        SELECT id, p.interval_start_utc_ms, energy_wh, source, certificate_id, live_permille
        FROM (SELECT interval_start_utc_ms, max(plan_version) AS version FROM planned_allocation
              WHERE charge_point_id = @Id AND plan_version <= @Version
                AND interval_start_utc_ms >= @FromMs AND interval_start_utc_ms < @UntilMs
              GROUP BY interval_start_utc_ms) AS newest
        JOIN planned_allocation p ON p.charge_point_id = @Id AND p.interval_start_utc_ms = newest.interval_start_utc_ms
            AND p.plan_version = newest.version
        ORDER BY p.interval_start_utc_ms
        """,
        new { chargePoint.Id, version.Version, version.FromMs, version.UntilMs },
        transaction)
        .Where(row => row.EnergyWh > 0 || row.LivePermille > 0)
        .Select(row => new PlannedAllocation(row.Id, row.StartMs, row.EnergyWh, row.Source, row.CertificateId, row.LivePermille))
        .ToList();

    private sealed record NewestRow
    {
        public long ChargePointId { get; init; }
        public long StartMs { get; init; }
        public long EnergyWh { get; init; }
        public string CertificateId { get; init; } = "";
        public long LivePermille { get; init; }
        public long EverWh { get; init; }
        public long Versions { get; init; }
        public long Version { get; init; }
    }
}
