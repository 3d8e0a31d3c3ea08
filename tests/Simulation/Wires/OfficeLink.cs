using ChargePointFw.BackOffice.Broker;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Wires;

/// <summary>The back office's end of the broker.</summary>
internal sealed class OfficeLink(Broker broker) : IBrokerLink
{
    private Client? client;
    private Action onSubscribed = () => { };

    public bool IsConnected => client is { IsConnected: true };

    /// <summary>The process ends with the next message that it publishes: after the commit, before the acknowledgement.</summary>
    public bool DiesAtNextPublish { get; set; }

    /// <summary>Every document published, by topic; the newest last.</summary>
    public event Action<string, byte[]>? Published;

    public void Start(IReadOnlyList<string> topicFilters, Action onSubscribed, Action<string, byte[]> onMessage)
    {
        this.onSubscribed = onSubscribed;
        client = new Client(topic => topicFilters.Any(filter => Matches(filter, topic)), onMessage);
        Reconnect();
    }

    /// <summary>Tries again; nothing when it is connected or the broker is away.</summary>
    public void Reconnect()
    {
        if (client is { IsConnected: false } && broker.IsUp)
        {
            broker.Connect(client);
            onSubscribed();
        }
    }

    public bool Publish(string topic, byte[] payload, bool retain, int qos = 1)
    {
        if (DiesAtNextPublish)
        {
            throw new OfficeDiedException();
        }

        if (!IsConnected)
        {
            return false;
        }

        Published?.Invoke(topic, payload);
        broker.Publish(topic, payload, retain);
        return true;
    }

    public void Disconnect()
    {
        if (client is not null)
        {
            broker.Disconnect(client);
        }
    }

    public void Dispose()
    {
    }

    // cpfw/1/+/+/record: all that is ever subscribed to has this shape.
    private static bool Matches(string filter, string topic)
    {
        string last = filter[(filter.LastIndexOf('/') + 1)..];
        return topic.EndsWith("/" + last, StringComparison.Ordinal) && topic.AsSpan().Count('/') == filter.AsSpan().Count('/');
    }
}
