// nanoFramework.M2Mqtt of hal/Host against a real broker: messages, retries, what is lost.
using System.Diagnostics;
using System.Text;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace ChargePointFw.Host.Tests;

[TestClass]
public sealed class M2MqttMessageTests : M2MqttBench
{
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
        Broker.Freeze();
        var clock = Stopwatch.StartNew();

        var id = client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);

        Assert.AreEqual((id, false), published.Next("the report that it was dropped"));
        Assert.IsGreaterThanOrEqualTo(3L * ShortRetryMs - 20, clock.ElapsedMilliseconds);
        Assert.IsTrue(client.IsConnected);
        Assert.IsTrue(closed.IsEmpty);

        // As on the device, the broker that wakes up finds all three packets.
        Broker.Thaw();
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
        Broker.Freeze();
        var id = client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);
        Thread.Sleep(ShortRetryMs + ShortRetryMs / 2); // the broker sleeps past the second attempt
        Broker.Thaw();

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
        Assert.AreEqual(Broker.Port, settings.Port);
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
        Broker.Freeze();
        client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);

        client.Close();
        Broker.Thaw();
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
        Broker.Freeze();
        var id = client.Publish("a", [1], null, null, MqttQoSLevel.AtLeastOnce, false);

        client.Close();
        Broker.Thaw();
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
            Broker.Kill();
        else
            Broker.Stop();

        closed.Next("ConnectionClosed");
        Assert.IsFalse(client.IsConnected);
        Broker.Start();
        Assert.IsFalse(client.IsConnected);
        Assert.IsTrue(closed.IsEmpty);
        using var watcher = Watch("#");
        Assert.AreEqual(1, Broker.Log.Count(line => line.Contains(" as device ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void AfterALoss_ANewClientConnects()
    {
        var first = NewClient();
        using var closed = Closed(first);
        first.Connect("device");
        Broker.Kill();
        closed.Next("ConnectionClosed");
        Broker.Start();

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

        Broker.Kill();
        Broker.Start();
        isBrokerBack.Set();

        Assert.AreEqual(MqttReasonCode.Success, reconnected.Next("the second connection"));
        Assert.IsTrue(client.IsConnected);
    }
}
