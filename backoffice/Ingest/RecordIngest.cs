using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>A message to be stored: of a registered charge point, or to be put aside.</summary>
/// <param name="Topic">Where it came.</param>
/// <param name="Payload">As it came.</param>
/// <param name="ChargePoint">Who sent it; null when nobody we know.</param>
/// <param name="Refusal">Why it is put aside; null for a message of records.</param>
internal sealed record Arrival(string Topic, byte[] Payload, ChargePoint? ChargePoint, QuarantineReason? Refusal);

/// <summary>
/// Stores records: each exactly once, in the order of its chain, together with the ledger, in one transaction a batch.
/// Memory follows the database only after the commit, so a batch that failed can simply be tried again.
/// </summary>
internal sealed partial class RecordIngest
{
    private readonly Database database;
    private readonly HeldRecords held;
    private readonly IngestCounters counters;
    private readonly TimeProvider time;
    private readonly int quarantineRows;
    private readonly JournalCursors cursors;

    public RecordIngest(Database database, JournalCursors cursors, HeldRecords held, IngestCounters counters, TimeProvider time, int quarantineRows)
    {
        this.database = database;
        this.cursors = cursors;
        this.held = held;
        this.counters = counters;
        this.time = time;
        this.quarantineRows = quarantineRows;
    }

    /// <summary>Commits a batch and returns the journals that are to be acknowledged.</summary>
    /// <exception cref="DbException">Nothing was stored.</exception>
    public IReadOnlyList<JournalCursor> Commit(IReadOnlyList<Arrival> arrivals)
    {
        ChargePoint[] whose = [.. arrivals.Select(arrival => arrival.ChargePoint).OfType<ChargePoint>().Distinct()];
        Batch batch = database.WriteOf([.. whose.Select(one => one.Id)], (connection, transaction) =>
        {
            var open = new Batch(this, connection, transaction, whose);
            open.Take(arrivals);
            open.Finish();
            return open;
        });
        batch.AfterCommit();
        return batch.Touched;
    }

    /// <summary>Goes on behind a gap as staff decided, as soon as it can be proven where.</summary>
    /// <returns>How far the journal is stored then; null when it cannot be proven yet.</returns>
    /// <exception cref="DbException">Nothing was changed.</exception>
    public JournalCursor? GoOn(ChargePoint chargePoint, JournalDecision decision)
    {
        (Batch batch, bool isDone) = database.WriteOf([chargePoint.Id], (connection, transaction) =>
        {
            var open = new Batch(this, connection, transaction, [chargePoint]);
            bool goesOn = open.GoOn(chargePoint, decision);
            open.Finish();
            return (open, goesOn);
        });
        batch.AfterCommit();
        return isDone ? cursors.Known(chargePoint, decision.JournalId) : null;
    }

    /// <summary>
    /// Where other processes store records, too: forgets what waits here and is stored by now, and stores what waits behind it.
    /// </summary>
    /// <returns>How far the journals are stored that went on.</returns>
    /// <exception cref="DbException">Nothing was stored.</exception>
    public IReadOnlyList<JournalCursor> CatchUp(ChargePoint chargePoint)
    {
        bool isNext = false;
        foreach ((long journalId, long _) in held.LowestOf(chargePoint))
        {
            JournalCursor cursor = cursors.Of(chargePoint, journalId);
            held.RemoveUpTo(chargePoint, journalId, cursor.Number);
            isNext |= held.Find(chargePoint, journalId, cursor.Number + 1) is not null;
        }

        if (!isNext)
        {
            return [];
        }

        Batch batch = database.WriteOf([chargePoint.Id], (connection, transaction) =>
        {
            var open = new Batch(this, connection, transaction, [chargePoint]);
            open.TakeHeld(chargePoint);
            open.Finish();
            return open;
        });
        batch.AfterCommit();
        return batch.Touched;
    }
}
