using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// How far each journal is stored. While this process alone writes records, memory knows; where others do, too, the database is asked
/// each time, and within a transaction again for its charge points, with their keys.
/// </summary>
internal sealed class JournalCursors(Database database, Registry registry)
{
    private const string Columns = "SELECT id, charge_point_id, journal_id, contiguous_number, contiguous_tag FROM journal";
    private readonly Dictionary<(long ChargePointId, long JournalId), JournalCursor> known = [];

    /// <summary>Whether other processes may store records.</summary>
    public bool AreShared => database.IsShared;

    /// <summary>All journals, oldest first.</summary>
    public IReadOnlyList<JournalCursor> All => [.. known.Values.OrderBy(cursor => cursor.Row)];

    /// <summary>How far a journal is stored; number 0 for one that has no verified record.</summary>
    public JournalCursor Of(ChargePoint chargePoint, long journalId)
    {
        if (AreShared)
        {
            database.Read((connection, transaction) => Take(connection, transaction, " WHERE charge_point_id = @Id", new { chargePoint.Id }));
        }

        return Known(chargePoint, journalId);
    }

    /// <summary>As memory has it.</summary>
    public JournalCursor Known(ChargePoint chargePoint, long journalId) =>
        known.GetValueOrDefault((chargePoint.Id, journalId)) ?? JournalCursor.BeforeFirst(chargePoint, journalId);

    /// <summary>It has been stored further.</summary>
    public void Moved(JournalCursor cursor) => known[(cursor.ChargePoint.Id, cursor.JournalId)] = cursor;

    /// <summary>Reads all of them; at start, and after the file was gone.</summary>
    public void Load() => database.Read((connection, transaction) =>
    {
        known.Clear();
        return Take(connection, transaction, "", new { });
    });

    /// <summary>
    /// What others stored, within a transaction that has these charge points to itself: their cursors, and which of their keys have begun.
    /// </summary>
    public void TakeUp(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<ChargePoint> chargePoints)
    {
        if (!AreShared || chargePoints.Count == 0)
        {
            return;
        }

        var ids = new { ids = chargePoints.Select(one => one.Id) };
        Take(connection, transaction, " WHERE charge_point_id IN @ids", ids);
        foreach ((long id, long generation, long? journalId, long? number) in connection.Query<(long, long, long?, long?)>(
            "SELECT charge_point_id, generation, first_journal_id, first_number FROM device_key WHERE charge_point_id IN @ids", ids, transaction).AsList())
        {
            ChargePoint chargePoint = registry.FindChargePoint(id)!;
            if (chargePoint.KeysOf((byte)generation) is null)
            {
                registry.Refresh();
            }

            if (journalId is not null && !chargePoint.HasBegun((byte)generation))
            {
                chargePoint.Begin(new KeyBeginning((byte)generation, journalId.Value, number!.Value));
            }
        }
    }

    private int Take(DbConnection connection, DbTransaction transaction, string which, object values)
    {
        int taken = 0;
        foreach ((long row, long chargePointId, long journalId, long number, byte[] tag) in connection.Query<(long, long, long, long, byte[])>(
            Columns + which, values, transaction).AsList())
        {
            if (registry.FindChargePoint(chargePointId) is { } chargePoint) // else registered elsewhere, a moment ago
            {
                known[(chargePointId, journalId)] = new JournalCursor(row, chargePoint, journalId, number, tag);
                taken++;
            }
        }

        return taken;
    }
}
