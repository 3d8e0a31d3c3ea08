// A broker and its clients, for the tests of M2Mqtt.
using ChargePointFw.Tests.Broker;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace ChargePointFw.Host.Tests;

/// <summary>What every test of M2Mqtt needs: a broker of its own, clients that are closed afterwards, and ears.</summary>
public abstract class M2MqttBench : IDisposable
{
    private protected const int ShortRetryMs = 200;

    private protected MosquittoBroker Broker { get; } = MosquittoBroker.StartOnFreePort();
    private readonly List<IDisposable> _clients = [];

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        Broker.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected MqttClient NewClient(MqttProtocolVersion version = MqttProtocolVersion.Version_3_1_1)
    {
        var client = Track(new MqttClient("127.0.0.1", Broker.Port, false, null, null, MqttSslProtocols.None));
        client.ProtocolVersion = version;
        return client;
    }

    private protected MqttClient Track(MqttClient client)
    {
        _clients.Add(client);
        return client;
    }

    private protected Heard<MqttMsgPublishEventArgs> Watch(string topic)
    {
        var watcher = NewClient();
        var messages = Messages(watcher);
        watcher.Connect("watcher");
        Subscribe(watcher, topic, MqttQoSLevel.AtLeastOnce);
        return messages;
    }

    private protected static Heard<MqttMsgPublishEventArgs> Messages(MqttClient client)
    {
        var heard = new Heard<MqttMsgPublishEventArgs>();
        client.MqttMsgPublishReceived += (_, e) => heard.Add(e);
        return heard;
    }

    private protected static Heard<(ushort MessageId, bool IsPublished)> Published(MqttClient client)
    {
        var heard = new Heard<(ushort, bool)>();
        client.MqttMsgPublished += (_, e) => heard.Add((e.MessageId, e.IsPublished));
        return heard;
    }

    private protected static Heard<bool> Closed(MqttClient client)
    {
        var heard = new Heard<bool>();
        client.ConnectionClosed += (_, _) => heard.Add(true);
        return heard;
    }

    private protected static void Subscribe(MqttClient client, string topic, MqttQoSLevel qos)
    {
        using var subscribed = new Heard<ushort>();
        void OnSubscribed(object sender, MqttMsgSubscribedEventArgs e) => subscribed.Add(e.MessageId);
        client.MqttMsgSubscribed += OnSubscribed;
        var id = client.Subscribe([topic], [qos]);
        Assert.AreEqual(id, subscribed.Next("the subscription to " + topic));
        client.MqttMsgSubscribed -= OnSubscribed;
    }
}
