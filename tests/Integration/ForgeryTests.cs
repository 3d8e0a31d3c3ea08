using System.Globalization;
using System.Text;
using System.Text.Json;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using static ChargePointFw.Integration.Listener;

namespace ChargePointFw.Integration;

/// <summary>Somebody with access to the broker, and in the worst case to a key, publishes plans.</summary>
[TestClass]
public sealed class ForgeryTests
{
    private const string Topic = "cpfw/1/tokyo-01/cp-01/plan";
    private const long FarFuture = 1_893_456_000;
    private static readonly HmacSha256 hash = new();
    private static readonly KeyRing own = Keys.Of("cp-01");

    [TestMethod]
    public void ForgedPlansAreRefused_ThePlanHeldStays_ChargingGoesOn_AndTheLedgerHasTheEvents()
    {
        using OwnFiles files = new OwnFiles()
            .Supply([.. Enumerable.Repeat(1000, 200)])
            .Sessions("cp-01,zesp3-a,zesp3,2026-04-30T15:05:00Z,2026-05-04T14:00:00Z,990000,15000");
        string[] arguments = ["--speed", "3600", "--hours", "90", "--keep", files.KeepFolder, .. files.Arguments];
        using DemoProcess demo = DemoProcess.Start(arguments);
        using var listener = new Listener(demo.BrokerPort);

        // From the second version on there is an older one.
        Heard plan = listener.Wait(message => message.Topic == Topic && VersionOf(message) >= 2, "a second version of the plan", demo);
        byte[] older = listener.Wait(message => message.Topic == Topic && VersionOf(message) == 1, "the first version", demo).Payload;
        long held = VersionOf(plan);
        byte[] anothers = listener.Wait(message => message.Topic == "cpfw/1/tokyo-01/cp-02/plan", "the plan of cp-02", demo).Payload;
        Heard Tried(byte[] forgery, string kind)
        {
            int after = listener.Messages.Count;
            listener.Say(Topic, forgery, retain: true);
            return listener.Wait(message => IsSecurityEvent(message, kind), $"{kind} in a record", demo, after);
        }

        Tried(SignedDocument.Sign(hash, new byte[32], Body("cp-01", held + 1, Allocations(1))), "BadSignature");
        Tried(older, "Older");
        Tried(SignedDocument.Sign(hash, own.Document, Body("cp-02", held + 1, Allocations(1))), "Foreign");
        Tried(anothers, "BadSignature");
        byte[] whole = Body("cp-01", held + 1, Allocations(3));
        Tried(SignedDocument.Sign(hash, own.Document, whole[..(whole.Length / 2)]), "Malformed");
        Tried(SignedDocument.Sign(hash, own.Document, Body("cp-01", held + 1, [.. Allocations(2), .. Allocations(2)])), "Implausible");
        Tried(SignedDocument.Sign(hash, own.Document, Body("cp-01", held + 1, Allocations(10_000))), "Implausible");
        Tried(SignedDocument.Sign(hash, own.Acknowledgement, Body("cp-01", held + 1, Allocations(1))), "BadSignature");
        Tried([], "Malformed");
        Tried(SignedDocument.Sign(hash, own.Document, Body("cp-01", held + 1, Allocations(1), validUntil: 1_777_000_000)), "Expired");

        int before = listener.Messages.Count;
        demo.Interrupt();
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.IsGreaterThan(0, demo.Closing["covered_wh"]);
        Assert.AreEqual(0, demo.Closing["uncovered_wh"]);
        Assert.Contains("cp-01 1,", demo.Output.Single(line => line.StartsWith("contactor closures", StringComparison.Ordinal)), "charging was never interrupted");

        IEnumerable<StoredRecord> stored = StoredRecord.Read(files.KeepFolder).Where(record => record.ChargePoint == "cp-01");
        CollectionAssert.IsSubsetOf(new[] { 1, 2, 3, 4, 5, 7 }, stored.Where(record => record.Type == StoredRecord.SecurityEvent).Select(record => record.SecurityKind).ToArray());
        long[] accepted = [.. stored.Where(record => record.Type == StoredRecord.PlanAccepted).Select(record => Bytes.Take(record.Bytes, 24, 4))];
        // The first may have been held at the boot already; then each follows the one before.
        long first = accepted.FirstOrDefault(1);
        Assert.IsTrue(first is 1 or 2, "genuine versions only");
        CollectionAssert.AreEqual(Enumerable.Range(0, accepted.Length).Select(i => first + i).ToArray(), accepted, "genuine versions only");
        Assert.IsNotEmpty(listener.Messages.Skip(before - 1));
    }

    private static bool IsSecurityEvent(Heard message, string kind) =>
        message.Topic == "cpfw/1/tokyo-01/cp-01/record"
        && message.Json.GetProperty("records").EnumerateArray().Any(record => record.GetProperty("type").GetString() == "SecurityEvent" && record.GetProperty("kind").GetString() == kind);

    private static long VersionOf(Heard plan) =>
        plan.Payload.Length == 0 ? 0 : JsonDocument.Parse(plan.Payload).RootElement.GetProperty("signed").GetProperty("version").GetInt64();

    private static byte[] Body(string chargePoint, long version, IEnumerable<string> allocations, long validUntil = FarFuture) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"kind":"plan","site":"tokyo-01","chargePoint":"{{chargePoint}}","version":{{version}},"intervalMinutes":30,"validUntil":{{validUntil}},"allocations":[{{string.Join(',', allocations)}}]}"""));

    private static IEnumerable<string> Allocations(int count) => Enumerable.Range(0, count).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{900_000 + i}},"start":{{1_777_561_200L + (i * 1800L)}},"energyWh":1000000,"source":"SOLAR","certificate":"forged"}"""));
}
