// The sending half of the client: the queue in flight, the attempts, and dropping after the last one.
using ChargePointFw.Mosquitto;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace nanoFramework.M2Mqtt;

public partial class MqttClient
{
    // Bounded by MqttSettings.InflightQueueSize, which the package sets to int.MaxValue: whoever publishes keeps count.
    // Guards itself, the two maps below and the message id.
    private readonly List<Outgoing> _inflight = [];
    private readonly Dictionary<int, (Outgoing Item, int Index)> _byWireId = [];
    private readonly AutoResetEvent _inflightChanged = new(false);

    // What a session that is not clean keeps of unacknowledged messages, over Close, for the next Connect of this object.
    private List<Outgoing> _session;

    /// <summary>For tests only: the package fixes these.</summary>
    internal int? RetryDelayMs { get; set; }

    private long DelayOnRetryMs => RetryDelayMs ?? Settings.DelayOnRetry;

    private enum OutgoingKind
    {
        Publish,
        Subscribe,
        Unsubscribe,
    }

    private sealed class Outgoing
    {
        internal OutgoingKind Kind;
        internal ushort MessageId;
        internal string[] Topics;
        internal byte[] Message;
        internal MqttQoSLevel Qos;
        internal MqttQoSLevel[] QosLevels;
        internal MqttQoSLevel[] Granted;
        internal bool Retain;
        internal int Attempts;
        internal long SentAtMs;
        internal bool IsWaiting;
        internal int Unanswered;
    }

    private bool Enqueue(Outgoing item)
    {
        lock (_inflight)
        {
            if (_inflight.Count >= Settings.InflightQueueSize)
                return false;
            _inflight.Add(item);
            if (item.Kind == OutgoingKind.Publish && item.Qos != MqttQoSLevel.AtMostOnce)
                _session?.Add(item);
        }
        _inflightChanged.Set();
        return true;
    }

    private void ProcessInflight()
    {
        var waitMs = Timeout.Infinite;
        while (_isRunning)
        {
            _inflightChanged.WaitOne(waitMs);
            if (!_isRunning)
                return;
            try
            {
                lock (_inflight)
                    waitMs = SendAndDrop();
            }
            catch (Exception failure) when (failure is MqttClientException or MosquittoException or ObjectDisposedException)
            {
                // The message stays queued, and the connection pays for it: so does the real library.
                waitMs = Timeout.Infinite;
                OnConnectionClosing();
            }
        }
    }

    // Returns the milliseconds until the next attempt is due.
    private int SendAndDrop()
    {
        var nowMs = Environment.TickCount64;
        long nextMs = int.MaxValue;
        foreach (var item in _inflight.ToArray())
        {
            if (item.IsWaiting && nowMs - item.SentAtMs < DelayOnRetryMs)
            {
                nextMs = Math.Min(nextMs, item.SentAtMs + DelayOnRetryMs - nowMs);
                continue;
            }
            if (item.IsWaiting && item.Attempts >= Settings.AttemptsOnRetry)
            {
                Forget(item);
                // A SUBSCRIBE or UNSUBSCRIBE without an answer ends in silence.
                if (item.Kind == OutgoingKind.Publish)
                    Raise(new PublishedEvent(item.MessageId, false));
                continue;
            }
            item.Attempts++;
            item.SentAtMs = nowMs;
            Send(item);
            if (item.Kind == OutgoingKind.Publish && item.Qos == MqttQoSLevel.AtMostOnce)
            {
                Forget(item);
                continue;
            }
            item.IsWaiting = true;
            nextMs = Math.Min(nextMs, DelayOnRetryMs);
        }
        return nextMs == int.MaxValue ? Timeout.Infinite : (int)nextMs;
    }

