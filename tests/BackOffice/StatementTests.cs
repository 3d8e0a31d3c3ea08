using System.Text;
using System.Text.Json;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.Exchange.Statements;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A statement comes to what the ledger comes to, and to what the sessions come to, wherever a month begins.</summary>
[TestClass]
public sealed class StatementTests
{
    private static readonly byte[] siteKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public TestContext TestContext { get; set; } = null!;

    /// <summary>Zone, and the last day of a month around which it is hard: clocks change, or midnight is within a half hour.</summary>
    [TestMethod]
    [DataRow("Asia/Tokyo", "2026-04-30")]
    [DataRow("Asia/Kathmandu", "2026-04-30", DisplayName = "midnight is 18:15 in UTC")]
    [DataRow("America/Havana", "2026-10-31", DisplayName = "midnight of 1 November comes twice")]
    [DataRow("Europe/Berlin", "2026-03-30", DisplayName = "an hour is left out")]
    [DataRow("Australia/Lord_Howe", "2026-10-03", DisplayName = "half an hour is left out")]
    public async Task OverRandomHistoriesWithCorrections_AStatement_EqualsTheLedger_AndTheSessions(string zone, string around)
    {
        int seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var dice = new Random(seed);
        DateTimeOffset begin = new DateTimeOffset(DateTime.Parse(around, null), TimeSpan.Zero).AddDays(-1.5);
        await using var office = new Office(start: begin.AddDays(-5));
        Site site = office.App.Registry.RegisterSite("depot", zone);
        (CheckBay[] bays, long[] cards) = Bays(office, site);
        Supply(office, site, begin.AddDays(-1));
        await office.StartAsync();
        int session = 0;
        for (int round = 0; round < 16; round++)
        {
            for (int bay = 0; bay < bays.Length; bay++)
            {
                bays[bay].Clock = bays[bay].Clock < begin ? begin : bays[bay].Clock;
                IntervalLedgerTests.PlaySession(bays[bay], dice, (++session * 2) + bay);
            }
        }

        office.Time.Advance(TimeSpan.FromDays(15));
        foreach (CheckBay bay in bays)
        {
            await bay.ArriveAsync();
        }

        AssertAgrees(office, site, begin, cards, seed);
        office.App.Settlements.Settle(site.Name, begin.AddDays(-1), begin.AddDays(8), isFinal: false, "dice");
        int decided = 0;
        for (int i = 0; i < 200 && decided < 8; i++)
        {
            QueueRow[] all = [.. office.App.Queue.Page(new QueueFilter { State = dice.Next(3) == 0 ? "Corrected" : "Open" }).Where(row => row.SessionNumber > 0)];
            decided += all.Length > 0 && IntervalLedgerTests.Try(office, all[dice.Next(all.Length)], dice) ? 1 : 0;
        }

        Assert.AreEqual(8, decided, "hardly anything was decided, seed " + seed);
        string[] before = AssertAgrees(office, site, begin, cards, seed);
        office.App.Ledger.Rebuild();
        office.Time.Advance(TimeSpan.FromMinutes(1));
        CollectionAssert.AreEqual(before, AssertAgrees(office, site, begin, cards, seed), "rebuilt and read later: the same to the last byte, seed " + seed);
    }

