// What libmosquitto calls back, always inside mosquitto_loop_read or _write on the client's thread (but for the log).
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChargePointFw.Mosquitto;

public sealed unsafe partial class MosquittoClient
{
    private int? _connackReason;
    private bool _isSessionPresent;
    private bool _isAnnounced;
    private int _disconnectReason;
    private bool _isDuplicate;
    private string? _lastError;
    private Exception? _handlerFailure;

    private void SetCallbacks()
    {
        LibMosquitto.mosquitto_connect_v5_callback_set(_handle, &OnConnect);
        LibMosquitto.mosquitto_disconnect_v5_callback_set(_handle, &OnDisconnect);
        LibMosquitto.mosquitto_publish_v5_callback_set(_handle, &OnPublish);
        LibMosquitto.mosquitto_message_callback_set(_handle, &OnMessage);
        LibMosquitto.mosquitto_subscribe_callback_set(_handle, &OnSubscribe);
        LibMosquitto.mosquitto_unsubscribe_callback_set(_handle, &OnUnsubscribe);
        LibMosquitto.mosquitto_log_callback_set(_handle, &OnLog);
    }

    private static MosquittoClient Of(nint self) => (MosquittoClient)GCHandle.FromIntPtr(self).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnConnect(nint mosq, nint self, int reason, int flags, nint properties)
    {
        var client = Of(self);
        client._connackReason = reason;
        client._isSessionPresent = (flags & 1) != 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnDisconnect(nint mosq, nint self, int reason, nint properties) =>
        Of(self)._disconnectReason = reason;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPublish(nint mosq, nint self, int mid, int reason, nint properties)
    {
        var client = Of(self);
        lock (client._native)
            client._unacknowledged.Remove(mid);
        client.Raise(() => client.Published?.Invoke(new MosquittoPublished(mid, reason)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMessage(nint mosq, nint self, LibMosquitto.NativeMessage* message)
    {
        var client = Of(self);
        if (client._stop == Stop.AtOnce)
            return;
        var topic = Marshal.PtrToStringUTF8((nint)message->Topic) ?? "";
        var payload = new ReadOnlySpan<byte>(message->Payload, message->PayloadLength).ToArray();
        var received = new MosquittoMessage(topic, payload, message->Qos, message->Retain != 0, client._isDuplicate);
        client.Raise(() => client.MessageReceived?.Invoke(received));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnSubscribe(nint mosq, nint self, int mid, int count, int* granted)
    {
        var client = Of(self);
        var qos = new ReadOnlySpan<int>(granted, count).ToArray();
        client.Raise(() => client.Subscribed?.Invoke(new MosquittoSubscribed(mid, qos)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnUnsubscribe(nint mosq, nint self, int mid)
    {
        var client = Of(self);
        client.Raise(() => client.Unsubscribed?.Invoke(new MosquittoUnsubscribed(mid)));
    }

    // "Client {id} received PUBLISH (d1, q1, …": the only place where libmosquitto tells the DUP flag.
    // It comes on the client's thread, just before OnMessage; lines about sending come on any thread.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint mosq, nint self, int level, byte* text)
    {
        if (level == LibMosquitto.LogError)
        {
            Of(self)._lastError = Marshal.PtrToStringUTF8((nint)text);
            return;
        }
        if (level != LibMosquitto.LogDebug)
            return;
        var line = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
        var mark = " received PUBLISH (d"u8;
        var at = line.IndexOf(mark);
        if (at >= 0 && at + mark.Length < line.Length)
            Of(self)._isDuplicate = line[at + mark.Length] == (byte)'1';
    }

    // After the connect callback, because a QoS 1 message published inside it would be sent twice; before any other event.
    private void AnnounceConnection()
    {
        if (_isAnnounced || _connackReason != 0)
            return;
        _isAnnounced = true;
        _isUp = true;
        Raise(() => Connected?.Invoke(new MosquittoConnected(0, _isSessionPresent)));
        _firstOutcome.TrySetResult(0);
    }

    // No exception crosses a native frame. After one, nothing more is raised or written on this connection,
    // so that the message is not acknowledged.
    private void Raise(Action raise)
    {
        AnnounceConnection();
        if (_handlerFailure is not null || _stop == Stop.AtOnce)
            return;
        try
        {
            raise();
        }
#pragma warning disable CA1031 // kept, and told with Disconnected
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _handlerFailure = failure;
        }
    }
}
