// The binding to libmosquitto against a real broker: what the back office relies on.
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChargePointFw.Hal.Host;
using ChargePointFw.Mosquitto;
using ChargePointFw.Tests.Broker;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Exceptions;
using nanoFramework.M2Mqtt.Messages;

namespace ChargePointFw.Host.Tests;

[TestClass]
public sealed class MosquittoClientTests : IDisposable
{
    private readonly MosquittoBroker _broker = MosquittoBroker.StartOnFreePort();
    private readonly List<IDisposable> _owned = [];

    public void Dispose()
    {
        _owned.ForEach(each => each.Dispose());
        _broker.Dispose();
    }

    [TestMethod]
    public void AMissingLibrary_SaysWhatToInstall()
    {
        var thrown = Assert.ThrowsExactly<DllNotFoundException>(() => LibMosquitto.Load(["libmosquitto-missing.so"]));

        Assert.Contains("apt install libmosquitto1", thrown.Message);
    }

    [TestMethod]
    public void AMessage_IsAcknowledgedOnlyAfterItsHandlerReturned()
    {
        var receiver = Connected("receiver");
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        receiver.MessageReceived += _ =>
        {
            entered.Set();
            leave.Wait();
        };
        Subscribe(receiver, "a");
        Publish("a");
        Assert.IsTrue(entered.Wait(10_000));
        Publish("other"); // the broker has had time to log an acknowledgement, had there been one
        Assert.IsFalse(_broker.Log.Any(IsAcknowledgement));

        leave.Set();

        Assert.IsTrue(SpinWait.SpinUntil(() => _broker.Log.Any(IsAcknowledgement), 10_000));
        static bool IsAcknowledgement(string line) => line.Contains("Received PUBACK from receiver", StringComparison.Ordinal);
    }

    [TestMethod]
    public void AHandlerThatThrows_GetsTheMessageAgain()
    {
        using var received = new Heard<MosquittoMessage>();
        using var ended = new Heard<MosquittoDisconnected>();
        var client = New(Options("receiver") with { CleanSession = false, ReconnectDelay = TimeSpan.FromMilliseconds(10) });
        var failures = 1;
        client.Connected += _ => client.Subscribe("a", 1);
        client.Disconnected += ended.Add;
        using var subscribed = Subscriptions(client);
        client.MessageReceived += message =>
        {
            received.Add(message);
            if (Interlocked.Decrement(ref failures) >= 0)
                throw new InvalidOperationException("disk full");
        };
        client.Start();
        subscribed.Next("the subscription");

        Publish("a");

        Assert.IsFalse(received.Next("the message").Duplicate);
        Assert.AreEqual("disk full", ended.Next("the end").HandlerFailure!.Message);
        Assert.IsTrue(received.Next("the message again").Duplicate);
    }

    [TestMethod]
    public void AClientThatReconnects_SendsWhatWasPublishedMeanwhile()
    {
        var watcher = Connected("watcher", reconnects: true);
        using var messages = Messages(watcher);
        watcher.Connected += _ => watcher.Subscribe("#", 1);
        using var watching = Subscriptions(watcher);
        var client = Connected("device", reconnects: true);
        using var ended = new Heard<MosquittoDisconnected>();
        using var published = new Heard<MosquittoPublished>();
        client.Disconnected += ended.Add;
        client.Published += published.Add;
        _broker.Kill();
        ended.Next("the loss");

        var mid = client.Publish("a", "offline"u8, 1);
        Assert.AreEqual(0, client.Publish("a", "gone"u8, 0));
        Assert.AreEqual(1, client.UnacknowledgedCount);
        _broker.Start();
        watching.Next("the watcher's new subscription");

        Assert.AreEqual(mid, published.Next("the acknowledgement").Mid);
        Assert.AreEqual(0, client.UnacknowledgedCount);
        var again = client.Publish("b", "online"u8, 1);
        Assert.AreEqual(again, published.Next("the second acknowledgement").Mid);
        while (messages.Next("the second message").Topic != "b")
        {
        }
    }

    [TestMethod]
    public void AMessagePublishedInConnected_IsSentOnce()
    {
        var watcher = Connected("watcher");
        using var messages = Messages(watcher);
        Subscribe(watcher, "#");
        var client = New(Options("device"));
        client.Connected += _ => client.Publish("a", "1"u8, 1);
        Assert.AreEqual(0, client.Connect());
        client.Publish("b", "2"u8, 1);

        Assert.AreEqual("a", messages.Next("the first").Topic);
        Assert.AreEqual("b", messages.Next("the second").Topic);
    }

