// One MQTT connection over libmosquitto, on one thread of its own: what callers see.
using System.Runtime.InteropServices;
using System.Text;

namespace ChargePointFw.Mosquitto;

/// <summary>
/// An MQTT client. All members may be called from any thread, event handlers included.
/// </summary>
/// <remarks>
/// Events are raised on the client's thread, one at a time: while a handler runs, nothing is read, written or pinged,
/// so a slow handler is the back-pressure on the broker, and one that takes longer than the keep-alive costs the connection.
/// A handler that throws costs the connection too: it is dropped before the message's acknowledgement goes out, so that
/// the broker sends the message again, and <see cref="Disconnected"/> tells what was thrown.
/// Nothing is queued on the way in. On the way out at most <see cref="MosquittoOptions.MaxUnacknowledged"/> messages wait
/// for their acknowledgement; they live in memory and survive a reconnect, not the client.
/// </remarks>
public sealed unsafe partial class MosquittoClient : IDisposable
{
    // Dispose waits this long for the thread; only a TLS connect or a name look-up can hold it longer.
    private const int EndOfThreadMs = 5000;

    private readonly MosquittoOptions _options;

    // Held for every native call but the loop's, so that the handle is not destroyed under one; never held in a handler.
    private readonly Lock _native = new();
    private readonly HashSet<int> _unacknowledged = [];
    private readonly Posix.WakePipe _wake;
    private readonly TaskCompletionSource<int> _firstOutcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private nint _handle;
    private GCHandle _self;
    private Thread? _thread;
    private volatile Stop _stop;
    private volatile bool _isUp;

    private enum Stop
    {
        No,
        AfterDisconnect,
        AtOnce,
    }

