using System.Net;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>
/// The database is locked, full or gone: it is told where machines look, nothing is acknowledged while it lasts, and afterwards each
/// record is there once.
/// </summary>
[TestClass]
public sealed class TroubleTests
{
    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient browser, string address)
    {
        using HttpResponseMessage answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    // Three records are stored; with the fourth the trouble is there.
    private static async Task<(Office Office, FakeDevice Device, KeptLogs Logs)> OpenAsync()
    {
        var logs = new KeptLogs();
        var office = new Office(options => options with { Logs = logs, LogLevel = LogLevel.Information });
        FakeDevice device = office.Device();
        device.Append(RecordType.Boot);
        device.StartSession(1, Office.Noon);
        device.CloseInterval(1, Office.Noon, 4_000, 0);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        return (office, device, logs);
    }

    private static async Task TellsAsync(Office office, FakeDevice device, KeptLogs logs, string state, string word)
    {
        int acknowledged = office.Broker.PublishedTo(device.Topics.Acknowledgement).Count;
        await office.AsSecondsPassAsync(() => office.App.Counters.Refusal == state, state);
        using HttpClient machine = office.Browser();
        (HttpStatusCode ready, string told) = await AskAsync(machine, "/ready");
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, ready, told);
        StringAssert.Contains(told, $"\"database\":\"{state}\"");
        (HttpStatusCode health, string alive) = await AskAsync(machine, "/health");
        Assert.AreEqual((HttpStatusCode.OK, """{"alive":true}"""), (health, alive), "it lives, and need not be started anew");
        (HttpStatusCode metrics, string text) = await AskAsync(machine, "/metrics");
        Assert.AreEqual(HttpStatusCode.OK, metrics);
        StringAssert.Contains(text, $"cpfw_database_state{{state=\"{state}\"}} 1\n");
        StringAssert.Contains(text, "cpfw_database_state{state=\"ok\"} 0\n");
        StringAssert.Contains(text, "cpfw_ready 0\n");
        Assert.IsTrue(logs.Lines.Any(line => line.Contains(word, StringComparison.Ordinal)), $"no log says '{word}': {string.Join('\n', logs.Lines)}");
        Assert.HasCount(acknowledged, office.Broker.PublishedTo(device.Topics.Acknowledgement), "nothing is acknowledged while it lasts");
        Assert.AreEqual(3L, office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId));
    }

    private static async Task HealsAsync(Office office, FakeDevice device)
    {
        await office.AsSecondsPassAsync(() => office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId) == device.Journal.Count, "the acknowledgement");
        Assert.AreEqual((long)device.Journal.Count, office.Scalar<long>("SELECT count(*) FROM record"), "each once");
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM quarantine"), "nothing is put aside");
        string live = office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        office.App.Ledger.Rebuild();
        Assert.AreEqual(live, office.App.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue));
        using HttpClient machine = office.Browser();
        await Office.UntilAsync(() => AskAsync(machine, "/ready").Result.Status == HttpStatusCode.OK, "ready again");
        StringAssert.Contains((await AskAsync(machine, "/metrics")).Text, "cpfw_database_state{state=\"ok\"} 1\n");
    }

    [TestMethod]
    public async Task Locked_ItIsTold_AndNothingIsLost()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await OpenAsync();
        await using Office _ = office;
        using (var other = new SqliteConnection($"Data Source={office.DatabaseFile};Pooling=False"))
        {
            other.Open();
            other.Execute("BEGIN IMMEDIATE");
            office.Send(device, device.EndSession(1, Office.Noon, 500, 0));
            await TellsAsync(office, device, logs, "locked", "locked");
            other.Execute("ROLLBACK");
        }

        await HealsAsync(office, device);
    }

    [TestMethod]
    public async Task Full_ItIsTold_AndNothingIsLost()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await OpenAsync();
        await using Office _ = office;
        Bound(office, connection => connection.ExecuteScalar<long>("PRAGMA page_count"));
        for (int session = 2; session < 200; session++)
        {
            office.Send(device, device.StartSession(session, Office.Noon), device.EndSession(session, Office.Noon, 500, 0)); // as a burst, so that it soon needs a page
        }

        int acknowledged = 0;
        await office.AsSecondsPassAsync(() => office.App.Counters.Refusal == "full", "full");
        acknowledged = (int)office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId);
        Assert.AreEqual((long)acknowledged, office.Scalar<long>("SELECT count(*) FROM record"), "what is acknowledged is stored");
        Assert.IsLessThan(device.Journal.Count, acknowledged);
        using (HttpClient machine = office.Browser())
        {
            (HttpStatusCode ready, string told) = await AskAsync(machine, "/ready");
            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, ready);
            StringAssert.Contains(told, "\"database\":\"full\"");
            Assert.AreEqual(HttpStatusCode.OK, (await AskAsync(machine, "/health")).Status);
            StringAssert.Contains((await AskAsync(machine, "/metrics")).Text, "cpfw_database_state{state=\"full\"} 1\n");
        }

        Assert.IsTrue(logs.Lines.Any(line => line.Contains("full", StringComparison.Ordinal)));
        office.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.AreEqual((long)acknowledged, office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId), "nothing more while it lasts");
        Bound(office, _ => 1_000_000);
        await HealsAsync(office, device);
    }

    [TestMethod]
    public async Task Gone_ItIsTold_AndWhenItIsBackNothingIsLost()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await OpenAsync();
        await using Office _ = office;
        File.Move(office.DatabaseFile, office.DatabaseFile + ".away");
        office.Send(device, device.EndSession(1, Office.Noon, 500, 0));
        await TellsAsync(office, device, logs, "gone", "gone");
        Assert.IsFalse(File.Exists(office.DatabaseFile), "no empty file is taken for it");
        File.Move(office.DatabaseFile + ".away", office.DatabaseFile);
        await HealsAsync(office, device);
    }

    [TestMethod]
    public async Task Removed_AnOlderBackupInItsPlace_IsTakenForWhatItIs()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await OpenAsync();
        await using Office _ = office;
        string backup = office.DatabaseFile + ".backup";
        office.App.BackUp(backup);
        office.Send(device, device.UpdateSession(1, Office.Noon, 500, 0, ChargingState.Charging, SupplyVerdict.Allowed));
        office.Send(device, device.UpdateSession(1, Office.Noon, 500, 0, ChargingState.Charging, SupplyVerdict.Allowed));
        await office.AcknowledgedAsync(device, 5);
        foreach (string ending in new[] { "", "-wal", "-shm" })
        {
            File.Delete(office.DatabaseFile + ending);
        }

        office.Send(device, device.EndSession(1, Office.Noon, 500, 0));
        await office.AsSecondsPassAsync(() => office.App.Counters.Refusal == "gone", "gone");
        Assert.AreEqual(5L, office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId));
        foreach (string ending in new[] { "-wal", "-shm" })
        {
            File.Delete(office.DatabaseFile + ending);
        }

        Backups.Restore(backup, office.DatabaseFile);
        await office.AsSecondsPassAsync(() => office.App.Counters.Refusal is null, "it goes on");
        Assert.AreEqual(3L, office.Scalar<long>("SELECT max(contiguous_number) FROM journal"), "not behind a gap that nobody knows of");
        office.SendAll(device);
        await office.AsSecondsPassAsync(() => office.Scalar<long>("SELECT max(contiguous_number) FROM journal") == 6, "what it lacked");
        await HealsAsync(office, device);
    }

    [TestMethod]
    public async Task ALogThatWasLeft_IsInTheWayOfABackup()
    {
        await using var office = new Office();
        string target = office.DatabaseFile + ".target";
        office.App.BackUp(office.DatabaseFile + ".backup");
        await File.WriteAllTextAsync(target + "-wal", "mine");
        StringAssert.Contains(Assert.ThrowsExactly<BackupException>(() => Backups.Restore(office.DatabaseFile + ".backup", target)).Message, "move its files away");
        Assert.IsFalse(File.Exists(target));
    }

    private static void Bound(Office office, Func<SqliteConnection, long> pages) => office.App.Database.Write((connection, transaction) =>
    {
        connection.ExecuteScalar<long>($"PRAGMA max_page_count = {pages((SqliteConnection)connection)}", transaction: transaction);
    });
}

/// <summary>What was logged, line by line.</summary>
internal sealed class KeptLogs : ILoggerProvider
{
    private readonly Lock adding = new();
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (adding)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(KeptLogs kept, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string values = state is IEnumerable<KeyValuePair<string, object?>> named ? string.Join(' ', named.Select(one => $"{one.Key}={one.Value}")) : "";
            lock (kept.adding)
            {
                kept.lines.Add($"{logLevel} {category} {formatter(state, exception)} {values} {exception}");
            }
        }
    }
}
