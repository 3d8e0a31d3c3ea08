using ChargePointFw.BackOffice.Planning;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Supply moves from one charge point to another: only ahead of the lead time, and only once it was let go.</summary>
[TestClass]
public sealed class PlanMoveTests
{
    private static async Task<(Office Office, FakeDevice A, FakeDevice B)> RunningAsync(Func<BackOfficeOptions, BackOfficeOptions> configure)
    {
        var office = new Office(configure);
        FakeDevice a = office.Device("a");
        FakeDevice b = office.Device("b");
        office.Supply(Office.Noon, 16, 10_000);
        await office.StartAsync();
        await HoldsAsync(office, a, 1);
        await HoldsAsync(office, b, 1);
        return (office, a, b);
    }

    // It takes a version over, which it records, and says so.
    private static async Task HoldsAsync(Office office, FakeDevice device, long version, string state = "Idle", string verdict = "Allowed", long session = 0)
    {
        await RecordsAsync(office, device, version);
        await SaysAsync(office, device, version, state, verdict, session);
    }

    private static async Task RecordsAsync(Office office, FakeDevice device, long version)
    {
        office.Send(device, device.AcceptPlan(version, office.Time.GetUtcNow()));
        await office.AcknowledgedAsync(device, device.Journal.Count);
    }

    private static async Task SaysAsync(Office office, FakeDevice device, long version, string state = "Idle", string verdict = "Allowed", long session = 0)
    {
        device.RegisterWh++;
        office.Broker.Deliver(device.Topics.State, device.State(version, 0, 0, state, verdict, session));
        Sites.ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!;
        await Office.UntilAsync(() => office.App.Live.Of(chargePoint)?.RegisterWh == device.RegisterWh, "the state");
    }

