using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Mosquitto;
using ChargePointFw.Provision.Identity;
using ChargePointFw.Simulator.Hardware;

namespace ChargePointFw.Provision.Tests;

/// <summary>The production broker's door, with a real mosquitto: who comes in, and what arrives of what they say.</summary>
[TestClass]
public sealed class BrokerDoorTests
{
    private const string RecordOfA = "cpfw/1/tokyo-01/a/record";
    private const string RecordOfB = "cpfw/1/tokyo-01/b/record";

    /// <summary>Everybody who must not come in, and how they try.</summary>
    private static readonly (string Who, Func<Workshop, MosquittoClient> Client)[] strangers =
    [
        ("no certificate", shop => shop.Client(null)),
        ("anonymous with a name and a password", shop => shop.Client(null, AccessList.BackOffice)),
        ("expired", shop => shop.Client(Issued(shop, Authority.OfSite(shop.Vault, TimeProvider.System, Workshop.Site), "tokyo-01.a", TimeSpan.FromMinutes(-5)))),
        ("foreign authority", shop =>
        {
            var elsewhere = new Vault(Path.Combine(shop.Folder, "elsewhere"));
            return shop.Client(Issued(shop, Authority.OfSite(elsewhere, TimeProvider.System, Workshop.Site), "tokyo-01.a", TimeSpan.FromDays(1)));
        }),
        ("revoked", shop => shop.Client(shop.PemOf(shop.Desk.Of(Workshop.Site, "gone")))),
        ("plain port", shop => new MosquittoClient(new MosquittoOptions { Port = shop.Broker.Port, ConnectTimeout = TimeSpan.FromSeconds(5) })),
    ];

    public static IEnumerable<object[]> Strangers => Enumerable.Range(0, strangers.Length).Select(i => new object[] { strangers[i].Who, i });

    [TestMethod]
    [DynamicData(nameof(Strangers))]
    public async Task Stranger_DoesNotComeIn_AndNothingOfTheirsArrives(string who, int row)
    {
        await using var shop = new Workshop();
        ChargePointIdentity a = shop.New("a");
        shop.New("gone");
        shop.Desk.Revoke(Workshop.Site, "gone");
        shop.Broker.Start();
        using MosquittoClient office = shop.Client(shop.Files.BackOffice());
        ConcurrentQueue<MosquittoMessage> heard = await ListenAsync(office, "cpfw/1/+/+/record");

        using MosquittoClient stranger = strangers[row].Client(shop);
        int answer = -1;
        try
        {
            answer = stranger.Connect();
            stranger.Publish(RecordOfA, "forged"u8, qos: 1);
            stranger.Publish("cpfw/1/tokyo-01/gone/record", "forged"u8, qos: 1);
            await Task.Delay(300);
        }
        catch (MosquittoException)
        {
            // turned away in the handshake
        }

        Assert.AreNotEqual(0, answer, who);

        // What a member of the house says afterwards arrives alone.
        using MosquittoClient member = shop.Client(shop.PemOf(a));
        Assert.AreEqual(0, member.Connect());
        member.Publish(RecordOfA, "mine"u8, qos: 1);
        await Workshop.UntilAsync(() => !heard.IsEmpty, "a's record");
        Assert.AreEqual("mine", string.Join(' ', heard.Select(one => System.Text.Encoding.ASCII.GetString(one.Payload.Span))), who);
    }

