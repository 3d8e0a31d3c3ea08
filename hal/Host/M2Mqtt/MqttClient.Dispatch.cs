// The receiving half of the client: opening and closing, and the thread that raises events one at a time.
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ChargePointFw.Hal.Host;
using ChargePointFw.Mosquitto;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace nanoFramework.M2Mqtt;

public partial class MqttClient
{
    private const int JoinMs = 1000;

    // Unbounded, as the package's is: the events of a slow handler pile up here, and are acknowledged already.
    private readonly Queue<object> _events = new();
    private readonly AutoResetEvent _eventsChanged = new(false);

    private MosquittoClient _engine;
    private Thread _inflightThread;
    private Thread _dispatchThread;
    private volatile bool _isRunning;
    private volatile bool _isConnectionClosing;
    private int _isClosing;

    /// <summary>For tests only: the package fixes this.</summary>
    internal int ConnackTimeoutMs { get; set; } = MqttSettings.DefaultTimeout;

    private sealed record PublishedEvent(ushort MessageId, bool IsPublished);

    private sealed record SubscribedEvent(ushort MessageId, MqttQoSLevel[] Granted);

    private sealed record UnsubscribedEvent(ushort MessageId);

    private MqttMsgConnack Open(MosquittoOptions options)
    {
        using var files = _secure ? TlsFiles.Write(_caCertificate, _clientCertificate, DeviceCertificates.Current) : null;
        if (files != null)
            options = options with { Tls = files.ToTls(_sslProtocol, Settings.ValidateServerCertificate) };
        MosquittoClient engine = null;
        try
        {
            engine = new MosquittoClient(options);
            var connack = new MqttMsgConnack();
            engine.Connected += connected => connack.SessionPresent = connected.SessionPresent;
            engine.MessageReceived += message => Raise(message);
            engine.Published += OnPublished;
            engine.Subscribed += OnSubscribed;
            engine.Unsubscribed += OnUnsubscribed;
            engine.Disconnected += _ => OnEngineDisconnected(engine);
            lock (_inflight)
                _byWireId.Clear();
            _isConnectionClosing = false;
            _engine = engine;
            connack.ReturnCode = (MqttReasonCode)engine.Connect();
            return connack;
        }
        catch (MosquittoException failure)
        {
            _engine = null;
            engine?.Dispose();
            throw Translate(failure);
        }
    }

    // The real library fails in its socket for TCP and TLS, and in its wait for an answer for all that comes after.
    private static Exception Translate(MosquittoException failure)
    {
        switch (failure.Code)
        {
            case MosquittoException.Unreachable or 14 or 15: // MOSQ_ERR_ERRNO, MOSQ_ERR_EAI
                var socketError = new SocketException((int)(failure.SystemError == ConnectionRefusedError ? SocketError.ConnectionRefused : SocketError.SocketError));
                return new MqttConnectionException($"Socket exception connecting to the broker: {(int)socketError.SocketErrorCode}", socketError);
            case 3 or 8 or 23: // MOSQ_ERR_INVAL, MOSQ_ERR_TLS, MOSQ_ERR_TLS_HANDSHAKE
                return new MqttConnectionException("Exception connecting to the broker", failure);
            default:
                return new MqttCommunicationException(failure);
        }
    }

    private static int ConnectionRefusedError => OperatingSystem.IsMacOS() ? 61 : 111;

    private void StartWorkers()
    {
        _isRunning = true;
        IsConnected = !_isConnectionClosing;
        _inflightThread = new Thread(ProcessInflight) { IsBackground = true, Name = "m2mqtt-inflight" };
        _dispatchThread = new Thread(DispatchEvents) { IsBackground = true, Name = "m2mqtt-dispatch" };
        _dispatchThread.Start();
        _inflightThread.Start();
        _inflightChanged.Set();
    }

    // Ends everything that Connect started; safe at any time and from any thread, event handlers included.
    // Close forgets the queues; Connect does not, so that what was published before it goes out.
    private void StopWorkers(bool forget)
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0)
            return;
        try
        {
            _isRunning = false;
            _inflightChanged.Set();
            _eventsChanged.Set();
            Interlocked.Exchange(ref _engine, null)?.Dispose();
            Join(_inflightThread);
            Join(_dispatchThread);
            if (forget)
            {
                ForgetAll();
                lock (_events)
                    _events.Clear();
            }
            IsConnected = false;
        }
        finally
        {
            Volatile.Write(ref _isClosing, 0);
        }
    }

    private static void Join(Thread worker)
    {
        if (worker != null && worker != Thread.CurrentThread)
            worker.Join(JoinMs);
    }

    private void OnEngineDisconnected(MosquittoClient engine)
    {
        if (engine == _engine)
            OnConnectionClosing();
    }

    private void OnConnectionClosing()
    {
        IsConnected = false;
        _isConnectionClosing = true;
        _eventsChanged.Set();
    }

    private void Raise(object happened)
    {
        lock (_events)
            _events.Enqueue(happened);
        _eventsChanged.Set();
    }

    // A handler that throws costs the connection. What was received before a loss is raised before ConnectionClosed.
    private void DispatchEvents()
    {
        while (_isRunning)
        {
            object happened = null;
            lock (_events)
            {
                if (_events.Count > 0)
                    happened = _events.Dequeue();
            }
            try
            {
                if (happened != null)
                    Dispatch(happened);
                else if (_isConnectionClosing)
                {
                    Close();
                    ConnectionClosed?.Invoke(this, EventArgs.Empty);
                    return;
                }
                else
                    _eventsChanged.WaitOne();
            }
#pragma warning disable CA1031 // the real library catches everything here
            catch (Exception)
#pragma warning restore CA1031
            {
                OnConnectionClosing();
            }
        }
    }

    private void Dispatch(object happened)
    {
        switch (happened)
        {
            case MosquittoMessage message:
                var bytes = MemoryMarshal.TryGetArray(message.Payload, out var segment) && segment.Array.Length == segment.Count
                    ? segment.Array
                    : message.Payload.ToArray();
                MqttMsgPublishReceived?.Invoke(
                    this, new MqttMsgPublishEventArgs(message.Topic, bytes, message.Duplicate, (MqttQoSLevel)message.Qos, message.Retain));
                break;
            case PublishedEvent published:
                MqttMsgPublished?.Invoke(this, new MqttMsgPublishedEventArgs(published.MessageId, published.IsPublished));
                break;
            case SubscribedEvent subscribed:
                MqttMsgSubscribed?.Invoke(this, new MqttMsgSubscribedEventArgs(subscribed.MessageId, subscribed.Granted));
                break;
            case UnsubscribedEvent unsubscribed:
                MqttMsgUnsubscribed?.Invoke(this, new MqttMsgUnsubscribedEventArgs(unsubscribed.MessageId));
                break;
        }
    }
}
