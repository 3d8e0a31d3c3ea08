using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Tests;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using ChargePointFw.Tests.Broker;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChargePointFw.Postgres.Tests;

/// <summary>Several processes take records; whoever dies and whatever breaks, the ledger is that of one process over SQLite.</summary>
[TestClass]
public sealed class WorkerTests
{
    internal const string Site = "yokohama";
    private const int ChargePoints = 6;
    private const int Sessions = 100;
    private static readonly DateTimeOffset noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public async Task TwoWorkers_OneKilledInFlow_TheDatabaseRestartedInFlow_ComeToTheLedgerOfOneOverSqlite()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-workers-");
        using var cluster = new PostgresCluster();
        using MosquittoBroker broker = MosquittoBroker.StartOnFreePort("max_queued_messages 0");
        try
        {
            string connectionString = cluster.Create();
            string connectionFile = Path.Combine(folder.FullName, "connection");
            PostgresCluster.WriteConnection(connectionFile, connectionString);
            FakeDevice[] devices = [.. Enumerable.Range(1, ChargePoints).Select(number => Journal(number))];
            long all = devices.Sum(device => device.Journal.Count);
            await using BackOfficeApp office = BackOfficeApp.Create(
                OptionsOf(connectionFile) with { Role = Role.Office, BrokerPort = broker.Port }, TimeProvider.System);
            Register(office);
            await office.StartAsync();
            using var killed = new WorkerProcess(connectionFile, broker.Port);
            using var survives = new WorkerProcess(connectionFile, broker.Port);
            await Office.UntilAsync(() => killed.Url is not null && survives.Url is not null, "two workers");
            await HealthAsync(survives, 200);

            using var sending = new SendingDevices(broker.Port, devices);
            await UntilAsync(() => sending.Acknowledged > all / 4, "a quarter", survives);
            killed.Kill();
            await UntilAsync(() => sending.Acknowledged > all / 2, "half", survives);
            cluster.Stop();
            await HealthAsync(survives, 503);
            cluster.Start();
            await UntilAsync(() => sending.Acknowledged == all, "all of them", survives);
            await HealthAsync(survives, 200);

            using NpgsqlConnection postgres = PostgresCluster.Connect(connectionString);
            Assert.AreEqual(all, postgres.ExecuteScalar<long>("SELECT count(*) FROM record"), "0 lost, 0 twice");
            Assert.AreEqual(0L, postgres.ExecuteScalar<long>("SELECT count(*) FROM quarantine"));
            await Office.UntilAsync(() => devices.All(one => office.Progress.AcknowledgedNumber(Site, one.Name, one.JournalId) == one.Journal.Count), "the office to know");
            await CheckedAsync(connectionString);
            string[] rows = Rows(office);
            CollectionAssert.AreEqual(await OfOneOverSqliteAsync(Path.Combine(folder.FullName, "one.db"), devices), rows);
            office.Ledger.Rebuild();
            CollectionAssert.AreEqual(rows, Rows(office));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public async Task ABackupMadeInFlow_RebuildsElsewhereToWhatItSays_AndInItsPlaceGetsBackWhatItLacks_FromChargePointsThatRun()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-workers-");
        using MosquittoBroker broker = MosquittoBroker.StartOnFreePort("max_queued_messages 0");
        string connectionFile = Path.Combine(folder.FullName, "connection");
        string backup = Path.Combine(folder.FullName, "yesterday");
        string connectionString = PostgresCluster.Shared.Create();
        PostgresCluster.WriteConnection(connectionFile, connectionString);
        FakeDevice[] devices = [.. Enumerable.Range(1, ChargePoints).Select(number => Journal(number, sessions: 40))];
        long all = devices.Sum(device => device.Journal.Count);
        using var sending = new SendingDevices(broker.Port, devices, aheadRecords: 8, pauseMs: 100); // some seconds at least, however fast it is stored
        try
        {
            string[] rows = await RunAsync(isFirst: true, () => sending.Acknowledged == all);
            string elsewhere = PostgresCluster.Shared.Create();
            string elsewhereFile = Path.Combine(folder.FullName, "elsewhere");
            PostgresCluster.WriteConnection(elsewhereFile, elsewhere);
            Backups.Restore(backup, OptionsOf(elsewhereFile));
            await using (BackOfficeApp restored = BackOfficeApp.Create(OptionsOf(elsewhereFile), TimeProvider.System))
            {
                string[] said = Rows(restored);
                restored.Ledger.Rebuild();
                CollectionAssert.AreEqual(said, Rows(restored));
            }

            long yesterday = Count(elsewhere);
            Assert.IsGreaterThan(0L, yesterday);
            Assert.IsLessThan(all, yesterday, "it was made in flow");
            PostgresCluster.Shared.Drop(connectionString);
            PostgresCluster.Shared.Create(name: new NpgsqlConnectionStringBuilder(connectionString).Database);
            Backups.Restore(backup, OptionsOf(connectionFile));
            CollectionAssert.AreEqual(rows, await RunAsync(isFirst: false, () => Count(connectionString) == all));
            CollectionAssert.AreEqual(await OfOneOverSqliteAsync(Path.Combine(folder.FullName, "one.db"), devices), rows);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        // Until all is there and checked, by an office and two workers.
        async Task<string[]> RunAsync(bool isFirst, Func<bool> isAll)
        {
            await using BackOfficeApp office = BackOfficeApp.Create(OptionsOf(connectionFile) with { Role = Role.Office, BrokerPort = broker.Port }, TimeProvider.System);
            if (isFirst)
            {
                Register(office);
            }

            await office.StartAsync();
            using var one = new WorkerProcess(connectionFile, broker.Port);
            using var other = new WorkerProcess(connectionFile, broker.Port);
            if (isFirst)
            {
                await UntilAsync(() => sending.Acknowledged > all / 8, "the flow", one);
                office.BackUp(backup);
            }

            await UntilAsync(isAll, "all of them", one);
            await CheckedAsync(connectionString);
            return Rows(office);
        }
    }

    [TestMethod]
    public async Task WhatArrivesAheadAtOne_IsStoredWhenTheRestCameToAnother()
    {
        string file = Path.GetTempFileName();
        PostgresCluster.WriteConnection(file, PostgresCluster.Shared.Create());
        try
        {
            (FakeBroker toOne, FakeBroker toOther) = (new FakeBroker(), new FakeBroker());
            await using BackOfficeApp one = Worker(file, toOne);
            FakeDevice device = Journal(1);
            Register(one);
            await using BackOfficeApp other = Worker(file, toOther);
            await one.StartAsync();
            await other.StartAsync();
            byte[][] messages = [.. device.Messages().Take(40)];
            for (int i = 0; i < messages.Length; i += 2) // each gets what follows on the other's
            {
                toOther.Deliver(device.Topics.Record, messages[i + 1]);
                toOne.Deliver(device.Topics.Record, messages[i]);
            }

            await Office.UntilAsync(() => one.Counters.Stored + other.Counters.Stored == 320, "all of them stored");
            Assert.AreEqual(0, one.Counters.Duplicates + other.Counters.Duplicates);
            Assert.AreEqual(320, toOne.PublishedTo(device.Topics.Acknowledgement).Concat(toOther.PublishedTo(device.Topics.Acknowledgement)).Max(ack => device.ReadAcknowledgement(ack).Number));

            // What neither got is asked for, whoever gets it then.
            toOne.Deliver(device.Topics.Record, FakeDevice.Message(device.Journal[330]));
            await Office.UntilAsync(() => toOne.PublishedTo(device.Topics.Resend).Any(one => device.ReadAcknowledgement(one, "resend").From == 321), "a request");
            toOther.Deliver(device.Topics.Record, FakeDevice.Message([.. device.Journal.Skip(320).Take(8)]));
            toOther.Deliver(device.Topics.Record, FakeDevice.Message([.. device.Journal.Skip(328).Take(2)]));
            await Office.UntilAsync(() => one.Counters.Stored + other.Counters.Stored == 331, "what was held at the first");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void WithSqlite_OneProcessDoesEverything() => Assert.ThrowsExactly<ArgumentException>(() => BackOfficeApp.Create(
        new BackOfficeOptions { DatabaseFile = "never made", Role = Role.Ingest, Broker = () => new FakeBroker() }, TimeProvider.System));

    private static BackOfficeApp Worker(string file, FakeBroker broker) => BackOfficeApp.Create(
        OptionsOf(file) with { Role = Role.Ingest, Broker = () => broker }, TimeProvider.System);

    internal static BackOfficeOptions OptionsOf(string connectionFile) => new() { DatabaseFile = connectionFile, Store = StoreKind.Postgres, LogLevel = LogLevel.None };

    private static string[] Rows(BackOfficeApp office) => [.. office.Ledger.CanonicalRows(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue)];

    private static long Count(string connectionString)
    {
        using NpgsqlConnection postgres = PostgresCluster.Connect(connectionString);
        return postgres.ExecuteScalar<long>("SELECT count(*) FROM record");
    }

    private static Task CheckedAsync(string connectionString) => Office.UntilAsync(
        () =>
        {
            using NpgsqlConnection postgres = PostgresCluster.Connect(connectionString);
            return postgres.ExecuteScalar<long>("SELECT count(*) FROM check_cursor JOIN journal ON journal.id = journal_row WHERE number = contiguous_number") == ChargePoints;
        },
        "the checks");

    internal static void Register(BackOfficeApp app)
    {
        app.Registry.RegisterSite(Site, "Asia/Tokyo");
        for (int i = 1; i <= ChargePoints; i++)
        {
            app.Registry.RegisterChargePoint(Site, $"cp{i}", Office.KeyOf($"cp{i}"));
        }
    }

    /// <summary>A charge point of the site with so many sessions, four records each.</summary>
    internal static FakeDevice Journal(int number, int sessions = Sessions)
    {
        var device = new FakeDevice(Site, $"cp{number}", Office.KeyOf($"cp{number}"), 1_000 + number, noon);
        for (int session = 1; session <= sessions; session++)
        {
            device.StartSession(session, noon.AddMinutes(30 * session));
            device.UpdateSession(session, noon.AddMinutes(30 * session), 400 + number, 300, ChargingState.Charging, SupplyVerdict.Allowed);
            device.CloseInterval(session, noon.AddMinutes(30 * session), 50, 40);
            device.EndSession(session, noon.AddMinutes(30 * (session + 1)), 250, 250);
        }

        return device;
    }

    private static async Task<string[]> OfOneOverSqliteAsync(string file, FakeDevice[] devices)
    {
        var broker = new FakeBroker();
        await using BackOfficeApp one = BackOfficeApp.Create(new BackOfficeOptions { DatabaseFile = file, LogLevel = LogLevel.None, Broker = () => broker }, TimeProvider.System);
        Register(one);
        await one.StartAsync();
        foreach (FakeDevice device in devices)
        {
            foreach (byte[] message in device.Messages())
            {
                broker.Deliver(device.Topics.Record, message);
            }
        }

        await Office.UntilAsync(() => devices.All(device => one.Progress.AcknowledgedNumber(Site, device.Name, device.JournalId) == device.Journal.Count), "all of them in SQLite");
        return Rows(one);
    }

    private static async Task HealthAsync(WorkerProcess worker, int status)
    {
        using var http = new HttpClient();
        int last = 0;
        await UntilAsync(
            () =>
            {
                using HttpResponseMessage answer = http.GetAsync(new Uri(worker.Url!, "/ready")).GetAwaiter().GetResult();
                last = (int)answer.StatusCode;
                return last == status;
            },
            $"ready {status}", worker);
    }

    private static async Task UntilAsync(Func<bool> condition, string what, WorkerProcess worker)
    {
        long giveUp = Environment.TickCount64 + 60_000;
        while (!condition())
        {
            Assert.IsLessThan(giveUp, Environment.TickCount64, $"waited in vain for {what}: {string.Join('\n', worker.Lines.TakeLast(10))}");
            await Task.Delay(20);
        }
    }
}
