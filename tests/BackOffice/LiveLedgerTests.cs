using System.Globalization;
using System.Text;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Live credits in the ledger, on the pages and in settlement.</summary>
[TestClass]
public sealed class LiveLedgerTests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Always = DateTimeOffset.MaxValue;

    private static void Credit(FakeDevice device, int liveWh, DateTimeOffset? interval = null) => device.Append(RecordType.LiveSupplied, record =>
    {
        record.IntervalStartUtcMs = (interval ?? Office.Noon).ToUnixTimeMilliseconds();
        record.LiveWh = liveWh;
        record.AllocationId = 1;
        record.Measurements = liveWh / 10;
    });

    // 3,000 Wh covered at noon by cp1, 2,500 of them with a live credit of up to 2,500 Wh; the feed measured what it is told.
    private static async Task<Office> SunnyAsync(long surplusW = 7_200, string certificate = "c1", int coveredWh = 3_000, bool hasFeed = true)
    {
        var office = new Office();
        FakeDevice device = office.Device();
        CertificateTests.Import(office, CertificateTests.Good);
        office.App.LiveSupply.Set(Office.SiteName, true, "kimura", "SOLAR", certificate);
        device.StartSession(1, Office.Noon);
        Credit(device, 1_000);
        device.UpdateSession(1, Office.Noon, 900, 900, ChargingState.Charging, ChargePointFw.Supply.SupplyVerdict.Allowed);
        Credit(device, 2_500);
        device.EndSession(1, Office.Noon, coveredWh - 900, coveredWh - 900);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 5);
        for (int i = 0; hasFeed && i <= 360; i++)
        {
            office.Broker.Deliver("cpfw/1/yokohama/surplus", Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $$"""{"surplusW":{{surplusW}},"measured":{{office.Time.GetUtcNow().ToUnixTimeMilliseconds()}}}""")));
            office.Time.Advance(TimeSpan.FromSeconds(5));
        }

        office.Time.Advance(TimeSpan.FromHours(1));
        office.Send(device, device.AcceptPlan(1, office.Time.GetUtcNow())); // heard past the interval
        await office.AcknowledgedAsync(device, device.Journal.Count);
        return office;
    }

    [TestMethod]
    public async Task TheLargestCreditCounts_InRowsTotalsAndRebuild()
    {
        await using Office office = await SunnyAsync();
        string[] live = [.. office.App.Ledger.CanonicalRows(Epoch, Always)];
        CollectionAssert.Contains(live, "live|yokohama|cp1|2026-04-01T12:00:00.000Z|2500");
        Assert.AreEqual(2_500L, office.App.Ledger.Totals(Epoch, Always).LiveWh);
        Assert.AreEqual(0L, office.App.Ledger.Totals(Epoch, Office.Noon).LiveWh);
        Assert.AreEqual(6, office.App.Ledger.Rebuild());
        CollectionAssert.AreEqual(live, office.App.Ledger.CanonicalRows(Epoch, Always).ToArray());
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM alarm"));
    }

    [TestMethod]
    public async Task RebuildingTwice_BringsTheAlarmsBackAsTheyWereRaised_AndCountsNoneAgain()
    {
        const string Alarms = "SELECT group_concat(kind || severity || journal_row || '/' || number || detail || times || '/' || first_utc_ms || '/' || last_utc_ms, x'0A') FROM (SELECT * FROM alarm ORDER BY kind, number)";
        await using var office = new Office();
        FakeDevice device = office.Device();
        Credit(device, 500);
        Credit(device, 400);
        device.EndSession(7, Office.Noon, 300, 400); // without a start, and more covered than drawn
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        string live = office.Scalar<string>(Alarms);
        Assert.AreEqual(3L, office.Scalar<long>("SELECT count(*) FROM alarm"), live);

        office.Time.Advance(TimeSpan.FromDays(1));
        office.Scalar<string>("DELETE FROM alarm; SELECT ''");
        office.App.Ledger.Rebuild();
        office.App.Ledger.Rebuild();
        Assert.AreEqual(live, office.Scalar<string>(Alarms));
    }

    [TestMethod]
    public async Task ACreditThatFalls_IsAnAlarm_AndTheLargerIsKept()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        Credit(device, 500);
        Credit(device, 400);
        Credit(device, 10, Office.Noon.AddMinutes(30)); // another interval begins anew
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        Assert.AreEqual("block|400 Wh of live supply after 500 Wh in the same interval; the larger is kept", office.Scalar<string>("SELECT severity || '|' || detail FROM alarm WHERE kind = 'LiveCreditFell'"));
        Assert.AreEqual(510L, office.App.Ledger.Totals(Epoch, Always).LiveWh);
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM alarm"));
    }

    [TestMethod]
    [DataRow("en", "Live supply", "Measured surplus")]
    [DataRow("ja", "余剰電力（実測）", "計測された余剰")]
    public async Task ThePages_ShowLiveSupplyApart(string language, string live, string surplus)
    {
        await using Office office = await SunnyAsync(); // 7,200 W for half an hour are 3,600 Wh
        using HttpClient http = await office.BrowserAsync(language: language);
        string page = await http.GetStringAsync(new Uri("/day?site=yokohama&day=2026-04-01", UriKind.Relative));
        StringAssert.Contains(page, live);
        StringAssert.Contains(page, "class=\"bar-live\"");
        StringAssert.Contains(page, "<td class=\"number live\">2.500</td>");
        string desk = await http.GetStringAsync(new Uri("/supply?site=yokohama&day=2026-04-01", UriKind.Relative));
        StringAssert.Contains(desk, surplus);
        StringAssert.Contains(desk, "3.600");
        StringAssert.Contains(desk, "kimura");
    }

    [TestMethod]
    [DataRow(3_000L, 50_000L, "3000 1000", "2500 0", 2_500L, "2500 0", "2500 0", SettlementReason.Matched, 0L, DisplayName = "live counts as used first")]
    [DataRow(3_000L, 50_000L, "1000 1000", "2500 0", 2_500L, "1000 0", "1000 0", SettlementReason.Matched, 0L, DisplayName = "no more than was covered")]
    [DataRow(2_000L, 50_000L, "3000 1000", "2500 500", 3_000L, "2500 500", "1666 333", SettlementReason.LiveAboveSurplus, 1_000L, DisplayName = "more credited and used than there was: in proportion")]
    [DataRow(2_000L, 50_000L, "1000 1000", "1000 500", 2_300L, "1000 500", "1000 500", SettlementReason.Matched, 300L, DisplayName = "more credited, not used: told, nothing lost")]
    [DataRow(3_000L, 1_000L, "2000", "2000", 2_000L, "2000", "1000", SettlementReason.ShortOfCertificate, 0L, DisplayName = "short of certificates")]
    [DataRow(0L, 50_000L, "2000", "0", 0L, "0", "0", SettlementReason.Matched, 0L, DisplayName = "nothing live")]
    public void ALiveSettlement(
        long surplusWh, long certificateLeftWh, string covered, string credited, long siteCreditedWh, string used, string matched, SettlementReason reason, long aboveWh)
    {
        LiveAnswer answer = LiveSettlementRule.Settle(new LiveQuestion(
            surplusWh, SupplyOrigin.Renewable, CertificateStanding.Renewable, certificateLeftWh,
            [.. covered.Split(' ').Select(long.Parse)], [.. credited.Split(' ').Select(long.Parse)], siteCreditedWh));
        Assert.AreEqual(used, string.Join(' ', answer.UsedWh));
        Assert.AreEqual(matched, string.Join(' ', answer.MatchedWh));
        Assert.AreEqual((reason, aboveWh), (answer.Reason, answer.AboveSurplusWh));
    }

    private static void ImportActual(Office office, int energyWh, string source = "SOLAR") => office.App.Supply.ImportPlainCsv(
        Office.SiteName, SupplyFiles.Stream($"interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00Z,{energyWh},{source},c1\n"), "s.csv", "kimura", SupplyStage.Actual);

    private static SettlementResult Settle(Office office, bool isFinal = false) =>
        office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddDays(1), isFinal, "kimura");

    private static string Row(Office office) => office.Scalar<string>(
        "SELECT matched_wh || ' ' || live_covered_wh || ' ' || live_matched_wh || ' ' || surplus_wh || ' ' || wording || ' ' || reason FROM settled");

    [TestMethod]
    public async Task WithoutAMeteredImport_TheFeedsSumCounts_ButOnlyProvisionally()
    {
        await using Office office = await SunnyAsync(coveredWh: 2_400);
        Assert.AreEqual(new SettlementResult(1, 0, 0, 2_400, 0, 0), Settle(office));
        Assert.AreEqual("2400 2400 2400 3600 Renewable Matched", Row(office));
        office.Time.Advance(TimeSpan.FromHours(72));
        Assert.AreEqual(1, Settle(office, isFinal: true).Waiting);
        ImportActual(office, 2_600);
        Assert.AreEqual(new SettlementResult(1, 0, 0, 2_400, 0, 0), Settle(office, isFinal: true));
        Assert.AreEqual("2400 2400 2400 2600 Renewable Matched", Row(office));
        CertificateUse use = office.App.Certificates.Uses().Single();
        Assert.AreEqual((2_400L, 47_600L), (use.SettledWh, use.LeftWh));
    }

    [TestMethod]
    public async Task WhatTheAllocationBore_WaitsForItsOwnMetering_AndSharesNothingWithTheLivePart()
    {
        await using Office office = await SunnyAsync(); // 2,500 live, 500 by the allocation
        Assert.AreEqual(1, Settle(office).Waiting);
        ImportActual(office, 2_700); // the site's own generation, all of it: 200 are left for the rest
        Assert.AreEqual(new SettlementResult(1, 0, 0, 2_700, 300, 1), Settle(office));
        Assert.AreEqual("2700 2500 2500 2700 Renewable ShortOfGeneration", Row(office));
    }

    [TestMethod]
    public async Task AnImportOfAnotherSource_IsNotTheSitesOwn()
    {
        await using Office office = await SunnyAsync();
        ImportActual(office, 9_000, "WIND");
        Assert.AreEqual(new SettlementResult(1, 0, 0, 3_000, 0, 0), Settle(office));
        Assert.AreEqual("3000 2500 2500 3600 Renewable Matched", Row(office));
        office.Time.Advance(TimeSpan.FromHours(72));
        Assert.AreEqual(1, Settle(office, isFinal: true).Waiting);
    }

    [TestMethod]
    public async Task MoreCreditedThanMeasured_IsFound_AndTheClaimShrinks()
    {
        await using Office office = await SunnyAsync(surplusW: 3_600, coveredWh: 2_500); // 1,800 Wh
        Assert.AreEqual(new SettlementResult(1, 0, 0, 1_800, 700, 1), Settle(office));
        Assert.AreEqual("1800 2500 1800 1800 Renewable LiveAboveSurplus", Row(office));
        Assert.AreEqual("LiveAboveSurplus 700 cp1", office.Scalar<string>("SELECT kind || ' ' || energy_wh || ' ' || charge_points FROM supply_finding"));
    }

    [TestMethod]
    public async Task WithoutACertificate_NothingIsClaimed()
    {
        await using Office office = await SunnyAsync(certificate: "", coveredWh: 2_400);
        Assert.AreEqual(new SettlementResult(1, 0, 0, 0, 2_400, 1), Settle(office));
        Assert.AreEqual("0 2400 0 3600 None NoCertificate", Row(office));
    }

    [TestMethod]
    public async Task WithoutFeedAndImport_NothingIsSettled()
    {
        await using Office office = await SunnyAsync(coveredWh: 2_400, hasFeed: false);
        Assert.AreEqual(new SettlementResult(0, 0, 1, 0, 0, 0), Settle(office));
    }
}
