// nanoFramework.M2Mqtt of hal/Host against a real broker: connections, wills, refusals, closing.
using System.Collections;
using System.Net;
using System.Net.Sockets;
using ChargePointFw.Tests.Broker;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace ChargePointFw.Host.Tests;

[TestClass]
public sealed class M2MqttConnectionTests : M2MqttBench
{
    [TestMethod]
    public void ADeadBroker_MakesConnectThrow()
    {
        Broker.Kill();
        var client = NewClient();

        var thrown = Assert.ThrowsExactly<MqttConnectionException>(() => client.Connect("device"));

        Assert.AreEqual("Socket exception connecting to the broker: 10061", thrown.Message);
        Assert.AreEqual(SocketError.ConnectionRefused, ((SocketException)thrown.InnerException!).SocketErrorCode);
        Assert.IsFalse(client.IsConnected);
    }

    [TestMethod]
    public void ASilentBroker_MakesConnectThrowAfterItsTimeOut()
    {
        Broker.Freeze();
        var client = NewClient();
        client.ConnackTimeoutMs = 300;

        Assert.ThrowsExactly<MqttCommunicationException>(() => client.Connect("device"));
    }

    [TestMethod]
    public void ABrokerThatHangsUp_MakesConnectThrow()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = Task.Run(() => listener.AcceptTcpClient().Dispose());
        var client = Track(new MqttClient("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, false, null, null, MqttSslProtocols.None));

        Assert.ThrowsExactly<MqttCommunicationException>(() => client.Connect("device"));
        accepted.Wait();
    }

    [TestMethod]
    public void AnUnknownHost_IsRefusedByTheConstructor() =>
        Assert.Throws<SocketException>(() => new MqttClient("no-such-host.invalid"));

    [TestMethod]
    public void ARefusal_IsReturnedAndTold()
    {
        using var closedBroker = MosquittoBroker.StartOnFreePort("allow_anonymous false");
        var client = Track(new MqttClient("127.0.0.1", closedBroker.Port, false, null, null, MqttSslProtocols.None));
        using var answers = new Heard<MqttReasonCode>();
        client.ConnectionOpened += (_, opened) => answers.Add(opened.Message.ReturnCode);

        Assert.AreEqual(MqttReasonCode.ConnectionRefusedNotAuthorized, client.Connect("device"));

        Assert.AreEqual(MqttReasonCode.ConnectionRefusedNotAuthorized, answers.Next("ConnectionOpened"));
        Assert.IsFalse(client.IsConnected);
    }

    [TestMethod]
    public void ASecondConnection_FindsTheSessionThatWasKept()
    {
        var client = NewClient();
        using var present = new Heard<bool>();
        client.ConnectionOpened += (_, opened) => present.Add(opened.Message.SessionPresent);

        client.Connect("device", false);
        client.Close();
        client.Connect("device", false);

        Assert.IsFalse(present.Next("the first answer"));
        Assert.IsTrue(present.Next("the second answer"));
    }

    [TestMethod]
    public void SubscribingToTwoTopics_IsAnsweredOnce_AndUnsubscribingToo()
    {
        var client = NewClient();
        using var granted = new Heard<(ushort, MqttQoSLevel[])>();
        using var ended = new Heard<ushort>();
        client.MqttMsgSubscribed += (_, e) => granted.Add((e.MessageId, e.GrantedQoSLevels));
        client.MqttMsgUnsubscribed += (_, e) => ended.Add(e.MessageId);
        client.Connect("device");

        var subscribeId = client.Subscribe(["a", "b"], [MqttQoSLevel.AtMostOnce, MqttQoSLevel.AtLeastOnce]);
        var (id, levels) = granted.Next("the grant");
        var unsubscribeId = client.Unsubscribe(["a", "b"]);

        Assert.AreEqual(subscribeId, id);
        CollectionAssert.AreEqual(new[] { MqttQoSLevel.AtMostOnce, MqttQoSLevel.AtLeastOnce }, levels);
        Assert.AreEqual(unsubscribeId, ended.Next("the end"));
        Assert.IsTrue(granted.IsEmpty);
    }

    [TestMethod]
    public void ATopicWithAWildcard_CostsTheConnection()
    {
        var client = NewClient();
        using var closed = Closed(client);
        client.Connect("device");

        client.Publish("a/#", [1]);

        closed.Next("ConnectionClosed");
    }

    [TestMethod]
    public void AHandlerThatThrows_CostsTheConnection()
    {
        var client = NewClient();
        using var closed = Closed(client);
        client.MqttMsgPublishReceived += (_, _) => throw new InvalidOperationException();
        client.Connect("device");
        Subscribe(client, "a", MqttQoSLevel.AtLeastOnce);

        client.Publish("a", [1]);

        closed.Next("ConnectionClosed");
        Assert.IsFalse(client.IsConnected);
    }

    [TestMethod]
    public void Events_AreRaisedOneAtATime_InOrder()
    {
        const int Count = 200;
        var client = NewClient();
        using var done = new Heard<bool>();
        var inHandler = 0;
        var overlaps = 0;
        var order = new List<byte>();
        client.MqttMsgPublishReceived += (_, e) =>
        {
            overlaps += Interlocked.Increment(ref inHandler) - 1;
            order.Add(e.Message[0]);
            Interlocked.Decrement(ref inHandler);
            if (order.Count == Count)
                done.Add(true);
        };
        client.Connect("device");
        Subscribe(client, "a", MqttQoSLevel.AtLeastOnce);

        for (var i = 0; i < Count; i++)
            client.Publish("a", [(byte)i], null, null, MqttQoSLevel.AtLeastOnce, false);

        done.Next("all messages");
        Assert.AreEqual(0, overlaps);
        CollectionAssert.AreEqual(Enumerable.Range(0, Count).Select(i => (byte)i).ToArray(), order);
    }

    [TestMethod]
    [DataRow(true, "t", null)]
    [DataRow(true, null, "m")]
    [DataRow(true, "t", "")]
    [DataRow(false, "t", "m")]
    public void AWillThatIsHalfGiven_IsRefused(bool flag, string? topic, string? message)
    {
        var refused = Assert.ThrowsExactly<MqttClientException>(() => NewClient().Connect(
            "device", null, null, false, MqttQoSLevel.AtLeastOnce, flag, topic, message, true, 60));

        Assert.AreEqual(MqttClientErrorCode.WillWrong, refused.ErrorCode);
    }

    [TestMethod]
    public void ContentTypeAndUserProperties_NeedMqtt5()
    {
        Assert.ThrowsExactly<NotSupportedException>(() => NewClient().Publish("a", [1], "text/plain"));
        Assert.ThrowsExactly<NotSupportedException>(() => NewClient().Publish("a", [1], null, new ArrayList { new UserProperty("n", "v") }));
    }

    [TestMethod]
    public void DisconnectWithoutAConnection_Throws() =>
        Assert.ThrowsExactly<MqttCommunicationException>(() => NewClient().Disconnect());

    [TestMethod]
    public void Close_LeavesNoThreadAndNoSocketBehind()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("counts threads in /proc");
        var client = NewClient();
        client.Connect("device");
        Assert.IsGreaterThanOrEqualTo(3, OurThreads());
        Assert.AreNotEqual(0, OurSockets());

        client.Close();

        // The system lists a thread for a moment after it was joined.
        Assert.IsTrue(SpinWait.SpinUntil(() => OurThreads() == 0, 5000), "a thread is left");
        Assert.AreEqual(0, OurSockets());
    }

    [TestMethod]
    public void Close_MayBeCalledTwice_AndInsideAHandler()
    {
        var client = NewClient();
        using var closed = new Heard<bool>();
        client.MqttMsgPublishReceived += (_, _) =>
        {
            client.Close();
            closed.Add(true);
        };
        client.Connect("device");
        Subscribe(client, "a", MqttQoSLevel.AtMostOnce);
        client.Publish("a", [1]);

        closed.Next("the handler");
        client.Close();
        Assert.IsFalse(client.IsConnected);
    }

    private static int OurThreads() => Directory.GetDirectories("/proc/self/task")
        .Select(NameOfThread)
        .Count(name => name.StartsWith("m2mqtt", StringComparison.Ordinal) || name.StartsWith("mqtt ", StringComparison.Ordinal));

    private static string NameOfThread(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            return ""; // it has ended since it was listed
        }
    }

    // Established connections to the broker's port, from /proc/net/tcp: remote address 127.0.0.1:port, state 1.
    private int OurSockets() => File.ReadLines("/proc/net/tcp")
        .Count(line => line.Contains($" 0100007F:{Broker.Port:X4} 01 ", StringComparison.Ordinal));
}
