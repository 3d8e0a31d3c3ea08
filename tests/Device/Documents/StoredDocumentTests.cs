using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Journal;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>What is kept of plan and token list: the same again, as small as promised, and nobody else's.</summary>
[TestClass]
public class StoredDocumentTests
{
    private const int Malformed = (int)SecurityEventKind.Malformed;
    private const int BadSignature = (int)SecurityEventKind.BadSignature;
    private const int Foreign = (int)SecurityEventKind.Foreign;
    private const int Older = (int)SecurityEventKind.Older;
    private const int None = (int)SecurityEventKind.None;
    private const string Longest = "a2345678901234567890123456789012";
    private const int BlockBytes = 4_096;
    private const int PointerBytes = 4; // of a second block, to the first

    [TestMethod]
    public void TheLongestPlan_ComesBackAsItWas_AndTakesABlock()
    {
        SupplyPlan plan = Plan(SupplyPlan.MaximumAllocations);
        byte[] stored = Plans(Longest, Longest).Write(plan);
        Check.Is(StoredPlan.MaximumBytes, stored.Length, "bytes");
        Check.That(stored.Length <= BlockBytes, "a block");
        var back = new SupplyPlan();
        Check.Is(None, (int)Plans(Longest, Longest).Read(stored, plan.Version, back), "accepted");
        Check.Is(plan.Version, back.Version, "version");
        Check.Is(plan.ValidUntilUtcMs, back.ValidUntilUtcMs, "valid until");
        Check.Is(plan.IntervalMinutes, back.IntervalMinutes, "minutes");
        Check.Is(plan.Count, back.Count, "allocations");
        for (int i = 0; i < plan.Count; i++)
        {
            Check.That(
                plan.StartUtcMs[i] == back.StartUtcMs[i] && plan.EnergyWh[i] == back.EnergyWh[i]
                    && plan.AllocationId[i] == back.AllocationId[i] && plan.LivePermille[i] == back.LivePermille[i],
                "allocation " + i.ToString());
        }
    }

    [TestMethod]
    public void APlanWithoutAllocations_ComesBackAsItWas()
    {
        var back = new SupplyPlan();
        Check.Is(None, (int)Plans("tokyo", "cp-1").Read(Plans("tokyo", "cp-1").Write(Plan(0)), 0, back), "accepted");
        Check.Is(0, back.Count, "allocations");
        Check.Is(Plan(0).Version, back.Version, "version");
    }

    [TestMethod]
    [DataRow("all programmes", true)]
    [DataRow("the first and the last", false)]
    public void TheLongestList_ComesBackAsItWas_AndTakesTwoBlocks(string what, bool servesAll)
    {
        TokenList list = List(TokenList.MaximumTokens);
        if (!servesAll)
        {
            list.ServeNone();
            list.Serve(1);
            list.Serve(TokenList.MaximumProgramme);
        }

        byte[] stored = Lists(Longest, Longest).Write(list);
        Check.Is(StoredTokens.MaximumBytes, stored.Length, "bytes");
        Check.That(stored.Length <= (2 * BlockBytes) - PointerBytes, "two blocks");
        TokenList back = List(3);
        back.ServeNone();
        Check.Is(None, (int)Lists(Longest, Longest).Read(stored, list.Version, back), "accepted");
        Check.Is(list.Version, back.Version, "version");
        Check.Is((int)GuestPolicy.MembersOnly, (int)back.Guests, "guests");
        Check.That(back.ServesAll == servesAll, what);
        Check.That(servesAll || (back.Serves(1) && !back.Serves(2) && back.Serves(TokenList.MaximumProgramme)), what);
        Check.Is(list.Count, back.Count, "members");
        for (int i = 0; i < list.Count; i++)
        {
            Check.That(
                list.Hash[i] == back.Hash[i] && list.ValidUntilUtcMs[i] == back.ValidUntilUtcMs[i]
                    && list.Programme[i] == back.Programme[i] && list.Group[i] == back.Group[i],
                "member " + i.ToString());
        }
    }

