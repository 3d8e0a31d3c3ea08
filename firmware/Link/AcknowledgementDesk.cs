using ChargePointFw.Documents;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Link;

/// <summary>Takes acknowledgements and requests to send again.</summary>
public sealed class AcknowledgementDesk
{
    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly RecordJournal journal;
    private readonly Outbox outbox;
    private readonly Refusals refusals;
    private readonly AcknowledgementReader reader;

    public AcknowledgementDesk(
        IKeyedHash hash,
        KeyRing keys,
        string site,
        string chargePoint,
        RecordJournal journal,
        Outbox outbox,
        Refusals refusals)
    {
        this.hash = hash;
        this.keys = keys;
        this.journal = journal;
        this.outbox = outbox;
        this.refusals = refusals;
        reader = new AcknowledgementReader(site, chargePoint);
    }

    /// <summary>An <c>ack</c> arrived. One for another journal (a board swapped since) means nothing here.</summary>
    public void TakeAcknowledgement(byte[] document)
    {
        if (Read(document, "ack") && reader.JournalId == journal.JournalId && !journal.Acknowledge(reader.Number, reader.Tag))
        {
            refusals.Accepts(SecurityEventKind.ForeignTag, 0);
        }
    }

    /// <summary>A <c>resend</c> arrived.</summary>
    public void TakeResend(byte[] document)
    {
        if (Read(document, "resend") && reader.JournalId == journal.JournalId)
        {
            outbox.SendAgain(reader.From, reader.To);
        }
    }

    private bool Read(byte[] document, string kind)
    {
        const int LongestBytes = 1_024;
        if (document.Length > LongestBytes)
        {
            return refusals.Accepts(SecurityEventKind.Malformed, 0);
        }

        byte[] body = SignedDocument.OpenAcknowledgement(hash, keys, document, out SecurityEventKind refusal);
        return refusals.Accepts(refusal, 0) && refusals.Accepts(reader.Read(body, kind), 0);
    }
}
