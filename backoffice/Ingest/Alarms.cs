using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>An alarm as it is told.</summary>
public sealed record AlarmRow
{
    public long Id { get; init; }

    /// <summary>Site and name.</summary>
    public string ChargePoint { get; init; } = "";

    /// <summary>What it is.</summary>
    public string Kind { get; init; } = "";

    /// <summary>info, or block: nothing is claimed before somebody has looked.</summary>
    public string Severity { get; init; } = "";

    /// <summary>What happened and what to do.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How often.</summary>
    public long Times { get; init; }

    /// <summary>When first, ms since 1970 in UTC.</summary>
    public long FirstUtcMs { get; init; }

    /// <summary>When last, ms since 1970 in UTC.</summary>
    public long LastUtcMs { get; init; }

    /// <summary>The finding in the queue; null when a check looks at it itself.</summary>
    public long? FindingId { get; init; }

    /// <summary>How that stands; empty without one.</summary>
    public string State { get; init; } = "";

    /// <summary>Who decided about it last; empty for nobody.</summary>
    public string By { get; init; } = "";
}

/// <summary>Things about a charge point that somebody should look at; the same thing again is counted, not repeated.</summary>
internal static class Alarms
{
    /// <summary>Rows of one kind for one journal; beyond them all are counted in the row with number 0.</summary>
    private const int MaximumPerKind = 200;

    private const string Columns =
        """
        SELECT alarm.id AS Id, site.name || '/' || charge_point.name AS ChargePoint, alarm.kind AS Kind, alarm.severity AS Severity, detail AS Detail,
               times AS Times, first_utc_ms AS FirstUtcMs, last_utc_ms AS LastUtcMs
        FROM alarm JOIN charge_point ON charge_point.id = charge_point_id JOIN site ON site.id = site_id
        """;

    /// <summary>All of them, newest last.</summary>
    public static IReadOnlyList<AlarmRow> Read(DbConnection connection, DbTransaction transaction) =>
        connection.Query<AlarmRow>(Columns + " ORDER BY last_utc_ms, alarm.id", transaction: transaction).AsList();

    /// <summary>The last ones of a charge point, newest first.</summary>
    public static IReadOnlyList<AlarmRow> Last(DbConnection connection, DbTransaction transaction, ChargePoint chargePoint, int count) =>
        connection.Query<AlarmRow>(
            Columns + " WHERE charge_point_id = @Id ORDER BY last_utc_ms DESC, alarm.id DESC LIMIT @count", new { chargePoint.Id, count }, transaction).AsList();

    /// <summary>Those of a site before a place, newest first, with how they stand in the queue.</summary>
    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">Its transaction.</param>
    /// <param name="site">Whose.</param>
    /// <param name="onlyOpen">Only what waits for somebody.</param>
    /// <param name="before">Time and row of the last one of the page before.</param>
    /// <param name="take">So many at most.</param>
    public static IReadOnlyList<AlarmRow> OfSite(
        DbConnection connection, DbTransaction transaction, Site site, bool onlyOpen, (long LastMs, long Id) before, int take) =>
        connection.Query<AlarmRow>(
            """
            SELECT alarm.id AS Id, charge_point.name AS ChargePoint, alarm.kind AS Kind, alarm.severity AS Severity, detail AS Detail, times AS Times,
                   first_utc_ms AS FirstUtcMs, last_utc_ms AS LastUtcMs, s.finding_id AS FindingId, coalesce(s.state, '') AS State,
                   coalesce((SELECT entered_by FROM finding_entry e WHERE e.finding_id = s.finding_id ORDER BY e.version DESC LIMIT 1), '') AS "By"
            FROM charge_point CROSS JOIN alarm ON alarm.charge_point_id = charge_point.id
            LEFT JOIN finding_state s ON s.finding_id = (
                SELECT finding.id FROM check_rule JOIN finding ON rule_id = check_rule.id
                WHERE check_rule.kind = alarm.kind AND rule = 'ingest'
                  AND key = 'alarm/' || alarm.charge_point_id || '/' || alarm.journal_row || '/' || alarm.number)
            WHERE charge_point.site_id = @siteId AND (@onlyOpen = 0 OR s.state IN ('Open', 'Held')) AND (last_utc_ms, alarm.id) < (@LastMs, @Id)
            ORDER BY last_utc_ms DESC, alarm.id DESC LIMIT @take
            """,
            new { siteId = site.Id, onlyOpen, before.LastMs, before.Id, take },
            transaction).AsList();

    public static void Raise(
        DbConnection connection,
        DbTransaction transaction,
        long nowMs,
        ChargePoint chargePoint,
        string kind,
        string severity,
        long journalRow,
        long number,
        FormattableString detail,
        bool isCountedAgain = true)
    {
        var key = new { chargePoint.Id, kind, journalRow, number };
        long rows = connection.ExecuteScalar<long>(
            "SELECT count(*) FROM alarm WHERE charge_point_id = @Id AND kind = @kind AND journal_row = @journalRow AND number <> @number",
            key,
            transaction);
        connection.Execute(
            """
            INSERT INTO alarm (charge_point_id, kind, severity, journal_row, number, detail, times, first_utc_ms, last_utc_ms)
            VALUES (@Id, @kind, @severity, @journalRow, @number, @detail, 1, @nowMs, @nowMs)
            ON CONFLICT (charge_point_id, kind, journal_row, number) DO UPDATE SET times = alarm.times + 1, last_utc_ms = excluded.last_utc_ms
            WHERE @isCountedAgain = 1
            """,
            new
            {
                chargePoint.Id,
                kind,
                severity,
                journalRow,
                number = rows >= MaximumPerKind ? 0 : number,
                detail = detail.ToString(CultureInfo.InvariantCulture),
                nowMs,
                isCountedAgain,
            },
            transaction);
    }
}
