using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Link;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Link;

/// <summary>Differential token lists: rows of them, what is kept of them, and power cuts between.</summary>
[TestClass]
public class TokenDeskTests
{
    private const long End = 1_893_456_000;

    [TestMethod]
    public void ADifferential_IsSavedHandedOverAndReported()
    {
        var bench = new LinkBench();
        bench.Run(100);
        bench.Connection.Arrive(bench.Topics.Tokens, Full(bench, 5));
        bench.Connection.Arrive(bench.Topics.Tokens, Step(bench, 6));
        bench.Run(200);
        Check.Is(6, bench.HandOver.Tokens.Version, "held");
        Check.Is(2, bench.Store.Saves, "both saved");
        Check.That(Ascii.Contains(bench.Connection.LastOf(bench.Topics.State), "\"tokens\":6"), "reported");
        bench.Connection.Arrive(bench.Topics.Tokens, Step(bench, 6));
        bench.Run(200);
        Check.Is(2, bench.Store.Saves, "the same again is nothing");
        Check.Is(0, bench.HandOver.RefusedCount, "and no security event");
    }

    [TestMethod]
    public void AWrongBase_IsNoSecurityEventAndNoHarm()
    {
        var bench = new LinkBench();
        Check.That(!bench.Documents.TakeTokens(Step(bench, 6)), "without any list");
        bench.Documents.TakeTokens(Full(bench, 5));
        Check.That(!bench.Documents.TakeTokens(Step(bench, 7)), "a step left out");
        Check.Is(5, bench.Documents.TokensVersion, "held");
        Check.Is(0, bench.HandOver.RefusedCount, "refused");
        Check.Is(1, bench.Store.Saves, "saved");
        Check.That(bench.Documents.TakeTokens(Full(bench, 7)), "the full list answers");
    }

    [TestMethod]
    public void AReplayOfAnOldDifferential_IsASecurityEvent()
    {
        var bench = new LinkBench();
        byte[] old = Step(bench, 6);
        bench.Documents.TakeTokens(Full(bench, 5));
        bench.Documents.TakeTokens(old);
        bench.Documents.TakeTokens(Step(bench, 7));
        Check.That(!bench.Documents.TakeTokens(old), "not taken");
        Check.Is((int)SecurityEventKind.Older, (int)bench.HandOver.RefusedKind, "kind");
        Check.Is(6, bench.HandOver.RefusedVersion, "version claimed");
        Check.Is(7, bench.Documents.TokensVersion, "held");
        byte[] forged = Step(bench, 8);
        forged[70] ^= 1;
        Check.That(!bench.Documents.TakeTokens(forged), "forged");
        Check.Is((int)SecurityEventKind.BadSignature, (int)bench.HandOver.RefusedKind, "kind");
    }

    [TestMethod]
    public void ALongRow_IsTakenUpToItsBound_AndTheFullListTakesItsPlace()
    {
        var bench = new LinkBench();
        bench.Documents.TakeTokens(Full(bench, 5));
        for (int version = 6; version < 6 + DocumentDesk.MaximumDifferentials; version++)
        {
            Check.That(bench.Documents.TakeTokens(Step(bench, version)), "version " + version.ToString());
        }

        int last = 5 + DocumentDesk.MaximumDifferentials;
        Check.That(!bench.Documents.TakeTokens(Step(bench, last + 1)), "the row is full");
        Check.Is(last, bench.Documents.TokensVersion, "held");
        Check.That(!bench.Documents.TakeTokens(Full(bench, last)), "the list held as a whole: nothing new");
        Check.Is(last, Restarted(bench).TokensVersion, "after a restart, too");
        Check.That(bench.Documents.TakeTokens(Step(bench, last + 1)), "there is room again");
        Check.Is(last + 1, Restarted(bench).TokensVersion, "after a restart, too");
        Check.Is(0, bench.HandOver.RefusedCount, "no security event in all this");
    }