    [TestMethod]
    public async Task WhatIsSettled_IsSharedByCoveredEnergy_AndCarbonFollowsFromFactorsWithSources()
    {
        await using var office = new Office();
        Site site = office.App.Registry.FindSite(Office.SiteName)!;
        (CheckBay[] bays, _) = Bays(office, site, oneBay: true);
        Supply(office, site, Office.Noon.AddDays(-1));
        await office.StartAsync();
        office.Time.Advance(TimeSpan.FromHours(5));
        (CheckBay taxi, CheckBay other) = (bays[0], bays[1]); // two cards at one charge point
        taxi.Start(1);
        taxi.Wait(5);
        taxi.End(1, 2_000);
        other.Clock = taxi.Clock;
        taxi.Clock = taxi.Clock.AddMinutes(1);
        other.Wait(2);
        other.Start(2);
        other.Wait(5);
        other.End(2, 1_001);
        await taxi.ArriveAsync();
        var april = new DateOnly(2026, 4, 1);
        Statement Made(StatementKind kind, string name) => office.App.Statements.Make(office.App.Statements.Subject(kind, name, office.App.Registry.Sites), april);
        Statement before = Made(StatementKind.Site, site.Name);
        Assert.AreEqual("NoLocationFactor NoResidualFactor NotSealed NotSettledWh", string.Join(' ', before.Open.Where(one => one.Kind != "Findings").Select(one => one.Kind)));
        Assert.AreEqual((null, null), (before.Carbon[0].LocationGrams, before.Carbon[0].MarketGrams), "no number is made up");

        office.App.Settlements.Settle(site.Name, Office.Noon, Office.Noon.AddHours(1), isFinal: false, "tests");
        office.App.Factors.Set(site.Name, FactorKind.Location, 2025, 400m, "an older one", "tests");
        office.App.Factors.Set(site.Name, FactorKind.Location, 2026, 457.5m, "Yonden FY2024, table 2", "tests");
        office.App.Factors.Set(site.Name, FactorKind.Location, 2027, 1m, "of a later year", "tests");
        office.App.Factors.Set(site.Name, FactorKind.Residual, 2026, 500m, "residual mix", "tests");
        office.App.Factors.Set(site.Name, FactorKind.Certificate, 2026, 1m, "a typing error", "tests");
        office.App.Factors.Set(site.Name, FactorKind.Certificate, 2026, 0m, "as the certificate states", "tests");
        (Statement all, Statement zesp3, Statement fleet, Statement business) =
            (Made(StatementKind.Site, site.Name), Made(StatementKind.Programme, "zesp3"), Made(StatementKind.Fleet, "taxis"), Made(StatementKind.Programme, "business"));
        // 3,001 Wh covered and 1,500 Wh generated: 2,000/3,001 and 1,001/3,001 of what is matched, each rounded down.
        Assert.AreEqual("1500 999 999 500", $"{all.SettledWh} {zesp3.SettledWh} {fleet.SettledWh} {business.SettledWh}");
        Assert.AreEqual("2000 1001 3001", $"{zesp3.Total.CountedWh} {business.Total.CountedWh} {all.Total.CountedWh}");
        Assert.AreEqual(3001 * 457.5m / 1000, all.Carbon[0].LocationGrams);
        Assert.AreEqual(1501 * 500m / 1000, all.Carbon[0].MarketGrams);
        Assert.AreEqual("wind-2026 WIND 1500", string.Join(", ", all.Certificates.Select(one => $"{one.Id} {one.Source} {one.ProvisionalWh}")));
        Assert.AreEqual("zesp3 2000, business 1001", string.Join(", ", all.Lines.OrderByDescending(one => one.Name).Select(one => $"{one.Name} {one.Sum.CoveredWh}")));
        Assert.AreEqual(all.Digest(), Made(StatementKind.Site, site.Name).Digest());
        Assert.AreNotEqual(before.Digest(), all.Digest());

        office.App.Tariffs.Set(site.Name, "zesp3", Office.Noon.AddDays(-1), new Sessions.Tariff("JPY", 16.5m, 0), "tests");
        Statement priced = Made(StatementKind.Site, site.Name);
        Assert.AreEqual("82.5 JPY|NoTariff 1", $"{string.Join(' ', priced.Total.Money.Select(one => $"{one.Value} {one.Key}"))}|{string.Join(' ', priced.Open.Where(one => one.Kind == "NoTariff").Select(one => $"{one.Kind} {one.Count}"))}");
    }

