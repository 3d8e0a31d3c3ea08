using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
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

    // Full 5, steps 6 to 9, full 10, steps 11 and 12, full 13, step 14: power fails before the n-th save, or right after
    // it. What is held then is the last list saved, and the row goes on to its end.
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
                DocumentDesk after = bench.Restarted(handOver, new RecoveredState());
                Check.Is(VersionOf(i), after.TokensVersion, "cut after save " + i.ToString());
                Check.Is(0, handOver.RefusedCount, "what is out of date is no security event");
                for (int version = 5; version <= 14; version++)
                {
                    bool isMember = handOver.Tokens.IsMember(version, 0);
                    Check.That(isMember == version > VersionOf(i), "token " + version.ToString() + " in version " + VersionOf(i).ToString());
                }
            }
        }
    }

    [TestMethod]
    public void ADamagedList_IsRefused_AndTheRetainedCopyTakesItsPlace()
    {
        var bench = new LinkBench();
        bench.Documents.TakeTokens(Full(bench, 5));
        bench.Documents.TakeTokens(Step(bench, 6));
        bench.Store.Load("tokens")[70] ^= 1;
        var handOver = new HandOver();
        DocumentDesk desk = bench.Restarted(handOver, new RecoveredState());
        Check.Is(0, desk.TokensVersion, "held");
        Check.Is((int)SecurityEventKind.BadSignature, (int)handOver.RefusedKind, "kind");
        Check.That(desk.TakeTokens(Full(bench, 6)), "the retained copy");
        Check.Is(6, Restarted(bench).TokensVersion, "and all is well");
    }

    [TestMethod]
    public void AnOlderListThanRecordsTell_IsRefusedAtBoot_AndFromTheBroker()
    {
        var bench = new LinkBench();
        bench.Documents.TakeTokens(Full(bench, 5));
        var handOver = new HandOver();
        DocumentDesk desk = bench.Restarted(handOver, new RecoveredState { TokensVersion = 6 });
        Check.Is(0, desk.TokensVersion, "held");
        Check.Is((int)SecurityEventKind.Older, (int)handOver.RefusedKind, "kind");
        Check.Is(5, handOver.RefusedVersion, "version claimed");
        Check.That(!desk.TakeTokens(Full(bench, 5)), "nor from the broker");
        Check.That(desk.TakeTokens(Full(bench, 6)), "but what was held");
    }

    private static int VersionOf(int place) => 5 + place;

    private static byte[] Row(LinkBench bench, int place)
    {
        int version = VersionOf(place);
        return place == 0 || place == 5 || place == 8 ? Full(bench, version) : Step(bench, version);
    }

    // Version v has the tokens v + 1 to 15: each step removes one.
    private static byte[] Full(LinkBench bench, int version)
    {
        string tokens = string.Empty;
        for (int i = version + 1; i <= 15; i++)
        {
            tokens += (tokens.Length == 0 ? string.Empty : ",") + Papers.Token(Papers.Hash(i), End, 1, 0);
        }

        return bench.Signed(Papers.Tokens(version, tokens));
    }

    private static byte[] Step(LinkBench bench, int version) =>
        bench.Signed(Papers.Differential(version, version - 1, ",\"removed\":[\"" + Papers.Hash(version) + "\"]"));

    private static DocumentDesk Restarted(LinkBench bench) => bench.Restarted(new HandOver(), new RecoveredState());
}