    [TestMethod]
    public void ATooLongDifferential_IsRefused()
    {
        var bench = new LinkBench();
        bench.Documents.TakeTokens(Full(bench, 5));
        string padding = ",\"tokens\":[],\"padding\":\"" + new string(' ', DocumentDesk.MaximumDifferentialBytes) + "\"";
        Check.That(!bench.Documents.TakeTokens(bench.Signed(Papers.Differential(6, 5, padding))), "not taken");
        Check.Is((int)SecurityEventKind.Implausible, (int)bench.HandOver.RefusedKind, "kind");
        Check.Is(5, bench.Documents.TokensVersion, "held");
    }

    // Full 5, steps 6 to 9 (the row is full), 9 as a whole, steps 10 and 11, full 12, step 13: power fails before the
    // n-th save, or right after it. What is held then is the last list saved, and the row goes on to its end.
    [TestMethod]
    public void PowerCutsBetweenAnyTwoSaves_LoseNothingThatWasSaved()
    {
        const int Documents = 10;
        for (int cut = 0; cut <= Documents; cut++)
        {
            var bench = new LinkBench();
            DocumentDesk desk = bench.Documents;
            for (int i = 0; i < Documents; i++)
            {
                if (i == cut)
                {
                    bench.Store.RefusesSave = true;
                    desk.TakeTokens(Row(bench, i));
                    bench.Store.RefusesSave = false;
                    desk = Restarted(bench);
                    Check.Is(i == 0 ? 0 : VersionOf(i - 1), desk.TokensVersion, "cut before save " + i.ToString());
                }

                desk.TakeTokens(Row(bench, i));
                Check.Is(VersionOf(i), desk.TokensVersion, "held, cut " + cut.ToString());
                var handOver = new HandOver();
                DocumentDesk after = Restarted(bench, handOver);
                Check.Is(VersionOf(i), after.TokensVersion, "cut after save " + i.ToString());
                Check.Is(0, handOver.RefusedCount, "what is out of date is no security event");
                for (int version = 5; version <= 13; version++)
                {
                    bool isMember = handOver.Tokens.IsMember(version, 0);
                    Check.That(isMember == version > VersionOf(i), "token " + version.ToString() + " in version " + VersionOf(i).ToString());
                }
            }
        }
    }

    [TestMethod]
    public void ADamagedDifferential_EndsTheRow()
    {
        var bench = new LinkBench();
        bench.Documents.TakeTokens(Full(bench, 5));
        bench.Documents.TakeTokens(Step(bench, 6));
        bench.Documents.TakeTokens(Step(bench, 7));
        bench.Store.Load("tokens-1")[70] ^= 1;
        DocumentDesk desk = Restarted(bench);
        Check.Is(5, desk.TokensVersion, "the list before it");
        Check.That(desk.TakeTokens(Full(bench, 7)), "the retained copy");
        Check.Is(7, Restarted(bench).TokensVersion, "and all is well");
    }

    private static int VersionOf(int place) => place < 5 ? 5 + place : 4 + place;

    private static byte[] Row(LinkBench bench, int place)
    {
        int version = VersionOf(place);
        return place == 0 || place == 5 || place == 8 ? Full(bench, version) : Step(bench, version);
    }

    // Version v has the tokens v + 1 to 14: each step removes one.
    private static byte[] Full(LinkBench bench, int version)
    {
        string tokens = string.Empty;
        for (int i = version + 1; i <= 14; i++)
        {
            tokens += (tokens.Length == 0 ? string.Empty : ",") + Papers.Token(Papers.Hash(i), End, 1, 0);
        }

        return bench.Signed(Papers.Tokens(version, tokens));
    }

    private static byte[] Step(LinkBench bench, int version) =>
        bench.Signed(Papers.Differential(version, version - 1, ",\"removed\":[\"" + Papers.Hash(version) + "\"]"));

    private static DocumentDesk Restarted(LinkBench bench) => Restarted(bench, new HandOver());

    private static DocumentDesk Restarted(LinkBench bench, HandOver handOver)
    {
        var desk = new DocumentDesk(
            JournalBench.Hash, JournalBench.Keys, Papers.Site, Papers.ChargePoint, bench.Store, handOver, new Refusals(handOver));
        desk.Load(new RecoveredState());
        return desk;
    }
}
