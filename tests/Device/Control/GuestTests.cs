using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Guests: by configuration only, metered, never labelled renewable, never on the allocation.</summary>
[TestClass]
public class GuestTests
{
    private const long Minute = World.MinuteMs;

    [TestMethod]
    public void AGuest_IsUnclaimedAndLeavesTheAllocationAlone()
    {
        World world = Ready(true, new int[] { 9_000, 9_000 });
        world.Plug();
        world.Present(World.Stranger);
        world.Run(60_000);
        Check.That(world.IsContactorClosed, "charges");
        world.Unplug();
        world.Run(10_000);
        Check.That(world.FlowedWh > 500, "some energy");
        Check.Is(world.FlowedWh, world.UnclaimedWh(), "unclaimed");
        Check.Is(0, world.CoveredWh() + world.UncoveredWh(), "nothing else");
        Check.Is(9_000, world.ChargePoint.Ledger.Current.RemainingWh, "allocation");
        Check.Is(0, world.Last(RecordType.SessionEnded).AllocationId, "no allocation named");
        Check.Is((int)Claim.None, (int)world.Last(RecordType.SessionEnded).Claim, "claim");
    }

    [TestMethod]
    public void AGuest_ChargesWithoutAPlanToo()
    {
        World world = Ready(true, new int[] { 0 });
        world.Inputs.Plan = null;
        world.Plug();
        world.Present(World.Stranger);
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "charges");
        Check.Is((int)SupplyVerdict.Allowed, (int)world.Last(RecordType.SessionStarted).Verdict, "verdict");
    }

    [TestMethod]
    public void WhereGuestsAreNotWanted_TheCardIsRefusedUntilTheCarLeaves()
    {
        World world = Ready(false, new int[] { 9_000, 9_000 });
        world.Plug();
        world.Present(World.Stranger);
        world.Run(5_000);
        Check.Is(0, world.CountOf(RecordType.SessionStarted), "no session");
        Check.Is((int)SupplyVerdict.DeniedNotMember, (int)world.Outputs.Verdict, "it says why");
        world.Unplug();
        world.Run(500);
        Check.Is((int)SupplyVerdict.Allowed, (int)world.Outputs.Verdict, "and forgets it");
    }

    [TestMethod]
    public void AfterARefusal_AMembersCardIsTaken()
    {
        World world = Ready(false, new int[] { 9_000, 9_000 });
        world.Plug();
        world.Present(World.Stranger);
        world.Run(1_000);
        world.Present(World.Member);
        world.Run(2_000);
        Check.That(world.IsContactorClosed, "charges");
    }

    [TestMethod]
    public void WithoutATokenList_NobodyIsAMember()
    {
        World world = Ready(false, new int[] { 9_000, 9_000 });
        world.Inputs.Tokens = null;
        world.StartMember();
        Check.Is(0, world.CountOf(RecordType.SessionStarted), "no session");
    }

    [TestMethod]
    public void WithoutATokenList_NobodyIsTakenForAGuest()
    {
        World world = Ready(true, new int[] { 9_000, 9_000 });
        world.Inputs.Tokens = null;
        world.StartMember();
        Check.Is(0, world.CountOf(RecordType.SessionStarted), "it may be a member, whose cover nobody would count");
        Check.Is((int)SupplyVerdict.DeniedNotMember, (int)world.Outputs.Verdict, "and it says so");
    }

    [TestMethod]
    public void AGuestAcrossABoundary_GivesEachIntervalItsShare()
    {
        World world = Ready(true, new int[] { 9_000, 9_000 });
        world.RunUntilUtc(World.MidnightUtcMs + (29 * Minute));
        world.Plug();
        world.Present(World.Stranger);
        world.RunUntilUtc(World.MidnightUtcMs + (31 * Minute));
        world.Unplug();
        world.Run(10_000);
        Check.Is(1, world.CountOf(RecordType.IntervalClosed), "closed once");
        Check.Is(world.FlowedWh, world.UnclaimedWh(), "all unclaimed");
        Check.That(world.Last(RecordType.IntervalClosed).EnergyWh > 700, "about half");
    }

    [TestMethod]
    public void AfterAGuest_AMemberStillHasTheWholeAllocation()
    {
        World world = Ready(true, new int[] { 3_000, 3_000 });
        world.Plug();
        world.Present(World.Stranger);
        world.Run(4 * Minute);
        world.Unplug();
        world.Run(40_000);
        long before = world.FlowedWh;
        world.StartMember();
        world.Run(Minute);
        world.Unplug();
        world.Run(10_000);
        Check.Is(world.FlowedWh - before, world.CoveredWh(), "covered");
        Check.Is(0, world.UncoveredWh(), "uncovered");
    }

    [TestMethod]
    [DataRow(false, false, false)]
    [DataRow(false, false, true)]
    [DataRow(false, true, false)]
    [DataRow(true, true, true)]
    [DataRow(true, false, false)]
    public void OfflineAsOnline_TheSitesWordDecides(bool configured, bool said, bool isSaid)
    {
        string online = Story(configured, said, isSaid, true);
        Check.Is(online, Story(configured, said, isSaid, false), "the wire plays no part");
        bool expected = isSaid ? said : configured;
        Check.That((online != "refused") == expected, online);
    }

    [TestMethod]
    public void AGuestWhoCharges_IsStoppedWhenTheSiteBecomesMembersOnly()
    {
        World world = Ready(true, new int[] { 9_000, 9_000 });
        world.Plug();
        world.Present(World.Stranger);
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "charges");
        TokenList list = World.Members();
        list.Guests = GuestPolicy.MembersOnly;
        world.Inputs.Tokens = list;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "the stop request is out in the same step");
        world.Run(10_000);
        Check.Is((int)StoppedReason.DeAuthorized, (int)world.Last(RecordType.SessionEnded).StoppedReason, "why");
        Check.Is(world.FlowedWh, world.UnclaimedWh(), "what was taken is unclaimed");
    }

    [TestMethod]
    public void AMemberOfAProgrammeNotServedHere_IsAGuest()
    {
        World world = Ready(true, new int[] { 9_000, 9_000 });
        world.Inputs.Tokens.ServeNone();
        world.StartMember();
        Check.That(world.IsContactorClosed, "charges");
        Check.Is((int)Claim.None, (int)world.Last(RecordType.SessionStarted).Claim, "without a claim");
    }

    private static string Story(bool configured, bool said, bool isSaid, bool isOnline)
    {
        World world = Ready(configured, new int[] { 9_000, 9_000 });
        world.Inputs.IsOnline = isOnline;
        world.Inputs.Tokens.Guests = !isSaid ? GuestPolicy.AsConfigured : said ? GuestPolicy.GuestsToo : GuestPolicy.MembersOnly;
        world.Plug();
        world.Present(World.Stranger);
        world.Run(30_000);
        world.Unplug();
        world.Run(10_000);
        return world.CountOf(RecordType.SessionStarted) == 0
            ? "refused"
            : world.CoveredWh().ToString() + " " + world.UnclaimedWh().ToString() + " " + world.ChargePoint.Ledger.Current.RemainingWh.ToString();
    }

    private static World Ready(bool guestsAllowed, int[] halfHoursWh)
    {
        var settings = new ChargePointSettings { GuestsAllowed = guestsAllowed };
        var world = new World(settings, World.MidnightUtcMs + Minute);
        world.Inputs.Plan = World.Plan(1, 30, halfHoursWh);
        world.Boot();
        return world;
    }
}
