using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>Which generations of keys have begun, those of this transaction too, of which nothing is in memory yet.</summary>
internal sealed class KeyBeginnings(DbConnection connection, DbTransaction transaction, long nowMs)
{
    private readonly List<(ChargePoint ChargePoint, KeyBeginning Beginning)> begun = [];

    /// <summary>Newer keys had begun before this record: somebody else wrote it.</summary>
    public bool Withdraw(ChargePoint chargePoint, Record record) =>
        chargePoint.IsWithdrawn(record.KeyGeneration, record.JournalId, record.Number)
        || begun.Exists(one => one.ChargePoint == chargePoint && one.Beginning.Withdraws(record.KeyGeneration, record.JournalId, record.Number));

    /// <summary>
    /// A record is stored. The first of its keys proves that the charge point has them; what was offered need not lie here any longer.
    /// </summary>
    /// <returns>What is to be done after the commit; null when the keys had begun before.</returns>
    public Action? Stored(ChargePoint chargePoint, Record record)
    {
        if (chargePoint.HasBegun(record.KeyGeneration) || begun.Exists(one => one.ChargePoint == chargePoint && one.Beginning.Generation == record.KeyGeneration))
        {
            return null;
        }

        var beginning = new KeyBeginning(record.KeyGeneration, record.JournalId, record.Number);
        begun.Add((chargePoint, beginning));
        connection.Execute(
            """
            UPDATE device_key SET confirmed_utc_ms = coalesce(confirmed_utc_ms, @nowMs), first_journal_id = @JournalId, first_number = @Number
            WHERE charge_point_id = @Id AND generation = @Generation
            """,
            new { nowMs, beginning.JournalId, beginning.Number, chargePoint.Id, beginning.Generation },
            transaction);
        connection.Execute(
            "DELETE FROM key_offer WHERE charge_point_id = @Id AND generation <= @Generation", new { chargePoint.Id, beginning.Generation }, transaction);
        return () => chargePoint.Begin(beginning);
    }
}
