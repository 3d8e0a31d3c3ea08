// nanoFramework.M2Mqtt.Messages: the broker's answer to a CONNECT, as far as libmosquitto tells it.
namespace nanoFramework.M2Mqtt.Messages;

/// <summary>A packet.</summary>
public abstract class MqttMsgBase
{
    protected MqttMsgBase()
    {
    }

    public MqttMessageType Type { get; set; }
}

/// <summary>CONNACK.</summary>
public class MqttMsgConnack : MqttMsgBase
{
    public MqttMsgConnack() => Type = MqttMessageType.ConnectAck;

    /// <summary>The broker still had this client's session.</summary>
    public bool SessionPresent { get; set; }

    public MqttReasonCode ReturnCode { get; set; }
}

/// <summary>The broker has answered a CONNECT, whatever the answer.</summary>
public class ConnectionOpenedEventArgs : EventArgs
{
    public ConnectionOpenedEventArgs(MqttMsgConnack connact) => Message = connact;

    public MqttMsgConnack Message { get; }
}
