using ChargePointFw.Documents;
using ChargePointFw.Journal;
using ChargePointFw.Records;

namespace ChargePointFw.Link;

/// <summary>Packs records from the journal into messages of at most eight.</summary>
public sealed class RecordMessages
{
    public const int MaximumRecords = 8;
    private const int RecordJsonBytes = 768;

    private readonly JsonWriter json = new JsonWriter(MaximumRecords * RecordJsonBytes);
    private readonly Record record = new Record();
    private readonly byte[] bytes = new byte[RecordLayout.RecordBytes];
    private readonly RecordJournal journal;
    private readonly Outbox outbox;
    private readonly Refusals refusals;
    private long damagedUpTo;

    public RecordMessages(RecordJournal journal, Outbox outbox, Refusals refusals)
    {
        this.journal = journal;
        this.outbox = outbox;
        this.refusals = refusals;
    }

    /// <summary>The next message, or null when no record is due.</summary>
    public byte[] Next(long nowMs)
    {
        int count = 0;
        outbox.BeginMessage();
        json.Reset();
        json.BeginObject();
        json.Name("records");
        json.BeginArray();
        for (long number = outbox.Next(nowMs); number != 0 && count < MaximumRecords; number = outbox.Next(nowMs))
        {
            JournalReading reading = journal.Reader.Read(number, bytes);
            if (reading == JournalReading.NotYet)
            {
                outbox.Wait();
                AskForAFollower(number);
                break;
            }

            if (reading == JournalReading.Gone)
            {
                outbox.PassOver(); // the gap says so at the other end
                continue;
            }

            RecordLayout.Decode(bytes, 0, record);
            RecordView.Write(json, bytes, record);
            count++;
            outbox.Sent(journal.Reader.UpTo);
        }

        json.EndArray();
        json.EndObject();
        return count == 0 ? null : json.ToArray();
    }

    // Once: the record that tells of it is what can be told from.
    private void AskForAFollower(long number)
    {
        if (damagedUpTo != journal.CommittedUpTo)
        {
            damagedUpTo = journal.CommittedUpTo;
            refusals.Accepts(SecurityEventKind.DamagedRecord, number);
        }
    }
}