    [TestMethod]
    public void AFullQueue_RefusesWithZero()
    {
        var client = New(Options("device") with { MaxUnacknowledged = 2 });

        Assert.AreNotEqual(0, client.Publish("a", "1"u8, 1));
        Assert.AreNotEqual(0, client.Publish("a", "2"u8, 1));
        Assert.AreEqual(0, client.Publish("a", "3"u8, 1));
    }

    [TestMethod]
    public void TheFirstConnect_IsRetriedToo()
    {
        _broker.Stop();
        var client = New(Options("device") with { ReconnectDelay = TimeSpan.FromMilliseconds(10) });
        using var failed = new Heard<MosquittoException>();
        using var connected = new Heard<MosquittoConnected>();
        client.ConnectFailed += failed.Add;
        client.Connected += connected.Add;
        client.Start();
        Assert.Contains("refused", failed.Next("a failure").Message);

        _broker.Start();

        connected.Next("the connection");
    }

    [TestMethod]
    public void AFleet_PassesTheDescriptorLimitOfSelect()
    {
        const int Clients = 250; // five descriptors each, select() ends at 1024
        using var received = new Heard<string>();
        for (var i = 0; i < Clients; i++)
        {
            var client = New(Options("device" + i));
            client.MessageReceived += message => received.Add(message.Topic);
            Assert.AreEqual(0, client.Connect());
            client.Subscribe("all", 1);
        }

        Subscribe((MosquittoClient)_owned[^1], "last");
        Assert.IsTrue(SpinWait.SpinUntil(() => _broker.Log.Count(line => line.Contains("Sending SUBACK", StringComparison.Ordinal)) > Clients, 10_000));
        Publish("all");

        for (var i = 0; i < Clients; i++)
            Assert.AreEqual("all", received.Next($"message {i}"));
    }

