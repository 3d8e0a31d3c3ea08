using static ChargePointFw.Checker.Tests.World;

namespace ChargePointFw.Checker.Tests;

/// <summary>Live supply: what is right, and one error planted at a time.</summary>
[TestClass]
public sealed class LiveTests
{
    // 2,000 Wh of the first half hour's sun (7,200 W all the time: 3,600 Wh) at cp-01, 1,000 at cp-02; 12,000 Wh taken.
    private static World Sunny()
    {
        World world = new World()
            .Supply(20_000)
            .Car(1, "zesp3-0001", At(1), At(29), (At(1), 0), (At(28), 12_000))
            .Started(1, 1, At(1), 100_000, true)
            .Live(1, 0, 500)
            .Live(1, 0, 2_000)
            .Took(5, 1, 1, 0, 112_000, 12_000, 12_000)
            .Live(2, 0, 1_000);
        world.Surplus = new SurplusTruth();
        world.Surplus.Sample(At(-1), 7_200);
        world.Surplus.Sample(At(31), 7_200);
        return world;
    }

    [TestMethod]
    public void AllocationAndLiveSupply_CoverTogether()
    {
        using World world = Sunny();
        CheckResult result = world.Matches();
        Assert.AreEqual((12_000L, 3_000L, 20_000L), (result.CoveredWh, result.LiveWh, result.AllocatedWh));
    }

    [TestMethod]
    [DataRow("UPDATE live_credit SET live_wh = 2001 WHERE charge_point_id = 1", "cp-01, interval 2026-04-01T00:00Z: live supply in the ledger expected 2000 Wh, found 2001 Wh.", DisplayName = "more than recorded")]
    [DataRow("DELETE FROM live_credit WHERE charge_point_id = 2", "cp-02, interval 2026-04-01T00:00Z: live supply in the ledger expected 1000 Wh, found 0 Wh.", DisplayName = "not in the ledger")]
    [DataRow("INSERT INTO live_credit VALUES (2, 1775003400000, 7)", "cp-02, interval 2026-04-01T00:30Z: live supply in the ledger expected 0 Wh, found 7 Wh.", DisplayName = "out of nothing")]
    [DataRow("DELETE FROM record WHERE journal_row = 1 AND number = 3", "cp-01, interval 2026-04-01T00:00Z: covered expected at most the allocation of 10000 Wh and 500 Wh of live supply, found 12000 Wh.", DisplayName = "covered beyond both")]
    public void APlantedError_IsNamed(string sql, string sentence)
    {
        using World world = Sunny();
        world.Sql(sql).Differs(sentence);
    }

    [TestMethod]
    public void ACreditThatFalls_IsNamed()
    {
        using World world = Sunny().Live(1, 0, 1_999);
        world.Differs("cp-01, record 5 of journal 1000, interval 2026-04-01T00:00Z: live supply falls; expected at least 2000 Wh, found 1999 Wh.");
    }

    [TestMethod]
    [DataRow(1_600L, null, DisplayName = "all of it")]
    [DataRow(1_601L, "Site, interval 2026-04-01T00:00Z: live supply over all charge points expected at most 3600 Wh, found 3601 Wh.", DisplayName = "one Wh more than the sun gave")]
    public void TheSun_IsNotCreditedTwice(long liveWh, string? sentence)
    {
        using World world = Sunny().Live(2, 0, liveWh);
        if (sentence is null)
        {
            world.Matches();
        }
        else
        {
            world.Differs(sentence);
        }
    }

    [TestMethod]
    public void AWhThatWasUncoveredAlthoughLiveSupplyWasThere_IsNamed()
    {
        using World world = new World()
            .Supply(20_000)
            .Car(1, "zesp3-0001", At(1), At(29), (At(1), 0), (At(28), 12_000))
            .Started(1, 1, At(1), 100_000, true).Live(1, 0, 2_000).Took(5, 1, 1, 0, 112_000, 12_000, 11_000);
        world.Differs("covered in all expected 12000 Wh, found 11000 Wh.");
    }

    [TestMethod]
    public void SamplesGoForward_AndAreNotNegative()
    {
        var surplus = new SurplusTruth();
        surplus.Sample(5, 0);
        Assert.ThrowsExactly<ArgumentException>(() => surplus.Sample(5, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => surplus.Sample(6, -1));
    }
}
