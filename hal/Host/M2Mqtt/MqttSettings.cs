// nanoFramework.M2Mqtt: the settings that all clients of the process share.
namespace nanoFramework.M2Mqtt;

/// <summary>Settings of the library; one instance a process.</summary>
public class MqttSettings
{
    public const int BrokerDefaultPort = 1883;

    public const int BrokerDefaultSslPort = 8883;

    /// <summary>Milliseconds.</summary>
    public const int DefaultTimeout = 30_000;

    public const int MaximumAttemptsRetry = 3;

    /// <summary>Milliseconds.</summary>
    public const int DefaultDelayRetry = 1_000;

    /// <summary>Milliseconds.</summary>
    public const int ConnectTimeout = 30_000;

    public const int DefaultInflightQueueSize = int.MaxValue;

    private MqttSettings()
    {
    }

    public static MqttSettings Instance { get; } = new();

    /// <summary>The port of the newest plain client.</summary>
    public int Port { get; internal set; } = BrokerDefaultPort;

    /// <summary>The port of the newest TLS client.</summary>
    public int SslPort { get; internal set; } = BrokerDefaultSslPort;

    /// <summary>Milliseconds.</summary>
    public int TimeoutOnConnection { get; internal set; } = ConnectTimeout;

    /// <summary>Milliseconds.</summary>
    public int TimeoutOnReceiving { get; internal set; } = DefaultTimeout;

    /// <summary>How often a message of QoS 1 is sent before it is dropped.</summary>
    public int AttemptsOnRetry { get; internal set; } = MaximumAttemptsRetry;

    /// <summary>Milliseconds between two attempts.</summary>
    public int DelayOnRetry { get; internal set; } = DefaultDelayRetry;

    /// <summary>Messages that may wait in a client; more are refused with InflightQueueFull.</summary>
    public int InflightQueueSize { get; set; } = DefaultInflightQueueSize;

    /// <summary>False accepts any certificate of the broker.</summary>
    public bool ValidateServerCertificate { get; set; } = true;
}
