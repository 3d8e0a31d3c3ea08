namespace ChargePointFw.Seams;

/// <summary>One MQTT connection. The link thread calls it; what arrives waits in a bounded queue until taken.</summary>
public interface IBrokerConnection
{
    /// <summary>True between a successful <see cref="Connect"/> and the first sign of loss.</summary>
    bool IsConnected { get; }

    /// <summary>True when connecting makes a TLS handshake, which stops every thread of the device for as long as it takes.</summary>
    bool IsSecure { get; }

    /// <summary>
    /// From the next <see cref="Connect"/> on the device proves with this certificate (DER) who it is. The former one is tried in
    /// turn until this one has let it in.
    /// </summary>
    void UseCertificate(byte[] certificate, byte[] privateKey);

    /// <summary>
    /// Connects with a clean session and a retained last will at QoS 1, and subscribes at QoS 1. Blocks; false when it
    /// failed. A former connection is discarded with all that belonged to it.
    /// </summary>
    bool Connect(string clientId, string willTopic, byte[] will, string[] subscriptions);

    /// <summary>Hands a message to the client; false when it cannot take it now. True promises nothing more.</summary>
    bool Publish(string topic, byte[] payload, bool atLeastOnce, bool retain);

    /// <summary>
    /// Takes the oldest message received, or null. When the queue (16 messages) is full the newest is dropped:
    /// every message that matters is retained or repeated.
    /// </summary>
    BrokerMessage Take();

    /// <summary>Closes and forgets; the broker then publishes the last will.</summary>
    void Drop();
}
