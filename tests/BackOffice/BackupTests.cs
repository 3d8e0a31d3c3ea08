using System.Security.Cryptography;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Backups: taken in full flow, proven before they are put back, and never over anything.</summary>
[TestClass]
public sealed class BackupTests
{
    private static string Digest(BackOfficeApp app) => app.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    [TestMethod]
    public async Task TakenInFullFlow_ItRebuildsToWhatItSays_AndTheRestIsAskedForAgain()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.Append(RecordType.Boot);
        for (int session = 1; session <= 150; session++)
        {
            device.StartSession(session, Office.Noon);
            device.EndSession(session, Office.Noon, 250, 250);
        }

        await office.StartAsync();
        string backup = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "kept", "backup.db");
        Task flow = Task.Run(() => office.SendAll(device));
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM record") > 20, "the flow");
        office.App.BackUp(backup);
        await flow;
        await office.AcknowledgedAsync(device, device.Journal.Count);
        string whole = Digest(office.App);

        string elsewhere = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "elsewhere", "ledger.db");
        Backups.Restore(backup, elsewhere);
        await using (BackOfficeApp restored = BackOfficeApp.Create(new BackOfficeOptions { DatabaseFile = elsewhere }, office.Time))
        {
            string said = Digest(restored);
            restored.Ledger.Rebuild();
            Assert.AreEqual(said, Digest(restored));
        }

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(backup));

        // Yesterday's backup in today's place: what it lacks is asked for.
        await office.RestoreAsync(backup);
        office.Broker.Deliver(device.Topics.State, device.State(acknowledged: device.Journal.Count));
        int answered = 0;
        await Office.UntilAsync(
            () =>
            {
                IReadOnlyList<byte[]> requests = office.Broker.PublishedTo(device.Topics.Resend);
                for (; answered < requests.Count; answered++)
                {
                    AcknowledgementReader request = device.ReadAcknowledgement(requests[answered], "resend");
                    foreach (byte[][] message in device.Journal.Where((_, at) => at + 1 >= request.From && at + 1 <= request.To).Chunk(8))
                    {
                        office.Send(device, message);
                    }
                }

                office.Time.Advance(TimeSpan.FromSeconds(1));
                return Digest(office.App) == whole;
            },
            "the same ledger");
    }

    /// <summary>What is wrong, how it comes to be so, a word of the refusal.</summary>
    private static readonly (string What, Action<string, string> Spoil, string Word)[] spoilt =
    [
        ("a bit that turned", (backup, _) => Turn(backup, 0.5), "SHA-256"),
        ("a bit in its first page", (backup, _) => Turn(backup, 0.001), "SHA-256"),
        ("cut off", (backup, _) => Cut(backup), "SHA-256"),
        ("empty", (backup, _) => File.WriteAllBytes(backup, []), "SHA-256"),
        ("without its sum", (backup, _) => File.Delete(backup + ".sha256"), "missing"),
        ("not there", (backup, _) => File.Delete(backup), "missing"),
        ("no database, with the right sum", (backup, _) => Replace(backup, new byte[5_000]), "no database"),
        ("cut off, with the right sum", (backup, _) => Replace(backup, File.ReadAllBytes(backup)[..8_192]), "no"),
        ("of a newer program", (backup, _) => Newer(backup), "migration 9999"),
        ("over a database", (_, target) => File.WriteAllText(target, "mine"), "move its files away"),
        ("over a log that was left", (_, target) => File.WriteAllText(target + "-wal", "mine"), "move its files away"),
    ];

    public static IEnumerable<object[]> Spoilt => Enumerable.Range(0, spoilt.Length).Select(i => new object[] { spoilt[i].What, i });

    [TestMethod]
    [DynamicData(nameof(Spoilt))]
    public async Task WhatIsNotWhole_IsRefused_AndNothingIsTouched(string what, int row)
    {
        await using var office = new Office();
        office.Device();
        string folder = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "kept");
        string backup = Path.Combine(folder, "backup.db");
        string target = Path.Combine(folder, "ledger.db");
        office.App.BackUp(backup);
        spoilt[row].Spoil(backup, target);
        string[] before = Directory.GetFiles(folder);
        byte[] held = File.Exists(target) ? await File.ReadAllBytesAsync(target) : [];
        StringAssert.Contains(Assert.ThrowsExactly<BackupException>(() => Backups.Restore(backup, target)).Message, spoilt[row].Word, what);
        CollectionAssert.AreEquivalent(before, Directory.GetFiles(folder), what);
        CollectionAssert.AreEqual(held, File.Exists(target) ? await File.ReadAllBytesAsync(target) : [], what);
    }

    [TestMethod]
    public async Task ABackup_IsNeverWrittenOver_AndItsSumIsSha256sums()
    {
        await using var office = new Office();
        string backup = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "backup.db");
        office.App.BackUp(backup);
        Assert.AreEqual(
            $"{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(backup)))}  backup.db\n", await File.ReadAllTextAsync(backup + ".sha256"));
        StringAssert.Contains(Assert.ThrowsExactly<BackupException>(() => office.App.BackUp(backup)).Message, "there already");
    }

    private static void Turn(string file, double at)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(bytes.Length * at)] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static void Cut(string file) => File.WriteAllBytes(file, File.ReadAllBytes(file)[..^100]);

    private static void Replace(string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        File.WriteAllText(file + ".sha256", $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {Path.GetFileName(file)}\n");
    }

    private static void Newer(string file)
    {
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO migration (number, name, applied_utc_ms) VALUES (9999, 'later', 0)";
            command.ExecuteNonQuery();
        }

        Replace(file, File.ReadAllBytes(file));
    }
}
