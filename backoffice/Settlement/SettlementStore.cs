using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.BackOffice.Surplus;
using Dapper;

namespace ChargePointFw.BackOffice.Settlement;

/// <summary>Covered energy of one charge point in one interval, with the settlement that counts so far; energies in Wh.</summary>
internal sealed record CoveredInterval
{
    public long ChargePointId { get; init; }
    public string ChargePoint { get; init; } = "";
    public long StartMs { get; init; }
    public long AllocatedWh { get; init; }
    public long CoveredWh { get; init; }

    /// <summary>Credited of live supply.</summary>
    public long LiveWh { get; init; }
}

/// <summary>A settlement as stored; energies in Wh.</summary>
internal sealed record SettlementRow
{
    public long IsFinal { get; init; }
    public long ChargePointId { get; init; }
    public long StartMs { get; init; }
    public long AllocatedWh { get; init; }
    public long CoveredWh { get; init; }
    public long MatchedWh { get; init; }
    public long GeneratedWh { get; init; }
    public string Source { get; init; } = "";
    public string CertificateId { get; init; } = "";
    public string Wording { get; init; } = "";
    public string Reason { get; init; } = "";

    /// <summary>Of what was covered: by the live credit.</summary>
    public long LiveCoveredWh { get; init; }

    /// <summary>Of what is matched: against the surplus.</summary>
    public long LiveMatchedWh { get; init; }
    public long SurplusWh { get; init; }
    public string LiveCertificateId { get; init; } = "";
}

/// <summary>Supply of an interval as it is known when it is settled.</summary>
internal sealed record KnownInterval
{
    public long StartMs { get; init; }
    public long? GeneratedWh { get; init; }
    public string Source { get; init; } = "";
    public string CertificateId { get; init; } = "";
}

/// <summary>The tables of settlement.</summary>
internal sealed class SettlementStore(DbConnection connection, DbTransaction transaction, Site site)
{
    public List<CoveredInterval> Covered(long fromMs, long untilMs) => connection.Query<CoveredInterval>(
        """
        SELECT interval_energy.charge_point_id AS ChargePointId, charge_point.name AS ChargePoint,
               interval_energy.interval_start_utc_ms AS StartMs, coalesce(allocation.energy_wh, 0) AS AllocatedWh,
               covered_wh + coalesce((
                   SELECT sum(c.covered_wh) FROM booking_correction c JOIN journal ON journal.id = c.journal_row
                   WHERE journal.charge_point_id = interval_energy.charge_point_id
                     AND c.interval_start_utc_ms = interval_energy.interval_start_utc_ms), 0) AS CoveredWh,
               coalesce(live_wh, 0) AS LiveWh
        FROM interval_energy
        JOIN charge_point ON charge_point.id = interval_energy.charge_point_id
        LEFT JOIN allocation ON allocation.charge_point_id = interval_energy.charge_point_id
            AND allocation.interval_start_utc_ms = interval_energy.interval_start_utc_ms
        LEFT JOIN live_credit ON live_credit.charge_point_id = interval_energy.charge_point_id
            AND live_credit.interval_start_utc_ms = interval_energy.interval_start_utc_ms
        WHERE site_id = @Id AND covered_wh > 0
          AND interval_energy.interval_start_utc_ms >= @fromMs AND interval_energy.interval_start_utc_ms < @untilMs
        ORDER BY interval_energy.interval_start_utc_ms, charge_point.name
        """,
        new { site.Id, fromMs, untilMs },
        transaction).AsList();

    /// <summary>Live supply credited at all charge points of the site, by interval, Wh.</summary>
    public Dictionary<long, long> CreditedWh(long fromMs, long untilMs) => connection.Query<(long StartMs, long SumWh)>(
        """
        SELECT interval_start_utc_ms, sum(live_wh) FROM live_credit JOIN charge_point ON charge_point.id = charge_point_id
        WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs GROUP BY interval_start_utc_ms
        """,
        new { site.Id, fromMs, untilMs },
        transaction).ToDictionary(row => row.StartMs, row => row.SumWh);

    /// <summary>The site's surplus as its feed measured it, by interval, Wh.</summary>
    public Dictionary<long, long> MeasuredWh(long fromMs, long untilMs) => connection.Query<(long StartMs, long EnergyMj)>(
        """
        SELECT interval_start_utc_ms, energy_mj FROM measured_surplus
        WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        """,
        new { site.Id, fromMs, untilMs },
        transaction).ToDictionary(row => row.StartMs, row => row.EnergyMj / SurplusInterval.MillijoulesPerWh);

    /// <summary>What the site's live supply is.</summary>
    public LiveSupply Live() => LiveSupplySettings.Read(connection, transaction, site);

