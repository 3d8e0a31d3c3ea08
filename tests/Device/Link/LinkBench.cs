using System.Collections;
using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Documents;
using ChargePointFw.Link;
using ChargePointFw.Seams;

namespace ChargePointFw.Device.Tests.Link;

/// <summary>A link with a journal, desks and a scripted broker, polled every 50 ms; the test plays the back office.</summary>
public sealed class LinkBench
{
    public const int PollMs = 50;

    public readonly JournalBench Journal = JournalBench.Of(6, 63);
    public readonly ScriptedConnection Connection = new ScriptedConnection();
    public readonly MemoryDocumentStore Store = new MemoryDocumentStore();
    public readonly Topics Topics = new Topics(Papers.Site, Papers.ChargePoint);
    public readonly HandOver HandOver = new HandOver();
    public readonly Outbox Outbox;
    public readonly DocumentDesk Documents;
    public readonly KeyDesk Keys;
    public readonly SettingsDesk Settings;
    public readonly BackOfficeLink Link;
    public long NowMs;

    private int taken;

    public LinkBench()
    {
        Outbox = new Outbox(Journal.Journal);
        var refusals = new Refusals(HandOver);
        Documents = new DocumentDesk(
            JournalBench.Hash, JournalBench.Keys, Papers.Site, Papers.ChargePoint, Store, HandOver, refusals);
        var acknowledgements = new AcknowledgementDesk(
            JournalBench.Hash, JournalBench.Keys, Papers.Site, Papers.ChargePoint, Journal.Journal, Outbox, refusals);
        Keys = new KeyDesk(JournalBench.Hash, JournalBench.Keys, Papers.Site, Papers.ChargePoint, Store, refusals);
        Settings = new SettingsDesk(JournalBench.Hash, JournalBench.Keys, Papers.Site, Papers.ChargePoint, Store, HandOver, refusals);
        Link = new BackOfficeLink(
            Connection, Topics, "cp-1", HandOver, Journal.Journal, Documents, acknowledgements, Keys, Settings, Outbox, new SeededNumbers(1));
    }

    public void Run(long ms)
    {
        for (long end = NowMs + ms; NowMs < end;)
        {
            NowMs += PollMs;
            Link.Poll(NowMs);
        }
    }

    /// <summary>Numbers of the records published since the last call, in order.</summary>
    public ArrayList TakeNumbers()
    {
        var numbers = new ArrayList();
        for (; taken < Connection.Published.Count; taken++)
        {
            var message = (BrokerMessage)Connection.Published[taken];
            if (message.Topic == Topics.Record)
            {
                ReadNumbers(message.Payload, numbers);
            }
        }

        return numbers;
    }

    public void Acknowledge(long number) => Connection.Arrive(Topics.Acknowledgement, Acknowledgement(number, Journal.TagOf(number)));

    public byte[] Acknowledgement(long number, byte[] tag)
    {
        var json = new JsonWriter(512);
        json.BeginObject();
        json.Text("kind", "ack");
        json.Text("site", Papers.Site);
        json.Text("chargePoint", Papers.ChargePoint);
        json.Number("journal", Journal.Journal.JournalId);
        json.Number("number", number);
        json.Base64("tag", tag);
        json.EndObject();
        return SignedDocument.Sign(JournalBench.Hash, JournalBench.Keys.Acknowledgement, json.ToArray());
    }

    public void AskAgain(long from, long to)
    {
        string body = Papers.Head("resend") + ",\"journal\":" + Journal.Journal.JournalId.ToString()
            + ",\"from\":" + from.ToString() + ",\"to\":" + to.ToString() + "}";
        Connection.Arrive(Topics.Resend, SignedDocument.Sign(JournalBench.Hash, JournalBench.Keys.Acknowledgement, Ascii.Bytes(body)));
    }

    /// <summary>The desk after a restart, with what the store keeps.</summary>
    public DocumentDesk Restarted(HandOver handOver, RecoveredState recovered)
    {
        var desk = new DocumentDesk(
            JournalBench.Hash, JournalBench.Keys, Papers.Site, Papers.ChargePoint, Store, handOver, new Refusals(handOver));
        desk.Load(recovered);
        return desk;
    }

    public byte[] Signed(string body) => SignedDocument.Sign(JournalBench.Hash, JournalBench.Keys.Document, Ascii.Bytes(body));

    private static void ReadNumbers(byte[] payload, ArrayList numbers)
    {
        var reader = new JsonReader(payload, 0, payload.Length);
        JsonToken token = reader.Next();
        while (token != JsonToken.End)
        {
            Check.That(token != JsonToken.Error, "a message that the strict reader accepts");
            if (token == JsonToken.Name && reader.Is("number"))
            {
                reader.Next();
                numbers.Add(reader.NumberValue);
            }

            token = reader.Next();
        }
    }
}
