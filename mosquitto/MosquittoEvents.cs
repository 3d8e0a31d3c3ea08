// What a client tells: messages, acknowledgements, the connection's fate, and errors.
namespace ChargePointFw.Mosquitto;

/// <summary>The broker accepted the connection.</summary>
/// <param name="ReasonCode">0.</param>
/// <param name="SessionPresent">The broker still had this client's session.</param>
public sealed record MosquittoConnected(int ReasonCode, bool SessionPresent);

/// <summary>An accepted connection has ended.</summary>
/// <param name="Code">libmosquitto's error, 0 after <see cref="MosquittoClient.Disconnect"/>, or the reason code (128 and above) of an MQTT 5 broker's DISCONNECT.</param>
/// <param name="Reason">The same in words.</param>
/// <param name="HandlerFailure">Set when an event handler threw and the connection was dropped for that.</param>
public sealed record MosquittoDisconnected(int Code, string Reason, Exception? HandlerFailure);

/// <summary>A message from the broker. Its acknowledgement goes out after the handlers have returned.</summary>
public sealed record MosquittoMessage(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain, bool Duplicate);

/// <summary>A PUBACK or PUBCOMP has come; for QoS 0: the message was handed to the socket.</summary>
/// <param name="Mid">What <see cref="MosquittoClient.Publish"/> returned.</param>
/// <param name="ReasonCode">0; from an MQTT 5 broker 16 (nobody subscribed), or 128 and above when it refused the message.</param>
public sealed record MosquittoPublished(int Mid, int ReasonCode);

/// <summary>A SUBACK has come.</summary>
/// <param name="Mid">What <see cref="MosquittoClient.Subscribe"/> returned.</param>
/// <param name="GrantedQos">0 to 2, or 128 and above when refused. A topic that the broker's ACL forbids is usually "granted" all the same.</param>
public sealed record MosquittoSubscribed(int Mid, IReadOnlyList<int> GrantedQos);

/// <summary>An UNSUBACK has come.</summary>
public sealed record MosquittoUnsubscribed(int Mid);

/// <summary>A connection could not be made, or a call was refused by libmosquitto.</summary>
public sealed class MosquittoException : Exception
{
    /// <summary>No connection: TCP, TLS or the name failed, or nothing answered in time.</summary>
    public const int Unreachable = -100;

    /// <summary>TCP (and TLS) stood, but the broker did not answer the CONNECT in time.</summary>
    public const int NoConnack = -101;

    /// <summary><see cref="Unreachable"/>, <see cref="NoConnack"/>, or libmosquitto's MOSQ_ERR number (1 and above).</summary>
    public int Code { get; }

    /// <summary>The system's errno where one is known, otherwise 0.</summary>
    public int SystemError { get; }

    public MosquittoException()
        : this(13, "unknown error")
    {
    }

    public MosquittoException(string message)
        : this(13, message)
    {
    }

    public MosquittoException(string message, Exception innerException)
        : base(message, innerException) => Code = 13;

    internal MosquittoException(int code, string message, int systemError = 0)
        : base(message)
    {
        Code = code;
        SystemError = systemError;
    }
}