    [TestMethod]
    public void ATurnedBitAnywhere_AndAnythingCutOff_IsRefused()
    {
        StoredPlan plans = Plans("tokyo", "cp-1");
        byte[] stored = plans.Write(Plan(2));
        var target = new SupplyPlan();
        for (int at = 0; at < stored.Length; at++)
        {
            stored[at] ^= 0x10;
            Check.Is(at == 0 ? Malformed : BadSignature, (int)plans.Read(stored, 0, target), "byte " + at.ToString());
            Check.Is(0, plans.ClaimedVersion, "nothing of it is believed");
            stored[at] ^= 0x10;
            var torn = new byte[at];
            System.Array.Copy(stored, torn, at);
            Check.That((int)plans.Read(torn, 0, target) != None, "torn after " + at.ToString());
        }

        Check.Is(0, target.Count, "nothing was taken");
        Check.Is(Malformed, (int)plans.Read(new byte[StoredPlan.MaximumBytes + 1], 0, target), "too long");
    }

    [TestMethod]
    public void WhatIsAnothersOrOlder_IsRefusedWithItsReason()
    {
        byte[] plan = Plans("tokyo", "cp-1").Write(Plan(2));
        var target = new SupplyPlan();
        Check.Is(Foreign, (int)Plans("tokyo", "cp-2").Read(plan, 0, target), "another charge point's, of the same length");
        Check.Is(Foreign, (int)Plans("osaka", "cp-1").Read(plan, 0, target), "another site's");
        Check.Is(Foreign, (int)Plans("tokyoc", "p-1").Read(plan, 0, target), "the same letters, cut otherwise");
        Check.Is(Foreign, (int)Lists("tokyo", "cp-1").Read(plan, 0, new TokenList()), "a plan as a list");
        Check.Is(Foreign, (int)Plans("tokyo", "cp-1").Read(Lists("tokyo", "cp-1").Write(List(2)), 0, target), "a list as a plan");
        StoredPlan plans = Plans("tokyo", "cp-1");
        Check.Is(Older, (int)plans.Read(plan, Plan(2).Version + 1, target), "older than records tell");
        Check.Is(Plan(2).Version, plans.ClaimedVersion, "version claimed");
        byte[] signedAsDocument = SignedDocument.Sign(JournalBench.Hash, JournalBench.Keys.Document, Ascii.Bytes("{}"));
        Check.Is(Malformed, (int)plans.Read(signedAsDocument, 0, target), "a document as it travels");
        Check.Is(0, target.Count, "nothing was taken");
    }

    private static StoredPlan Plans(string site, string chargePoint) =>
        new StoredPlan(JournalBench.Hash, JournalBench.Keys, site, chargePoint);

    private static StoredTokens Lists(string site, string chargePoint) =>
        new StoredTokens(JournalBench.Hash, JournalBench.Keys, site, chargePoint);

    private static SupplyPlan Plan(int count)
    {
        var plan = new SupplyPlan { Version = 0xFFFFFFFFL, ValidUntilUtcMs = 0xFFFFFFFFL * 1000, IntervalMinutes = 15, Count = count };
        long startUtcMs = 1_775_001_600_000;
        for (int i = 0; i < count; i++)
        {
            startUtcMs += i == 1 ? SupplyPlan.MaximumGapIntervals * plan.IntervalMs : plan.IntervalMs * (1 + (i % 3));
            plan.StartUtcMs[i] = startUtcMs;
            plan.EnergyWh[i] = RecordLayout.MaximumEnergyWh - i;
            plan.AllocationId[i] = 0xFFFFFFFFL - i;
            plan.LivePermille[i] = (short)(1_000 - i);
        }

        return plan;
    }

    private static TokenList List(int count)
    {
        var list = new TokenList { Version = 0xFFFFFFFFL, Count = count, Guests = GuestPolicy.MembersOnly };
        for (int i = 0; i < count; i++)
        {
            list.Hash[i] = (i - (TokenList.MaximumTokens / 2)) * 0x0102030405060708L;
            list.ValidUntilUtcMs[i] = (0xFFFFFFFFL - i) * 1000;
            list.Programme[i] = (byte)(255 - i);
            list.Group[i] = (ushort)(65_535 - i);
        }

        return list;
    }
}
