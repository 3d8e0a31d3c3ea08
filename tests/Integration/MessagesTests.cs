using System.Text.Json;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using static ChargePointFw.Integration.Listener;

namespace ChargePointFw.Integration;

/// <summary>What a stranger with a subscription sees: docs/messages.md.</summary>
[TestClass]
public sealed class MessagesTests
{
    private static readonly string[] stateMembers =
        ["state", "connector", "verdict", "until", "claim", "session", "powerW", "registerWh", "boot", "journal", "committed", "acknowledged", "plan", "tokens", "securityEvents"];

    [TestMethod]
    public void EveryMessageOfALiveRun_IsReadable_AndTellsNobodyAboutDrivers()
    {
        using OwnFiles files = new OwnFiles()
            .Supply([.. Enumerable.Repeat(1000, 24)])
            .Sessions(
                "cp-01,zesp3-secret-1,zesp3,2026-04-30T15:01:00Z,2026-04-30T16:50:00Z,30000,20000",
                "cp-02,guest-secret-2,none,2026-04-30T15:02:00Z,2026-04-30T20:30:00Z,90000,20000",
                "cp-03,zesp3-secret-3,zesp3,2026-04-30T15:03:00Z,2026-04-30T20:40:00Z,90000,50000");
        using DemoProcess demo = DemoProcess.Start(["--speed", "2400", "--hours", "6", "--outage", "cp-02@1:00+2:00", .. files.Arguments]);
        using var listener = new Listener(demo.BrokerPort);
        listener.Wait(message => message.Topic.EndsWith("/cp-02/state", StringComparison.Ordinal) && message.Json.GetProperty("state").GetString() == "lost", "the last will of cp-02", demo);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);

        IReadOnlyList<Heard> messages = listener.Messages;
        foreach (Heard message in messages)
        {
            Check(message, demo);
        }

        foreach (string kind in (string[])["record", "state", "telemetry", "plan", "tokens", "ack"])
        {
            Assert.IsTrue(messages.Any(message => message.Kind == kind), $"no {kind} was heard");
        }

        Assert.AreEqual(3, messages.Where(message => message.IsPublic).Select(message => message.Kind).Distinct().Count(), "a public status of each charge point");
        Assert.IsFalse(messages.Any(message => message.Text.Contains("secret", StringComparison.Ordinal)), "no token in clear anywhere");
    }

    private static void Check(Heard message, DemoProcess demo)
    {
        JsonElement json = message.Json; // throws where it is none
        if (message.IsPublic)
        {
            // The charge point's own word, or the back office's, which knows the place, too.
            Has(message, json.TryGetProperty("chargePoint", out _) ? ["status", "untilUtc", "chargePoint", "evseId", "connectors", "prices"] : ["status", "untilUtc"]);
            string[] said = [.. json.EnumerateObject().Select(member => member.Name)];
            CollectionAssert.IsSubsetOf(said, (string[])["status", "untilUtc", "chargePoint", "evseId", "connectors", "prices", "renewableNow"], message.Text);
            Assert.Contains(json.GetProperty("status").GetString(), ["AVAILABLE", "BLOCKED", "CHARGING", "INOPERATIVE", "OUTOFORDER", "RESERVED", "UNKNOWN"]);
            return;
        }

        switch (message.Kind)
        {
            case "state" when json.GetProperty("state").GetString() == "lost":
                Has(message, "boot");
                break;
            case "state":
                Has(message, stateMembers);
                break;
            case "telemetry":
                Has(message, "utc", "powerW", "registerWh");
                Assert.IsGreaterThan(DateTimeOffset.UnixEpoch, json.GetProperty("utc").GetDateTimeOffset());
                break;
            case "record":
                CheckRecords(json, message);
                break;
            case "plan":
                CheckSigned(message, "version", "intervalMinutes", "validUntil", "allocations");
                foreach (JsonElement allocation in json.GetProperty("signed").GetProperty("allocations").EnumerateArray())
                {
                    Has(allocation, message.Text, "id", "start", "energyWh", "source", "certificate");
                }

                break;
            case "tokens":
                CheckSigned(message, "version", "tokens");
                break;
            case "ack":
                CheckSigned(message, "journal", "number", "tag");
                break;
            case "digest":
                Has(message, "site", "day", "fromUtc", "untilUtc", "sealedUtc", "previous", "digest", "chargePoints");
                break;
            case "resend":
                CheckSigned(message, "journal", "from", "to");
                break;
            default:
                Assert.Fail($"docs/messages.md knows no {message.Topic}. {demo.Story}");
                break;
        }
    }

    private static void CheckRecords(JsonElement json, Heard message)
    {
        JsonElement records = json.GetProperty("records");
        Assert.IsTrue(records.GetArrayLength() is > 0 and <= 8, message.Text);
        foreach (JsonElement one in records.EnumerateArray())
        {
            Has(one, message.Text, "bytes", "number", "type", "utc", "journal", "boot");
            byte[] bytes = one.GetProperty("bytes").GetBytesFromBase64();
            var record = new Record();
            Assert.HasCount(RecordLayout.RecordBytes, bytes);
            Assert.IsTrue(RecordLayout.Decode(bytes, 0, record));
            Assert.AreEqual(record.Number, one.GetProperty("number").GetInt64(), "the view says what the bytes say");
            Assert.AreEqual(Names.Of(record.Type), one.GetProperty("type").GetString());
        }
    }

    private static void CheckSigned(Heard message, params string[] members)
    {
        string chargePoint = message.Topic.Split('/')[3];
        JsonElement signed = message.Json.GetProperty("signed");
        Has(signed, message.Text, ["kind", "site", "chargePoint", .. members]);
        Assert.AreEqual(message.Kind, signed.GetProperty("kind").GetString());
        Assert.AreEqual(chargePoint, signed.GetProperty("chargePoint").GetString());
        var hash = new HmacSha256();
        KeyRing keys = Keys.Of(chargePoint);
        byte[] key = message.Kind is "plan" or "tokens" ? keys.Document : keys.Acknowledgement;
        Assert.IsNotNull(SignedDocument.Open(hash, key, message.Payload, out _), message.Text);
    }

    private static void Has(Heard message, params string[] members) => Has(message.Json, message.Text, members);

    private static void Has(JsonElement json, string text, params string[] members)
    {
        foreach (string member in members)
        {
            Assert.IsTrue(json.TryGetProperty(member, out _), $"{member} is missing: {text}");
        }
    }
}
