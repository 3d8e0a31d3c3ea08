// The broker and everything between it and its clients, in virtual time and on one thread.
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Wires;

/// <summary>
/// Topics, retained messages and last wills as a broker has them. A message may be lost after it was taken, come twice,
/// late and out of order, while the storm lasts.
/// </summary>
internal sealed class Broker(Dice dice, FaultCounts faults)
{
    private const int UsualMs = 50;
    private readonly PriorityQueue<(Client To, string Topic, byte[] Payload), (long DueMs, long Order)> travelling = new();
    private readonly Dictionary<string, byte[]> retained = [];
    private readonly List<Client> clients = [];
    private long order;

    /// <summary>Messages get into trouble.</summary>
    public bool IsStormy { get; set; } = true;

    public bool IsUp { get; private set; } = true;

    /// <summary>Now, ms since 1970 in UTC.</summary>
    public long NowMs { get; set; }

    /// <summary>When the next message arrives.</summary>
    public long DueMs => travelling.TryPeek(out _, out (long DueMs, long) key) ? key.DueMs : long.MaxValue;

    /// <summary>Connects, and sends what is retained.</summary>
    public void Connect(Client client)
    {
        clients.Remove(client);
        clients.Add(client);
        client.IsConnected = true;
        foreach ((string topic, byte[] payload) in retained)
        {
            Send(client, topic, payload);
        }
    }

    /// <summary>The client is gone; unless it said so, its will is done.</summary>
    public void Disconnect(Client client)
    {
        if (clients.Remove(client))
        {
            client.IsConnected = false;
            if (client.Will is { } will)
            {
                Publish(client.WillTopic, will, true);
            }
        }
    }

    /// <summary>Takes a message from anybody.</summary>
    public void Publish(string topic, byte[] payload, bool retain)
    {
        if (IsStormy && dice.Once(60))
        {
            faults.Count(Fault.MessageLost);
            return;
        }

        if (retain)
        {
            retained[topic] = payload;
        }

        foreach (Client client in clients)
        {
            Send(client, topic, payload);
        }
    }

    /// <summary>Hands over what is due.</summary>
    public void Deliver()
    {
        while (DueMs <= NowMs)
        {
            (Client to, string topic, byte[] payload) = travelling.Dequeue();
            if (to.IsConnected)
            {
                to.Receive(topic, payload);
            }
        }
    }

    /// <summary>The broker ends: connections and what was on its way are gone, maybe also what it had retained.</summary>
    public void GoDown(bool forgets)
    {
        IsUp = false;
        travelling.Clear();
        foreach (Client client in clients)
        {
            client.IsConnected = false;
        }

        clients.Clear();
        if (forgets)
        {
            retained.Clear();
        }
    }

    public void ComeUp() => IsUp = true;

    private void Send(Client client, string topic, byte[] payload)
    {
        if (!client.Hears(topic))
        {
            return;
        }

        bool isLate = IsStormy && dice.Once(100);
        if (isLate)
        {
            faults.Count(Fault.MessageLate);
        }

        Enqueue(client, topic, payload, dice.Between(1, isLate ? 30_000 : UsualMs));
        if (IsStormy && dice.Once(100))
        {
            faults.Count(Fault.MessageDoubled);
            Enqueue(client, topic, payload, dice.Between(1, 20_000));
        }
    }

    private void Enqueue(Client client, string topic, byte[] payload, int delayMs) =>
        travelling.Enqueue((client, topic, payload), (NowMs + delayMs, order++));
}

/// <summary>Whoever is connected to the broker.</summary>
/// <param name="Hears">What it has subscribed to.</param>
/// <param name="Receive">Takes topic and payload.</param>
/// <param name="WillTopic">Where its will goes.</param>
/// <param name="Will">What the broker says when it is gone; null for nothing.</param>
internal sealed record Client(Func<string, bool> Hears, Action<string, byte[]> Receive, string WillTopic = "", byte[]? Will = null)
{
    public bool IsConnected { get; set; }

    public bool Equals(Client? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