    private static SupplyPlan Newest(Office office, FakeDevice device) => device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]);

    private static int EnergyWh(SupplyPlan plan, DateTimeOffset start)
    {
        int at = plan.Find(start.ToUnixTimeMilliseconds());
        return at < 0 ? 0 : plan.EnergyWh[at];
    }

    [TestMethod]
    public async Task AMove_WaitsForTheReport_AndNeverTouchesTheLeadTime()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.Time.Advance(TimeSpan.FromMinutes(15));
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");

        SupplyPlan lowered = Newest(office, a);
        Assert.AreEqual(2, lowered.Version);
        Assert.AreEqual(5_000, EnergyWh(lowered, Office.Noon.AddMinutes(60))); // begins 45 minutes from now
        Assert.AreEqual(2_500, EnergyWh(lowered, Office.Noon.AddMinutes(90)));
        Assert.AreEqual(1, Newest(office, b).Version); // not before a has said so

        await HoldsAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        SupplyPlan raised = Newest(office, b);
        Assert.AreEqual(2, raised.Version);
        Assert.AreEqual(7_500, EnergyWh(raised, Office.Noon.AddMinutes(90)));
        Assert.AreEqual(5_000, EnergyWh(raised, Office.Noon.AddMinutes(60)));
    }

    [TestMethod]
    public async Task WhatWasNotReportedBeforeTheInterval_StaysBooked_ForGood()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");
        office.Time.Advance(TimeSpan.FromHours(4)); // a never says that it holds version 2
        Assert.AreEqual(1, Newest(office, b).Version);
        await HoldsAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(5_000L, Booked(office, "a", Office.Noon.AddHours(2)));
        Assert.AreEqual(5_000L, Booked(office, "b", Office.Noon.AddHours(2)));
        Assert.AreEqual(2_500L, Booked(office, "a", Office.Noon.AddHours(6)));
        Assert.AreEqual(7_500L, Booked(office, "b", Office.Noon.AddHours(6)));
    }

    [TestMethod]
    public async Task AReservation_IsServedFirst_AndEndsWithZero()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.App.Rules.Set(Office.SiteName, new ReservationChange("a", Office.Noon.AddHours(3), Office.Noon.AddHours(4), 6_000), "kimura");
        office.Time.Advance(TimeSpan.FromMinutes(15));
        SupplyPlan plan = Newest(office, b); // lowered first
        Assert.AreEqual(2_000, EnergyWh(plan, Office.Noon.AddHours(3)));
        Assert.AreEqual(5_000, EnergyWh(plan, Office.Noon.AddHours(4)));
        await HoldsAsync(office, b, 2);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(8_000, EnergyWh(Newest(office, a), Office.Noon.AddHours(3)));
        office.App.Rules.Set(Office.SiteName, new ReservationChange("a", Office.Noon.AddHours(3), Office.Noon.AddHours(4), 0), "kimura");
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(5_000, EnergyWh(Newest(office, a), Office.Noon.AddHours(3)));
    }

    [TestMethod]
    public async Task SupplyFollowsTheWaitingCar_WithinTheNextHours()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { FollowDemand = true, DemandHours = 2 });
        await using Office closing = office;
        await HoldsAsync(office, b, 1, "SuspendedEVSE", "DeniedAllocationSpent", session: 1);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        SupplyPlan lowered = Newest(office, a);
        Assert.AreEqual(2_000, EnergyWh(lowered, Office.Noon.AddMinutes(90)));
        Assert.AreEqual(5_000, EnergyWh(lowered, Office.Noon.AddHours(4)));
        await HoldsAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(8_000, EnergyWh(Newest(office, b), Office.Noon.AddMinutes(90)));
    }

    [TestMethod]
    public async Task ByDefault_NothingMoves()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options);
        await using Office closing = office;
        await HoldsAsync(office, b, 1, "SuspendedEVSE", "DeniedAllocationSpent", session: 1);
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");
        office.Time.Advance(TimeSpan.FromHours(2));
        Assert.AreEqual(1, Newest(office, a).Version);
        Assert.AreEqual(1, Newest(office, b).Version);
    }

    [TestMethod]
    public async Task AReportThatGoesBack_MakesOlderVersionsCountAgain()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");
        office.Time.Advance(TimeSpan.FromMinutes(15));
        await SaysAsync(office, a, 0); // another board, or a store that was put back
        office.Time.Advance(TimeSpan.FromHours(1));
        Assert.AreEqual(1, Newest(office, b).Version);
        Assert.AreEqual(5_000L, Booked(office, "a", Office.Noon.AddHours(6)));
        Assert.AreEqual("PlanWentBack a", office.Scalar<string>("SELECT group_concat(kind || ' ' || charge_points) FROM supply_finding"));
    }

    [TestMethod]
    public async Task WhatIsMerelySaid_FreesNothing()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");
        office.Time.Advance(TimeSpan.FromMinutes(15));
        await SaysAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromHours(1));
        Assert.AreEqual(1, Newest(office, b).Version);
        await RecordsAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(2, Newest(office, b).Version);
    }

    [TestMethod]
    public async Task AReportThatGoesBackAfterAMove_CountsAgain_IsFoundOnce_AndNothingIsAdded()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");
        office.Time.Advance(TimeSpan.FromMinutes(15));
        await HoldsAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(7_500, EnergyWh(Newest(office, b), Office.Noon.AddHours(6)));

        var other = new FakeDevice(Office.SiteName, "a", Office.KeyOf("a"), journalId: 77, Office.Noon); // its first record: no plan
        office.Send(other, other.Append(RecordType.Boot));
        await office.AcknowledgedAsync(other, 1);
        Assert.AreEqual(5_000L, Booked(office, "a", Office.Noon.AddHours(6))); // version 1 may be held again
        Assert.AreEqual(0L, office.Scalar<long>("SELECT version FROM plan_report ORDER BY id DESC LIMIT 1"));
        long intervals = office.Scalar<long>("SELECT count(*) FROM planned_allocation WHERE plan_version = 2 AND energy_wh = 2500");
        Assert.AreEqual($"PlanWentBack {2_500 * intervals} a", office.Scalar<string>("SELECT group_concat(kind || ' ' || energy_wh || ' ' || charge_points) FROM supply_finding"));

        office.Send(a, a.AcceptPlan(2, office.Time.GetUtcNow())); // what the former board still sends says nothing of this one
        await office.AcknowledgedAsync(a, a.Journal.Count);
        Assert.AreEqual(5_000L, Booked(office, "a", Office.Noon.AddHours(6)));
        office.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.AreEqual(7_500, EnergyWh(Newest(office, b), Office.Noon.AddHours(6))); // promised is promised, and nothing more

        office.Send(other, other.AcceptPlan(Newest(office, a).Version, office.Time.GetUtcNow()));
        await office.AcknowledgedAsync(other, 2);
        Assert.AreEqual(2_500L, Booked(office, "a", Office.Noon.AddHours(6)));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM supply_finding"));
    }

    [TestMethod]
    public async Task AStateThatIsOlderThanTheRecord_IsNoReportThatGoesBack()
    {
        (Office office, FakeDevice a, FakeDevice _) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");
        office.Time.Advance(TimeSpan.FromMinutes(15));
        await SaysAsync(office, a, 1);
        await RecordsAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromHours(1));
        Assert.AreEqual(2L, office.Scalar<long>("SELECT version FROM plan_report JOIN charge_point ON charge_point.id = charge_point_id WHERE name = 'a' ORDER BY plan_report.id DESC LIMIT 1"));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM supply_finding"));
    }

    [TestMethod]
    public async Task AReportOfAVersionThatNeverWas_IsNotBelieved()
    {
        (Office office, FakeDevice a, FakeDevice b) = await RunningAsync(options => options with { Rebalance = true });
        await using Office closing = office;
        office.App.Rules.Set(Office.SiteName, new WeightChange("b", 3), "kimura");
        await HoldsAsync(office, a, 99);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(1, Newest(office, b).Version);
    }

    [TestMethod]
    [DataRow(0, 30)]
    [DataRow(30, 30)]
    [DataRow(31, 60)]
    [DataRow(60, 60)]
    [DataRow(90, 90)]
    public async Task TheLeadTime_IsKept(int leadMinutes, int firstMinutes)
    {
        (Office office, FakeDevice _, FakeDevice _) = await RunningAsync(options => options with { LeadMinutes = leadMinutes });
        await using Office closing = office;
        FakeDevice added = office.Device("c");
        office.Supply(Office.Noon.AddHours(8), 2, 10_000, "more.csv"); // wakes the planner; c gets what nobody holds
        Assert.AreEqual(Office.Noon.AddMinutes(firstMinutes).ToUnixTimeMilliseconds(), office.Scalar<long>("SELECT from_utc_ms FROM plan_version JOIN charge_point ON charge_point.id = charge_point_id WHERE name = 'c'"));
        Assert.AreEqual(3_333, EnergyWh(Newest(office, added), Office.Noon.AddHours(8)));
    }

    [TestMethod]
    public async Task QuarterHours_96HoursAhead_FitIntoOneDocument()
    {
        await using var office = new Office(options => options with { HorizonHours = 96, ReplanBelowHours = 90 });
        office.App.Registry.RegisterSite("osaka", "Asia/Tokyo", 15);
        office.App.Registry.RegisterChargePoint("osaka", "cp1", Office.KeyOf("cp1"));
        var device = new FakeDevice("osaka", "cp1", Office.KeyOf("cp1"), 1, Office.Noon);
        string rows = string.Concat(Enumerable.Range(0, 96 * 4 + 8).Select(i =>
            $"{Office.Noon.AddMinutes(15 * i):yyyy-MM-dd'T'HH:mm:ss'Z'},16777215,GENERAL_GREEN,{new string('c', 64)}\n"));
        office.App.Supply.ImportPlainCsv("osaka", SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n" + rows), "long.csv", "tests");
        await office.StartAsync();
        SupplyPlan plan = Newest(office, device);
        Assert.AreEqual(384, plan.Count);
        Assert.AreEqual(Office.Noon.AddHours(96).ToUnixTimeMilliseconds(), plan.ValidUntilUtcMs);
    }

    private static long Booked(Office office, string name, DateTimeOffset start) => office.Scalar<long>(
        $"SELECT energy_wh FROM allocation JOIN charge_point ON charge_point.id = charge_point_id WHERE name = '{name}' AND interval_start_utc_ms = {start.ToUnixTimeMilliseconds()}");
}
