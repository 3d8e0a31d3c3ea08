using ChargePointFw.BackOffice.Broker;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A broker inside the test: delivers what it is told to, and keeps what was published.</summary>
public sealed class FakeBroker : IBrokerLink
{
    private readonly Lock gate = new();
    private readonly List<(string Topic, byte[] Payload, bool Retain)> published = [];
    private Action onSubscribed = () => { };
    private Action<string, byte[]> onMessage = (_, _) => { };

    public bool IsConnected { get; private set; }

    /// <summary>Set to false before the start: the broker is down until <see cref="ComeUp"/>.</summary>
    public bool IsUp { get; set; } = true;

    public IReadOnlyList<string> Filters { get; private set; } = [];

    public IReadOnlyList<(string Topic, byte[] Payload, bool Retain)> Published
    {
        get
        {
            lock (gate)
            {
                return [.. published];
            }
        }
    }

    public IReadOnlyList<byte[]> PublishedTo(string topic) => [.. Published.Where(one => one.Topic == topic).Select(one => one.Payload)];

    public void Start(IReadOnlyList<string> topicFilters, Action onSubscribed, Action<string, byte[]> onMessage)
    {
        Filters = topicFilters;
        this.onSubscribed = onSubscribed;
        this.onMessage = onMessage;
        if (IsUp)
        {
            ComeUp();
        }
    }

    public void ComeUp()
    {
        IsConnected = true;
        onSubscribed();
    }

    public void GoDown() => IsConnected = false;

    public void Deliver(string topic, byte[] payload) => onMessage(topic, payload);

    public bool Publish(string topic, byte[] payload, bool retain, int qos = 1)
    {
        if (!IsConnected)
        {
            return false;
        }

        lock (gate)
        {
            published.Add((topic, payload, retain));
        }

        return true;
    }

    public void Disconnect() => IsConnected = false;

    public void Dispose()
    {
    }
}
