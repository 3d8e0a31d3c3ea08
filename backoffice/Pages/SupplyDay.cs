using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>One interval of a site through all stages; energies in Wh.</summary>
public sealed record SupplyLine
{
    public long StartMs { get; init; }
    public long? ForecastWh { get; init; }
    public long AllocatedWh { get; init; }
    public long CoveredWh { get; init; }

    /// <summary>Credited to the charge points from measured surplus.</summary>
    public long LiveWh { get; init; }

    /// <summary>Measured at the site; null when nothing was.</summary>
    public long? SurplusWh { get; init; }
    public long? GeneratedWh { get; init; }
    public long? MatchedWh { get; init; }
    public long ShortWh { get; init; }
    public string Wording { get; init; } = "";
    public long IsFinal { get; init; }
}

/// <summary>An import as the page lists it.</summary>
public sealed record ImportLine
{
    public long Id { get; init; }
    public string Stage { get; init; } = "";
    public string Kind { get; init; } = "";
    public string FileName { get; init; } = "";
    public string Sha256 { get; init; } = "";
    public string ImportedBy { get; init; } = "";
    public long ImportedMs { get; init; }
    public long Rows { get; init; }
    public long IsCorrection { get; init; }
    public long? Undoes { get; init; }
    public long? UndoneBy { get; init; }
}

/// <summary>What the supply desk says of one day at a site.</summary>
public sealed record SupplyDay(IReadOnlyList<SupplyLine> Lines, IReadOnlyList<ImportLine> Imports, IReadOnlyList<SupplyFinding> Findings)
{
    /// <summary>Whether any live supply was measured or credited on this day.</summary>
    public bool HasLive => Lines.Any(line => line.LiveWh > 0 || line.SurplusWh is not null);

    private const int MostImports = 30;

    public static SupplyDay Read(Database database, DaySelection day)
    {
        var range = new { siteId = day.Site.Id, fromMs = day.FromUtc.ToUnixTimeMilliseconds(), untilMs = day.ToUtc.ToUnixTimeMilliseconds(), MostImports };
        List<SupplyFinding> findings = SupplyFinding.Read(database, day.Site, range.fromMs, range.untilMs);
        return database.Read((connection, transaction) => new SupplyDay(
            connection.Query<SupplyLine>(LinesSql, range, transaction).AsList(),
            connection.Query<ImportLine>(
                """
                SELECT id AS Id, stage AS Stage, kind AS Kind, file_name AS FileName, sha256 AS Sha256, imported_by AS ImportedBy,
                       imported_utc_ms AS ImportedMs, intervals AS Rows, is_correction AS IsCorrection, undoes_import_id AS Undoes,
                       (SELECT u.id FROM supply_import u WHERE u.undoes_import_id = supply_import.id) AS UndoneBy
                FROM supply_import WHERE site_id = @siteId OR site_id IS NULL ORDER BY id DESC LIMIT @MostImports
                """,
                range,
                transaction).AsList(),
            findings));
    }

    private const string LinesSql =
        $"""
        WITH mine AS (SELECT id FROM charge_point WHERE site_id = @siteId),
        parts AS (
            SELECT interval_start_utc_ms AS start_ms,
                   CASE WHEN stage = 'forecast' THEN energy_wh END AS forecast, CASE WHEN stage = 'actual' THEN energy_wh END AS generated,
                   0 AS allocated, 0 AS covered, CAST(NULL AS BIGINT) AS matched, 0 AS short, CAST(NULL AS TEXT) AS wording,
                   CAST(NULL AS BIGINT) AS final, 0 AS live, CAST(NULL AS BIGINT) AS surplus
            FROM known_supply WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT interval_start_utc_ms, NULL, NULL, energy_wh, 0, NULL, 0, NULL, NULL, 0, NULL
            FROM allocation
            WHERE energy_wh > 0 AND charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT interval_start_utc_ms, NULL, NULL, 0, covered_wh, NULL, 0, NULL, NULL, 0, NULL
            FROM interval_energy
            WHERE charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT interval_start_utc_ms, NULL, NULL, 0, 0, matched_wh, covered_wh - matched_wh, nullif(wording, 'None'), is_final, 0, NULL
            FROM settled
            WHERE charge_point_id IN (SELECT id FROM mine) AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            UNION ALL
            SELECT interval_start_utc_ms, NULL, NULL, 0, 0, NULL, 0, NULL, NULL, live_wh, NULL
            FROM ({Ledger.LiveOfSite}) AS credited WHERE live_wh > 0
            UNION ALL
            SELECT interval_start_utc_ms, NULL, NULL, 0, 0, NULL, 0, NULL, NULL, 0, energy_mj / 3600000
            FROM measured_surplus
            WHERE site_id = @siteId AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs)
        SELECT start_ms AS StartMs, max(forecast) AS ForecastWh, sum(allocated) AS AllocatedWh, sum(covered) AS CoveredWh,
               max(generated) AS GeneratedWh, sum(matched) AS MatchedWh, sum(short) AS ShortWh,
               CASE WHEN sum(matched) IS NULL THEN '' ELSE coalesce(min(wording), 'None') END AS Wording, coalesce(min(final), 0) AS IsFinal,
               sum(live) AS LiveWh, max(surplus) AS SurplusWh
        FROM parts GROUP BY start_ms ORDER BY start_ms
        """;
}
