// nanoFramework.M2Mqtt.Core: what the events carry.
namespace nanoFramework.M2Mqtt.Messages;

/// <summary>A message from the broker. It was acknowledged before this is raised.</summary>
public class MqttMsgPublishEventArgs : EventArgs
{
    public MqttMsgPublishEventArgs(string topic, byte[] message, bool dupFlag, MqttQoSLevel qosLevel, bool retain)
    {
        Topic = topic;
        Message = message;
        DupFlag = dupFlag;
        QosLevel = qosLevel;
        Retain = retain;
    }

    public string Topic { get; }

    public byte[] Message { get; }

    public bool DupFlag { get; }

    public MqttQoSLevel QosLevel { get; }

    public bool Retain { get; }
}

/// <summary>The fate of a published message of QoS 1 or 2.</summary>
public class MqttMsgPublishedEventArgs : EventArgs
{
    public MqttMsgPublishedEventArgs(ushort messageId)
        : this(messageId, true)
    {
    }

    public MqttMsgPublishedEventArgs(ushort messageId, bool isPublished)
    {
        MessageId = messageId;
        IsPublished = isPublished;
    }

    public ushort MessageId { get; set; }

    /// <summary>False: the broker did not acknowledge it after all attempts, and it was dropped.</summary>
    public bool IsPublished { get; set; }
}

/// <summary>A client's wish to subscribe (for brokers; never raised by the client).</summary>
public class MqttMsgSubscribeEventArgs : EventArgs
{
    public MqttMsgSubscribeEventArgs(ushort messageId, string[] topics, MqttQoSLevel[] qosLevels)
    {
        MessageId = messageId;
        Topics = topics;
        QoSLevels = qosLevels;
    }

    public ushort MessageId { get; }

    public string[] Topics { get; }

    public MqttQoSLevel[] QoSLevels { get; }
}

/// <summary>The broker's answer to a subscription.</summary>
public class MqttMsgSubscribedEventArgs : EventArgs
{
    public MqttMsgSubscribedEventArgs(ushort messageId, MqttQoSLevel[] grantedQosLevels)
    {
        MessageId = messageId;
        GrantedQoSLevels = grantedQosLevels;
    }

    public ushort MessageId { get; }

    public MqttQoSLevel[] GrantedQoSLevels { get; }
}

/// <summary>A client's wish to unsubscribe (for brokers; never raised by the client).</summary>
public class MqttMsgUnsubscribeEventArgs : EventArgs
{
    public MqttMsgUnsubscribeEventArgs(ushort messageId, string[] topics)
    {
        MessageId = messageId;
        Topics = topics;
    }

    public ushort MessageId { get; }

    public string[] Topics { get; }
}

/// <summary>The broker's answer to the end of a subscription.</summary>
public class MqttMsgUnsubscribedEventArgs : EventArgs
{
    public MqttMsgUnsubscribedEventArgs(ushort messageId) => MessageId = messageId;

    public ushort MessageId { get; }
}