    [TestMethod]
    public async Task OneDevice_CannotSpeakOrHearAsAnother_WhateverItCallsItself()
    {
        await using var shop = new Workshop();
        ChargePointIdentity a = shop.New("a");
        ChargePointIdentity b = shop.New("b");
        shop.Broker.Start();
        using MosquittoClient office = shop.Client(shop.Files.BackOffice());
        ConcurrentQueue<MosquittoMessage> heardByOffice = await ListenAsync(office, "cpfw/1/+/+/record", "cpfw/1/+/+/state");

        // The name in CONNECT does not count: the certificate's does.
        using MosquittoClient deviceA = shop.Client(shop.PemOf(a), b.User);
        ConcurrentQueue<MosquittoMessage> heardByA = await ListenAsync(deviceA, "#", "cpfw/1/tokyo-01/b/plan", "cpfw/1/+/+/command");
        using MosquittoClient deviceB = shop.Client(shop.PemOf(b));
        ConcurrentQueue<MosquittoMessage> heardByB = await ListenAsync(deviceB, "cpfw/1/tokyo-01/b/plan");

        deviceA.Publish(RecordOfB, "as b"u8, qos: 1);
        deviceA.Publish("cpfw/1/tokyo-01/b/state", "as b"u8, qos: 1, retain: true);
        deviceA.Publish("cpfw/1/tokyo-01/b/plan", "as the office"u8, qos: 1);
        deviceA.Publish("cpfw/1/tokyo-01/a/plan", "as the office"u8, qos: 1);
        deviceA.Publish(RecordOfA, "mine"u8, qos: 1);
        office.Publish("cpfw/1/tokyo-01/b/plan", "for b"u8, qos: 1);
        office.Publish("cpfw/1/tokyo-01/b/command", "for b"u8, qos: 1);
        office.Publish("cpfw/1/tokyo-01/a/command", "for a"u8, qos: 1);
        await Workshop.UntilAsync(() => !heardByOffice.IsEmpty && !heardByA.IsEmpty && !heardByB.IsEmpty, "what is allowed");
        await Task.Delay(300);

        Assert.AreEqual(RecordOfA, string.Join(' ', heardByOffice.Select(one => one.Topic)));
        Assert.AreEqual("cpfw/1/tokyo-01/a/command", string.Join(' ', heardByA.Select(one => one.Topic).Distinct()));
        Assert.AreEqual("for b", string.Join(' ', heardByB.Select(one => System.Text.Encoding.ASCII.GetString(one.Payload.Span))));
    }

    [TestMethod]
    public async Task ACertificateTakenBackWhileTheBrokerRuns_CountsAfterItsRestart()
    {
        await using var shop = new Workshop();
        ChargePointIdentity a = shop.New("a");
        shop.Broker.Start();
        using (MosquittoClient before = shop.Client(shop.PemOf(a)))
        {
            Assert.AreEqual(0, before.Connect());
        }

        shop.Desk.Revoke(Workshop.Site, "a");
        shop.Broker.Restart(); // its files are written anew at the start
        using MosquittoClient after = shop.Client(shop.PemOf(a));
        Assert.ThrowsExactly<MosquittoException>(() => after.Connect());
    }

    [TestMethod]
    public async Task ADevice_EntersNoBrokerButItsOwn()
    {
        await using var shop = new Workshop();
        await using var impostor = new Workshop();
        ChargePointIdentity a = shop.New("a");
        impostor.New("a");
        shop.Broker.Start();
        impostor.Broker.Start();
        DeviceConfiguration flashed = ConfigurationFile.Read(a.ConfigurationPath(shop.Vault), out _);
        Assert.IsTrue(Enters(Workshop.Host, shop.Broker.Port), "its own");
        Assert.IsFalse(Enters(Workshop.Host, impostor.Broker.Port), "of another authority");
        Assert.IsFalse(Enters("localhost", shop.Broker.Port), "under a name that its certificate does not have");

        bool Enters(string host, int port)
        {
            var connection = new M2MqttConnection(new BrokerAddress
            {
                Host = host,
                Port = port,
                CaCertificate = Convert.FromBase64String(flashed.CaCertificate),
                ClientCertificate = Convert.FromBase64String(flashed.ClientCertificate),
                ClientKey = Convert.FromBase64String(flashed.ClientKey),
                MakeCertificate = ClientCertificates.Make,
            });
            bool hasEntered = connection.Connect("a", "cpfw/1/tokyo-01/a/state", "{}"u8.ToArray(), ["cpfw/1/tokyo-01/a/plan"]);
            connection.Drop();
            return hasEntered;
        }
    }

    private static (string CertificateFile, string KeyFile) Issued(Workshop shop, Authority authority, string user, TimeSpan life)
    {
        using X509Certificate2 issued = authority.Issue(user, CertificateUse.Client, [], TimeProvider.System.GetUtcNow() + life);
        return shop.Pem(user, issued.RawData, issued.GetECDsaPrivateKey()!.ExportECPrivateKey());
    }

    private static async Task<ConcurrentQueue<MosquittoMessage>> ListenAsync(MosquittoClient client, params string[] filters)
    {
        var heard = new ConcurrentQueue<MosquittoMessage>();
        int left = filters.Length;
        client.MessageReceived += heard.Enqueue;
        client.Subscribed += _ => Interlocked.Decrement(ref left);
        Assert.AreEqual(0, client.Connect());
        foreach (string filter in filters)
        {
            client.Subscribe(filter, 1);
        }

        await Workshop.UntilAsync(() => Volatile.Read(ref left) == 0, "subscriptions");
        return heard;
    }
}
