using ChargePointFw.Journal;
using ChargePointFw.Records;

namespace ChargePointFw.Service;

/// <summary>The last events, as the journal has them.</summary>
public sealed class EventReport
{
    /// <summary>How many are told.</summary>
    public const int MaximumEvents = 10;

    private readonly ConsoleText text;
    private readonly RecordJournal journal;
    private readonly byte[] bytes = new byte[RecordLayout.RecordBytes];
    private readonly Record record = new Record();

    public EventReport(ConsoleText text, RecordJournal journal)
    {
        this.text = text;
        this.journal = journal;
    }

    /// <summary>Newest first, a line each.</summary>
    public void Last()
    {
        long newest = journal.CommittedUpTo;
        if (newest == 0)
        {
            text.Line("nothing yet");
        }

        for (long number = newest; number > 0 && number > newest - MaximumEvents; number--)
        {
            text.Put(number).Put(" ");
            if (!journal.Read(number, bytes) || !RecordLayout.Decode(bytes, 0, record))
            {
                text.Line("cannot be read any more");
                continue;
            }

            text.PutUtc(record.UtcMs).Put(" ").Put(Names.Of(record.Type));
            Details();
            text.Line();
        }
    }

    private void Details()
    {
        switch (record.Type)
        {
            case RecordType.SessionStarted:
                Session();
                text.Put(" ").Put(Names.Of(record.Verdict));
                break;
            case RecordType.SessionUpdated:
                Session();
                Energy();
                text.Put(" ").Put(Names.Of(record.ChargingState)).Put(" ").Put(Names.Of(record.Verdict));
                break;
            case RecordType.IntervalClosed:
                Session();
                Energy();
                break;
            case RecordType.SessionEnded:
                Session();
                Energy();
                text.Put(" ").Put(Names.Of(record.StoppedReason));
                break;
            case RecordType.Fault:
                text.Put(" ").Put(Names.Of(record.FaultCode)).Put(record.IsRaised ? " raised" : " cleared");
                break;
            case RecordType.SelfTest:
                text.Put(record.FailedParts == 0 ? " passed" : " failed in some parts").Put(", ").Put(record.Closures).Put(" closures");
                break;
            case RecordType.SecurityEvent:
                text.Put(" ").Put(record.Count).Put(" refused, the last for ").Put(Names.Of(record.SecurityEventKind));
                break;
            case RecordType.PlanAccepted:
                text.Put(" version ").Put(record.Version);
                break;
            case RecordType.MeterBaseline:
                text.Put(" ").Put(record.MeterSerial ?? "").Put(" at ").Put(record.RegisterWh).Put(" Wh");
                break;
            default:
                break;
        }
    }

    private void Session() => text.Put(" ").Put(record.SessionNumber).Put(" ").Put(Names.Of(record.Claim));

    private void Energy() => text.Put(" ").Put(record.EnergyWh).Put(" Wh");
}
