using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Documents;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Link;

/// <summary>A rotation of keys: saved before it counts, once, and over restarts; records before and after it hang on one chain.</summary>
[TestClass]
public class KeyDeskTests
{
    private static readonly byte[] root = Ascii.Bytes("0123456789ABCDEF0123456789ABCDEF");
    private static readonly byte[] second = Ascii.Bytes("ZYXWVUTSRQPONMLKJIHGFEDCBA987654");

    [TestMethod]
    public void TheNextGeneration_CountsOnceItIsSaved_WithItsCertificate()
    {
        var bench = new Bench();
        byte[] document = bench.Keys(1, 2, second);
        bench.Store.RefusesSave = true;
        Assert.IsFalse(bench.Desk.Take(document));
        Assert.AreEqual(1, (int)bench.Ring.Generation);
        Assert.IsNull(bench.Desk.Certificate);

        bench.Store.RefusesSave = false;
        Assert.IsTrue(bench.Desk.Take(document));
        Assert.AreEqual(2, (int)bench.Ring.Generation);
        Same(new KeySet(JournalBench.Hash, second, Papers.Site, Papers.ChargePoint, 2).Record, bench.Ring.Record);
        Same(Whole("certificate 2"), bench.Desk.Certificate);
        Same(Whole("its key 2"), bench.Desk.CertificateKey);
        Assert.IsFalse(bench.Desk.Take(document), "it comes twice, and that is no attack");
        Assert.AreEqual(1, bench.HandOver.RefusedCount, "only that they changed is told");
        Assert.AreEqual((int)SecurityEventKind.KeysChanged, (int)bench.HandOver.RefusedKind);
    }

    [TestMethod]
    public void AfterARestart_EveryGenerationIsThere_AndAnotherRootKeepsNone()
    {
        var bench = new Bench();
        bench.Desk.Take(bench.Keys(1, 2, second));
        bench.Desk.Take(bench.Keys(2, 3, root));
        bench.Restart(root, 1);
        Assert.AreEqual(3, (int)bench.Ring.Generation);
        Assert.IsNotNull(bench.Ring.Of(1));
        Assert.IsNotNull(bench.Ring.Of(2));
        Same(Whole("certificate 3"), bench.Desk.Certificate);

        bench.Restart(second, 4);
        Assert.AreEqual(4, (int)bench.Ring.Generation);
        Assert.IsNull(bench.Ring.Of(3));
        Assert.IsNull(bench.Desk.Certificate);
    }

    [TestMethod]
    public void WhatTheOldKeysSigned_IsTakenUntilTheNewOnesSign_AndNeverAfter()
    {
        var bench = new Bench();
        KeySet before = bench.Ring.Now;
        bench.Desk.Take(bench.Keys(1, 2, second));
        byte[] old = SignedDocument.Sign(JournalBench.Hash, before.Document, Ascii.Bytes("{}"));
        byte[] young = SignedDocument.Sign(JournalBench.Hash, bench.Ring.Document, Ascii.Bytes("{}"));
        Assert.IsNotNull(SignedDocument.Open(JournalBench.Hash, bench.Ring, old, out _));
        Assert.IsNotNull(SignedDocument.Open(JournalBench.Hash, bench.Ring, young, out _));
        Assert.IsNull(SignedDocument.Open(JournalBench.Hash, bench.Ring, old, out SecurityEventKind refusal));
        Check.That(refusal == SecurityEventKind.BadSignature, "the old key achieves nothing any more");
        Assert.IsFalse(bench.Desk.Take(bench.Signed(before, 1, 3, root)));
        Assert.AreEqual(2, (int)bench.Ring.Generation);
    }

    [TestMethod]
    public void OlderForeignForgedAndMalformedKeys_AreRefused_AndChangeNothing()
    {
        var bench = new Bench();
        bench.Desk.Take(bench.Keys(1, 2, second));
        bench.Ring.ForgetFormer();
        Refused(bench, bench.Keys(2, 1, root), SecurityEventKind.Older);
        Refused(bench, bench.Keys(1, 3, root), SecurityEventKind.Older);
        Refused(bench, bench.Keys(2, 256, root), SecurityEventKind.Implausible);
        Refused(bench, bench.Signed(new KeySet(JournalBench.Hash, root, Papers.Site, Papers.ChargePoint, 9), 2, 3, root), SecurityEventKind.BadSignature);
        Refused(bench, bench.Body(Papers.Head("keys") + ",\"version\":3,\"by\":2}"), SecurityEventKind.Malformed);
        Refused(bench, bench.Body(Papers.Head("keys") + ",\"version\":3,\"by\":2,\"nonce\":\"AA==\"}"), SecurityEventKind.Malformed);
        Refused(bench, bench.Body(Papers.Head("plan") + ",\"version\":3}"), SecurityEventKind.Foreign);
        Refused(bench, bench.Body(Papers.Head("keys") + ",\"version\":3,\"by\":2,\"certificate\":\"MAMx\"}"), SecurityEventKind.Malformed);
        Refused(bench, bench.Signed(bench.Ring.Now, 2, 3, root, Ascii.Bytes("no key")), SecurityEventKind.Implausible);
        Refused(bench, new byte[4_000], SecurityEventKind.Malformed);
        Assert.AreEqual(2, (int)bench.Ring.Generation);
    }

