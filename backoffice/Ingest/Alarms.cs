using System.Globalization;
using ChargePointFw.BackOffice.Sites;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>An alarm as it is told.</summary>
public sealed record AlarmRow
{
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

    /// <summary>When last, ms since 1970 in UTC.</summary>
    public long LastUtcMs { get; init; }
}

/// <summary>Things about a charge point that somebody should look at; the same thing again is counted, not repeated.</summary>
internal static class Alarms
{
    /// <summary>Rows of one kind for one journal; beyond them all are counted in the row with number 0.</summary>
    private const int MaximumPerKind = 200;

    private const string Columns =
        """
        SELECT site.name || '/' || charge_point.name AS ChargePoint, kind AS Kind, severity AS Severity, detail AS Detail, times AS Times, last_utc_ms AS LastUtcMs
        FROM alarm JOIN charge_point ON charge_point.id = charge_point_id JOIN site ON site.id = site_id
        """;

    /// <summary>All of them, newest last.</summary>
    public static IReadOnlyList<AlarmRow> Read(SqliteConnection connection, SqliteTransaction transaction) =>
        connection.Query<AlarmRow>(Columns + " ORDER BY last_utc_ms, alarm.id", transaction: transaction).AsList();

    /// <summary>The last ones of a charge point, newest first.</summary>
    public static IReadOnlyList<AlarmRow> Last(SqliteConnection connection, SqliteTransaction transaction, ChargePoint chargePoint, int count) =>
        connection.Query<AlarmRow>(
            Columns + " WHERE charge_point_id = @Id ORDER BY last_utc_ms DESC, alarm.id DESC LIMIT @count", new { chargePoint.Id, count }, transaction).AsList();

    public static void Raise(
        SqliteConnection connection,
        SqliteTransaction transaction,
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
            ON CONFLICT (charge_point_id, kind, journal_row, number) DO UPDATE SET times = times + 1, last_utc_ms = excluded.last_utc_ms
            WHERE @isCountedAgain
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
