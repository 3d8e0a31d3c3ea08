using System.Net;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>
/// The database is locked or gone (<see cref="FullDiskTests"/>: full): it is told where machines look, nothing is acknowledged while it lasts, and afterwards each
/// record is there once.
/// </summary>
[TestClass]
public sealed class TroubleTests
{
    private static async Task TellsAsync(Office office, FakeDevice device, KeptLogs logs, string state, string word)
    {
        int acknowledged = office.Broker.PublishedTo(device.Topics.Acknowledgement).Count;
        await office.AsSecondsPassAsync(() => office.App.Counters.Refusal == state, state);
        using HttpClient machine = office.Browser();
        (HttpStatusCode ready, string told) = await Trouble.AskAsync(machine, "/ready");
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, ready, told);
        StringAssert.Contains(told, $"\"database\":\"{state}\"");
        (HttpStatusCode health, string alive) = await Trouble.AskAsync(machine, "/health");
        Assert.AreEqual((HttpStatusCode.OK, """{"alive":true}"""), (health, alive), "it lives, and need not be started anew");
        (HttpStatusCode metrics, string text) = await Trouble.AskAsync(machine, "/metrics");
        Assert.AreEqual(HttpStatusCode.OK, metrics);
        StringAssert.Contains(text, $"cpfw_database_state{{state=\"{state}\"}} 1\n");
        StringAssert.Contains(text, "cpfw_database_state{state=\"ok\"} 0\n");
        StringAssert.Contains(text, "cpfw_ready 0\n");
        Assert.IsTrue(logs.Lines.Any(line => line.Contains(word, StringComparison.Ordinal)), $"no log says '{word}': {string.Join('\n', logs.Lines)}");
        Assert.HasCount(acknowledged, office.Broker.PublishedTo(device.Topics.Acknowledgement), "nothing is acknowledged while it lasts");
        Assert.AreEqual(3L, office.App.Progress.AcknowledgedNumber(Office.SiteName, device.Name, device.JournalId));
    }

    [TestMethod]
    public async Task Locked_ItIsTold_AndNothingIsLost()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await Trouble.OpenAsync();
        await using Office _ = office;
        using (var other = new SqliteConnection($"Data Source={office.DatabaseFile};Pooling=False"))
        {
            other.Open();
            other.Execute("BEGIN IMMEDIATE");
            office.Send(device, device.EndSession(1, Office.Noon, 500, 0));
            await TellsAsync(office, device, logs, "locked", "locked");
            other.Execute("ROLLBACK");
        }

        await Trouble.HealsAsync(office, device);
    }

    [TestMethod]
    public async Task Gone_ItIsTold_AndWhenItIsBackNothingIsLost()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await Trouble.OpenAsync();
        await using Office _ = office;
        File.Move(office.DatabaseFile, office.DatabaseFile + ".away");
        office.Send(device, device.EndSession(1, Office.Noon, 500, 0));
        await TellsAsync(office, device, logs, "gone", "gone");
        Assert.IsFalse(File.Exists(office.DatabaseFile), "no empty file is taken for it");
        File.Move(office.DatabaseFile + ".away", office.DatabaseFile);
        await Trouble.HealsAsync(office, device);
    }

    [TestMethod]
    public async Task Removed_AnOlderBackupInItsPlace_IsTakenForWhatItIs()
    {
        (Office office, FakeDevice device, KeptLogs logs) = await Trouble.OpenAsync();
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
        await Trouble.HealsAsync(office, device);
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
}
