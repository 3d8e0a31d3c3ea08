using System.Security.Cryptography;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Documents;
using ChargePointFw.Records;

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
        string backup = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "kept", "backup");
        Task flow = Task.Run(() => office.SendAll(device));
        await Office.UntilAsync(() => office.Scalar<long>("SELECT count(*) FROM record") > 20, "the flow");
        office.App.BackUp(backup);
        await flow;
        await office.AcknowledgedAsync(device, device.Journal.Count);
        string whole = Digest(office.App);

        using (OfficeStore elsewhere = Elsewhere(office))
        {
            Backups.Restore(backup, elsewhere.Options);
            await using BackOfficeApp restored = BackOfficeApp.Create(elsewhere.Options, office.Time);
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
    private static readonly (string What, Action<Office, string> Spoil, string Word)[] spoilt =
    [
        ("a bit that turned", (_, backup) => Turn(backup, 0.5), "SHA-256"),
        ("a bit at its beginning", (_, backup) => Turn(backup, 0.001), "SHA-256"),
        ("cut off", (_, backup) => File.WriteAllBytes(backup, File.ReadAllBytes(backup)[..^100]), "SHA-256"),
        ("empty", (_, backup) => File.WriteAllBytes(backup, []), "SHA-256"),
        ("without its sum", (_, backup) => File.Delete(backup + ".sha256"), "missing"),
        ("not there", (_, backup) => File.Delete(backup), "missing"),
        ("something else, with the right sum", (_, backup) => Replace(backup, new byte[5_000]), "of a back office over"),
        ("cut off in the middle, with the right sum", (_, backup) => Replace(backup, File.ReadAllBytes(backup)[..(int)(new FileInfo(backup).Length / 2)]), "no"),
        ("of a newer program", Newer, "migration 9999"),
    ];

    [TestMethod]
    public async Task WhatIsNotWhole_IsRefused_AndNothingIsTouched()
    {
        await using var office = new Office();
        office.Device();
        string good = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "kept", "good");
        office.App.BackUp(good);
        using OfficeStore elsewhere = Elsewhere(office);
        for (int row = 0; row < spoilt.Length; row++)
        {
            string backup = Path.Combine(Path.GetDirectoryName(good)!, $"backup{row}");
            File.Copy(good, backup);
            File.Copy(good + ".sha256", backup + ".sha256");
            spoilt[row].Spoil(office, backup);
            Refused(backup, elsewhere, spoilt[row].Word, spoilt[row].What);
        }

        Backups.Restore(good, elsewhere.Options);
    }

    [TestMethod]
    public async Task WhereSomethingIs_NothingIsWrittenOver()
    {
        await using var office = new Office();
        string backup = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "kept", "backup");
        office.App.BackUp(backup);
        using OfficeStore elsewhere = Elsewhere(office);
        elsewhere.PutInTheWay();
        Refused(backup, elsewhere, "written over");
    }

    [TestMethod]
    public async Task ABackup_IsNeverWrittenOver_AndItsSumIsSha256sums()
    {
        await using var office = new Office();
        string backup = Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "backup");
        office.App.BackUp(backup);
        Assert.AreEqual(
            $"{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(backup)))}  backup\n", await File.ReadAllTextAsync(backup + ".sha256"));
        StringAssert.Contains(Assert.ThrowsExactly<BackupException>(() => office.App.BackUp(backup)).Message, "there already");
    }

    private static void Turn(string file, double at)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[(int)(bytes.Length * at)] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static void Replace(string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        File.WriteAllText(file + ".sha256", $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {Path.GetFileName(file)}\n");
    }

    private static void Newer(Office office, string backup)
    {
        office.Scalar<long>("INSERT INTO migration (number, name, applied_utc_ms) VALUES (9999, 'later', 0) RETURNING number");
        File.Delete(backup);
        File.Delete(backup + ".sha256");
        office.App.BackUp(backup);
    }

    private static OfficeStore Elsewhere(Office office)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(office.DatabaseFile)!, "elsewhere")).FullName;
        var store = new OfficeStore(Path.Combine(folder, "ledger.db"));
        store.TakeAway();
        return store;
    }

    private static void Refused(string backup, OfficeStore elsewhere, string word, string? what = null)
    {
        string[] Files() => Directory.GetFiles(Path.GetDirectoryName(Path.GetDirectoryName(elsewhere.Options.DatabaseFile))!, "*", SearchOption.AllDirectories);
        (string[] files, string before) = (Files(), elsewhere.Seen());
        StringAssert.Contains(Assert.ThrowsExactly<BackupException>(() => Backups.Restore(backup, elsewhere.Options)).Message, word, what);
        Assert.AreEqual(before, elsewhere.Seen(), what);
        CollectionAssert.AreEquivalent(files, Files(), what);
    }
}
