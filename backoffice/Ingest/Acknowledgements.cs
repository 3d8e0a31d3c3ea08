using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// What ingest tells the charge points: how far their records are stored (after the commit, never before), and which
/// are missing.
/// </summary>
internal sealed class Acknowledgements(
    IBrokerLink broker, Registry registry, Progress progress, HeldRecords held, RecordIngest ingest, IngestCounters counters, TimeProvider time)
{
    private static readonly TimeSpan pauseBetweenResends = TimeSpan.FromSeconds(1);
    private readonly Dictionary<long, DateTimeOffset> lastResend = [];

    /// <summary>Publishes how far a journal is stored.</summary>
    public void Publish(JournalCursor cursor)
    {
        if (cursor.Number > 0)
        {
            byte[] document = OutgoingDocuments.Acknowledgement(cursor.ChargePoint, cursor.JournalId, cursor.Number, cursor.Tag);
            broker.Publish(cursor.ChargePoint.Topics.Acknowledgement, document, retain: true);
            progress.Acknowledged(cursor.ChargePoint, cursor.JournalId, cursor.Number);
        }
    }

    /// <summary>Asks for the records of every gap; at most once a second and charge point while it stands.</summary>
    /// <returns>True while a gap stands: to be called again in a second.</returns>
    public bool AskForGaps()
    {
        DateTimeOffset now = time.GetUtcNow();
        List<ChargePoint> waiting = [.. held.Waiting.Select(registry.FindChargePoint).OfType<ChargePoint>()];
        foreach (ChargePoint chargePoint in waiting)
        {
            bool isEarly = lastResend.TryGetValue(chargePoint.Id, out DateTimeOffset last)
                && now - last < pauseBetweenResends
                && now >= last;
            if (!isEarly)
            {
                Ask(chargePoint, now);
            }
        }

        return waiting.Count > 0;
    }

    private void Ask(ChargePoint chargePoint, DateTimeOffset now)
    {
        // A journal that has verified records goes before one that anybody may have made up.
        (JournalCursor Cursor, long Lowest)[] gaps =
        [
            .. held.LowestOf(chargePoint)
                .Select(one => (Cursor: ingest.CursorOf(chargePoint, one.JournalId), one.Number))
                .Where(gap => gap.Number > gap.Cursor.Number + 1)
                .OrderBy(gap => gap.Cursor.Row == 0),
        ];
        if (gaps.Length == 0)
        {
            return;
        }

        (JournalCursor cursor, long lowest) = gaps[0];
        byte[] document = OutgoingDocuments.Resend(chargePoint, cursor.JournalId, cursor.Number + 1, lowest - 1);
        if (broker.Publish(chargePoint.Topics.Resend, document, retain: false))
        {
            lastResend[chargePoint.Id] = now;
            counters.CountResend();
        }
    }
}
