// nanoFramework.M2Mqtt of hal/Host against a real broker: the package's habits.
using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChargePointFw.Tests.Broker;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace ChargePointFw.Host.Tests;

[TestClass]
public sealed class M2MqttTests : IDisposable
{
    private const int ShortRetryMs = 200;

    private readonly MosquittoBroker _broker = MosquittoBroker.StartOnFreePort();
    private readonly List<IDisposable> _clients = [];

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _broker.Dispose();
    }

    [TestMethod]
    [DataRow(MqttQoSLevel.AtMostOnce, MqttProtocolVersion.Version_3_1_1)]
    [DataRow(MqttQoSLevel.AtLeastOnce, MqttProtocolVersion.Version_3_1_1)]
    [DataRow(MqttQoSLevel.ExactlyOnce, MqttProtocolVersion.Version_3_1_1)]
    [DataRow(MqttQoSLevel.AtLeastOnce, MqttProtocolVersion.Version_3_1)]
    [DataRow(MqttQoSLevel.AtLeastOnce, MqttProtocolVersion.Version_5)]
    public void WhatIsPublished_ArrivesAtTheSubscriber(MqttQoSLevel qos, MqttProtocolVersion version)
    {
        var receiver = NewClient(version);
        using var messages = Messages(receiver);
        receiver.Connect("receiver");
        Subscribe(receiver, "site/#", qos);
        var sender = NewClient(version);
        sender.Connect("sender");

        sender.Publish("site/a", Encoding.UTF8.GetBytes("電力"), null, null, qos, false);

        var message = messages.Next("the message");
        Assert.AreEqual("site/a", message.Topic);
        Assert.AreEqual("電力", Encoding.UTF8.GetString(message.Message));
        Assert.AreEqual(qos, message.QosLevel);
        Assert.IsFalse(message.Retain);
        Assert.IsFalse(message.DupFlag);
    }

    [TestMethod]
    [DataRow(MqttQoSLevel.AtLeastOnce)]
    [DataRow(MqttQoSLevel.ExactlyOnce)]
    public void APublishedMessage_IsReportedUnderItsId(MqttQoSLevel qos)
    {
        var client = NewClient();
        using var published = Published(client);
        client.Connect("sender");

        var first = client.Publish("a", [1], null, null, qos, false);
        var second = client.Publish("a", [2], null, null, qos, false);

        Assert.AreEqual(1, first);
        Assert.AreEqual(2, second);
        Assert.AreEqual((first, true), published.Next("the first acknowledgement"));
        Assert.AreEqual((second, true), published.Next("the second acknowledgement"));
    }

    [TestMethod]
    public void ARetainedMessage_ReachesALaterSubscriber()
    {
        var sender = NewClient();
        using var published = Published(sender);
        sender.Connect("sender");
        sender.Publish("state", [7], null, null, MqttQoSLevel.AtLeastOnce, true);
        published.Next("the acknowledgement");

        var receiver = NewClient();
        using var messages = Messages(receiver);
        receiver.Connect("receiver");
        Subscribe(receiver, "state", MqttQoSLevel.AtLeastOnce);

        Assert.IsTrue(messages.Next("the retained message").Retain);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TheWill_IsPublishedAfterClose_AndNotAfterDisconnect(bool byClose)
    {
        var watcher = NewClient();
        using var messages = Messages(watcher);
        watcher.Connect("watcher");
        Subscribe(watcher, "#", MqttQoSLevel.AtLeastOnce);
        var device = NewClient();
        using var closed = Closed(device);
        device.Connect("device", null, null, true, MqttQoSLevel.AtLeastOnce, true, "device/state", "lost", true, 60);

        if (byClose)
            device.Close();
        else
        {
            device.Disconnect();
            closed.Next("ConnectionClosed");
        }
        watcher.Publish("end", [0], null, null, MqttQoSLevel.AtLeastOnce, false);

        var topics = new List<string>();
        do
            topics.Add(messages.Next("the will or the end").Topic);
        while (byClose ? topics.Count < 2 : topics[^1] != "end");
        Assert.AreEqual(byClose, topics.Contains("device/state"));
    }

    [TestMethod]
    public void WhenTheBrokerIsSilent_AMessageIsSentThreeTimesAndDropped()
    {
        var client = NewClient();
        client.RetryDelayMs = ShortRetryMs;
        using var published = Published(client);
        using var closed = Closed(client);
        client.Connect("sender");
        using var watcherMessages = Watch("a");
        _broker.Freeze();
        var clock = Stopwatch.StartNew();

        var id = client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);

        Assert.AreEqual((id, false), published.Next("the report that it was dropped"));
        Assert.IsGreaterThanOrEqualTo(3L * ShortRetryMs - 20, clock.ElapsedMilliseconds);
        Assert.IsTrue(client.IsConnected);
        Assert.IsTrue(closed.IsEmpty);

        // As on the device, the broker that wakes up finds all three packets.
        _broker.Thaw();
        for (var attempt = 1; attempt <= 3; attempt++)
            CollectionAssert.AreEqual(new byte[] { 1 }, watcherMessages.Next($"attempt {attempt}").Message);
        Assert.IsTrue(published.IsEmpty, "a late acknowledgement of a dropped message says nothing");
    }

    [TestMethod]
    public void WhenTheBrokerAnswersTheSecondAttempt_TheMessageIsPublishedOnce()
    {
        var client = NewClient();
        client.RetryDelayMs = ShortRetryMs;
        using var published = Published(client);
        client.Connect("sender");
        var watcher = NewClient();
        using var messages = Messages(watcher);
        watcher.Connect("watcher");
        Subscribe(watcher, "#", MqttQoSLevel.AtLeastOnce);
        _broker.Freeze();
        var id = client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);
        Thread.Sleep(ShortRetryMs + ShortRetryMs / 2); // the broker sleeps past the second attempt
        _broker.Thaw();

        Assert.AreEqual((id, true), published.Next("the acknowledgement"));
        var next = client.Publish("b", [2], null, null, MqttQoSLevel.AtLeastOnce, false);
        Assert.AreEqual((next, true), published.Next("the next acknowledgement"));
    }

    [TestMethod]
    public void TheDefaults_AreThePackagesOwn()
    {
        var settings = NewClient().Settings;

        Assert.AreEqual((3, 1000, 30_000, int.MaxValue), (settings.AttemptsOnRetry, settings.DelayOnRetry, settings.TimeoutOnReceiving, settings.InflightQueueSize));
        Assert.AreSame(MqttSettings.Instance, settings);
        Assert.AreEqual(_broker.Port, settings.Port);
    }

    [TestMethod]
    public void AFullQueue_RefusesAndSaysSo()
    {
        var client = NewClient();
        client.Settings.InflightQueueSize = 2;
        try
        {
            client.Publish("a", [1]);
            client.Publish("a", [2]);

            var refused = Assert.ThrowsExactly<MqttClientException>(() => client.Publish("a", [3]));

            Assert.AreEqual(MqttClientErrorCode.InflightQueueFull, refused.ErrorCode);
        }
        finally
        {
            client.Settings.InflightQueueSize = MqttSettings.DefaultInflightQueueSize;
        }
    }

    [TestMethod]
    public void WhatIsPublishedBeforeConnect_WaitsForIt()
    {
        var client = NewClient();
        using var published = Published(client);
        var id = client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);

        client.Connect("sender");

        Assert.AreEqual((id, true), published.Next("the acknowledgement"));
    }

    [TestMethod]
    public void Close_ForgetsWhatWasInFlight()
    {
        var client = NewClient();
        using var published = Published(client);
        client.Connect("sender");
        _broker.Freeze();
        client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);

        client.Close();
        _broker.Thaw();
        client.Connect("sender");
        var id = client.Publish("a", [2], null, null, MqttQoSLevel.AtLeastOnce, false);

        Assert.AreEqual((id, true), published.Next("the acknowledgement of the second message only"));
    }

    [TestMethod]
    public void ASessionThatIsKept_SendsAgainWhatWasInFlight()
    {
        var client = NewClient();
        using var published = Published(client);
        client.Connect("sender", false);
        _broker.Freeze();
        var id = client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);

        client.Close();
        _broker.Thaw();
        client.Connect("sender", false);

        Assert.AreEqual((id, true), published.Next("the acknowledgement"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ALostConnection_IsToldOnce_AndNothingReconnects(bool byKill)
    {
        var client = NewClient();
        using var closed = Closed(client);
        client.Connect("device");
        Assert.IsTrue(client.IsConnected);

        if (byKill)
            _broker.Kill();
        else
            _broker.Stop();

        closed.Next("ConnectionClosed");
        Assert.IsFalse(client.IsConnected);
        _broker.Start();
        Assert.IsFalse(client.IsConnected);
        Assert.IsTrue(closed.IsEmpty);
        using var watcher = Watch("#");
        Assert.AreEqual(1, _broker.Log.Count(line => line.Contains(" as device ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void AfterALoss_ANewClientConnects()
    {
        var first = NewClient();
        using var closed = Closed(first);
        first.Connect("device");
        _broker.Kill();
        closed.Next("ConnectionClosed");
        _broker.Start();

        var second = NewClient();
        using var published = Published(second);

        Assert.AreEqual(MqttReasonCode.Success, second.Connect("device"));
        second.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);
        Assert.IsTrue(published.Next("the acknowledgement").IsPublished);
    }

    [TestMethod]
    public void TheSameClient_MayConnectAgainInsideConnectionClosed()
    {
        var client = NewClient();
        using var reconnected = new Heard<MqttReasonCode>();
        using var isBrokerBack = new ManualResetEventSlim();
        client.Connect("device");
        client.ConnectionClosed += (_, _) =>
        {
            isBrokerBack.Wait();
            reconnected.Add(client.Connect("device"));
        };

        _broker.Kill();
        _broker.Start();
        isBrokerBack.Set();

        Assert.AreEqual(MqttReasonCode.Success, reconnected.Next("the second connection"));
        Assert.IsTrue(client.IsConnected);
    }

    [TestMethod]
    public void ADeadBroker_MakesConnectThrow()
    {
        _broker.Kill();
        var client = NewClient();

        var thrown = Assert.ThrowsExactly<MqttConnectionException>(() => client.Connect("device"));

        Assert.AreEqual("Socket exception connecting to the broker: 10061", thrown.Message);
        Assert.AreEqual(SocketError.ConnectionRefused, ((SocketException)thrown.InnerException!).SocketErrorCode);
        Assert.IsFalse(client.IsConnected);
    }

    [TestMethod]
    public void ASilentBroker_MakesConnectThrowAfterItsTimeOut()
    {
        _broker.Freeze();
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
        .Count(line => line.Contains($" 0100007F:{_broker.Port:X4} 01 ", StringComparison.Ordinal));

    private MqttClient NewClient(MqttProtocolVersion version = MqttProtocolVersion.Version_3_1_1)
    {
        var client = Track(new MqttClient("127.0.0.1", _broker.Port, false, null, null, MqttSslProtocols.None));
        client.ProtocolVersion = version;
        return client;
    }

    private MqttClient Track(MqttClient client)
    {
        _clients.Add(client);
        return client;
    }

    private Heard<MqttMsgPublishEventArgs> Watch(string topic)
    {
        var watcher = NewClient();
        var messages = Messages(watcher);
        watcher.Connect("watcher");
        Subscribe(watcher, topic, MqttQoSLevel.AtLeastOnce);
        return messages;
    }

    private static Heard<MqttMsgPublishEventArgs> Messages(MqttClient client)
    {
        var heard = new Heard<MqttMsgPublishEventArgs>();
        client.MqttMsgPublishReceived += (_, e) => heard.Add(e);
        return heard;
    }

    private static Heard<(ushort MessageId, bool IsPublished)> Published(MqttClient client)
    {
        var heard = new Heard<(ushort, bool)>();
        client.MqttMsgPublished += (_, e) => heard.Add((e.MessageId, e.IsPublished));
        return heard;
    }

    private static Heard<bool> Closed(MqttClient client)
    {
        var heard = new Heard<bool>();
        client.ConnectionClosed += (_, _) => heard.Add(true);
        return heard;
    }

    private static void Subscribe(MqttClient client, string topic, MqttQoSLevel qos)
    {
        using var subscribed = new Heard<ushort>();
        void OnSubscribed(object sender, MqttMsgSubscribedEventArgs e) => subscribed.Add(e.MessageId);
        client.MqttMsgSubscribed += OnSubscribed;
        var id = client.Subscribe([topic], [qos]);
        Assert.AreEqual(id, subscribed.Next("the subscription to " + topic));
        client.MqttMsgSubscribed -= OnSubscribed;
    }
}
