namespace ChargePointFw.BackOffice.Broker;

/// <summary>
/// All that the back office needs of MQTT. Messages come one at a time; one is acknowledged to the broker after its
/// handler has returned. A lost connection is made again; subscriptions come back with it.
/// </summary>
public interface IBrokerLink : IDisposable
{
    bool IsConnected { get; }

    /// <summary>What the broker's access list does not let us subscribe to; null while it refuses nothing, or does not say so.</summary>
    string? RefusedFilter => null;

    /// <summary>Begins to connect. Returns at once, whether or not there is a broker.</summary>
    /// <param name="topicFilters">What to subscribe to, QoS 1.</param>
    /// <param name="onSubscribed">Called whenever the connection stands and the subscriptions are granted.</param>
    /// <param name="onMessage">Called with topic and payload of each message.</param>
    void Start(IReadOnlyList<string> topicFilters, Action onSubscribed, Action<string, byte[]> onMessage);

    /// <summary>
    /// Hands a message over. False when there is no connection or too much is unacknowledged: what must arrive
    /// is told again (retained documents on every connection, requests by their timers).
    /// </summary>
    /// <param name="topic">Where to.</param>
    /// <param name="payload">The message.</param>
    /// <param name="retain">Whether the broker keeps it for whoever subscribes later.</param>
    /// <param name="qos">1, or 0 for what the next message of its kind replaces.</param>
    bool Publish(string topic, byte[] payload, bool retain, int qos = 1);

    /// <summary>Ends the connection; no handler runs after it has returned.</summary>
    void Disconnect();
}
