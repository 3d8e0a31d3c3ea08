using ChargePointFw.Mosquitto;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChargePointFw.BackOffice.Broker;

/// <summary>The real broker, over libmosquitto. Connects again for as long as it runs.</summary>
public sealed class MosquittoLink : IBrokerLink
{
    private const int LeastRefusal = 128;

    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(5);

    private readonly MosquittoClient client;
    private readonly Dictionary<int, string> subscribing = [];
    private IReadOnlyList<string> filters = [];
    private Action onSubscribed = () => { };
    private Action<string, byte[]> onMessage = (_, _) => { };
    private volatile bool isReady;
    private volatile string? refusedFilter;

    /// <param name="options">Where the broker is, and who we are there.</param>
    public MosquittoLink(BackOfficeOptions options)
    {
        client = new MosquittoClient(new MosquittoOptions
        {
            Host = options.BrokerHost,
            Port = options.BrokerPort,
            Protocol = options.Role == Role.Ingest ? MqttProtocol.V5 : MqttProtocol.V311, // shared subscriptions are MQTT 5's
            UserName = options.BrokerUser,
            Password = options.BrokerPassword,
            Tls = options.BrokerCaFile is null
                ? null
                : new MosquittoTls { CaFile = options.BrokerCaFile, CertificateFile = options.BrokerCertificateFile, KeyFile = options.BrokerKeyFile, Version = "tlsv1.2" },
            // A clean session under a name of its own: what is lost with a connection is not acknowledged, so it comes again.
            ClientId = "backoffice-" + Guid.NewGuid().ToString("N")[..12],
            ReconnectDelay = firstPause,
            ReconnectDelayMax = longestPause,
        });
        client.Connected += _ => Subscribe();
        client.Disconnected += _ => isReady = false;
        client.Subscribed += Granted;
        client.MessageReceived += message => onMessage(message.Topic, message.Payload.ToArray());
    }

    /// <summary>Where it says what only the broker's operator can mend.</summary>
    public ILogger Log { get; set; } = NullLogger.Instance;

    public bool IsConnected => isReady && client.IsConnected;

    public string? RefusedFilter => refusedFilter;

    public void Start(IReadOnlyList<string> topicFilters, Action onSubscribed, Action<string, byte[]> onMessage)
    {
        filters = topicFilters;
        this.onSubscribed = onSubscribed;
        this.onMessage = onMessage;
        client.Start();
    }

    public bool Publish(string topic, byte[] payload, bool retain, int qos = 1)
    {
        try
        {
            // Without a connection the client would keep it and send it late, after newer ones.
            return client.IsConnected && client.Publish(topic, payload, qos, retain) != 0;
        }
        catch (ObjectDisposedException)
        {
            return false; // stopping
        }
    }

    public void Disconnect()
    {
        isReady = false;
        client.Disconnect();
    }

    public void Dispose() => client.Dispose();

    // Events come one at a time on the client's thread.
    private void Subscribe()
    {
        subscribing.Clear();
        refusedFilter = null;
        foreach (string filter in filters)
        {
            subscribing.Add(client.Subscribe(filter, qos: 1), filter);
        }
    }

    private void Granted(MosquittoSubscribed answer)
    {
        bool isOurs = subscribing.Remove(answer.Mid, out string? filter);
        if (answer.GrantedQos.Any(qos => qos >= LeastRefusal))
        {
            refusedFilter = filter; // what comes there would never be heard: not ready
            Log.LogError("The broker's access list does not let us subscribe to {Filter}: nothing of it is heard. Permit it there; it is asked for again with the next connection", filter);
        }

        if (isOurs && subscribing.Count == 0 && refusedFilter is null)
        {
            isReady = true;
            onSubscribed();
        }
    }
}
