using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>What was known of one interval at some moment, and from which import.</summary>
public sealed record KnownSupply
{
    public long StartMs { get; init; }
    public long EnergyWh { get; init; }
    public string Source { get; init; } = "";
    public string CertificateId { get; init; } = "";
    public long ImportId { get; init; }
    public string Kind { get; init; } = "";
    public string FileName { get; init; } = "";
    public string ImportedBy { get; init; } = "";

    internal static List<KnownSupply> Read(
        DbConnection connection, DbTransaction transaction, Site site, SupplyStage stage, DateTimeOffset fromUtc, DateTimeOffset untilUtc, DateTimeOffset atUtc) =>
        connection.Query<KnownSupply>(
            """
            WITH known AS (
                SELECT id, kind, file_name, imported_by FROM supply_import i
                WHERE undoes_import_id IS NULL AND imported_utc_ms <= @atMs AND NOT EXISTS (
                    SELECT 1 FROM supply_import u WHERE u.undoes_import_id = i.id AND u.imported_utc_ms <= @atMs))
            SELECT interval_start_utc_ms AS StartMs, energy_wh AS EnergyWh, source AS Source, certificate_id AS CertificateId,
                   import_id AS ImportId, kind AS Kind, file_name AS FileName, imported_by AS ImportedBy
            FROM supply_fact f JOIN known ON known.id = f.import_id
            WHERE f.site_id = @Id AND f.stage = @stage AND f.interval_start_utc_ms >= @fromMs AND f.interval_start_utc_ms < @untilMs
              AND f.import_id = (
                SELECT max(newest.import_id) FROM supply_fact newest JOIN known ON known.id = newest.import_id
                WHERE newest.site_id = f.site_id AND newest.stage = f.stage AND newest.interval_start_utc_ms = f.interval_start_utc_ms)
            ORDER BY f.interval_start_utc_ms
            """,
            new
            {
                site.Id,
                stage = ImportRegister.Word(stage),
                fromMs = fromUtc.ToUnixTimeMilliseconds(),
                untilMs = untilUtc.ToUnixTimeMilliseconds(),
                atMs = atUtc.ToUnixTimeMilliseconds(),
            },
            transaction).AsList();

    /// <summary>Whether it was learned from what was metered: a file replaces it without being a correction.</summary>
    public bool IsLearned => Kind == ForecastProfiles.Kind;

    /// <summary>Starts of all intervals that something is known of now, learned or not.</summary>
    internal static Dictionary<long, bool> Starts(DbConnection connection, DbTransaction transaction, Site site, SupplyStage stage) =>
        connection.Query<(long StartMs, string Kind)>(
            """
            SELECT interval_start_utc_ms, kind FROM known_supply JOIN supply_import ON supply_import.id = import_id
            WHERE known_supply.site_id = @Id AND known_supply.stage = @stage
            """,
            new { site.Id, stage = ImportRegister.Word(stage) },
            transaction).ToDictionary(row => row.StartMs, row => row.Kind == ForecastProfiles.Kind);
}
