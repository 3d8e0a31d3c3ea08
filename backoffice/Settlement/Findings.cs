using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Settlement;

/// <summary>Something that staff should look at.</summary>
public sealed record SupplyFinding
{
    /// <summary>A <see cref="SettlementReason"/>, or another word that <c>Texts.resx</c> has under "Finding".</summary>
    public string Kind { get; init; } = "";

    public long StartMs { get; init; }

    /// <summary>How much is short, or at stake, Wh.</summary>
    public long EnergyWh { get; init; }

    /// <summary>Names of the charge points, separated by spaces.</summary>
    public string ChargePoints { get; init; } = "";

    public long FoundMs { get; init; }

    /// <summary>Writes a finding down; true when it is new.</summary>
    internal static bool Add(
        DbConnection connection, DbTransaction transaction, Site site, string kind, long startMs, long energyWh, string chargePoints, long nowMs) =>
        connection.Execute(
            """
            INSERT INTO supply_finding (site_id, kind, interval_start_utc_ms, energy_wh, charge_points, found_utc_ms)
            VALUES (@Id, @kind, @startMs, @energyWh, @chargePoints, @nowMs) ON CONFLICT DO NOTHING
            """,
            new { site.Id, kind, startMs, energyWh, chargePoints, nowMs },
            transaction) > 0;

    internal static List<SupplyFinding> Read(Database database, Site site, long fromMs, long untilMs) => database.Read((connection, transaction) =>
        connection.Query<SupplyFinding>(
            """
            SELECT kind AS Kind, interval_start_utc_ms AS StartMs, energy_wh AS EnergyWh, charge_points AS ChargePoints, found_utc_ms AS FoundMs
            FROM supply_finding
            WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
            ORDER BY interval_start_utc_ms, id
            """,
            new { site.Id, fromMs, untilMs },
            transaction).AsList());
}
