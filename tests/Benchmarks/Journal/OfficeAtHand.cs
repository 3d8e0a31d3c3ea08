using System.Text.Json;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>
/// A back office at the other end of a wire without broker: takes records, acknowledges them at once, hands out its
/// documents to whoever connects. It keeps the last few thousand records, to compare what comes twice.
/// </summary>
internal sealed class OfficeAtHand : IBrokerConnection
{
    private const int MostKept = 4_096;

    private readonly Topics topics = new(Papers.SiteName, Papers.Name);
    private readonly Queue<BrokerMessage> arriving = new();
    private readonly byte[][] kept = [.. Enumerable.Range(0, MostKept).Select(_ => new byte[RecordLayout.RecordBytes])];
    private byte[]? plan;

    public bool IsConnected { get; private set; }

    public bool IsSecure => false;

    public void UseCertificate(byte[] certificate, byte[] privateKey)
    {
    }

    /// <summary>What the records say.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>Records that came again with the same bytes.</summary>
    public long Repeated { get; private set; }

    /// <summary>Records that came again, genuine, with other bytes.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Longest record message, bytes.</summary>
    public int LongestMessage { get; private set; }

    /// <summary>Sends a plan, and again to whoever connects.</summary>
    public void Publish(byte[] newPlan)
    {
        plan = newPlan;
        if (IsConnected)
        {
            arriving.Enqueue(new BrokerMessage(topics.Plan, newPlan));
        }
    }

    /// <summary>Takes the 64 bytes of a record, or of a statement that some are lost.</summary>
    public void TakeRecord(byte[] bytes)
    {
        long number = Bytes.Take(bytes, 9, 4);
        if (number == Ledger.Number + 1)
        {
            bytes.CopyTo(kept[number % MostKept], 0);
            Ledger.Take(bytes);
        }
        else if (number > Ledger.Number)
        {
            Ledger.Complain($"record {number} came when {Ledger.Number + 1} was due");
        }
        else if (kept[number % MostKept].AsSpan().SequenceEqual(bytes) || (RecordType)bytes[1] == RecordType.RecordsLost)
        {
            Repeated++;
        }
        else
        {
            ReadOnlySpan<byte> before = number == 1 ? new byte[RecordLayout.TagBytes] : kept[(number - 1) % MostKept].AsSpan(RecordLayout.SignedBytes);
            Conflicts += Ledger.Follows(bytes, before) ? 1 : 0;
        }
    }

    /// <summary>The record as it came first.</summary>
    public byte[] Record(long number) => kept[number % MostKept];

    public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions)
    {
        IsConnected = true;
        arriving.Clear();
        Acknowledge();
        if (plan is not null)
        {
            arriving.Enqueue(new BrokerMessage(topics.Plan, plan));
        }

        return true;
    }

    public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
    {
        if (topic == topics.Record)
        {
            LongestMessage = Math.Max(LongestMessage, payload.Length);
            using JsonDocument message = JsonDocument.Parse(payload);
            foreach (JsonElement record in message.RootElement.GetProperty("records").EnumerateArray())
            {
                TakeRecord(record.GetProperty("bytes").GetBytesFromBase64());
            }

            Acknowledge();
        }

        return true;
    }

    public BrokerMessage? Take() => arriving.TryDequeue(out BrokerMessage? message) ? message : null;

    public void Drop()
    {
        IsConnected = false;
        arriving.Clear();
    }

    private void Acknowledge()
    {
        if (Ledger.Number > 0)
        {
            arriving.Enqueue(new BrokerMessage(
                topics.Acknowledgement, Papers.Acknowledgement(Ledger.JournalId, Ledger.Number, Ledger.Tag)));
        }
    }
}
