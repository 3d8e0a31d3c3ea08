using System.Globalization;
using ChargePointFw.BackOffice.Sites;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>An alarm as it is told.</summary>
/// <param name="ChargePoint">Site and name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">info, or block: nothing is claimed before somebody has looked.</param>
/// <param name="Detail">What happened and what to do.</param>
/// <param name="Times">How often.</param>
/// <param name="LastUtcMs">When last, ms since 1970 in UTC.</param>
public sealed record AlarmRow(string ChargePoint, string Kind, string Severity, string Detail, long Times, long LastUtcMs);

/// <summary>Things about a charge point that somebody should look at; the same thing again is counted, not repeated.</summary>
internal static class Alarms
{
    /// <summary>Rows of one kind for one journal; beyond them all are counted in the row with number 0.</summary>
    private const int MaximumPerKind = 200;

    /// <summary>All of them, newest last.</summary>
    public static IReadOnlyList<AlarmRow> Read(SqliteConnection connection, SqliteTransaction transaction) => connection.Query<AlarmRow>(
        """
        SELECT site.name || '/' || charge_point.name AS ChargePoint, kind AS Kind, severity AS Severity, detail AS Detail, times AS Times, last_utc_ms AS LastUtcMs
        FROM alarm JOIN charge_point ON charge_point.id = charge_point_id JOIN site ON site.id = site_id ORDER BY last_utc_ms, alarm.id
        """,
        transaction: transaction).ToList();

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
