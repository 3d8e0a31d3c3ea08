using System.Data.Common;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Shares of the live supply in the plans: by weight, never more than all of it, and promised like energy.</summary>
[TestClass]
public sealed class LivePlanTests
{
    private static SupplyPlan Newest(Office office, FakeDevice device) => device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]);

    private static int Permille(SupplyPlan plan, DateTimeOffset start)
    {
        int at = plan.Find(start.ToUnixTimeMilliseconds());
        return at < 0 ? -1 : plan.LivePermille[at];
    }

    private static async Task HoldsAsync(Office office, FakeDevice device, long version)
    {
        office.Send(device, device.AcceptPlan(version, office.Time.GetUtcNow()));
        await office.AcknowledgedAsync(device, device.Journal.Count);
    }

    [TestMethod]
    [DataRow(1_000L, "1/0/0 1/0/0 1/0/0", "333 333 333", DisplayName = "equal shares, rounded down")]
    [DataRow(1_000L, "3/0/0 1/0/0", "750 250", DisplayName = "by weight")]
    [DataRow(1_000L, "1/0/0 0/0/0", "1000 0", DisplayName = "weight 0: nothing")]
    [DataRow(0L, "1/500/500 1/500/500", "0 0", DisplayName = "switched off: taken away")]
    [DataRow(1_000L, "1/1000/1000 1/0/0", "500 0", DisplayName = "a new charge point waits until the first has let go")]
    [DataRow(1_000L, "1/500/1000 1/0/0", "500 0", DisplayName = "off line: what it may still hold is its")]
    [DataRow(1_000L, "1/500/500 1/0/0", "500 500", DisplayName = "let go: the other has it")]
    [DataRow(1_000L, "1/500/500 1/500/500", "500 500", DisplayName = "nothing changes")]
    public void Shares(long toShare, string stakes, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', LiveShares.Of(toShare, [.. stakes.Split(' ').Select(Read)])));

    private static LiveStake Read(string text)
    {
        long[] numbers = [.. text.Split('/').Select(long.Parse)];
        return new LiveStake(numbers[0], numbers[1], numbers[2]);
    }

    [TestMethod]
    public async Task WithoutForecast_EveryIntervalHasAnAllocationOfNothing_WithItsShareAndAnId()
    {
        await using var office = new Office();
        FakeDevice[] devices = [office.Device("a"), office.Device("b"), office.Device("c")];
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        await office.StartAsync();
        SupplyPlan plan = Newest(office, devices[1]);
        Assert.AreEqual(96, plan.Count);
        Assert.IsTrue(plan.LivePermille.Take(96).All(one => one == 333));
        Assert.IsTrue(plan.EnergyWh.Take(96).All(one => one == 0));
        Assert.AreEqual(96, plan.AllocationId.Take(96).Where(one => one > 0).Distinct().Count());
        Assert.AreEqual(Office.Noon.AddHours(48).ToUnixTimeMilliseconds(), plan.ValidUntilUtcMs);
        Assert.AreEqual("SOLAR", office.Scalar<string>("SELECT DISTINCT source FROM allocation"));
    }

    [TestMethod]
    public async Task AForecastThatComesLater_IsStillSharedOut()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        await office.StartAsync();
        office.Supply(Office.Noon.AddHours(3), 4, 10_000);
        SupplyPlan plan = Newest(office, device);
        int at = plan.Find(Office.Noon.AddHours(3).ToUnixTimeMilliseconds());
        Assert.AreEqual((10_000, (short)1_000), (plan.EnergyWh[at], plan.LivePermille[at]));
    }

    [TestMethod]
    public async Task SwitchedOn_OnlyWhatBeginsAfterTheLeadTimeChanges_AndTheEnergyStays()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 8, 10_000);
        await office.StartAsync();
        Assert.AreEqual(0, Permille(Newest(office, device), Office.Noon.AddHours(2)));
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        SupplyPlan plan = Newest(office, device);
        Assert.AreEqual(2, plan.Version);
        Assert.AreEqual(0, Permille(plan, Office.Noon.AddMinutes(30)));
        Assert.AreEqual(1_000, Permille(plan, Office.Noon.AddMinutes(90)));
        Assert.IsTrue(plan.EnergyWh.Take(8).All(one => one == 10_000));
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(2, Newest(office, device).Version); // the next boundary says nothing new
    }

    [TestMethod]
    public async Task AShareMoves_OnlyOnceItWasReported_AndAnOfflineChargePointKeepsItsOwn()
    {
        await using var office = new Office();
        FakeDevice a = office.Device("a");
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        await office.StartAsync();
        await HoldsAsync(office, a, 1);
        FakeDevice b = office.Device("b");
        office.Time.Advance(TimeSpan.FromMinutes(15));
        DateTimeOffset later = Office.Noon.AddHours(4);
        Assert.AreEqual(500, Permille(Newest(office, a), later));
        Assert.AreEqual(-1, Permille(Newest(office, b), later)); // a may still hold all of it
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(-1, Permille(Newest(office, b), later));
        await HoldsAsync(office, a, 2);
        office.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.AreEqual(500, Permille(Newest(office, b), later));
    }

    [TestMethod]
    public async Task OutsideTheSitesWindows_NoShareIsGiven()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.App.Rules.Set(Office.SiteName, new WindowsChange(WindowKind.Opening, [LocalWindow.Parse("09:00-22:00", Weekdays.All)!]), "kimura");
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        await office.StartAsync();
        SupplyPlan plan = Newest(office, device);
        Assert.AreEqual(1_000, Permille(plan, Office.Noon.AddMinutes(30)));
        Assert.AreEqual(-1, Permille(plan, Office.Noon.AddHours(1))); // 22:00 in Tokyo
    }

    [TestMethod]
    public async Task MoreThanTheWholeSurplus_IsFoundBeforeItIsPublished()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura");
        using (DbConnection connection = office.Connect())
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = """
                INSERT INTO charge_point (id, site_id, name) SELECT 99, id, 'ghost' FROM site;
                CREATE TRIGGER a_defect AFTER INSERT ON planned_allocation WHEN NEW.charge_point_id <> 99 BEGIN
                    INSERT INTO planned_allocation (charge_point_id, interval_start_utc_ms, energy_wh, plan_version, source, certificate_id, reason, live_permille)
                    VALUES (99, NEW.interval_start_utc_ms, 0, 1, '', '', '', 1);
                END
                """;
            command.ExecuteNonQuery();
        }

        StringAssert.Contains(
            Assert.ThrowsExactly<AllocationExceedsSupplyException>(() => office.App.Planner.PublishDue()).Message, "1001 thousandths");
        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Plan));
    }

    [TestMethod]
    [DataRow(Office.SiteName, "COAL", "", "live supply is renewable")]
    [DataRow(Office.SiteName, "SOLAR", "a\"b", "a certificate's name")]
    [DataRow("elsewhere", "SOLAR", "", "there is no site elsewhere")]
    public async Task ASettingThatCannotBe_IsRefused(string site, string source, string certificate, string why)
    {
        await using var office = new Office();
        StringAssert.StartsWith(
            Assert.ThrowsExactly<RegistryException>(() => office.App.LiveSupply.Set(site, true, "kimura", source, certificate)).Message, why);
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM live_supply"));
    }

    [TestMethod]
    public async Task ThePlanOfFourDaysOfQuarterHours_StillFits()
    {
        await using var office = new Office(options => options with { HorizonHours = 96 });
        office.App.Registry.RegisterSite("quarters", "Asia/Tokyo", 15);
        office.App.Registry.RegisterChargePoint("quarters", "cp1", Office.KeyOf("cp1"));
        var device = new FakeDevice("quarters", "cp1", Office.KeyOf("cp1"), 1, Office.Noon);
        var rows = Enumerable.Range(0, 384).Select(i => $"{Office.Noon.AddMinutes(15 * i):yyyy-MM-dd'T'HH:mm:ss'Z'},16777215,GENERAL_GREEN,{new string('c', 64)}");
        office.App.Supply.ImportPlainCsv("quarters", SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n" + string.Join('\n', rows) + "\n"), "s.csv", "tests");
        office.App.LiveSupply.Set("quarters", true, "kimura");
        await office.StartAsync();
        byte[] document = office.Broker.PublishedTo(device.Topics.Plan)[^1];
        Assert.IsLessThanOrEqualTo(Link.DocumentDesk.MaximumBytes, document.Length);
        Assert.AreEqual(384, device.ReadPlan(document).Count);
    }
}
