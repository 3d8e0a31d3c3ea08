using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.Mosquitto;
using ChargePointFw.Tests.Broker;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The printed access list in a real mosquitto: everybody can do their part, and nothing else.</summary>
[TestClass]
public sealed class BrokerAccessTests
{
    private const string Surplus = "cpfw/1/yokohama/surplus";

    // mosquitto_passwd's form: PBKDF2 with SHA-512.
    private static string PasswordLine(string user)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(12);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(user + "!", salt, 101, HashAlgorithmName.SHA512, 64);
        return $"{user}:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }

    private static MosquittoClient Client(MosquittoBroker broker, string user)
    {
        var client = new MosquittoClient(new MosquittoOptions { Port = broker.Port, UserName = user, Password = user + "!" });
        Assert.AreEqual(0, client.Connect(), user);
        return client;
    }

    [TestMethod]
    public async Task TheMeterGateway_SaysTheSurplus_ChargePointsHearTheirOwn_AndNobodyMore()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-access-");
        try
        {
            string acl = Path.Combine(folder.FullName, "acl");
            string passwords = Path.Combine(folder.FullName, "passwords");
            using var broker = new MosquittoBroker("allow_anonymous false", $"acl_file {acl}", $"password_file {passwords}");
            await using var office = new Office(
                options => options with { Broker = null, BrokerPort = broker.Port, BrokerUser = AccessList.BackOffice, BrokerPassword = AccessList.BackOffice + "!" });
            FakeDevice a = office.Device("a");
            FakeDevice b = office.Device("b");
            office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
            string[] lines = [.. AccessList.Lines(office.App.Registry)];
            await File.WriteAllLinesAsync(acl, lines);
            await File.WriteAllLinesAsync(passwords, lines.Where(line => line.StartsWith("user ", StringComparison.Ordinal)).Select(line => PasswordLine(line[5..])));
            broker.Start();
            await office.App.StartAsync();
            await office.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));

            var heard = new System.Collections.Concurrent.ConcurrentQueue<(string Who, string Topic)>();
            using MosquittoClient gateway = Client(broker, "yokohama.surplus");
            using MosquittoClient deviceA = Client(broker, "yokohama.a");
            foreach ((MosquittoClient client, string who) in new[] { (gateway, "gateway"), (deviceA, "a") })
            {
                client.MessageReceived += message => heard.Enqueue((who, message.Topic));
                int left = 2;
                client.Subscribed += _ => Interlocked.Decrement(ref left);
                client.Subscribe("cpfw/1/#", 1); // hears only what it may
                client.Subscribe(b.Topics.Live, 0);
                await Office.UntilAsync(() => Volatile.Read(ref left) == 0, who + "'s subscriptions");
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
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
