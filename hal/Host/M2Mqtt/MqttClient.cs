// nanoFramework.M2Mqtt's client over libmosquitto: the package's surface. The habits are in the two files beside it.
using System.Collections;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ChargePointFw.Hal.Host;
using ChargePointFw.Mosquitto;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace nanoFramework.M2Mqtt;

/// <summary>
/// An MQTT client with the habits of nanoFramework.M2Mqtt: a message of QoS 1 is sent three times one second apart and then
/// dropped with <see cref="MqttMsgPublished"/> saying so; nothing reconnects; Close forgets what was in flight.
/// </summary>
public partial class MqttClient : IMqttClient, IDisposable
{
    private const ushort DefaultKeepAliveSeconds = 60;

    // libmosquitto refuses less; the real library does not.
    private const ushort ShortestKeepAliveSeconds = 5;

    private string _hostName;
    private string _address;
    private int _port;
    private bool _secure;
    private X509Certificate _caCertificate;
    private X509Certificate _clientCertificate;
    private MqttSslProtocols _sslProtocol;
    private ushort _lastMessageId;

    /// <summary>A client of a plain broker on port 1883.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public MqttClient(string brokerHostName)
        : this(brokerHostName, MqttSettings.BrokerDefaultPort, false, null, null, MqttSslProtocols.None)
    {
    }

    /// <summary>A client; with <paramref name="secure"/> and no client certificate the device's stored one is used (<see cref="DeviceCertificates"/>).</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public MqttClient(string brokerHostName, int brokerPort, bool secure, X509Certificate caCert, X509Certificate clientCert, MqttSslProtocols sslProtocol) =>
        Init(brokerHostName, brokerPort, secure, caCert, clientCert, sslProtocol);

    public delegate void ConnectionOpenedEventHandler(object sender, ConnectionOpenedEventArgs e);

    /// <summary>A message has come; it is acknowledged already.</summary>
    public event IMqttClient.MqttMsgPublishEventHandler MqttMsgPublishReceived;

    /// <summary>A message of QoS 1 or 2 was taken over by the broker, or dropped.</summary>
    public event IMqttClient.MqttMsgPublishedEventHandler MqttMsgPublished;

    public event IMqttClient.MqttMsgSubscribedEventHandler MqttMsgSubscribed;

    public event IMqttClient.MqttMsgUnsubscribedEventHandler MqttMsgUnsubscribed;

    /// <summary>The broker has answered a CONNECT; raised before Connect returns.</summary>
    public event ConnectionOpenedEventHandler ConnectionOpened;

    /// <summary>The connection has ended, by loss or by Disconnect, and the client is closed. Close itself does not raise it.</summary>
    public event IMqttClient.ConnectionClosedEventHandler ConnectionClosed;

    public bool IsConnected { get; private set; }

    public string ClientId { get; private set; }

    public bool CleanSession { get; private set; }

    public bool WillFlag { get; private set; }

    public MqttQoSLevel WillQosLevel { get; private set; }

    public string WillTopic { get; private set; }

    public string WillMessage { get; private set; }

    public MqttProtocolVersion ProtocolVersion { get; set; }

    /// <summary>Seconds; MQTT 5 only.</summary>
    public uint SessionExpiryInterval { get; set; }

    public MqttSettings Settings { get; private set; }

    public void Init(string brokerHostName, int brokerPort, bool secure, byte[] caCert, byte[] clientCert, MqttSslProtocols sslProtocol) =>
        Init(
            brokerHostName,
            brokerPort,
            secure,
            caCert == null ? null : X509CertificateLoader.LoadCertificate(caCert),
            clientCert == null ? null : X509CertificateLoader.LoadCertificate(clientCert),
            sslProtocol);

