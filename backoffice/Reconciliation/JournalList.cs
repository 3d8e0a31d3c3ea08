using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>The journals of every charge point, in the order of their first appearance.</summary>
internal static class JournalList
{
    public static ILookup<long, JournalAt> Read(DbConnection connection, DbTransaction transaction, Registry registry) =>
        connection.Query<(long Row, long JournalId, long ChargePointId)>(
            "SELECT id, journal_id, charge_point_id FROM journal ORDER BY charge_point_id, ordinal", transaction: transaction)
            .ToLookup(row => row.ChargePointId, row => new JournalAt(row.Row, row.JournalId, registry.FindChargePoint(row.ChargePointId)!));
}
