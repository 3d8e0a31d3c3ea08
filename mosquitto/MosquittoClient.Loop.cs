// The client's thread: connect, then poll, read, write and ping until the connection ends; then perhaps again.
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ChargePointFw.Mosquitto;

public sealed unsafe partial class MosquittoClient
{
    private const int Success = 0;
    private const int NoConnection = 4;
    private const int ConnectionRefused = 5;

    // libmosquitto counts keep-alives in seconds, so it is looked after at least that often.
    private const int TickMs = 1000;

    private readonly record struct End(int Code, int SystemError = 0, string? Text = null);

    private void Run()
    {
        try
        {
            var delay = _options.ReconnectDelay;
            while (_stop == Stop.No)
            {
                var end = RunConnection();
                CloseDescriptor();
                var wasUp = _isUp;
                _isUp = false;
                Tell(end, wasUp);
                if (delay is not { } pause || _stop != Stop.No)
                    break;
                if (wasUp)
                    pause = _options.ReconnectDelay!.Value;
                Sleep(pause * (0.5 + Random.Shared.NextDouble() / 2));
                delay = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _options.ReconnectDelayMax.Ticks));
            }
        }
        finally
        {
            _firstOutcome.TrySetException(new MosquittoException(NoConnection, "The client was ended."));
            _ = _firstOutcome.Task.Exception;
            Release();
        }
    }

    private End RunConnection()
    {
        _connackReason = null;
        _isAnnounced = false;
        _disconnectReason = 0;
        _handlerFailure = null;
        _lastError = null;

        var error = ConnectNative(out var isTcpUp);
        if (error != Success)
            return new End(error, Marshal.GetLastPInvokeError());
        Posix.CloseOnExec(LibMosquitto.mosquitto_socket(_handle));

        var deadlineMs = Environment.TickCount64 + (long)_options.ConnectTimeout.TotalMilliseconds;
        while (true)
        {
            var socket = LibMosquitto.mosquitto_socket(_handle);
            if (socket < 0)
                return new End(_stop == Stop.AfterDisconnect ? Success : _disconnectReason != 0 ? _disconnectReason : NoConnection);
            var remainingMs = _connackReason is null ? deadlineMs - Environment.TickCount64 : TickMs;
            if (remainingMs <= 0)
                return isTcpUp
                    ? new End(MosquittoException.NoConnack, 0, "The broker did not answer the CONNECT.")
                    : new End(MosquittoException.Unreachable, 0, "No TCP connection.");

            var (isReadable, isWritable) = Wait(socket, (int)Math.Min(remainingMs, TickMs));
            isTcpUp |= isWritable;
            if (_stop == Stop.AtOnce)
                return new End(NoConnection, 0, "The client was ended.");

            if (isReadable)
                error = LibMosquitto.mosquitto_loop_read(_handle, 1);
            var systemError = Marshal.GetLastPInvokeError();
            AnnounceConnection();
            if (_handlerFailure is not null)
                return new End(NoConnection, 0, "An event handler threw.");
            if (error == Success && _stop != Stop.AtOnce && LibMosquitto.mosquitto_want_write(_handle))
            {
                error = LibMosquitto.mosquitto_loop_write(_handle, 1);
                systemError = Marshal.GetLastPInvokeError();
            }
            if (error == Success && LibMosquitto.mosquitto_socket(_handle) >= 0)
            {
                error = LibMosquitto.mosquitto_loop_misc(_handle);
                systemError = Marshal.GetLastPInvokeError();
            }
            if (error != Success)
                return new End(error, systemError);
        }
    }

    // Without TLS the connect does not block, so that Dispose can end it. With TLS the handshake needs a TCP connection
    // that stands, and the name for verification; properties of MQTT 5 can be given to the blocking connect only.
    private int ConnectNative(out bool isTcpUp)
    {
        var keepAliveSeconds = _options.KeepAliveSeconds;
        if (_options.Tls is null && _options.SessionExpirySeconds == 0)
        {
            isTcpUp = false;
            return TryResolve(_options.Host, out var address)
                ? LibMosquitto.mosquitto_connect_bind_async(_handle, address, _options.Port, keepAliveSeconds, null)
                : MosquittoException.Unreachable;
        }

        nint properties = 0;
        if (_options.Protocol == MqttProtocol.V5 && _options.SessionExpirySeconds != 0)
            _ = LibMosquitto.mosquitto_property_add_int32(ref properties, LibMosquitto.PropertySessionExpiryInterval, _options.SessionExpirySeconds);
        try
        {
            var error = LibMosquitto.mosquitto_connect_bind_v5(_handle, _options.Host, _options.Port, keepAliveSeconds, null, properties);
            isTcpUp = error == Success;
            return error;
        }
        finally
        {
            LibMosquitto.mosquitto_property_free_all(ref properties);
        }
    }

    private static bool TryResolve(string host, out string address)
    {
        address = host;
        if (IPAddress.TryParse(host, out _))
            return true;
        try
        {
            var addresses = Dns.GetHostAddresses(host);
            var chosen = Array.Find(addresses, each => each.AddressFamily == AddressFamily.InterNetwork) ?? addresses.FirstOrDefault();
            address = chosen?.ToString() ?? host;
            return chosen is not null;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private (bool IsReadable, bool IsWritable) Wait(int socket, int timeoutMs)
    {
        var descriptors = stackalloc Posix.PollDescriptor[2];
        descriptors[0] = new() { Descriptor = _wake.Descriptor, Events = Posix.PollIn };
        descriptors[1] = new()
        {
            Descriptor = socket,
            Events = LibMosquitto.mosquitto_want_write(_handle) ? (short)(Posix.PollIn | Posix.PollOut) : Posix.PollIn,
        };
        if (Posix.Poll(descriptors, socket < 0 ? 1u : 2u, timeoutMs) <= 0)
            return (false, false);
        if (descriptors[0].Returned != 0)
            _wake.Reset();
        var events = descriptors[1].Returned;
        return ((events & ~Posix.PollOut) != 0, events == Posix.PollOut);
    }

    private void Sleep(TimeSpan pause)
    {
        var untilMs = Environment.TickCount64 + (long)pause.TotalMilliseconds;
        while (_stop == Stop.No && untilMs - Environment.TickCount64 is > 0 and var remainingMs)
            Wait(-1, (int)Math.Min(remainingMs, int.MaxValue));
    }

    // Also ends the connection for a child process that may have inherited the descriptor.
    private void CloseDescriptor()
    {
        var socket = LibMosquitto.mosquitto_socket(_handle);
        if (socket >= 0)
            Posix.ShutDown(socket);
    }

    private void Tell(End end, bool wasUp)
    {
        if (wasUp)
        {
            var text = end.Text ?? _lastError ?? Describe(end);
            Safely(() => Disconnected?.Invoke(new MosquittoDisconnected(end.Code, text, _handlerFailure)));
            return;
        }
        if (_connackReason is { } reason and not 0)
        {
            _firstOutcome.TrySetResult(reason);
            Safely(() => ConnectFailed?.Invoke(new MosquittoException(ConnectionRefused, LibMosquitto.ConnackText(reason))));
            return;
        }
        if (_stop == Stop.AfterDisconnect)
            return;
        var failure = new MosquittoException(
            end.Code, $"{_options.Host}:{_options.Port}: {end.Text ?? _lastError ?? Describe(end)}", end.SystemError);
        _firstOutcome.TrySetException(failure);
        Safely(() => ConnectFailed?.Invoke(failure));
    }

    private static string Describe(End end) => end.Code switch
    {
        MosquittoException.Unreachable => "The name cannot be resolved.",
        14 => Marshal.GetPInvokeErrorMessage(end.SystemError), // MOSQ_ERR_ERRNO
        >= 128 => LibMosquitto.ConnackText(end.Code),
        _ => LibMosquitto.ErrorText(end.Code),
    };

    // The connection is over already, so there is nobody left to punish for what these handlers throw.
    private static void Safely(Action raise)
    {
        try
        {
            raise();
        }
#pragma warning disable CA1031 // a handler's exception must not end the thread, and with it the process
        catch (Exception failure)
#pragma warning restore CA1031
        {
            System.Diagnostics.Trace.TraceError("An MQTT event handler threw: " + failure);
        }
    }
}
