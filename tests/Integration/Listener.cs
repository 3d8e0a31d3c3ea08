using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ChargePointFw.Mosquitto;

namespace ChargePointFw.Integration;

/// <summary>Hears every message on a run's broker, and may say some.</summary>
internal sealed class Listener : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);
    private readonly MosquittoClient client;
    private readonly List<Heard> messages = [];

    public Listener(int port)
    {
        client = new MosquittoClient(new MosquittoOptions { Port = port });
        client.MessageReceived += message =>
        {
            lock (messages)
            {
                messages.Add(new Heard(message.Topic, message.Payload.ToArray()));
            }
        };
        Assert.AreEqual(0, client.Connect());
        client.Subscribe("cpfw/1/#", 1);
    }

    /// <summary>Everything heard so far.</summary>
    public IReadOnlyList<Heard> Messages
    {
        get
        {
            lock (messages)
            {
                return [.. messages];
            }
        }
    }

    public void Say(string topic, byte[] payload, bool retain) => client.Publish(topic, payload, 1, retain);

    /// <summary>Waits for a message; those before <paramref name="after"/> do not count.</summary>
    public Heard Wait(Func<Heard, bool> isIt, string what, DemoProcess demo, int after = 0)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience)
        {
            if (Messages.Skip(after).FirstOrDefault(isIt) is { } found)
            {
                return found;
            }

            Thread.Sleep(20);
        }

        throw new AssertFailedException($"Not heard: {what}. {demo.Story}");
    }

    public void Dispose() => client.Dispose();

    /// <summary>A message.</summary>
    internal sealed record Heard(string Topic, byte[] Payload)
    {
        public string Text => Encoding.UTF8.GetString(Payload);

        public JsonElement Json => JsonDocument.Parse(Payload).RootElement;

        /// <summary>Last part of the topic.</summary>
        public string Kind => Topic[(Topic.LastIndexOf('/') + 1)..];

        public bool IsPublic => Topic.Contains("/public/", StringComparison.Ordinal);
    }
}