    private void Init(string brokerHostName, int brokerPort, bool secure, X509Certificate caCert, X509Certificate clientCert, MqttSslProtocols sslProtocol)
    {
        ProtocolVersion = MqttProtocolVersion.Version_3_1_1;
        Settings = MqttSettings.Instance;
        if (secure)
            Settings.SslPort = brokerPort;
        else
            Settings.Port = brokerPort;
        _hostName = brokerHostName;
        _address = AddressOf(brokerHostName);
        _port = brokerPort;
        _secure = secure;
        _caCertificate = caCert;
        _clientCertificate = clientCert;
        _sslProtocol = sslProtocol;
    }

    public MqttReasonCode Connect(string clientId) =>
        Connect(clientId, null, null, false, MqttQoSLevel.AtMostOnce, false, null, null, true, DefaultKeepAliveSeconds);

    public MqttReasonCode Connect(string clientId, bool cleanSession) =>
        Connect(clientId, null, null, false, MqttQoSLevel.AtMostOnce, false, null, null, cleanSession, DefaultKeepAliveSeconds);

    public MqttReasonCode Connect(string clientId, string username, string password) =>
        Connect(clientId, username, password, false, MqttQoSLevel.AtMostOnce, false, null, null, true, DefaultKeepAliveSeconds);

    public MqttReasonCode Connect(string clientId, string username, string password, bool cleanSession, ushort keepAlivePeriod) =>
        Connect(clientId, username, password, false, MqttQoSLevel.AtMostOnce, false, null, null, cleanSession, keepAlivePeriod);

    /// <summary>Connects and waits for the broker's answer.</summary>
    /// <param name="keepAlivePeriod">Seconds, 0: none.</param>
    /// <returns>Success, or why the broker refused.</returns>
    /// <exception cref="MqttConnectionException">TCP or TLS failed.</exception>
    /// <exception cref="MqttCommunicationException">The broker closed the connection, or did not answer within 30 s.</exception>
    /// <exception cref="MqttClientException">The will is half given.</exception>
    public MqttReasonCode Connect(
        string clientId,
        string username,
        string password,
        bool willRetain,
        MqttQoSLevel willQosLevel,
        bool willFlag,
        string willTopic,
        string willMessage,
        bool cleanSession,
        ushort keepAlivePeriod)
    {
        CheckWill(willRetain, willQosLevel, willFlag, willTopic, willMessage);
        StopWorkers(forget: false);

        var options = new MosquittoOptions
        {
            Host = _secure ? _hostName : _address,
            Port = _port,
            ClientId = clientId,
            UserName = username,
            Password = password,
            CleanSession = cleanSession,
            KeepAliveSeconds = keepAlivePeriod == 0 ? 0 : Math.Max(keepAlivePeriod, ShortestKeepAliveSeconds),
            Protocol = (MqttProtocol)(int)ProtocolVersion,
            SessionExpirySeconds = SessionExpiryInterval,
            ConnectTimeout = TimeSpan.FromMilliseconds(ConnackTimeoutMs),
            Will = willFlag ? new MosquittoWill(willTopic, System.Text.Encoding.UTF8.GetBytes(willMessage), (int)willQosLevel, willRetain) : null,
            // The real library bounds neither; ids are 16 bits wide.
            MaxInFlight = 0,
            MaxUnacknowledged = 60_000,
        };
        var connack = Open(options);
        ConnectionOpened?.Invoke(this, new ConnectionOpenedEventArgs(connack));
        if (connack.ReturnCode != MqttReasonCode.Success)
        {
            Interlocked.Exchange(ref _engine, null)?.Dispose();
            return connack.ReturnCode;
        }

        ClientId = clientId;
        CleanSession = cleanSession;
        WillFlag = willFlag;
        WillTopic = willTopic;
        WillMessage = willMessage;
        WillQosLevel = willQosLevel;
        RestoreSession();
        StartWorkers();
        return MqttReasonCode.Success;
    }

    /// <summary>Sends a DISCONNECT; the client closes itself and raises <see cref="ConnectionClosed"/>.</summary>
    /// <exception cref="MqttCommunicationException">Not connected.</exception>
    public void Disconnect()
    {
        var engine = _engine;
        if (engine is not { IsConnected: true })
            throw new MqttCommunicationException();
        engine.Disconnect();
        OnConnectionClosing();
    }