    /// <summary>Prepares a client; nothing is sent before <see cref="Connect"/> or <see cref="Start"/>.</summary>
    /// <exception cref="DllNotFoundException">libmosquitto is not installed.</exception>
    /// <exception cref="MosquittoException">libmosquitto refuses an option (a certificate file that cannot be read, a bad topic of the will).</exception>
    public MosquittoClient(MosquittoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        LibMosquitto.EnsureLoaded();
        _options = options;
        _wake = new Posix.WakePipe();
        _self = GCHandle.Alloc(this);
        _handle = LibMosquitto.mosquitto_new(
            options.ClientId.Length == 0 ? null : options.ClientId, options.CleanSession, GCHandle.ToIntPtr(_self));
        try
        {
            if (_handle == 0)
                throw new MosquittoException(3, "libmosquitto refuses the client id");
            Configure();
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>The broker has accepted the connection. Subscribe here, on every connection.</summary>
    public event Action<MosquittoConnected>? Connected;

    /// <summary>An accepted connection has ended; raised once for each <see cref="Connected"/>.</summary>
    public event Action<MosquittoDisconnected>? Disconnected;

    /// <summary>An attempt to connect has failed; with <see cref="MosquittoOptions.ReconnectDelay"/> another follows.</summary>
    public event Action<MosquittoException>? ConnectFailed;

    /// <summary>A message has come; it is acknowledged after all handlers have returned.</summary>
    public event Action<MosquittoMessage>? MessageReceived;

    /// <summary>The broker has taken over a message; may be raised before <see cref="Publish"/> has returned its id.</summary>
    public event Action<MosquittoPublished>? Published;

    /// <summary>The broker has answered a <see cref="Subscribe"/>.</summary>
    public event Action<MosquittoSubscribed>? Subscribed;

    /// <summary>The broker has answered an <see cref="Unsubscribe"/>.</summary>
    public event Action<MosquittoUnsubscribed>? Unsubscribed;

    /// <summary>Whether the broker has accepted the connection and it has not been seen to end.</summary>
    public bool IsConnected => _isUp;

    /// <summary>Messages of QoS 1 and 2 that the broker has not yet taken over.</summary>
    public int UnacknowledgedCount
    {
        get
        {
            lock (_native)
                return _unacknowledged.Count;
        }
    }

    /// <summary>Connects once and waits for the broker's answer.</summary>
    /// <returns>0: accepted. Otherwise the CONNACK's reason (1 to 5, in MQTT 5 from 128), and the client is done.</returns>
    /// <exception cref="MosquittoException">No answer: <see cref="MosquittoException.Unreachable"/>, <see cref="MosquittoException.NoConnack"/> or an error of libmosquitto; the client is done.</exception>
    /// <exception cref="InvalidOperationException">The client was started before, or reconnects by itself.</exception>
    public int Connect()
    {
        if (_options.ReconnectDelay is not null)
            throw new InvalidOperationException("A client that reconnects by itself is started with Start.");
        Start();
        try
        {
            var slack = TimeSpan.FromSeconds(1);
            if (_firstOutcome.Task.Wait(_options.ConnectTimeout + slack))
                return _firstOutcome.Task.Result;
        }
        catch (AggregateException failure) when (failure.InnerException is MosquittoException inner)
        {
            throw inner;
        }
        RequestStop(Stop.AtOnce);
        throw new MosquittoException(MosquittoException.Unreachable, $"{_options.Host}:{_options.Port} cannot be reached.");
    }

    /// <summary>Starts connecting and returns at once; <see cref="Connected"/> or <see cref="ConnectFailed"/> follow.</summary>
    /// <exception cref="InvalidOperationException">The client was started before.</exception>
    public void Start()
    {
        lock (_native)
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            if (_thread is not null)
                throw new InvalidOperationException("A client is started once; make a new one.");
            _thread = new Thread(Run, 512 * 1024) { IsBackground = true, Name = "mqtt " + _options.ClientId };
            _thread.Start();
        }
    }

    /// <summary>Hands over a message.</summary>
    /// <param name="topic">1 to 65535 bytes of UTF-8, no wildcards.</param>
    /// <param name="payload">Copied; up to 268435455 bytes.</param>
    /// <param name="qos">0 to 2.</param>
    /// <param name="retain">The broker keeps it for later subscribers; an empty payload clears.</param>
    /// <returns>The message id, 1 to 65535. 0: not taken, because QoS 0 found no connection or QoS 1 and 2 found the queue full. Without a connection QoS 1 and 2 wait for the next one.</returns>
    /// <exception cref="MosquittoException">The topic or the payload is not allowed.</exception>
    /// <exception cref="ObjectDisposedException">The client is done.</exception>
    public int Publish(string topic, ReadOnlySpan<byte> payload, int qos = 0, bool retain = false)
    {
        ArgumentNullException.ThrowIfNull(topic);
        lock (_native)
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            if (qos > 0 && _unacknowledged.Count >= _options.MaxUnacknowledged)
                return 0;
            int error, mid;
            fixed (byte* bytes = payload)
                error = LibMosquitto.mosquitto_publish(_handle, out mid, topic, payload.Length, bytes, qos, retain);
            if (error == NoConnection && qos == 0)
                return 0;
            if (error is not (0 or NoConnection))
                throw Refused(error, "publish to " + topic);
            if (qos > 0)
                _unacknowledged.Add(mid);
            _wake.Set();
            return mid;
        }
    }

