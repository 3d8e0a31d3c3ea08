using static ChargePointFw.Checker.Tests.World;

namespace ChargePointFw.Checker.Tests;

[TestClass]
public sealed class MatchingTests
{
    [TestMethod]
    public void MemberOverABoundaryAndAGuest_Match()
    {
        using World world = Stories.MemberAndGuest();
        CheckResult result = world.Matches();
        Assert.AreEqual((2, 0), (result.Sessions, result.Duplicates));
        Assert.AreEqual((12_003L, 9_003L, 0L, 3_000L), (result.DeliveredWh, result.CoveredWh, result.UncoveredWh, result.UnclaimedWh));
        Assert.AreEqual(38_000L, result.AllocatedWh);
    }

    [TestMethod]
    public void NobodyCame_AndNoAllocationWhereThereIsNoSupply_Match()
    {
        using World world = new World().Supply(20_000, 0, 1);
        CheckResult result = world.Sql("DELETE FROM allocation WHERE energy_wh = 0").Matches();
        Assert.AreEqual((0, 0L, 20_000L), (result.Sessions, result.DeliveredWh, result.AllocatedWh));
    }

    [TestMethod]
    public void PluggedInButNeverCharged_NeedsNoSession()
    {
        using World world = Stories.MemberAndGuest().Car(2, "zesp3-0002", At(50), At(60), (At(50), 3_000), (At(60), 3_000));
        Assert.AreEqual(2, world.Matches().Sessions);
    }

    [TestMethod]
    public void PowerCut_TwoSessionsOfOneCar_Match()
    {
        using World world = new World()
            .Supply(20_000)
            .Car(1, "zesp3-0001", At(1), At(20), (At(1), 0), (At(8), 2_000), (At(15), 5_000))
            .Started(1, 1, At(1), 100_000, true)
            .Took(5, 1, 1, 0, 102_000, 2_000, 2_000)
            .Started(1, 2, At(9), 102_000, true)
            .Took(5, 1, 2, 0, 105_000, 3_000, 3_000);
        Assert.AreEqual(2, world.Matches().Sessions);
    }

    [TestMethod]
    public void TwoMembersInOneHalfHour_TheSecondGetsWhatIsLeft()
    {
        using World world = new World()
            .Supply(20_000)
            .Car(1, "zesp3-0001", At(1), At(9), (At(1), 0), (At(9), 7_000))
            .Car(1, "zesp3-0002", At(12), At(25), (At(12), 7_000), (At(24), 11_000))
            .Started(1, 1, At(1), 100_000, true).Took(5, 1, 1, 0, 107_000, 7_000, 7_000)
            .Started(1, 2, At(12), 107_000, true).Took(5, 1, 2, 0, 111_000, 4_000, 3_000);
        Assert.AreEqual(1_000L, world.Matches().UncoveredWh);
    }

    [TestMethod]
    public void AGuestBeforeAMember_LeavesTheAllocationAlone()
    {
        using World world = new World()
            .Supply(20_000)
            .Car(1, "guest-0001", At(1), At(9), (At(1), 0), (At(9), 7_000))
            .Car(1, "zesp3-0002", At(12), At(25), (At(12), 7_000), (At(24), 17_000))
            .Started(1, 1, At(1), 100_000, false).Took(5, 1, 1, 0, 107_000, 7_000, -1)
            .Started(1, 2, At(12), 107_000, true).Took(5, 1, 2, 0, 117_000, 10_000, 10_000);
        Assert.AreEqual(10_000L, world.Matches().CoveredWh);
    }

    [TestMethod]
    public void UncoveredIsForfeited_FromTheNextIntervalWithAnAllocation()
    {
        using World world = Stories.Overdrawn();
        CheckResult result = world.Matches();
        Assert.AreEqual((14_000L, 1_000L), (result.CoveredWh, result.UncoveredWh));
    }

    [TestMethod]
    public void OneReadingBeforeAndOneAfterThreeBoundaries_AreInterpolatedAlike()
    {
        using World world = new World()
            .Supply(20_000, 20_000, 20_000, 20_000)
            .Car(1, "zesp3-0001", At(20), At(110), (At(20), 0), (At(100), 1_001))
            .Started(1, 1, At(20), 100_000, true)
            .Took(4, 1, 1, 0, 100_125, 125, 125)
            .Took(4, 1, 1, 1, 100_500, 375, 375)
            .Took(4, 1, 1, 2, 100_875, 375, 375)
            .Took(5, 1, 1, 3, 101_001, 126, 126);
        world.Matches();
    }

    [TestMethod]
    public void StartWhileTheClockWasUnknown_IsFoundByItsRegister()
    {
        using World world = Stories.MemberAndGuest();
        world.Sql("UPDATE session SET started_utc_ms = 0 WHERE journal_row = 2").Matches();
    }

    [TestMethod]
    [DataRow(3_000)]
    [DataRow(2_000)]
    [DataRow(0)]
    public void StillCharging_TheRunningHalfHourMayLag(long inLedgerWh)
    {
        using World world = Stories.StillCharging(inLedgerWh);
        world.Matches();
    }

    [TestMethod]
    public void ANewMeterBaseline_MayStartLower()
    {
        using World world = Stories.MemberAndGuest().Append(1, new RecordForm { Type = 6, RegisterWh = 5 });
        world.Matches();
    }

    [TestMethod]
    public void ARunningBackOffice_IsReadWhileItWrites()
    {
        using World world = Stories.MemberAndGuest().Sql("PRAGMA journal_mode = WAL").Sql("BEGIN IMMEDIATE; DELETE FROM session");
        world.Matches();
    }
}
