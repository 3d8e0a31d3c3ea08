using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Local windows on days of 23, 24 and 25 hours; and the profile that is learned by local time.</summary>
[TestClass]
public sealed class WindowTests
{
    // Which half hours of the local day (from its first instant) lie in the window, as UTC times of the first and last, and how many.
    [TestMethod]
    [DataRow("Europe/Berlin", "2026-03-29", "00:00-24:00", 46, "2026-03-28T23:00Z", "2026-03-29T21:30Z", DisplayName = "Berlin, 23 hours")]
    [DataRow("Europe/Berlin", "2026-10-25", "00:00-24:00", 50, "2026-10-24T22:00Z", "2026-10-25T22:30Z", DisplayName = "Berlin, 25 hours")]
    [DataRow("America/New_York", "2026-03-08", "00:00-24:00", 46, "2026-03-08T05:00Z", "2026-03-09T03:30Z", DisplayName = "New York, 23 hours")]
    [DataRow("America/New_York", "2026-11-01", "00:00-24:00", 50, "2026-11-01T04:00Z", "2026-11-02T04:30Z", DisplayName = "New York, 25 hours")]
    [DataRow("Asia/Tokyo", "2026-03-29", "00:00-24:00", 48, "2026-03-28T15:00Z", "2026-03-29T14:30Z", DisplayName = "Tokyo, always 24")]
    [DataRow("Europe/Berlin", "2026-03-29", "01:00-04:00", 4, "2026-03-29T00:00Z", "2026-03-29T01:30Z", DisplayName = "Berlin, around the hour that is skipped")]
    [DataRow("Europe/Berlin", "2026-10-25", "01:00-04:00", 8, "2026-10-24T23:00Z", "2026-10-25T02:30Z", DisplayName = "Berlin, around the hour that is repeated")]
    [DataRow("Europe/Berlin", "2026-03-29", "02:00-03:00", 0, "", "", DisplayName = "Berlin, the hour that does not exist")]
    [DataRow("Europe/Berlin", "2026-10-25", "02:00-03:00", 4, "2026-10-25T00:00Z", "2026-10-25T01:30Z", DisplayName = "Berlin, the hour that comes twice")]
    [DataRow("America/New_York", "2026-03-08", "01:30-03:30", 2, "2026-03-08T06:30Z", "2026-03-08T07:00Z", DisplayName = "New York, over the gap")]
    [DataRow("America/New_York", "2026-11-01", "01:30-02:00", 2, "2026-11-01T05:30Z", "2026-11-01T06:30Z", DisplayName = "New York, a half hour that comes twice")]
    [DataRow("Asia/Tokyo", "2026-04-01", "09:15-10:15", 1, "2026-04-01T00:30Z", "2026-04-01T00:30Z", DisplayName = "only whole intervals")]
    public void AWindow_IsResolvedToUtc(string zone, string day, string window, int count, string first, string last)
    {
        TimeZoneInfo at = TimeZoneInfo.FindSystemTimeZoneById(zone);
        DateOnly date = DateOnly.ParseExact(day, "yyyy-MM-dd", null);
        Weekdays weekday = (Weekdays)(1 << (((int)date.DayOfWeek + 6) % 7));
        long fromMs = new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero).AddHours(-24).ToUnixTimeMilliseconds();
        List<long> starts = [.. LocalWindow.Resolve([LocalWindow.Parse(window, weekday)!], at, fromMs, fromMs + (3 * 86_400_000), 1_800_000)];
        Assert.HasCount(count, starts);
        Assert.AreEqual(first, starts.Count == 0 ? "" : Text(starts[0]));
        Assert.AreEqual(last, starts.Count == 0 ? "" : Text(starts[^1]));
    }

    private static string Text(long utcMs) => DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString("yyyy-MM-dd'T'HH:mm'Z'", null);

    [TestMethod]
    [DataRow("Europe/Berlin", "2026-03-28T21:00Z", 14, DisplayName = "a night of 7 hours")]
    [DataRow("Europe/Berlin", "2026-10-24T20:00Z", 18, DisplayName = "a night of 9 hours")]
    [DataRow("Asia/Tokyo", "2026-03-28T13:00Z", 16, DisplayName = "a night of 8 hours")]
    public void ANightThatBeginsOnSaturday_BelongsToSaturday(string zone, string from, int count)
    {
        LocalWindow night = LocalWindow.Parse("22:00-06:00", Weekdays.Saturday)!;
        long fromMs = DateTimeOffset.Parse(from, null).ToUnixTimeMilliseconds();
        List<long> starts = [.. LocalWindow.Resolve([night], TimeZoneInfo.FindSystemTimeZoneById(zone), fromMs - 86_400_000, fromMs + (2 * 86_400_000), 1_800_000)];
        Assert.HasCount(count, starts);
        Assert.AreEqual(fromMs, starts[0]);
    }

    [TestMethod]
    [DataRow("9:00-25:00")]
    [DataRow("9:00")]
    [DataRow("9:10-10:00")]
    [DataRow("24:00-10:00")]
    [DataRow("nine-ten")]
    public void WhatIsNoWindow(string text) => Assert.IsNull(LocalWindow.Parse(text, Weekdays.All));

    [TestMethod]
    public async Task Windows_BoundThePlan_AndAreLiftedAgain()
    {
        await using var office = new Office(options => options with { Rebalance = true });
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 12, 10_000); // noon UTC is 21:00 in Yokohama
        office.App.Rules.Set(Office.SiteName, new WindowsChange(WindowKind.Opening, [LocalWindow.Parse("9:00-23:00", Weekdays.All)!]), "kimura");
        await office.StartAsync();
        Assert.AreEqual(4, Newest(office, device).Count);
        office.App.Rules.Set(Office.SiteName, new WindowsChange(WindowKind.Tariff, [LocalWindow.Parse("22:30-1:00", Weekdays.All)!]), "kimura");
        Assert.AreEqual("21:00 21:30 22:30", Starts(office, Newest(office, device))); // 21:00 and 21:30 begin within the lead time
        office.App.Rules.Set(Office.SiteName, new WindowsChange(WindowKind.Opening, []), "kimura");
        office.App.Rules.Set(Office.SiteName, new WindowsChange(WindowKind.Tariff, []), "kimura");
        Assert.AreEqual(12, Newest(office, device).Count);
    }

    private static SupplyPlan Newest(Office office, FakeDevice device) => device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]);

    private static string Starts(Office office, SupplyPlan plan) => string.Join(' ', plan.StartUtcMs.Take(plan.Count).Select(startMs =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(startMs), office.App.Registry.FindSite(Office.SiteName)!.Zone).ToString("HH:mm", null)));

    // A site's day of 23 or 25 hours, from the file to the plan that the charge point reads.
    [TestMethod]
    [DataRow("Europe/Berlin", "2026-03-28T23:00Z", "00:00-24:00", 46, "2026-03-28T23:00Z", "2026-03-29T21:30Z", DisplayName = "Berlin in March: 23 hours")]
    [DataRow("Europe/Berlin", "2026-10-24T22:00Z", "00:00-24:00", 50, "2026-10-24T22:00Z", "2026-10-25T22:30Z", DisplayName = "Berlin in October: 25 hours")]
    [DataRow("America/New_York", "2026-03-08T05:00Z", "00:00-24:00", 46, "2026-03-08T05:00Z", "2026-03-09T03:30Z", DisplayName = "New York in March: 23 hours")]
    [DataRow("America/New_York", "2026-11-01T04:00Z", "00:00-24:00", 50, "2026-11-01T04:00Z", "2026-11-02T04:30Z", DisplayName = "New York in November: 25 hours")]
    [DataRow("Europe/Berlin", "2026-03-28T23:00Z", "01:00-04:00", 4, "2026-03-29T00:00Z", "2026-03-29T01:30Z", DisplayName = "Berlin in March: 1 to 4 has two hours")]
    [DataRow("Europe/Berlin", "2026-10-24T22:00Z", "01:00-04:00", 8, "2026-10-24T23:00Z", "2026-10-25T02:30Z", DisplayName = "Berlin in October: 1 to 4 has four hours")]
    [DataRow("America/New_York", "2026-03-08T05:00Z", "01:00-04:00", 4, "2026-03-08T06:00Z", "2026-03-08T07:30Z", DisplayName = "New York in March: 1 to 4 has two hours")]
    [DataRow("America/New_York", "2026-11-01T04:00Z", "01:00-04:00", 8, "2026-11-01T05:00Z", "2026-11-01T08:30Z", DisplayName = "New York in November: 1 to 4 has four hours")]
    [DataRow("Europe/Berlin", "2026-03-28T23:00Z", "08:00-20:00", 24, "2026-03-29T06:00Z", "2026-03-29T17:30Z", DisplayName = "Berlin in March: after the change")]
    [DataRow("America/New_York", "2026-11-01T04:00Z", "08:00-20:00", 24, "2026-11-01T13:00Z", "2026-11-02T00:30Z", DisplayName = "New York in November: after the change")]
    public async Task ASundayOfAnotherLength_GetsItsIntervalsInThePlan(string zone, string midnight, string window, int count, string first, string last)
    {
        DateTimeOffset startUtc = DateTimeOffset.Parse(midnight, null);
        await using var office = new Office(start: startUtc.AddHours(-6));
        office.App.Registry.RegisterSite("abroad", zone);
        office.App.Registry.RegisterChargePoint("abroad", "cp1", Office.KeyOf("cp1"));
        var device = new FakeDevice("abroad", "cp1", Office.KeyOf("cp1"), 1, Office.Noon);
        string rows = string.Concat(Enumerable.Range(-12, 96).Select(i => $"{startUtc.AddMinutes(30 * i):yyyy-MM-dd'T'HH:mm'Z'},10000,SOLAR,\n"));
        office.App.Supply.ImportPlainCsv("abroad", SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n" + rows), "s.csv", "kimura");
        office.App.Rules.Set("abroad", new WindowsChange(WindowKind.Opening, [LocalWindow.Parse(window, Weekdays.Sunday)!]), "kimura");
        office.App.Rules.Set("abroad", new WindowsChange(WindowKind.Tariff, [LocalWindow.Parse("00:00-24:00", Weekdays.All)!]), "kimura");
        await office.StartAsync();
        SupplyPlan plan = Newest(office, device);
        Assert.AreEqual(count, plan.Count);
        Assert.AreEqual(first, Text(plan.StartUtcMs[0]));
        Assert.AreEqual(last, Text(plan.StartUtcMs[plan.Count - 1]));
        Assert.IsTrue(Enumerable.Range(0, plan.Count).All(i => plan.EnergyWh[i] == 10_000 && plan.StartUtcMs[i] == plan.StartUtcMs[0] + (1_800_000L * i)));
    }

    [TestMethod]
    public async Task AProfile_IsTheMeanOfTheSameHalfHourOfTheWeek_AndTheSameEveryTime()
    {
        await using var office = new Office();
        DateTimeOffset now = Office.Noon;
        string rows = string.Concat(Enumerable.Range(1, 3).Select(week => $"{now.AddDays(-7 * week):yyyy-MM-dd'T'HH:mm'Z'},{100 * week + 1},SOLAR,\n"));
        office.App.Supply.ImportPlainCsv(
            Office.SiteName, SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n" + rows), "meter.csv", "kimura", SupplyStage.Actual);
        SupplyImported learned = office.App.Profiles.Import(Office.SiteName, 2, now, now.AddDays(14), "kimura");
        Assert.AreEqual(2, learned.Intervals); // this Wednesday and the next
        Assert.AreEqual("profile 151 SOLAR", office.Scalar<string>("SELECT kind || ' ' || energy_wh || ' ' || source FROM supply JOIN supply_import ON supply_import.id = import_id"));
        Assert.IsFalse(office.App.Profiles.Import(Office.SiteName, 2, now, now.AddDays(14), "kimura").IsNew);
    }

    [TestMethod]
    public async Task TheProfileRule_FillsTheForecast_UntilAFileReplacesIt_AndOnlyWhileItIsOn()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        string rows = string.Concat(Enumerable.Range(0, 2 * 336).Select(i => $"{Office.Noon.AddDays(-14).AddMinutes(30 * i):yyyy-MM-dd'T'HH:mm'Z'},1000,SOLAR,\n"));
        office.App.Supply.ImportPlainCsv(
            Office.SiteName, SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n" + rows), "meter.csv", "kimura", SupplyStage.Actual);
        await office.StartAsync();
        office.Time.Advance(TimeSpan.FromHours(1));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM supply"));
        office.App.Rules.Set(Office.SiteName, new SiteRuleChange(SiteRule.ProfileWeeks, 2), "kimura");
        Assert.AreEqual(1_000, Newest(office, device).EnergyWh[0]);
        Assert.AreEqual("profile rule 120", office.Scalar<string>("SELECT imported_by || ' ' || intervals FROM supply_import WHERE kind = 'profile'"));

        SupplyImported file = office.App.Supply.ImportPlainCsv(
            Office.SiteName, SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n2026-04-01T18:00Z,400,SOLAR,\n"), "forecast.csv", "kimura");
        Assert.IsTrue(file.IsNew); // no correction: nobody had said anything but the profile
        SupplyPlan plan = Newest(office, device);
        Assert.AreEqual(400, plan.EnergyWh[plan.Find(Office.Noon.AddHours(6).ToUnixTimeMilliseconds())]);

        office.Time.Advance(TimeSpan.FromHours(12));
        Assert.AreEqual(2L, office.Scalar<long>("SELECT count(*) FROM supply_import WHERE kind = 'profile'"));
        office.App.Rules.Set(Office.SiteName, new SiteRuleChange(SiteRule.ProfileWeeks, 0), "kimura");
        office.Time.Advance(TimeSpan.FromHours(24));
        Assert.AreEqual(2L, office.Scalar<long>("SELECT count(*) FROM supply_import WHERE kind = 'profile'"));
    }

    [TestMethod]
    public async Task AProfile_FollowsTheLocalClock_OverAChangeOfTime()
    {
        await using var office = new Office();
        Sites.Site berlin = office.App.Registry.RegisterSite("berlin", "Europe/Berlin");
        long saturdayBefore = DateTimeOffset.Parse("2026-03-21T11:00Z", null).ToUnixTimeMilliseconds(); // 12:00 there
        List<SupplyInterval> learned = [.. ForecastProfiles.Learn(
            berlin,
            [new KnownSupply { StartMs = saturdayBefore, EnergyWh = 70, Source = "SOLAR" }],
            DateTimeOffset.Parse("2026-03-29T00:00Z", null),
            DateTimeOffset.Parse("2026-04-05T00:00Z", null))];
        Assert.AreEqual(DateTimeOffset.Parse("2026-04-04T10:00Z", null), learned.Single().StartUtc); // 12:00 in summer
    }
}
