using System.Collections.Concurrent;
using ChargePointFw.BackOffice.Tests;
using ChargePointFw.Documents;
using ChargePointFw.Mosquitto;

namespace ChargePointFw.Postgres.Tests;

/// <summary>
/// Charge points at a real broker, as their outbox behaves: some messages ahead of the last signed acknowledgement, again from there
/// when nothing moves for a while, and what they are asked for. Once a second they say how far they are.
/// </summary>
internal sealed class SendingDevices : IDisposable
{
    private const int ImpatienceMs = 1_500;
    private const int StateEveryMs = 1_000;
    private readonly int aheadRecords;
    private readonly int pauseMs;
    private readonly MosquittoClient client;
    private readonly Dictionary<string, One> byTopic = [];
    private readonly Thread sending;
    private volatile bool isStopping;

    /// <summary>Connects and begins to send.</summary>
    /// <param name="brokerPort">Of 127.0.0.1.</param>
    /// <param name="devices">What they have in their journals.</param>
    /// <param name="aheadRecords">So many may be on their way unacknowledged.</param>
    /// <param name="pauseMs">Before each looks again what it may send.</param>
    /// <param name="who">User and password, where the broker asks for them.</param>
    public SendingDevices(int brokerPort, IEnumerable<FakeDevice> devices, int aheadRecords = 64, int pauseMs = 1, MosquittoOptions? who = null)
    {
        (this.aheadRecords, this.pauseMs) = (aheadRecords, pauseMs);
        foreach (FakeDevice device in devices)
        {
            var one = new One(device);
            byTopic[device.Topics.Acknowledgement] = one;
            byTopic[device.Topics.Resend] = one;
        }

        client = new MosquittoClient((who ?? new MosquittoOptions()) with { Port = brokerPort, ClientId = "devices", MaxInFlight = 0, ReconnectDelay = TimeSpan.FromMilliseconds(100) });
        client.Connected += _ =>
        {
            foreach (string topic in byTopic.Keys)
            {
                client.Subscribe(topic, qos: 1);
            }
        };
        client.MessageReceived += Hear;
        sending = new Thread(Send) { IsBackground = true };
        client.Start();
        sending.Start();
    }

    /// <summary>Records that are acknowledged, of all.</summary>
    public long Acknowledged => byTopic.Values.Distinct().Sum(one => one.Acknowledged);

    public void Dispose()
    {
        isStopping = true;
        sending.Join();
        client.Disconnect();
        client.Dispose();
    }

    private void Hear(MosquittoMessage message)
    {
        One one = byTopic[message.Topic];
        byte[] payload = message.Payload.ToArray();
        if (message.Topic == one.Device.Topics.Acknowledgement)
        {
            one.Acknowledged = Math.Max(one.Acknowledged, one.Device.ReadAcknowledgement(payload).Number);
        }
        else
        {
            AcknowledgementReader wish = one.Device.ReadAcknowledgement(payload, "resend");
            one.Wished.Enqueue((wish.From, Math.Min(wish.To, one.Device.Journal.Count)));
        }
    }

    private void Send()
    {
        One[] all = [.. byTopic.Values.Distinct()];
        while (!isStopping)
        {
            foreach (One one in all)
            {
                SendSome(one);
                SendState(one);
            }

            Thread.Sleep(pauseMs);
        }
    }

    private void SendSome(One one)
    {
        while (one.Wished.TryDequeue(out (long From, long To) wish))
        {
            for (long from = wish.From; from <= wish.To; from += FakeDevice.MaximumRecordsInMessage)
            {
                Publish(one, from, Math.Min(wish.To, from + FakeDevice.MaximumRecordsInMessage - 1));
            }
        }

        if (one.Acknowledged != one.SeenAcknowledged)
        {
            (one.SeenAcknowledged, one.MovedMs) = (one.Acknowledged, Environment.TickCount64);
        }
        else if (one.Sent > one.Acknowledged && Environment.TickCount64 - one.MovedMs > ImpatienceMs)
        {
            (one.Sent, one.MovedMs) = (one.Acknowledged, Environment.TickCount64);
        }

        while (one.Sent < one.Device.Journal.Count && one.Sent - one.Acknowledged < aheadRecords && client.IsConnected)
        {
            long last = Math.Min(one.Device.Journal.Count, one.Sent + FakeDevice.MaximumRecordsInMessage);
            Publish(one, one.Sent + 1, last);
            one.Sent = last;
        }
    }

    private void SendState(One one)
    {
        if (Environment.TickCount64 - one.ToldMs >= StateEveryMs && client.IsConnected)
        {
            one.ToldMs = Environment.TickCount64;
            client.Publish(one.Device.Topics.State, one.Device.State(acknowledged: one.Acknowledged), qos: 1, retain: true);
        }
    }

    private void Publish(One one, long from, long to) =>
        client.Publish(one.Device.Topics.Record, FakeDevice.Message([.. one.Device.Journal.Skip((int)from - 1).Take((int)(to - from + 1))]), qos: 1);

    private sealed class One(FakeDevice device)
    {
        public FakeDevice Device => device;

        public ConcurrentQueue<(long From, long To)> Wished { get; } = new();

        public long Acknowledged
        {
            get => Interlocked.Read(ref field);
            set => Interlocked.Exchange(ref field, value);
        }

        public long SeenAcknowledged { get; set; }

        public long MovedMs { get; set; } = Environment.TickCount64;

        public long Sent { get; set; }

        public long ToldMs { get; set; }
    }
}