    // Every attempt is a packet of its own on the wire, with a wire id of libmosquitto's: any acknowledgement counts.
    // QoS 2 goes out once, because a second packet would be a second message.
    private void Send(Outgoing item)
    {
        var engine = _engine ?? throw new ObjectDisposedException(nameof(MqttClient));
        switch (item.Kind)
        {
            case OutgoingKind.Publish:
                CheckTopic(item);
                if (item.Qos == MqttQoSLevel.ExactlyOnce && item.Attempts > 1)
                    return;
                var wireId = engine.Publish(item.Topics[0], item.Message, (int)item.Qos, item.Retain);
                if (wireId == 0 && item.Qos == MqttQoSLevel.AtMostOnce)
                    OnConnectionClosing();
                else if (wireId != 0 && item.Qos != MqttQoSLevel.AtMostOnce)
                    _byWireId[wireId] = (item, 0);
                return;
            default:
                CheckTopics(item);
                ForgetWireIds(item);
                item.Unanswered = item.Topics.Length;
                item.Granted = new MqttQoSLevel[item.Topics.Length];
                // libmosquitto takes one QoS a packet, so each topic travels alone; the package asks for all at once.
                for (var i = 0; i < item.Topics.Length; i++)
                {
                    var requestId = item.Kind == OutgoingKind.Subscribe
                        ? engine.Subscribe(item.Topics[i], (int)item.QosLevels[i])
                        : engine.Unsubscribe(item.Topics[i]);
                    if (requestId != 0)
                        _byWireId[requestId] = (item, i);
                }
                return;
        }
    }

    private void OnPublished(MosquittoPublished published)
    {
        lock (_inflight)
        {
            // Unknown: QoS 0, or acknowledged after it was dropped.
            if (!_byWireId.TryGetValue(published.Mid, out var answered))
                return;
            Forget(answered.Item);
            Raise(new PublishedEvent(answered.Item.MessageId, true));
        }
    }

    private void OnSubscribed(MosquittoSubscribed subscribed)
    {
        lock (_inflight)
        {
            if (!_byWireId.Remove(subscribed.Mid, out var answered))
                return;
            answered.Item.Granted[answered.Index] = (MqttQoSLevel)subscribed.GrantedQos[0];
            if (--answered.Item.Unanswered > 0)
                return;
            Forget(answered.Item);
            Raise(new SubscribedEvent(answered.Item.MessageId, answered.Item.Granted));
        }
    }

    private void OnUnsubscribed(MosquittoUnsubscribed unsubscribed)
    {
        lock (_inflight)
        {
            if (!_byWireId.Remove(unsubscribed.Mid, out var answered) || --answered.Item.Unanswered > 0)
                return;
            Forget(answered.Item);
            Raise(new UnsubscribedEvent(answered.Item.MessageId));
        }
    }

    private void Forget(Outgoing item)
    {
        _inflight.Remove(item);
        _session?.Remove(item);
        ForgetWireIds(item);
    }

    private void ForgetWireIds(Outgoing item)
    {
        foreach (var (wireId, entry) in _byWireId)
        {
            if (entry.Item == item)
                _byWireId.Remove(wireId);
        }
    }

    private void ForgetAll()
    {
        lock (_inflight)
        {
            _inflight.Clear();
            _byWireId.Clear();
        }
    }

    private void RestoreSession()
    {
        lock (_inflight)
        {
            if (CleanSession)
            {
                _session?.Clear();
                return;
            }
            _session ??= [];
            foreach (var item in _session)
            {
                item.IsWaiting = false;
                if (!_inflight.Contains(item))
                    _inflight.Add(item);
            }
        }
    }

    private static void CheckTopic(Outgoing publish)
    {
        var topic = publish.Topics[0];
        if (topic.Contains('#') || topic.Contains('+'))
            throw new MqttClientException(MqttClientErrorCode.TopicWildcard);
        if (topic.Length is 0 or > ushort.MaxValue)
            throw new MqttClientException(MqttClientErrorCode.TopicLength);
        if (publish.Qos > MqttQoSLevel.ExactlyOnce)
            throw new MqttClientException(MqttClientErrorCode.QosNotAllowed);
    }

    private static void CheckTopics(Outgoing request)
    {
        if (request.Topics is null or { Length: 0 })
            throw new MqttClientException(MqttClientErrorCode.TopicsEmpty);
        if (request.Kind == OutgoingKind.Subscribe && request.QosLevels is null or { Length: 0 })
            throw new MqttClientException(MqttClientErrorCode.QosLevelsEmpty);
        if (request.Kind == OutgoingKind.Subscribe && request.Topics.Length != request.QosLevels.Length)
            throw new MqttClientException(MqttClientErrorCode.TopicsQosLevelsNotMatch);
        foreach (var topic in request.Topics)
        {
            if (topic.Length is 0 or > ushort.MaxValue)
                throw new MqttClientException(MqttClientErrorCode.TopicLength);
        }
    }
}
