using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Live;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// What ingest tells the charge points: how far their records are stored (after the commit, never before).
/// </summary>
internal sealed class Acknowledgements(IBrokerLink broker, Progress progress)
{
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
}
