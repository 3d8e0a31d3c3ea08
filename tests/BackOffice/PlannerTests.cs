using System.Data.Common;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

[TestClass]
public sealed class PlannerTests
{
    [TestMethod]
    [DataRow(10_000L, 3, 0L, 0L, 3_333L, DisplayName = "equal share, rounded down")]
    [DataRow(10_000L, 1, 0L, 0L, 10_000L, DisplayName = "alone: all of it")]
    [DataRow(2L, 3, 0L, 0L, 0L, DisplayName = "less than one Wh each: nothing")]
    [DataRow(0L, 1, 0L, 0L, 0L, DisplayName = "no supply: nothing")]
    [DataRow(10_000L, 3, 0L, 3_333L, 3_333L, DisplayName = "just useful")]
    [DataRow(10_000L, 3, 0L, 3_334L, 5_000L, DisplayName = "not useful: gathered for two")]
    [DataRow(10_000L, 2, 8_000L, 0L, 2_000L, DisplayName = "others hold more: the rest")]
    [DataRow(10_000L, 2, 10_000L, 0L, 0L, DisplayName = "others hold all: nothing")]
    [DataRow(10_000L, 2, 11_000L, 0L, 0L, DisplayName = "others hold too much: nothing")]
    [DataRow(90_000_000L, 1, 0L, 0L, 16_777_215L, DisplayName = "more than a record can carry: bounded")]
    public void AShare(long supplyWh, int chargePoints, long allocatedWh, long minimumUsefulWh, long expectedWh) =>
        Assert.AreEqual(
            expectedWh,
            IntervalShares.Of(
                supplyWh,
                [new Stake(1, 0, null, 0), .. Enumerable.Repeat(new Stake(1, 0, allocatedWh, allocatedWh), chargePoints - 1)],
                new ShareLimits(minimumUsefulWh, RecordLayout.MaximumEnergyWh, MayRebalance: false),
                turn: 0)[0].EnergyWh);

