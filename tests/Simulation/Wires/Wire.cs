using ChargePointFw.Seams;

namespace ChargePointFw.Simulation.Wires;

/// <summary>A charge point's connection, with the habits of the real one: at most 16 messages wait, the newest beyond are dropped.</summary>
internal sealed class Wire(Broker broker) : IBrokerConnection
{
    private const int MaximumWaiting = 16;
    private readonly Queue<BrokerMessage> received = new();
    private Client? client;

    /// <summary>Nothing can be reached.</summary>
    public bool IsCut { get; set; }

    /// <summary>The connection that stands now looks alive and carries nothing; a new one works.</summary>
    public bool IsWedged { get; set; }

    /// <summary>Something waits to be taken.</summary>
    public bool HasMessage => received.Count > 0;

    public bool IsConnected => client is { IsConnected: true };

    public bool IsSecure => false;

    public void UseCertificate(byte[] certificate, byte[] privateKey)
    {
    }

    public bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions)
    {
        Drop();
        if (IsCut || !broker.IsUp)
        {
            return false;
        }

        client = new Client(subscriptions.Contains, Receive, willTopic, will);
        IsWedged = false;
        broker.Connect(client);
        return true;
    }

    public bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain)
    {
        if (!IsConnected)
        {
            return false;
        }

        if (!IsWedged)
        {
            broker.Publish(topic, payload, retain);
        }

        return true;
    }

    public BrokerMessage Take() => received.TryDequeue(out BrokerMessage? message) ? message : null!;

    public void Drop()
    {
        Lose();
        client = null;
        received.Clear();
    }

    /// <summary>The connection breaks; whoever uses it finds out when he looks.</summary>
    public void Lose()
    {
        if (client is not null)
        {
            broker.Disconnect(client);
        }
    }

    private void Receive(string topic, byte[] payload)
    {
        if (!IsWedged && received.Count < MaximumWaiting)
        {
            received.Enqueue(new BrokerMessage(topic, payload));
        }
    }
}
