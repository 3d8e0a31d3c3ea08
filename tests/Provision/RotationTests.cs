using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Mosquitto;
using ChargePointFw.Provision.Identity;
using ChargePointFw.Records;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.Provision.Tests;

/// <summary>New keys in the middle of a session, over TLS with a real broker: no record is lost, and afterwards the old keys achieve nothing.</summary>
[TestClass]
public sealed class RotationTests
{
    private const string Name = "cp-01";
    private static readonly DateTimeOffset start = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public async Task KeysChangeWhileACarCharges_NothingIsLost_AndTheOldOnesAchieveNothing()
    {
        var time = new SimulatedTime(start);
        await using var shop = new Workshop(time);
        ChargePointIdentity before = shop.Desk.New(Workshop.Wanted(Name) with { Settings = """{"MaximumPowerW":50000,"MeterUnit":1,"GuestsAllowed":true}""" }, shop.App);
        DeviceConfiguration old = shop.ConfigurationOf(before);
        (string CertificateFile, string KeyFile) oldCertificate = shop.PemOf(before);
        shop.Broker.Start();
        await shop.App.StartAsync();
        await shop.App.WhenConnectedAsync().WaitAsync(TimeSpan.FromSeconds(20));
        using var board = new SimulatedChargePoint(
            shop.BoardWith(old), time, [new Visit(Name, "guest", false, Ms(start.AddMinutes(5)), Ms(start.AddMinutes(45)), 40_000, 50_000)]);
        var run = new Run(shop, Name, board, time);

        await run.UntilAsync(start.AddMinutes(20));
        Assert.IsTrue(board.IsContactorClosed, "a car charges");
        Assert.AreEqual(1, (int)shop.Desk.Rotate(Workshop.Site, Name, shop.App, "tests").KeyGeneration, "offered, not taken");
        Assert.AreEqual(1, (int)shop.Desk.Rotate(Workshop.Site, Name, shop.App, "tests").KeyGeneration, "asked again, the same is offered");
        await run.OnceAsync(() => board.KeyGeneration == 2, start.AddMinutes(30));
        await run.UntilAsync(start.AddMinutes(30));
        Assert.AreEqual(2, (int)board.KeyGeneration);
        Assert.IsTrue(board.IsContactorClosed, "it charges on");
        int closures = board.ContactorClosures;

        await run.UntilAsync(start.AddMinutes(60));
        Assert.AreEqual(closures, board.ContactorClosures);
        ChargePointIdentity after = shop.Desk.Rotate(Workshop.Site, Name, shop.App, "tests");
        Assert.AreEqual(2, after.KeyGeneration);
        Assert.AreNotEqual(before.CertificateSerial, after.CertificateSerial);
        Assert.AreEqual(0L, shop.App.Counters.Quarantined);
        Assert.AreEqual(board.CommittedUpTo, shop.App.Progress.AcknowledgedNumber(Workshop.Site, Name, board.JournalId), "every record came");
        Assert.AreEqual("1 2", string.Join(' ', Generations(shop)), "one chain, two generations");
        Assert.AreEqual(0L, Count(shop, "SELECT count(*) FROM key_offer"), "the offer's secrets do not stay");

        // The broker reads the new list; the charge point comes back with its new certificate, whoever has the old one does not.
        shop.Broker.Restart();
        using (MosquittoClient thief = shop.Client(oldCertificate))
        {
            Assert.ThrowsExactly<MosquittoException>(() => thief.Connect());
        }

        await run.UntilAsync(start.AddMinutes(65));
        Assert.IsTrue(board.Status.IsOnline);
        await Workshop.UntilAsync(() => shop.App.IsBrokerConnected, "the back office is back, too");

        // Records of the old key, that hang on the very last one: from a door that is open.
        long stored = board.CommittedUpTo;
        using MosquittoClient door = shop.Client(shop.PemOf(after));
        Assert.AreEqual(0, door.Connect());
        var oldKeys = new KeyRing(new HmacSha256(), Convert.FromBase64String(old.DeviceKey), Workshop.Site, Name, 1);
        door.Publish($"cpfw/1/{Workshop.Site}/{Name}/record", Message(Forged(shop, oldKeys, board.JournalId, stored + 1)), qos: 1);
        door.Publish($"cpfw/1/{Workshop.Site}/{Name}/record", Message(Forged(shop, oldKeys, board.JournalId + 1, 1)), qos: 1);
        await Workshop.UntilAsync(() => shop.App.Counters.Quarantined == 2, "both put aside");
        Assert.AreEqual(2L, Count(shop, $"SELECT count(*) FROM quarantine WHERE reason = '{QuarantineReason.KeyWithdrawn}'"));

        // A document of the old key, from somebody who has the back office's place at the broker.
        int refused = board.Status.RefusedCount;
        using MosquittoClient insider = shop.Client(shop.Files.BackOffice());
        Assert.AreEqual(0, insider.Connect());
        byte[] tokens = System.Text.Encoding.ASCII.GetBytes($$"""{"kind":"tokens","site":"{{Workshop.Site}}","chargePoint":"{{Name}}","version":1000,"tokens":[]}""");
        insider.Publish($"cpfw/1/{Workshop.Site}/{Name}/tokens", SignedDocument.Sign(new HmacSha256(), oldKeys.Document, tokens), qos: 1);
        await run.WhileAsync(() => board.Status.RefusedCount == refused, "the refusal");
        Assert.AreEqual(SecurityEventKind.BadSignature, board.Status.RefusedKind);
        Assert.AreNotEqual(1000L, board.TokensVersion);

        // The power goes: what came over the wire is kept.
        board.CutPower();
        await run.UntilAsync(start.AddMinutes(70));
        Assert.AreEqual(2, (int)board.KeyGeneration);
        Assert.IsTrue(board.Status.IsOnline);
        Assert.AreEqual(board.CommittedUpTo, shop.App.Progress.AcknowledgedNumber(Workshop.Site, Name, board.JournalId));
    }

