namespace ChargePointFw.Seams;

/// <summary>A message received from the broker.</summary>
public sealed class BrokerMessage
{
    public readonly string Topic;
    public readonly byte[] Payload;

    public BrokerMessage(string topic, byte[] payload)
    {
        Topic = topic;
        Payload = payload;
    }
}
