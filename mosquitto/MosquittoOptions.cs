// What a client is told before it connects.
namespace ChargePointFw.Mosquitto;

/// <summary>The version of MQTT; the values are libmosquitto's.</summary>
public enum MqttProtocol
{
    V31 = 3,
    V311 = 4,
    V5 = 5,
}

/// <summary>What the broker publishes when the connection is lost without a DISCONNECT.</summary>
/// <param name="Topic">No wildcards.</param>
/// <param name="Payload">May be empty.</param>
/// <param name="Qos">0 to 2.</param>
/// <param name="Retain">Whether the broker keeps it for later subscribers.</param>
public sealed record MosquittoWill(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain);

/// <summary>Certificates of a TLS connection; all are PEM files.</summary>
public sealed record MosquittoTls
{
    /// <summary>The authorities that the broker's certificate must come from; null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>The client's own certificate (mutual TLS), or null.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of <see cref="CertificateFile"/>, without a pass phrase.</summary>
    public string? KeyFile { get; init; }

    /// <summary>False accepts any certificate and any name: for tests only.</summary>
    public bool ValidateServer { get; init; } = true;

    /// <summary>Lowest version, "tlsv1.2" or "tlsv1.3"; null: the library's default.</summary>
    public string? Version { get; init; }
}

/// <summary>How a <see cref="MosquittoClient"/> connects.</summary>
public sealed record MosquittoOptions
{
    /// <summary>Name or address of the broker. A name that has an IPv4 address is reached by that.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>1 to 65535.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Empty: one is made up, which needs <see cref="CleanSession"/>.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Seconds without traffic after which a ping is sent: 0 (never) or 5 to 65535. A dead broker is noticed after twice that.</summary>
    public int KeepAliveSeconds { get; init; } = 30;

    /// <summary>False: the broker keeps subscriptions and unacknowledged messages for this client id.</summary>
    public bool CleanSession { get; init; } = true;

    /// <summary>MQTT 5 only: how long the broker keeps the session of a lost client.</summary>
    public uint SessionExpirySeconds { get; init; }

    public string? UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>Null: plain TCP.</summary>
    public MosquittoTls? Tls { get; init; }

    public MosquittoWill? Will { get; init; }

    public MqttProtocol Protocol { get; init; } = MqttProtocol.V311;

    /// <summary>Longest wait for TCP, TLS and CONNACK together. The name look-up, and with TLS or a session expiry also the TCP connect, is bounded by the system only.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Null: one connection, and when it is lost the client is done. Otherwise the pause before the next attempt; it doubles up to <see cref="ReconnectDelayMax"/>.</summary>
    public TimeSpan? ReconnectDelay { get; init; }

    public TimeSpan ReconnectDelayMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages of QoS 1 and 2 handed to <see cref="MosquittoClient.Publish"/> and not yet acknowledged, 1 to 60000 (message ids are 16 bits wide); more are refused.</summary>
    public int MaxUnacknowledged { get; init; } = 10_000;

    /// <summary>Of these, how many are on the wire at once; 0: all. A broker of MQTT 5 may lower it.</summary>
    public int MaxInFlight { get; init; } = 20;
}