    private static SupplyPlan Newest(Office office, FakeDevice device) => device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]);

    [TestMethod]
    public async Task TheFirstPlan_StartsAtTheCurrentInterval_AndReachesToTheHorizon()
    {
        await using var office = new Office(start: Office.Noon.AddMinutes(7));
        FakeDevice device = office.Device();
        office.Supply(Office.Noon.AddHours(-2), 48 * 4, 10_000);
        await office.StartAsync();
        SupplyPlan plan = Newest(office, device);
        Assert.AreEqual(1, plan.Version);
        Assert.AreEqual(96, plan.Count);
        Assert.AreEqual(Office.Noon.ToUnixTimeMilliseconds(), plan.StartUtcMs[0]);
        Assert.AreEqual(Office.Noon.AddHours(48).ToUnixTimeMilliseconds(), plan.ValidUntilUtcMs);
        Assert.AreEqual(1, office.App.Progress.PublishedPlanVersion(Office.SiteName, "cp1"));
        Assert.IsTrue(office.Broker.Published.Single(one => one.Topic == device.Topics.Plan).Retain);
    }

    [TestMethod]
    public async Task AShortForecast_EndsThePlan()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 10, 10_000);
        await office.StartAsync();
        Assert.AreEqual(Office.Noon.AddHours(5).ToUnixTimeMilliseconds(), Newest(office, device).ValidUntilUtcMs);
    }

    [TestMethod]
    public async Task EqualShares_WithoutTheRemainder()
    {
        await using var office = new Office();
        FakeDevice[] devices = [office.Device("b"), office.Device("c"), office.Device("a")];
        office.Supply(Office.Noon, 4, 10_000);
        await office.StartAsync();
        foreach (FakeDevice device in devices)
        {
            SupplyPlan plan = Newest(office, device);
            Assert.AreEqual(4, plan.Count);
            Assert.IsTrue(plan.EnergyWh.Take(4).All(energyWh => energyWh == 3_333));
        }

        Assert.AreEqual("a", office.Scalar<string>("SELECT name FROM charge_point JOIN allocation ON charge_point.id = charge_point_id ORDER BY allocation.id LIMIT 1"));
    }

    [TestMethod]
    public async Task AHorizonOf36HoursIsEnough_BelowItANewVersionExtends_AndKeepsEveryAllocation()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 48 * 4, 10_000);
        await office.StartAsync();
        SupplyPlan first = Newest(office, device);
        office.Time.Advance(TimeSpan.FromHours(12));
        Assert.AreEqual(1, Newest(office, device).Version);
        office.Time.Advance(TimeSpan.FromMinutes(30));
        SupplyPlan second = Newest(office, device);
        Assert.AreEqual(2, second.Version);
        Assert.AreEqual(Office.Noon.AddHours(12.5).ToUnixTimeMilliseconds(), second.StartUtcMs[0]);
        Assert.AreEqual(Office.Noon.AddHours(60.5).ToUnixTimeMilliseconds(), second.ValidUntilUtcMs);
        for (int i = 0; i < second.Count; i++)
        {
            int before = first.Find(second.StartUtcMs[i]);
            Assert.IsTrue(before < 0 || (first.AllocationId[before] == second.AllocationId[i] && first.EnergyWh[before] == second.EnergyWh[i]));
        }
    }

    [TestMethod]
    public async Task AnIntervalThatHasBegun_IsNeverPlanned_ButForTheVeryFirstPlan()
    {
        await using var office = new Office();
        FakeDevice first = office.Device("cp1");
        office.Supply(Office.Noon, 8, 10_000);
        await office.StartAsync();
        FakeDevice later = office.Device("cp2");
        office.Supply(Office.Noon.AddHours(4), 8, 10_000, "more.csv");
        Assert.AreEqual(8 + 8, Newest(office, first).Count);
        SupplyPlan plan = Newest(office, later);
        Assert.AreEqual(Office.Noon.AddHours(4).ToUnixTimeMilliseconds(), plan.StartUtcMs[0]); // the first eight are cp1's
        Assert.AreEqual(5_000, plan.EnergyWh[0]);
    }

    [TestMethod]
    public async Task SupplyThatComesForAnIntervalThatRuns_IsNotAllocated()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon.AddMinutes(30), 1, 10_000);
        await office.StartAsync();
        office.Supply(Office.Noon, 1, 10_000, "late.csv");
        Assert.AreEqual(1, Newest(office, device).Count);
        Assert.AreEqual(1, Newest(office, device).Version);
    }

    [TestMethod]
    public async Task NothingNew_NoNewVersion()
    {
        await using var office = new Office();
        office.Device();
        office.Supply(Office.Noon, 8, 10_000);
        await office.StartAsync();
        Assert.AreEqual(0, office.App.Planner.PublishDue());
        office.Time.Advance(TimeSpan.FromHours(3));
        Assert.AreEqual(1, office.App.Progress.PublishedPlanVersion(Office.SiteName, "cp1"));
    }

    [TestMethod]
    public async Task NoForecast_NoPlan()
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        Assert.AreEqual(0, office.App.Progress.PublishedPlanVersion(Office.SiteName, "cp1"));
    }

    [TestMethod]
    public async Task ANightWithoutSupply_IsInThePlan_WithoutAllocations()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 4, 0);
        await office.StartAsync();
        SupplyPlan plan = Newest(office, device);
        Assert.AreEqual(0, plan.Count);
        Assert.AreEqual(Office.Noon.AddHours(2).ToUnixTimeMilliseconds(), plan.ValidUntilUtcMs);
    }

    [TestMethod]
    public async Task AfterARestart_TheSameVersionIsToldAgain_LetterForLetter()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 8, 10_000);
        await office.StartAsync();
        byte[] before = office.Broker.PublishedTo(device.Topics.Plan)[^1];
        office.Time.Advance(TimeSpan.FromMinutes(40));
        await office.RestartAsync();
        CollectionAssert.AreEqual(before, office.Broker.PublishedTo(device.Topics.Plan)[^1]);
        Assert.AreEqual(1, office.App.Progress.PublishedPlanVersion(Office.SiteName, "cp1"));
    }

    [TestMethod]
    public async Task MoreThanTheSupply_IsFoundBeforeItIsPublished()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 2, 10_000);
        Plant(office, """
            CREATE TRIGGER a_defect AFTER INSERT ON planned_allocation WHEN NEW.plan_version = 1 BEGIN
                INSERT INTO planned_allocation (charge_point_id, interval_start_utc_ms, energy_wh, plan_version, source, certificate_id, reason)
                VALUES (NEW.charge_point_id, NEW.interval_start_utc_ms, 10001, 2, '', '', '');
            END
            """);
        Assert.ThrowsExactly<AllocationExceedsSupplyException>(() => office.App.Planner.PublishDue());
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM plan_version"));
        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Plan));
    }

    [TestMethod]
    [DataRow("UPDATE planned_allocation SET energy_wh = energy_wh + 1")]
    [DataRow("DELETE FROM planned_allocation")]
    [DataRow("UPDATE allocation SET energy_wh = energy_wh + 1")]
    [DataRow("DELETE FROM allocation")]
    public async Task AnAllocation_CannotBeChanged_NotEvenByHand(string sql)
    {
        await using var office = new Office();
        office.Device();
        office.Supply(Office.Noon, 2, 10_000);
        await office.StartAsync();
        Assert.Throws<DbException>(() => Plant(office, sql));
    }

    [TestMethod]
    public async Task AStateThatStaysBehind_IsRemindedAfterTenSeconds()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 2, 10_000);
        office.App.Registry.RegisterMember(Office.SiteName, 1, "zesp3", Office.Noon.AddYears(1));
        await office.StartAsync();
        await StateTakenAsync(office, device, plan: 0);
        office.Time.Advance(TimeSpan.FromSeconds(9));
        await StateTakenAsync(office, device, plan: 0);
        Assert.HasCount(1, office.Broker.PublishedTo(device.Topics.Plan));
        await office.AsSecondsPassAsync(() => office.Broker.PublishedTo(device.Topics.Plan).Count == 2, "the reminder");
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Tokens).Count == 2, "the list");

        await StateTakenAsync(office, device, plan: 1, tokens: 2);
        Assert.AreEqual(1, office.App.Progress.HeldPlanVersion(Office.SiteName, "cp1"));
        office.Time.Advance(TimeSpan.FromMinutes(1));
        await StateTakenAsync(office, device, plan: 1, tokens: 2);
        Assert.HasCount(2, office.Broker.PublishedTo(device.Topics.Plan));
    }

    [TestMethod]
    public async Task Members_ArePublishedInOrder_AndAgainWhenTheyChange()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        office.App.Registry.RegisterMember(Office.SiteName, 7, "zesp3", Office.Noon.AddDays(1));
        office.App.Registry.RegisterMember(Office.SiteName, -7, "zesp3", Office.Noon.AddDays(1));
        office.App.Registry.RegisterMember(Office.SiteName, -7, "zesp3", Office.Noon.AddDays(1)); // nothing new
        TokenList list = device.ReadTokens(office.Broker.PublishedTo(device.Topics.Tokens)[^1]);
        Assert.AreEqual(3, list.Version);
        CollectionAssert.AreEqual(new[] { -7L, 7L }, list.Hash.Take(list.Count).ToArray());
    }

    [TestMethod]
    public async Task ASiteWithoutMembers_HasAnEmptyList_SoThatGuestsAreKnownAsSuch()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        await Office.UntilAsync(() => office.Broker.PublishedTo(device.Topics.Tokens).Count > 0, "the list");
        TokenList list = device.ReadTokens(office.Broker.PublishedTo(device.Topics.Tokens)[0]);
        Assert.AreEqual(1, list.Version);
        Assert.AreEqual(0, list.Count);
    }

    // Waits until a state has gone through the worker, and everything before it.
    private static async Task StateTakenAsync(Office office, FakeDevice device, long plan, long tokens = 0)
    {
        device.RegisterWh++;
        office.Broker.Deliver(device.Topics.State, device.State(plan, tokens));
        Sites.ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!;
        await Office.UntilAsync(() => office.App.Live.Of(chargePoint)?.RegisterWh == device.RegisterWh, "the state");
    }

    private static void Plant(Office office, string sql)
    {
        using DbConnection connection = office.Connect();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