    /// <summary>Asks for the messages of a topic filter.</summary>
    /// <param name="topicFilter">May hold the wildcards + and #, in MQTT 5 also $share/group/ in front.</param>
    /// <param name="qos">Highest QoS wanted, 0 to 2.</param>
    /// <returns>The id that <see cref="Subscribed"/> will carry; 0: no connection, nothing was sent.</returns>
    /// <exception cref="MosquittoException">The filter is not allowed.</exception>
    /// <exception cref="ObjectDisposedException">The client is done.</exception>
    public int Subscribe(string topicFilter, int qos)
    {
        ArgumentNullException.ThrowIfNull(topicFilter);
        lock (_native)
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return Sent(LibMosquitto.mosquitto_subscribe(_handle, out var mid, topicFilter, qos), mid, topicFilter);
        }
    }

    /// <summary>Ends a subscription.</summary>
    /// <returns>The id that <see cref="Unsubscribed"/> will carry; 0: no connection, nothing was sent.</returns>
    /// <exception cref="MosquittoException">The filter is not allowed.</exception>
    /// <exception cref="ObjectDisposedException">The client is done.</exception>
    public int Unsubscribe(string topicFilter)
    {
        ArgumentNullException.ThrowIfNull(topicFilter);
        lock (_native)
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return Sent(LibMosquitto.mosquitto_unsubscribe(_handle, out var mid, topicFilter), mid, topicFilter);
        }
    }

    /// <summary>Sends what is queued and a DISCONNECT (so the will is not published), and ends the client. Waits for that up to five seconds, except in a handler.</summary>
    public void Disconnect()
    {
        RequestStop(Stop.AfterDisconnect);
        if (!JoinThread())
            Dispose();
    }

    /// <summary>Ends the client at once, without a DISCONNECT (so the broker publishes the will), and waits for its thread, except in a handler.</summary>
    public void Dispose()
    {
        RequestStop(Stop.AtOnce);
        if (_thread is null)
            Release();
        else
            JoinThread();
    }

    private static void Check(MosquittoOptions options)
    {
        if (options.KeepAliveSeconds is not (0 or (>= 5 and <= 65535)))
            throw new ArgumentOutOfRangeException(nameof(options), "KeepAliveSeconds is 0 or 5 to 65535.");
        if (options.Port is < 1 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(options), "Port is 1 to 65535.");
        if (options.MaxUnacknowledged is < 1 or > 60_000)
            throw new ArgumentOutOfRangeException(nameof(options), "MaxUnacknowledged is 1 to 60000.");
        if (options.ClientId.Length == 0 && !options.CleanSession)
            throw new ArgumentException("A session that is kept needs a client id.", nameof(options));
    }

    private void Configure()
    {
        Demand(LibMosquitto.mosquitto_threaded_set(_handle, true), "threads");
        Demand(LibMosquitto.mosquitto_int_option(_handle, LibMosquitto.OptionProtocolVersion, (int)_options.Protocol), "protocol version");
        _ = LibMosquitto.mosquitto_int_option(_handle, LibMosquitto.OptionTcpNoDelay, 1);
        Demand(LibMosquitto.mosquitto_max_inflight_messages_set(_handle, (uint)_options.MaxInFlight), "messages in flight");
        if (_options.UserName is { } userName)
            Demand(LibMosquitto.mosquitto_username_pw_set(_handle, userName, _options.Password), "user name and password");
        if (_options.Will is { } will)
        {
            fixed (byte* payload = will.Payload.Span)
                Demand(LibMosquitto.mosquitto_will_set(_handle, will.Topic, will.Payload.Length, payload, will.Qos, will.Retain), "will");
        }
        if (_options.Tls is { } tls)
            ConfigureTls(tls);
        SetCallbacks();
    }

    private void ConfigureTls(MosquittoTls tls)
    {
        if (tls.CaFile is null)
            Demand(LibMosquitto.mosquitto_int_option(_handle, LibMosquitto.OptionUseSystemCertificates, 1), "the system's certificates");
        if (tls.CaFile is not null || tls.CertificateFile is not null)
        {
            // Without a CA file the library wants a directory; the system's certificates are added to it.
            var caPath = tls.CaFile is null ? Path.GetTempPath() : null;
            Demand(LibMosquitto.mosquitto_tls_set(_handle, tls.CaFile, caPath, tls.CertificateFile, tls.KeyFile, 0), "certificate files");
        }
        Demand(LibMosquitto.mosquitto_tls_opts_set(_handle, tls.ValidateServer ? 1 : 0, tls.Version, null), "TLS version");
        Demand(LibMosquitto.mosquitto_tls_insecure_set(_handle, !tls.ValidateServer), "TLS verification");
    }

    private int Sent(int error, int mid, string topicFilter)
    {
        if (error == NoConnection)
            return 0;
        if (error != 0)
            throw Refused(error, "filter " + topicFilter);
        _wake.Set();
        return mid;
    }

    private static void Demand(int error, string what)
    {
        if (error != 0)
            throw Refused(error, what);
    }

    private static MosquittoException Refused(int error, string what) =>
        new(error, new StringBuilder("libmosquitto refuses ").Append(what).Append(": ").Append(LibMosquitto.ErrorText(error)).ToString());

    private void RequestStop(Stop how)
    {
        lock (_native)
        {
            if (_stop < how)
                _stop = how;
            if (_handle == 0)
                return;
            if (how == Stop.AfterDisconnect)
                _ = LibMosquitto.mosquitto_disconnect(_handle);
            _wake.Set();
        }
    }

    // True when the thread has ended, or is the caller itself and ends after the handler.
    private bool JoinThread() =>
        _thread is null || _thread == Thread.CurrentThread || _thread.Join(EndOfThreadMs);

    private void Release()
    {
        lock (_native)
        {
            if (!_self.IsAllocated)
                return;
            if (_handle != 0)
                LibMosquitto.mosquitto_destroy(_handle);
            _handle = 0;
            _unacknowledged.Clear();
            _wake.Dispose();
            _self.Free();
        }
    }
}
