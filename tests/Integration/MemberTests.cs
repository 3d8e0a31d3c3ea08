using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using static ChargePointFw.Integration.Listener;

namespace ChargePointFw.Integration;

/// <summary>Cards revoked while their owners charge, and guests; with the wire and without.</summary>
[TestClass]
public sealed class MemberTests
{
    [TestMethod]
    public void ARevokedCardStopsItsOwner_AndGuestsLeaveNoClaim_OnlineAndOffline()
    {
        using OwnFiles files = new OwnFiles()
            .Supply([.. Enumerable.Repeat(1000, 24)])
            .Sessions(
                "cp-01,zesp3-a,zesp3,2026-04-30T15:01:00Z,2026-04-30T18:20:00Z,90000,20000",
                "cp-02,zesp3-b,zesp3,2026-04-30T15:02:00Z,2026-04-30T18:20:00Z,90000,20000",
                "cp-03,guest-c,none,2026-04-30T15:03:00Z,2026-04-30T16:00:00Z,5000,20000",
                "cp-03,guest-d,none,2026-04-30T16:40:00Z,2026-04-30T17:20:00Z,5000,20000");
        using DemoProcess demo = DemoProcess.Start(
            ["--speed", "480", "--hours", "4", "--keep", files.KeepFolder, "--outage", "cp-02@0:30+2:00", "--outage", "cp-03@1:30+1:00", .. files.Arguments]);
        using var listener = new Listener(demo.BrokerPort);
        listener.Wait(message => StateOf(message, "cp-01") == "Charging", "a member charging on cp-01", demo);
        listener.Wait(message => StateOf(message, "cp-02") == "lost", "the last will of cp-02", demo);
        Revoke(files, "zesp3-a");
        Revoke(files, "zesp3-b");
        JsonElement differential = listener.Wait(message => message.Topic == "cpfw/1/tokyo-01/cp-01/tokens" && Signed(message).TryGetProperty("base", out _), "a differential to cp-01", demo)
            .Json.GetProperty("signed");
        Assert.AreEqual(Keys.TokenHash("zesp3-a"), differential.GetProperty("removed").EnumerateArray().First().GetString());
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.AreEqual(0, demo.Closing["uncovered_wh"], demo.Story);

        IReadOnlyDictionary<string, LedgerSession> ledger = Read(files.KeepFolder);
        Assert.HasCount(4, ledger, "each drove up once, and none of them began a second session");
        LedgerSession online = ledger[Keys.TokenHash("zesp3-a")];
        LedgerSession offline = ledger[Keys.TokenHash("zesp3-b")];
        foreach (LedgerSession member in (LedgerSession[])[online, offline])
        {
            Assert.AreEqual("DeAuthorized", member.StoppedReason);
            Assert.IsTrue(member is { Claim: "renewable", CoveredWh: > 0, UncoveredWh: 0, UnclaimedWh: 0 }, member.ToString());
        }

        DateTimeOffset mended = new(2026, 4, 30, 17, 30, 0, TimeSpan.Zero);
        Assert.IsLessThan(mended, online.EndedUtc, "told at once");
        Assert.IsGreaterThanOrEqualTo(mended, offline.EndedUtc, "told when the wire was mended");
        foreach (string guest in (string[])["guest-c", "guest-d"])
        {
            LedgerSession session = ledger[Keys.TokenHash(guest)];
            Assert.IsTrue(session is { Claim: "none", CoveredWh: 0, UncoveredWh: 0, UnclaimedWh: 5_000, StoppedReason: "StoppedByEV" or "EVDisconnected" }, $"{guest}: {session}");
        }

        Assert.AreEqual(10_000, demo.Closing["unclaimed_wh"], demo.Story);
    }

    // As a clerk does it, beside the running back office.
    private static void Revoke(OwnFiles files, string token)
    {
        using Process command = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                House.BackOfficeProgram, "revoke-member", "--database", Path.Combine(files.KeepFolder, "backoffice.db"), "--site", Keys.Site, "--by", "tests",
                "--token-hash", Keys.TokenHash(token),
            ]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = command.StandardOutput.ReadToEnd() + command.StandardError.ReadToEnd();
        command.WaitForExit();
        Assert.AreEqual(0, command.ExitCode, said);
    }

    private static string? StateOf(Heard message, string chargePoint) =>
        message.Topic == $"cpfw/1/tokyo-01/{chargePoint}/state" ? message.Json.GetProperty("state").GetString() : null;

    private static JsonElement Signed(Heard message) => message.Json.GetProperty("signed");

    private static Dictionary<string, LedgerSession> Read(string keptFolder)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(keptFolder, "backoffice.db"), Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT token_hash, claim, stopped_reason, covered_wh, uncovered_wh, unclaimed_wh, ended_utc_ms FROM session";
        using SqliteDataReader reader = command.ExecuteReader();
        var sessions = new Dictionary<string, LedgerSession>();
        while (reader.Read())
        {
            sessions.Add(reader.GetInt64(0).ToString("X16", null), new LedgerSession(
                reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6))));
        }

        return sessions;
    }

    private sealed record LedgerSession(string Claim, string StoppedReason, long CoveredWh, long UncoveredWh, long UnclaimedWh, DateTimeOffset EndedUtc);
}
