using System.Data.Common;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>Records that came once more, byte for byte: stored once and counted (citrineos-core#880: a retry counted twice).</summary>
internal static class Repeats
{
    public static void Note(DbConnection connection, DbTransaction transaction, long journalRow, long number, int times, long nowMs) => connection.Execute(
        """
        INSERT INTO record_repeat (journal_row, number, times, first_utc_ms, last_utc_ms) VALUES (@journalRow, @number, @times, @nowMs, @nowMs)
        ON CONFLICT (journal_row, number) DO UPDATE SET times = record_repeat.times + excluded.times, last_utc_ms = excluded.last_utc_ms
        """,
        new { journalRow, number, times, nowMs },
        transaction);
}