    /// <summary>Ends the connection without a DISCONNECT (so the broker publishes the will), and forgets what was in flight.</summary>
    public void Close() => StopWorkers(forget: true);

    public void Dispose()
    {
        IsConnected = false;
        Close();
    }

    /// <summary>Queues a subscription.</summary>
    /// <returns>The id that <see cref="MqttMsgSubscribed"/> will carry.</returns>
    public ushort Subscribe(string[] topics, MqttQoSLevel[] qosLevels)
    {
        var subscribe = new Outgoing { Kind = OutgoingKind.Subscribe, MessageId = NextMessageId(), Topics = topics, QosLevels = qosLevels };
        Enqueue(subscribe);
        return subscribe.MessageId;
    }

    /// <summary>Queues the end of a subscription.</summary>
    /// <returns>The id that <see cref="MqttMsgUnsubscribed"/> will carry.</returns>
    public ushort Unsubscribe(string[] topics)
    {
        var unsubscribe = new Outgoing { Kind = OutgoingKind.Unsubscribe, MessageId = NextMessageId(), Topics = topics };
        Enqueue(unsubscribe);
        return unsubscribe.MessageId;
    }

    public ushort Publish(string topic, byte[] message) =>
        Publish(topic, message, null, null, MqttQoSLevel.AtMostOnce, false);

    public ushort Publish(string topic, byte[] message, string contentType) =>
        Publish(topic, message, contentType, null, MqttQoSLevel.AtMostOnce, false);

    public ushort Publish(string topic, byte[] message, string contentType, ArrayList userProperties) =>
        Publish(topic, message, contentType, userProperties, MqttQoSLevel.AtMostOnce, false);

    /// <summary>Queues a message, also when not connected: then it waits in memory for the next Connect.</summary>
    /// <returns>The id that <see cref="MqttMsgPublished"/> will carry (QoS 1 and 2).</returns>
    /// <exception cref="MqttClientException">The queue is full. A bad topic is not refused here: it costs the connection, as on the device.</exception>
    /// <exception cref="NotSupportedException">Content type and user properties need MQTT 5, and this host does not send them.</exception>
    public ushort Publish(string topic, byte[] message, string contentType, ArrayList userProperties, MqttQoSLevel qosLevel, bool retain)
    {
        if (!string.IsNullOrEmpty(contentType) || userProperties is { Count: > 0 })
            throw new NotSupportedException();
        var publish = new Outgoing
        {
            Kind = OutgoingKind.Publish,
            MessageId = NextMessageId(),
            Topics = [topic],
            Message = message,
            Qos = qosLevel,
            Retain = retain,
        };
        if (!Enqueue(publish))
            throw new MqttClientException(MqttClientErrorCode.InflightQueueFull);
        return publish.MessageId;
    }

    private static string AddressOf(string hostName)
    {
        if (IPAddress.TryParse(hostName, out _))
            return hostName;
        foreach (var address in Dns.GetHostAddresses(hostName))
        {
            // The device knows IPv4 only.
            if (address.AddressFamily == AddressFamily.InterNetwork)
                return address.ToString();
        }
        throw new SocketException((int)SocketError.HostNotFound);
    }

    private static void CheckWill(bool retain, MqttQoSLevel qos, bool flag, string topic, string message)
    {
        var isComplete = qos <= MqttQoSLevel.ExactlyOnce && !string.IsNullOrEmpty(topic) && !string.IsNullOrEmpty(message);
        var isAbsent = qos <= MqttQoSLevel.ExactlyOnce && !retain && topic == null && message == null;
        if (flag ? !isComplete : !isAbsent)
            throw new MqttClientException(MqttClientErrorCode.WillWrong);
    }

    // 1 to 65535, then 1 again.
    private ushort NextMessageId()
    {
        lock (_inflight)
        {
            _lastMessageId = _lastMessageId % ushort.MaxValue == 0 ? (ushort)1 : (ushort)(_lastMessageId + 1);
            return _lastMessageId;
        }
    }
}