    [TestMethod]
    public void AJournal_GoesOnOverTheRotation_AndIsReadBackWhole()
    {
        var bench = new Bench();
        var store = new MemoryRecordStore(3, 8);
        RecordJournal journal = RecordJournal.Open(store, JournalBench.Hash, bench.Ring, new SeededNumbers(1), new RecoveredState());
        for (int number = 1; number <= 20; number++)
        {
            if (number == 6)
            {
                bench.Desk.Take(bench.Keys(1, 2, second));
            }

            var record = new Record { Type = RecordType.IdleEnergy, Number = number };
            Assert.IsTrue(journal.Append(record));
            Assert.AreEqual(number < 6 ? 1 : 2, (int)record.KeyGeneration);
        }

        bench.Restart(root, 1);
        RecordJournal again = RecordJournal.Open(store, JournalBench.Hash, bench.Ring, new SeededNumbers(1), new RecoveredState());
        Assert.AreEqual(20L, again.CommittedUpTo);
        Assert.AreEqual(journal.JournalId, again.JournalId);
    }

    [TestMethod]
    public void ANewCertificate_IsTriedAtOnce_WhenNobodyCharges_AndOtherwiseWithTheNextConnection()
    {
        var link = new LinkBench();
        link.Connection.IsSecure = true;
        link.Run(1_000);
        Assert.AreEqual(1, link.Connection.Connects);

        link.HandOver.IsContactorClosed = true;
        link.Connection.Drop();
        link.Run(60_000);
        Assert.AreEqual(1, link.Connection.Connects, "a handshake would stop the beat");
        Assert.IsTrue(link.Link.IsHeldBack);
        link.HandOver.IsContactorClosed = false;
        link.Run(1_000);
        Assert.AreEqual(2, link.Connection.Connects);
    }

    private static void Refused(Bench bench, byte[] document, SecurityEventKind kind)
    {
        int before = bench.HandOver.RefusedCount;
        Assert.IsFalse(bench.Desk.Take(document));
        Assert.AreEqual(before + 1, bench.HandOver.RefusedCount);
        Assert.AreEqual((int)kind, (int)bench.HandOver.RefusedKind);
    }

    // A sequence, as every certificate and key is.
    private static byte[] Whole(string text)
    {
        byte[] der = Ascii.Bytes("0." + text);
        der[1] = (byte)text.Length;
        return der;
    }

    private static void Same(byte[] expected, byte[] actual) => Check.That(
        expected.Length == actual.Length && Bytes.EqualInConstantTime(expected, 0, actual, 0, expected.Length), "the same bytes");

    /// <summary>A desk with a ring of its own; the test plays the back office.</summary>
    private sealed class Bench
    {
        public readonly MemoryDocumentStore Store = new MemoryDocumentStore();
        public HandOver HandOver;
        public KeyRing Ring;
        public KeyDesk Desk;

        public Bench() => Restart(root, 1);

        public void Restart(byte[] deviceKey, byte generation)
        {
            HandOver = new HandOver();
            Ring = new KeyRing(JournalBench.Hash, deviceKey, Papers.Site, Papers.ChargePoint, generation);
            Desk = new KeyDesk(JournalBench.Hash, Ring, Papers.Site, Papers.ChargePoint, Store, new Refusals(HandOver));
            Desk.Load();
        }

        public byte[] Keys(int by, int next, byte[] deviceKey) => Signed(Ring.Now, by, next, deviceKey);

        public byte[] Signed(KeySet set, int by, int next, byte[] deviceKey) =>
            Signed(set, by, next, deviceKey, Whole("its key " + next.ToString()));

        public byte[] Signed(KeySet set, int by, int next, byte[] deviceKey, byte[] certificateKey)
        {
            byte[] nonce = Ascii.Bytes("a nonce, 16 long");
            var json = new JsonWriter(1_024);
            json.BeginObject();
            json.Text("kind", "keys");
            json.Text("site", Papers.Site);
            json.Text("chargePoint", Papers.ChargePoint);
            json.Number("version", next);
            json.Number("by", by);
            json.Base64("nonce", nonce);
            json.Base64("key", KeyWrap.Turn(JournalBench.Hash, set, nonce, KeyWrap.DeviceKey, deviceKey));
            json.Base64("certificate", Whole("certificate " + next.ToString()));
            json.Base64("certificateKey", KeyWrap.Turn(JournalBench.Hash, set, nonce, KeyWrap.CertificateKey, certificateKey));
            json.EndObject();
            return SignedDocument.Sign(JournalBench.Hash, set.Document, json.ToArray());
        }

        public byte[] Body(string text) => SignedDocument.Sign(JournalBench.Hash, Ring.Document, Ascii.Bytes(text));
    }
}