    [TestMethod]
    public void SharedSubscriptions_OfMqtt5_ShareTheMessages()
    {
        const int Count = 40;
        using var all = new Heard<string>();
        foreach (var name in new[] { "worker1", "worker2" })
        {
            var worker = New(Options(name) with { Protocol = MqttProtocol.V5 });
            worker.MessageReceived += message => all.Add(name + Encoding.ASCII.GetString(message.Payload.Span));
            Assert.AreEqual(0, worker.Connect());
            Subscribe(worker, "$share/ingest/a");
        }

        for (var i = 0; i < Count; i++)
            Publish("a", i.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var received = Enumerable.Range(0, Count).Select(_ => all.Next("a message")).ToArray();
        Assert.AreEqual(Count, received.Select(each => each[7..]).Distinct().Count());
        Assert.AreEqual(2, received.Select(each => each[..7]).Distinct().Count());
        Assert.IsTrue(all.IsEmpty);
    }

    [TestMethod]
    public void ASessionOfMqtt5_OutlivesItsConnection()
    {
        var options = Options("worker") with { Protocol = MqttProtocol.V5, CleanSession = false, SessionExpirySeconds = 60 };
        var first = New(options);
        first.Connect();
        Subscribe(first, "a");
        first.Disconnect();
        Publish("a");

        var second = New(options);
        using var messages = Messages(second);
        using var connected = new Heard<MosquittoConnected>();
        second.Connected += connected.Add;
        second.Connect();

        Assert.IsTrue(connected.Next("the answer").SessionPresent);
        Assert.AreEqual("a", messages.Next("the message that waited").Topic);
    }

    [TestMethod]
    public void Disconnect_SendsWhatIsQueued()
    {
        var watcher = Connected("watcher");
        using var messages = Messages(watcher);
        Subscribe(watcher, "#");
        var client = Connected("device");

        client.Publish("last", "words"u8, 1);
        client.Disconnect();

        Assert.AreEqual("last", messages.Next("the message").Topic);
        Assert.ThrowsExactly<ObjectDisposedException>(() => client.Publish("a", "1"u8));
    }

    [TestMethod]
    public void WhatIsNotAllowed_Throws()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => New(Options("x") with { KeepAliveSeconds = 4 }));
        Assert.ThrowsExactly<ArgumentException>(() => New(Options("") with { CleanSession = false }));
        Assert.ThrowsExactly<MosquittoException>(() => New(Options("x") with { Will = new MosquittoWill("a/#", default, 0, false) }));
        var client = Connected("device");
        Assert.ThrowsExactly<MosquittoException>(() => client.Publish("a/#", "1"u8));
        Assert.ThrowsExactly<MosquittoException>(() => client.Subscribe("a/#/b", 0));
        Assert.ThrowsExactly<InvalidOperationException>(client.Start);
    }

    [TestMethod]
    public void MutualTls_Connects_AndAStrangerIsRefused()
    {
        var files = Certificates();
        using var secure = MosquittoBroker.StartOnFreePort(
            $"cafile {files.CaFile}", $"certfile {files.CertificateFile}", $"keyfile {files.KeyFile}", "require_certificate true");
        var options = Options("device") with
        {
            Port = secure.Port,
            Tls = new MosquittoTls { CaFile = files.CaFile, CertificateFile = files.CertificateFile, KeyFile = files.KeyFile },
        };

        Assert.AreEqual(0, New(options).Connect());
        Assert.ThrowsExactly<MosquittoException>(() => New(options with { Tls = new MosquittoTls { CaFile = files.CaFile } }).Connect());
        Assert.ThrowsExactly<MosquittoException>(() => New(options with { Tls = options.Tls with { CaFile = null } }).Connect());

        // The same by M2Mqtt: from the device's store, from objects, and without trust.
        var stored = Own(new MqttClient("127.0.0.1", secure.Port, true, null, null, MqttSslProtocols.TLSv1_2));
        using (files.Use())
            Assert.AreEqual(MqttReasonCode.Success, stored.Connect("stored"));
        using var ca = X509CertificateLoader.LoadCertificateFromFile(files.CaFile);
        using var own = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        Assert.AreEqual(MqttReasonCode.Success, Own(new MqttClient("127.0.0.1", secure.Port, true, ca, own, MqttSslProtocols.TLSv1_3)).Connect("own"));
        Assert.ThrowsExactly<MqttConnectionException>(() => Own(new MqttClient("127.0.0.1", secure.Port, true, null, own, MqttSslProtocols.None)).Connect("untrusting"));
    }

    // One self-signed certificate that is authority, broker and device at once.
    private DeviceCertificates Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificateFile = Path.Combine(_broker.DataDir, "test.pem");
        var keyFile = Path.Combine(_broker.DataDir, "test.key");
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return new DeviceCertificates(certificateFile, certificateFile, keyFile);
    }

    private MosquittoOptions Options(string clientId) => new() { Port = _broker.Port, ClientId = clientId };

    private MosquittoClient New(MosquittoOptions options) => Own(new MosquittoClient(options));

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private MosquittoClient Connected(string clientId, bool reconnects = false)
    {
        var client = New(Options(clientId) with { ReconnectDelay = reconnects ? TimeSpan.FromMilliseconds(20) : null });
        using var connected = new Heard<MosquittoConnected>();
        void OnConnected(MosquittoConnected e) => connected.Add(e);
        client.Connected += OnConnected;
        client.Start();
        connected.Next("the connection");
        client.Connected -= OnConnected;
        return client;
    }

    private void Publish(string topic, string payload = "1")
    {
        var client = Connected("publisher");
        using var published = new Heard<MosquittoPublished>();
        client.Published += published.Add;
        client.Publish(topic, Encoding.ASCII.GetBytes(payload), 1);
        published.Next("the acknowledgement");
        client.Disconnect();
    }

    private static Heard<MosquittoMessage> Messages(MosquittoClient client)
    {
        var heard = new Heard<MosquittoMessage>();
        client.MessageReceived += heard.Add;
        return heard;
    }

    private static Heard<MosquittoSubscribed> Subscriptions(MosquittoClient client)
    {
        var heard = new Heard<MosquittoSubscribed>();
        client.Subscribed += heard.Add;
        return heard;
    }

    private static void Subscribe(MosquittoClient client, string filter)
    {
        using var heard = new Heard<MosquittoSubscribed>();
        void OnSubscribed(MosquittoSubscribed e) => heard.Add(e);
        client.Subscribed += OnSubscribed;
        var mid = client.Subscribe(filter, 1);
        while (heard.Next("the subscription").Mid != mid)
        {
            // the answer to an earlier one
        }
        client.Subscribed -= OnSubscribed;
    }
}