    [TestMethod]
    public async Task FactorsAndNames_ThatCannotBe_AreRefused()
    {
        await using var office = new Office();
        foreach ((int year, decimal grams, string source, string said) in new[]
        {
            (1999, 1m, "x", "a factor's year is 2000 to 2199, not 1999"), (2026, -1m, "x", "a factor is 0 to 2000 g/kWh"), (2026, 2000.5m, "x", "a factor is 0 to 2000 g/kWh"),
            (2026, 0.0001m, "x", "at most three decimals"), (2026, 1m, " ", "say where the factor comes from"), (2026, 1m, "a\nb", "say where the factor comes from"),
            (2026, 1m, new string('x', 201), "1 to 200 letters"),
        })
        {
            StringAssert.Contains(Assert.ThrowsExactly<RegistryException>(() => office.App.Factors.Set(Office.SiteName, FactorKind.Location, year, grams, source, "tests")).Message, said);
        }

        foreach ((StatementKind kind, string name) in new[] { (StatementKind.Site, "nowhere"), (StatementKind.Programme, "zesp9"), (StatementKind.Fleet, "nobody") })
        {
            StringAssert.Contains(Assert.ThrowsExactly<RegistryException>(() => office.App.Statements.Subject(kind, name, office.App.Registry.Sites)).Message, name);
        }

        Assert.ThrowsExactly<Microsoft.Data.Sqlite.SqliteException>(() =>
        {
            office.App.Factors.Set(Office.SiteName, FactorKind.Location, 2026, 1, "x", "tests");
            office.Scalar<long?>("UPDATE emission_factor SET mg_per_kwh = 0");
        });
    }

    // Whatever there is, month by month; gives the lines of every statement.
    private static string[] AssertAgrees(Office office, Site site, DateTimeOffset begin, long[] cards, int seed)
    {
        Assert.HasCount(2, cards);
        var lines = new List<string>();
        (long sessions, long countedWh) = (0, 0);
        DateOnly first = DateOnly.FromDateTime(begin.AddDays(-35).DateTime);
        first = first.AddDays(1 - first.Day);
        for (DateOnly month = first; month < DateOnly.FromDateTime(begin.AddDays(60).DateTime); month = month.AddMonths(1))
        {
            Statement Made(StatementKind kind, string name) => office.App.Statements.Make(office.App.Statements.Subject(kind, name, office.App.Registry.Sites), month);
            Statement made = Made(StatementKind.Site, site.Name);
            string at = $"{made.MonthName}, seed {seed}";
            Assert.IsTrue(made.Agrees, $"{at}: ledger {made.Ledger}, sessions {made.Total}");
            var period = new ExportPeriod(month, month.AddMonths(1).AddDays(-1));
            JsonElement[] rows = ExportTests.Rows(office.App, new ExportRequest(ExportKind.SessionIntervals, ExportFormat.JsonLines, [site], period));
            JsonElement[] intervals = ExportTests.Rows(office.App, new ExportRequest(ExportKind.Intervals, ExportFormat.JsonLines, [site], period));
            Assert.AreEqual(made.Total.CountedWh + made.Total.DroppedWh, ExportTests.Sum(rows, "delivered_wh"), $"sessions' intervals, {at}");
            Assert.AreEqual(made.Total.CoveredWh, ExportTests.Sum(intervals, "covered_wh"), $"the ledger, {at}");
            Assert.AreEqual(made.Total.DroppedWh, ExportTests.Sum(intervals, "dropped_wh"), $"the ledger, {at}");
            LedgerInterval through = office.App.Intervals.ThroughSessions(site.Name, LocalDay.MidnightUtc(site.Zone, month), LocalDay.MidnightUtc(site.Zone, month.AddMonths(1))).Sum;
            Assert.AreEqual((made.Total.CoveredWh, made.Total.UncoveredWh, made.Total.UnclaimedWh), (through.CoveredWh, through.UncoveredWh, through.UnclaimedWh), $"through the sessions, {at}");
            Statement[] programmes = [Made(StatementKind.Programme, "zesp3"), Made(StatementKind.Programme, "business")];
            Assert.AreEqual(made.Total.CountedWh, programmes.Sum(one => one.Total.CountedWh), $"programmes, {at}");
            Assert.AreEqual(made.Total.Sessions, programmes.Sum(one => one.Total.Sessions), $"programmes, {at}");
            Assert.AreEqual(programmes[0].Total.ToString(), Made(StatementKind.Fleet, "taxis").Total.ToString(), $"its fleet, {at}");
            Assert.IsLessThanOrEqualTo(made.SettledWh, programmes.Sum(one => one.SettledWh), $"settled once, {at}");
            Assert.IsLessThanOrEqualTo(made.Total.CoveredWh, made.SettledWh, $"no more settled than covered, {at}");
            Assert.AreEqual(made.SettledWh, made.Certificates.Sum(one => one.RetiredWh + one.ProvisionalWh), $"on certificates, {at}");
            sessions += made.Total.Sessions;
            countedWh += made.Total.CountedWh;
            lines.AddRange(made.ToLines());
            lines.AddRange(programmes.SelectMany(one => one.ToLines()));
        }

        Assert.AreEqual(office.Scalar<long>("SELECT count(*) FROM session"), sessions, $"each session began in one month, seed {seed}");
        Assert.IsGreaterThan(0, countedWh, $"hardly anything flowed, seed {seed}");
        return [.. lines];
    }