    private static byte[] Forged(Workshop shop, KeyRing keys, long journalId, long number)
    {
        var record = new Record { Type = RecordType.IdleEnergy, JournalId = journalId, Number = number, KeyGeneration = keys.Generation, RegisterWh = 1 };
        var bytes = new byte[RecordLayout.RecordBytes];
        RecordLayout.Encode(record, bytes, 0);
        var seal = new RecordSeal(new HmacSha256(), keys);
        if (number > 1)
        {
            Blob(shop, "SELECT contiguous_tag FROM journal ORDER BY id DESC LIMIT 1").CopyTo(seal.PreviousTag, 0);
        }

        seal.Seal(bytes);
        return bytes;
    }

    private static byte[] Message(byte[] record) => System.Text.Encoding.ASCII.GetBytes($$"""{"records":[{"bytes":"{{Convert.ToBase64String(record)}}"}]}""");

    private static IEnumerable<int> Generations(Workshop shop)
    {
        using SqliteConnection connection = Open(shop);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT bytes FROM record ORDER BY journal_row, number";
        using SqliteDataReader reader = command.ExecuteReader();
        int last = -1;
        while (reader.Read())
        {
            int generation = ((byte[])reader[0])[RecordLayout.KeyGenerationAt];
            if (generation != last)
            {
                yield return last = generation;
            }
        }
    }

    private static long Count(Workshop shop, string query) => (long)Scalar(shop, query);

    private static byte[] Blob(Workshop shop, string query) => (byte[])Scalar(shop, query);

    private static object Scalar(Workshop shop, string query)
    {
        using SqliteConnection connection = Open(shop);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar()!;
    }

    private static SqliteConnection Open(Workshop shop)
    {
        var connection = new SqliteConnection($"Data Source={shop.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    private static long Ms(DateTimeOffset utc) => utc.ToUnixTimeMilliseconds();
}
