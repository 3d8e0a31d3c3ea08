using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Tests;
using ChargePointFw.Mosquitto;
using ChargePointFw.Tests.Broker;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.Postgres.Tests;

/// <summary>What several processes need at a broker that permits nothing but what it was told, and what nobody gains by joining them.</summary>
[TestClass]
public sealed class WorkerAccessTests
{
    private const string Shared = "$share/backoffice/" + IngestWorker.RecordFilter;
    private readonly string file = Path.GetTempFileName();

    [TestInitialize]
    public void Make() => PostgresCluster.WriteConnection(file, PostgresCluster.Shared.Create());

    [TestCleanup]
    public void Remove() => File.Delete(file);

    [TestMethod]
    public async Task ThePrintedAccessList_LetsWorkersShareTheRecords_AndTheOfficeHearTheRest_AndWhoStealsIntoTheGroupHearsNothing()
    {
        using var broker = new GuardedBroker();
        await using BackOfficeApp office = BackOfficeApp.Create(OptionsOf(broker.Port, Role.Office), TimeProvider.System);
        WorkerTests.Register(office);
        office.LiveSupply.Set(WorkerTests.Site, true, "kimura");
        office.Places.Set(WorkerTests.Site, new Place("T", "A", "C", "", "JPN", 1, 1, IsPublic: true), "kimura");
        await broker.StartAsync(office.Registry);
        await office.StartAsync();
        await using BackOfficeApp one = BackOfficeApp.Create(OptionsOf(broker.Port, Role.Ingest), TimeProvider.System);
        await using BackOfficeApp other = BackOfficeApp.Create(OptionsOf(broker.Port, Role.Ingest), TimeProvider.System);
        await one.StartAsync();
        await other.StartAsync();
        foreach (BackOfficeApp app in new[] { office, one, other })
        {
            await Office.UntilAsync(() => app.Readiness.Ask() is { IsReady: true, Broker: "connected" }, "all three at the broker");
        }

        var stolen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using MosquittoClient thief = broker.Connect("yokohama.cp2");
        thief.MessageReceived += message => stolen.Enqueue(message.Topic);
        await GuardedBroker.SubscribeAsync(thief, Shared, IngestWorker.RecordFilter);

        FakeDevice device = WorkerTests.Journal(1, sessions: 16);
        using var sending = new SendingDevices(broker.Port, [device], who: broker.OptionsOf("yokohama.cp1"));
        await Office.UntilAsync(() => sending.Acknowledged == device.Journal.Count, "all records, though the broker deals the thief its share");
        Assert.AreEqual(device.Journal.Count, one.Counters.Stored + other.Counters.Stored, "each once");
        Assert.IsTrue(one.Counters.Stored > 0 && other.Counters.Stored > 0, "both take part");
        Assert.IsEmpty(stolen);

        // What the office hears and says beside the records.
        await Office.UntilAsync(() => office.Live.Of(office.Registry.FindChargePoint(WorkerTests.Site, "cp1")!) is not null, "the state");
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using MosquittoClient reader = broker.Connect(AccessList.BackOffice);
        reader.MessageReceived += message => told.Enqueue(message.Topic);
        await GuardedBroker.SubscribeAsync(reader, device.Topics.PublicStatus);
        await Office.UntilAsync(() => !told.IsEmpty, "the public status");
        using MosquittoClient gateway = broker.Connect(AccessList.SurplusUserOf(WorkerTests.Site));
        gateway.Publish("cpfw/1/yokohama/surplus", Encoding.ASCII.GetBytes($$"""{"surplusW":900,"measured":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}}"""));
        await Office.UntilAsync(() => office.Surplus.Counters.Taken == 1, "the surplus");
    }

    [TestMethod]
    public async Task ABrokerThatAsksWhoMaySubscribe_AndRefuses_IsNotReady_AndSaysWhat_UntilItIsPermitted()
    {
        string? plugin = new[] { "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/opt/homebrew/lib" }
            .Select(folder => Path.Combine(folder, "mosquitto_dynamic_security.so")).FirstOrDefault(File.Exists);
        if (plugin is null)
        {
            Assert.Inconclusive("Skipped: this mosquitto comes without its plugin mosquitto_dynamic_security.");
        }

        string access = Path.GetTempFileName();
        var logs = new KeptLogs();
        using var broker = new MosquittoBroker("allow_anonymous false", $"plugin {plugin}", $"plugin_opt_config_file {access}");
        try
        {
            await File.WriteAllTextAsync(access, Permit("cpfw/1/+/+/record")); // one that thinks of no shared subscription
            broker.Start();
            await using BackOfficeApp worker = BackOfficeApp.Create(OptionsOf(broker.Port, Role.Ingest) with { Logs = logs, LogLevel = LogLevel.Information }, TimeProvider.System);
            await worker.StartAsync();
            await Office.UntilAsync(() => worker.Readiness.Ask() is { IsReady: false, Broker: "refused" }, "the refusal");
            Assert.IsTrue(logs.Lines.Any(line => line.Contains(Shared, StringComparison.Ordinal)), string.Join('\n', logs.Lines));
            broker.Stop();
            await File.WriteAllTextAsync(access, Permit(Shared));
            broker.Start();
            await Office.UntilAsync(() => worker.Readiness.Ask() is { IsReady: true, Broker: "connected" }, "the permission");
        }
        finally
        {
            File.Delete(access);
        }
    }

    // What the plugin reads: subscriptions are refused but for this one.
    private static string Permit(string filter)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(12);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(GuardedBroker.PasswordOf(AccessList.BackOffice), salt, 101, HashAlgorithmName.SHA512, 64);
        return $$"""
            {"defaultACLAccess":{"publishClientSend":true,"publishClientReceive":true,"subscribe":false,"unsubscribe":true},
             "clients":[{"username":"{{AccessList.BackOffice}}","password":"{{Convert.ToBase64String(hash)}}","salt":"{{Convert.ToBase64String(salt)}}","iterations":101,"roles":[{"rolename":"worker"}]}],
             "roles":[{"rolename":"worker","acls":[{"acltype":"subscribeLiteral","topic":"{{filter}}","priority":0,"allow":true}]}]}
            """;
    }

    private BackOfficeOptions OptionsOf(int port, Role role) => WorkerTests.OptionsOf(file) with
    {
        Role = role, BrokerPort = port, BrokerUser = AccessList.BackOffice, BrokerPassword = GuardedBroker.PasswordOf(AccessList.BackOffice),
    };
}