    // Two cards, one of a fleet; at two charge points, or at one.
    private static (CheckBay[] Bays, long[] Cards) Bays(Office office, Site site, bool oneBay = false)
    {
        string text = "token_id,programme,group,valid_until\nu-04A1B2C3D4E5F6,zesp3,taxis,2027-03-31\nu-04A1B2C3D4E5F7,business,,2027-03-31\n";
        office.App.Members.ImportCsv(site.Name, new MemoryStream(Encoding.UTF8.GetBytes(text)), "members.csv", siteKey, "tests");
        long[] cards = [MemberDesk.HashOf(siteKey, "u-04A1B2C3D4E5F6"), MemberDesk.HashOf(siteKey, "u-04A1B2C3D4E5F7")];
        var devices = new List<FakeDevice>();
        foreach (string name in oneBay ? ["cp1"] : new[] { "cp1", "cp2" })
        {
            office.App.Registry.RegisterChargePoint(site.Name, name, Office.KeyOf(name));
            devices.Add(new FakeDevice(site.Name, name, Office.KeyOf(name), 1_000 + devices.Count, Office.Noon));
        }

        return ([new CheckBay(office, devices[0], cards[0]), new CheckBay(office, devices[^1], cards[1])], cards);
    }

    // Ten days of wind: 100 kWh forecast in every half hour, and 1.5 kWh metered.
    private static void Supply(Office office, Site site, DateTimeOffset from)
    {
        office.App.Certificates.ImportCsv(
            new MemoryStream(Encoding.UTF8.GetBytes(
                "certificate_id,device_id,source,technology,location,start_of_operation,issued,valid_from,valid_to,volume_wh,tracking,fit\n"
                + "wind-2026,w1,WIND,onshore,Aomori,2020-01-01,2026-01-01,2026-01-01T00:00Z,2027-01-01T00:00Z,900000000,T-1,no\n")),
            "certificates.csv", "tests");
        foreach ((SupplyStage stage, long energyWh) in new[] { (SupplyStage.Forecast, 100_000L), (SupplyStage.Actual, 1_500L) })
        {
            var text = new StringBuilder("interval_start,energy_wh,source,certificate_id\n");
            for (int i = 0; i < 480; i++)
            {
                text.Append(null, $"{from.AddMinutes(30 * i):yyyy-MM-dd'T'HH:mm:ss'Z'},{energyWh},WIND,wind-2026\n");
            }

            office.App.Supply.ImportPlainCsv(site.Name, new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), stage + ".csv", "tests", stage);
        }
    }
}
