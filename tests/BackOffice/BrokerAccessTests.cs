using System.Text;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.Mosquitto;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The printed access list in a real mosquitto: everybody can do their part, and nothing else.</summary>
[TestClass]
public sealed class BrokerAccessTests
{
    private const string Surplus = "cpfw/1/yokohama/surplus";

    [TestMethod]
    public async Task TheMeterGateway_SaysTheSurplus_ChargePointsHearTheirOwn_AndNobodyMore()
    {
        using var broker = new GuardedBroker();
        await using var office = new Office(
            options => options with { Broker = null, BrokerPort = broker.Port, BrokerUser = AccessList.BackOffice, BrokerPassword = GuardedBroker.PasswordOf(AccessList.BackOffice) });
        FakeDevice a = office.Device("a");
        FakeDevice b = office.Device("b");
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        await broker.StartAsync(office.App.Registry);
        await office.App.StartAsync();
        await office.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));

        var heard = new System.Collections.Concurrent.ConcurrentQueue<(string Who, string Topic)>();
        using MosquittoClient gateway = broker.Connect("yokohama.surplus");
        using MosquittoClient deviceA = broker.Connect("yokohama.a");
        foreach ((MosquittoClient client, string who) in new[] { (gateway, "gateway"), (deviceA, "a") })
        {
            client.MessageReceived += message => heard.Enqueue((who, message.Topic));
            await GuardedBroker.SubscribeAsync(client, "cpfw/1/#", b.Topics.Live); // hears only what it may
        }

        byte[] measured = Encoding.ASCII.GetBytes($$"""{"surplusW":900,"measured":{{Office.Noon.ToUnixTimeMilliseconds()}}}""");
        deviceA.Publish(Surplus, measured, qos: 1); // not its to say
        gateway.Publish("cpfw/1/elsewhere/surplus", measured, qos: 1);
        gateway.Publish(a.Topics.Live, measured, qos: 1);
        gateway.Publish(a.Topics.Record, measured, qos: 1);
        await Office.UntilAsync(() => gateway.UnacknowledgedCount + deviceA.UnacknowledgedCount == 0, "the broker");
        Assert.AreEqual(0L, office.App.Surplus.Counters.Taken);
        gateway.Publish(Surplus, measured);
        await Office.UntilAsync(() => office.App.Surplus.Counters.Taken == 1, "the measurement");
        await Office.UntilAsync(() => heard.Contains(("a", a.Topics.Live)), "the surplus at a");
        Assert.AreEqual(2L, office.App.Surplus.Counters.Published);
        Assert.IsTrue(heard.All(one => one.Who == "a" && one.Topic.StartsWith("cpfw/1/yokohama/a/", StringComparison.Ordinal)), string.Join(", ", heard));
        Assert.AreEqual(1, heard.Count(one => one.Topic == a.Topics.Live));
        Assert.AreEqual(0L, office.App.Counters.Quarantined);
    }
}