    /// <summary>What was metered; source and certificate as metered, else as forecast.</summary>
    public Dictionary<long, KnownInterval> Known(long fromMs, long untilMs) => connection.Query<KnownInterval>(
        """
        SELECT interval_start_utc_ms AS StartMs,
               max(CASE WHEN stage = 'actual' THEN energy_wh END) AS GeneratedWh,
               coalesce(max(CASE WHEN stage = 'actual' THEN source END), max(source)) AS Source,
               coalesce(nullif(max(CASE WHEN stage = 'actual' THEN certificate_id END), ''), max(certificate_id)) AS CertificateId
        FROM known_supply
        WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        GROUP BY interval_start_utc_ms
        """,
        new { site.Id, fromMs, untilMs },
        transaction).ToDictionary(one => one.StartMs);

    public Dictionary<(long ChargePointId, long StartMs), SettlementRow> Settled(long fromMs, long untilMs) => connection.Query<SettlementRow>(
        """
        SELECT is_final AS IsFinal, charge_point_id AS ChargePointId, interval_start_utc_ms AS StartMs, allocated_wh AS AllocatedWh,
               covered_wh AS CoveredWh, matched_wh AS MatchedWh, generated_wh AS GeneratedWh, settled.source AS Source,
               certificate_id AS CertificateId, wording AS Wording, reason AS Reason, live_covered_wh AS LiveCoveredWh,
               live_matched_wh AS LiveMatchedWh, surplus_wh AS SurplusWh, live_certificate_id AS LiveCertificateId
        FROM settled JOIN charge_point ON charge_point.id = charge_point_id
        WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs
        """,
        new { site.Id, fromMs, untilMs },
        transaction).ToDictionary(row => (row.ChargePointId, row.StartMs));

    /// <summary>Matched on each certificate, everywhere and ever, Wh.</summary>
    public Dictionary<string, long> MatchedWh() => connection.Query<(string Id, long SumWh)>(
        $"SELECT certificate_id, sum(wh) FROM ({Certificates.MatchedRows}) AS matched WHERE certificate_id <> '' GROUP BY certificate_id",
        transaction: transaction).ToDictionary(row => row.Id, row => row.SumWh);

    /// <summary>
    /// How far every charge point of the site has been heard without a gap, by name: time of its newest record, but never
    /// later than that came. A journal is stored in order, so everything before is there.
    /// </summary>
    public List<(string ChargePoint, long HeardMs)> Heard() => connection.Query<(string, long)>(
        """
        SELECT name, coalesce((SELECT max(heard) FROM (
            SELECT (SELECT max(min(utc_ms, received_utc_ms)) FROM record WHERE journal_row = journal.id) AS heard
            FROM journal WHERE charge_point_id = charge_point.id) AS of_journals), 0)
        FROM charge_point WHERE site_id = @Id ORDER BY name
        """,
        new { site.Id },
        transaction).AsList();

    public long AddRun(bool isFinal, long fromMs, long untilMs, string by, long nowMs, string without) => connection.ExecuteScalar<long>(
        """
        INSERT INTO settlement_run (site_id, is_final, from_utc_ms, until_utc_ms, settled_by, settled_utc_ms, without)
        VALUES (@Id, @isFinal, @fromMs, @untilMs, @by, @nowMs, @without) RETURNING id
        """,
        new { site.Id, isFinal, fromMs, untilMs, by, nowMs, without },
        transaction);

    public void Add(long runId, SettlementRow row) => connection.Execute(
        """
        INSERT INTO settlement (
            run_id, is_final, charge_point_id, interval_start_utc_ms, allocated_wh, covered_wh, matched_wh, generated_wh, source,
            certificate_id, wording, reason, live_covered_wh, live_matched_wh, surplus_wh, live_certificate_id)
        VALUES (
            @runId, @IsFinal, @ChargePointId, @StartMs, @AllocatedWh, @CoveredWh, @MatchedWh, @GeneratedWh, @Source,
            @CertificateId, @Wording, @Reason, @LiveCoveredWh, @LiveMatchedWh, @SurplusWh, @LiveCertificateId)
        """,
        new
        {
            runId,
            row.IsFinal,
            row.ChargePointId,
            row.StartMs,
            row.AllocatedWh,
            row.CoveredWh,
            row.MatchedWh,
            row.GeneratedWh,
            row.Source,
            row.CertificateId,
            row.Wording,
            row.Reason,
            row.LiveCoveredWh,
            row.LiveMatchedWh,
            row.SurplusWh,
            row.LiveCertificateId,
        },
        transaction);

    /// <summary>Writes a finding down; true when it is new.</summary>
    public bool AddFinding(string kind, long startMs, long energyWh, string chargePoints, long nowMs) =>
        SupplyFinding.Add(connection, transaction, site, kind, startMs, energyWh, chargePoints, nowMs);
}
