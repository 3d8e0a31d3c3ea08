using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

[TestClass]
public sealed class SupplyImportTests
{
    private static readonly string TwoRows = SupplyFiles.Text(
        SupplyFiles.Row("2026/4/1", "21:00", solar: "50"), SupplyFiles.Row("2026/4/1", "21:30", solar: "100"));

    private static SupplyImported Import(Office office, string text, string name = "eria.csv") =>
        office.App.Supply.ImportOperatorsCsv(Office.SiteName, SupplyFiles.Stream(text), name, 60_000, "kimura", "cert-7");

    [TestMethod]
    public async Task AnImport_IsStoredWithItsOrigin()
    {
        await using var office = new Office();
        Assert.AreEqual(new SupplyImported(1, 2, IsNew: true), Import(office, TwoRows));
        Assert.AreEqual(
            "operators|eria.csv|64|kimura|60000|2",
            office.Scalar<string>("SELECT kind || '|' || file_name || '|' || length(sha256) || '|' || imported_by || '|' || site_peak_w || '|' || intervals FROM supply_import"));
        Assert.AreEqual(
            "15000 GENERAL_GREEN cert-7",
            office.Scalar<string>("SELECT energy_wh || ' ' || source || ' ' || certificate_id FROM supply ORDER BY interval_start_utc_ms"));
    }

    [TestMethod]
    public async Task TheSameFileAgain_ChangesNothing()
    {
        await using var office = new Office();
        Import(office, TwoRows);
        Assert.AreEqual(new SupplyImported(1, 2, IsNew: false), Import(office, TwoRows, "another-name.csv"));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM supply_import"));
    }

    [TestMethod]
    public async Task AnOverlap_IsRefusedAsAWhole()
    {
        await using var office = new Office();
        Import(office, TwoRows);
        string later = SupplyFiles.Text(SupplyFiles.Row("2026/4/1", "22:00", solar: "5"), SupplyFiles.Row("2026/4/1", "21:30", solar: "5"));
        SupplyImportException refusal = Assert.ThrowsExactly<SupplyImportException>(() => Import(office, later, "later.csv"));
        Assert.AreEqual(4, refusal.Line);
        Assert.AreEqual("the interval of 2026-04-01T12:30Z was imported before from another file", refusal.Reason);
        Assert.AreEqual(2L, office.Scalar<long>("SELECT count(*) FROM supply"));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM supply_import"));
    }

    [TestMethod]
    public async Task AMalformedLine_ImportsNothing()
    {
        await using var office = new Office();
        Assert.ThrowsExactly<SupplyImportException>(() => Import(office, TwoRows + "2026/4/1,22:00\n"));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT (SELECT count(*) FROM supply) + (SELECT count(*) FROM supply_import)"));
        Import(office, TwoRows);
    }

    [TestMethod]
    public async Task AnUnknownSite_IsRefused()
    {
        await using var office = new Office();
        Assert.ThrowsExactly<RegistryException>(() => office.App.Supply.ImportPlainCsv("nowhere", SupplyFiles.Stream(TwoRows), "x.csv", "me"));
    }

    [TestMethod]
    public async Task AnImportWhileRunning_PublishesAtOnce()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        Assert.IsEmpty(office.Broker.PublishedTo(device.Topics.Plan));
        office.Supply(Office.Noon, 8, 10_000);
        Assert.AreEqual(8, device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]).Count);
    }
}
