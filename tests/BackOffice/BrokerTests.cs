using System.Net;
using ChargePointFw.Mosquitto;
using ChargePointFw.Records;
using ChargePointFw.Tests.Broker;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Through a real mosquitto, with the real link.</summary>
[TestClass]
public sealed class BrokerTests
{
    private static Office Through(MosquittoBroker broker) =>
        new(options => options with { Broker = null, BrokerPort = broker.Port });

    private static MosquittoClient ClientOf(MosquittoBroker broker)
    {
        var client = new MosquittoClient(new MosquittoOptions { Port = broker.Port });
        Assert.AreEqual(0, client.Connect());
        return client;
    }

    private static async Task<byte[]> RetainedAsync(MosquittoBroker broker, string topic, Func<byte[], bool> isIt)
    {
        byte[]? found = null;
        using MosquittoClient client = ClientOf(broker);
        client.MessageReceived += message => found = isIt(message.Payload.ToArray()) ? message.Payload.ToArray() : found;
        client.Subscribe(topic, 1);
        await Office.UntilAsync(() => found is not null, topic);
        return found!;
    }

    [TestMethod]
    public async Task RecordsGoUp_AcknowledgementAndPlanAreRetained()
    {
        using MosquittoBroker broker = MosquittoBroker.StartOnFreePort();
        await using Office office = Through(broker);
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 8, 10_000);
        office.App.Registry.RegisterMember(Office.SiteName, 42, "zesp3", Office.Noon.AddYears(1));
        await office.App.StartAsync();
        await office.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));

        device.Append(RecordType.Boot);
        device.StartSession(1, Office.Noon);
        using MosquittoClient client = ClientOf(broker);
        foreach (byte[] message in device.Messages())
        {
            client.Publish(device.Topics.Record, message, qos: 1);
        }

        await office.AcknowledgedAsync(device, 2);
        byte[] ack = await RetainedAsync(broker, device.Topics.Acknowledgement, payload => device.ReadAcknowledgement(payload).Number == 2);
        Assert.AreEqual(device.JournalId, device.ReadAcknowledgement(ack).JournalId);
        Assert.AreEqual(8, device.ReadPlan(await RetainedAsync(broker, device.Topics.Plan, _ => true)).Count);
        Assert.IsTrue(device.ReadTokens(await RetainedAsync(broker, device.Topics.Tokens, _ => true)).IsMember(42, Office.Noon.ToUnixTimeMilliseconds()));
    }

    [TestMethod]
    public async Task TheBrokerForgetsEverything_AndHearsItAgain()
    {
        using MosquittoBroker broker = MosquittoBroker.StartOnFreePort("persistence false");
        await using Office office = Through(broker);
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 8, 10_000);
        await office.App.StartAsync();
        await office.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        broker.Kill();
        await Office.UntilAsync(() => !office.App.IsBrokerConnected, "the loss");
        broker.Start();
        Assert.AreEqual(1, device.ReadPlan(await RetainedAsync(broker, device.Topics.Plan, _ => true)).Version);

        device.Append(RecordType.Boot);
        using MosquittoClient client = ClientOf(broker);
        client.Publish(device.Topics.Record, device.Messages().Single(), qos: 1);
        await office.AcknowledgedAsync(device, 1);
    }

    [TestMethod]
    public async Task WithoutABroker_ItStarts_SaysSo_AndConnectsWhenThereIsOne()
    {
        using var broker = new MosquittoBroker();
        await using Office office = Through(broker);
        await office.App.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(office.App.Url) };
        using HttpResponseMessage before = await http.GetAsync(new Uri("/ready", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        StringAssert.StartsWith(await before.Content.ReadAsStringAsync(), """{"ready":false,"database":"ok","broker":"disconnected","disk":"ok",""");

        broker.Start();
        await office.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        using HttpResponseMessage after = await http.GetAsync(new Uri("/ready", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.OK, after.StatusCode);
    }
}
