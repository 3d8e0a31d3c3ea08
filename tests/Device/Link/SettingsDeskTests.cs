using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Documents;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Link;

/// <summary>Settings from the back office: judged, saved, in force with the next start, and told.</summary>
[TestClass]
public class SettingsDeskTests
{
    [TestMethod]
    public void GoodSettings_AreKept_AskForARestart_AndCountAfterIt()
    {
        var bench = new Bench();
        Assert.IsTrue(bench.Desk.Take(bench.Settings(7, "{\"A\":[1,{\"b\":2}]}")));
        Assert.IsTrue(bench.HandOver.IsRebootAsked);
        Assert.AreEqual(0L, bench.Desk.Version, "not yet");
        bench.Restart();
        Assert.AreEqual(7L, bench.Desk.Version);
        Assert.AreEqual("{\"A\":[1,{\"b\":2}]}", Ascii.Text(bench.Desk.InForce));
        Assert.IsFalse(bench.Desk.Take(bench.Settings(7, "{\"A\":1}")), "the broker says the newest again and again");
        Assert.IsFalse(bench.HandOver.IsRebootAsked);
        Assert.AreEqual(0, bench.HandOver.RefusedCount);
    }

    [TestMethod]
    public void WhatTheBoardCannotRunWith_ChangesNothing_AndIsToldOnce()
    {
        var bench = new Bench();
        bench.Desk.Take(bench.Settings(1, "{}"));
        bench.Restart();
        bench.Judge.Trouble = "CurrentLimitA must be a whole number, 6 to 80, or 0.";
        Assert.IsFalse(bench.Desk.Take(bench.Settings(2, "{\"CurrentLimitA\":5}")));
        Assert.IsFalse(bench.Desk.Take(bench.Settings(2, "{\"CurrentLimitA\":5}")));
        Assert.AreEqual(1, bench.HandOver.RefusedCount);
        Assert.AreEqual((int)SecurityEventKind.Implausible, (int)bench.HandOver.RefusedKind);
        Assert.AreEqual(2L, bench.Desk.RefusedVersion);
        Assert.AreEqual(bench.Judge.Trouble, bench.Desk.Trouble);
        Assert.AreEqual(1L, bench.Desk.Version);
        Assert.IsFalse(bench.HandOver.IsRebootAsked);

        bench.Judge.Trouble = null;
        Assert.IsTrue(bench.Desk.Take(bench.Settings(3, "{}")));
        Assert.AreEqual(0L, bench.Desk.RefusedVersion);
    }

    [TestMethod]
    public void SettingsThatNoLongerGoWithTheBoard_AreNotInForce_AndAreTold()
    {
        var bench = new Bench();
        bench.Desk.Take(bench.Settings(4, "{}"));
        bench.StartTrouble = "it does not go";
        bench.Restart();
        Assert.IsNull(bench.Desk.InForce);
        Assert.AreEqual(0L, bench.Desk.Version);
        Assert.AreEqual(4L, bench.Desk.RefusedVersion);
        Assert.AreEqual("it does not go", bench.Desk.Trouble);
        bench.StartTrouble = null;
        Assert.IsFalse(bench.Desk.Take(bench.Settings(4, "{}")), "the same is no news");
        Assert.IsTrue(bench.Desk.Take(bench.Settings(5, "{}")));
    }

    [TestMethod]
    public void AStoreThatRefuses_LeavesThemForTheNextTime()
    {
        var bench = new Bench();
        bench.Store.RefusesSave = true;
        Assert.IsFalse(bench.Desk.Take(bench.Settings(1, "{}")));
        Assert.IsFalse(bench.HandOver.IsRebootAsked);
        bench.Store.RefusesSave = false;
        Assert.IsTrue(bench.Desk.Take(bench.Settings(1, "{}")));
    }

    [TestMethod]
    public void OlderForeignForgedAndMalformedSettings_AreRefused()
    {
        var bench = new Bench();
        bench.Desk.Take(bench.Settings(5, "{}"));
        bench.Restart();
        Refused(bench, bench.Settings(4, "{}"), SecurityEventKind.Older);
        Refused(bench, bench.Settings(0, "{}"), SecurityEventKind.Malformed);
        Refused(bench, bench.Settings(6, "[]"), SecurityEventKind.Malformed);
        Refused(bench, bench.Settings(6, "{"), SecurityEventKind.Malformed);
        Refused(bench, bench.Settings(6, "{},\"settings\":{}"), SecurityEventKind.Malformed);
        Refused(bench, bench.Settings(6, "{\"A\":\"" + new string('x', SettingsReader.MostSettingsBytes) + "\"}"), SecurityEventKind.Malformed);
        Refused(bench, bench.Body(Papers.Head("configuration") + ",\"version\":6}"), SecurityEventKind.Malformed);
        Refused(bench, bench.Body(Papers.Head("tokens") + ",\"version\":6,\"settings\":{}}"), SecurityEventKind.Foreign);
        Refused(bench, new byte[2_000], SecurityEventKind.Malformed);
        byte[] forged = bench.Settings(6, "{}");
        forged[forged.Length - 5] ^= 1;
        Refused(bench, forged, SecurityEventKind.BadSignature);
        Assert.AreEqual(5L, bench.Desk.Version);
        Assert.IsFalse(bench.HandOver.IsRebootAsked);
    }

    [TestMethod]
    public void TheLink_HearsThem_AndTellsWhatIsInForceAndWhatIsNot()
    {
        var link = new LinkBench();
        var judge = new Judge { Trouble = "no" };
        link.Settings.Start(judge, null);
        link.Run(1_000);
        Check.That(!Ascii.Contains(link.Connection.LastOf(link.Topics.State), "configuration"), "nothing came, nothing is told");
        link.Connection.Arrive(link.Topics.Configuration, link.Signed(Papers.Head("configuration") + ",\"version\":9,\"settings\":{}}"));
        link.Run(1_000);
        Check.That(Ascii.Contains(link.Connection.LastOf(link.Topics.State), "\"configurationRefused\":9,\"configurationTrouble\":\"no\""), "refused, and why");
    }

    private static void Refused(Bench bench, byte[] document, SecurityEventKind kind)
    {
        int before = bench.HandOver.RefusedCount;
        Assert.IsFalse(bench.Desk.Take(document));
        Assert.AreEqual(before + 1, bench.HandOver.RefusedCount);
        Assert.AreEqual((int)kind, (int)bench.HandOver.RefusedKind);
    }

    /// <summary>A desk; the test plays the back office and the board.</summary>
    private sealed class Bench
    {
        public readonly MemoryDocumentStore Store = new MemoryDocumentStore();
        public readonly Judge Judge = new Judge();
        public string StartTrouble;
        public HandOver HandOver;
        public SettingsDesk Desk;

        public Bench() => Restart();

        public void Restart()
        {
            HandOver = new HandOver();
            Desk = new SettingsDesk(
                JournalBench.Hash, JournalBench.Keys, Papers.Site, Papers.ChargePoint, Store, HandOver, new Refusals(HandOver));
            Desk.Start(Judge, StartTrouble);
        }

        public byte[] Settings(long version, string settings) =>
            Body(Papers.Head("configuration") + ",\"version\":" + version.ToString() + ",\"settings\":" + settings + "}");

        public byte[] Body(string text) => SignedDocument.Sign(JournalBench.Hash, JournalBench.Keys.Document, Ascii.Bytes(text));
    }

    private sealed class Judge : ISettingsJudge
    {
        public string Trouble;

        public string TroubleWith(byte[] settings) => Trouble;
    }
}
