using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Certificates: the table, and that no Wh of one is allocated twice.</summary>
[TestClass]
public sealed class CertificateTests
{
    public const string Header = "certificate_id,device_id,source,technology,location,start_of_operation,issued,valid_from,valid_to,volume_wh,tracking,fit\n";
    public const string Good = "c1,plant-7,SOLAR,photovoltaics,Saga,2015-04-01,2026-03-15,2026-04-01T00:00Z,2026-05-01T00:00+09:00,50000,JP-41,yes";

    public static SupplyImported Import(Office office, string rows, string name = "certificates.csv", bool asCorrection = false) =>
        office.App.Certificates.ImportCsv(SupplyFiles.Stream(Header + rows + "\n"), name, "kimura", asCorrection);

    [TestMethod]
    [DataRow("", "c1", "", "a certificate needs a name")]
    [DataRow("証書", "c1", "", "a certificate's name is plain ASCII without quotation marks and backslashes")]
    [DataRow("LIGNITE", "SOLAR", "", "'LIGNITE' is no source (GENERAL_GREEN, SOLAR, WIND, WATER, NUCLEAR, GENERAL_FOSSIL, COAL, GAS)")]
    [DataRow("2015/04/01", "2015-04-01", "", "'2015/04/01' is no date (yyyy-MM-dd)")]
    [DataRow("2026-04-01T00:00,", "2026-04-01T00:00Z,", "", "'2026-04-01T00:00' is no time with an offset")]
    [DataRow("2026-04-01T00:00Z", "2026-05-01T00:00+09:00", "", "valid_to is not after valid_from")]
    [DataRow("-5", "50000", "", "'-5' is no volume in Wh")]
    [DataRow("maybe", "yes", "", "fit is yes or no, not 'maybe'")]
    [DataRow("c1", "c1", "\n" + Good, "repeats the certificate of line 2")]
    public void AMalformedCertificate_IsRefusedWithItsLine(string wrong, string right, string more, string reason)
    {
        string row = reason.StartsWith("valid_to", StringComparison.Ordinal)
            ? Good.Replace(right, wrong, StringComparison.Ordinal)
            : Good.Replace(right, wrong, StringComparison.Ordinal) + more;
        using MemoryStream stream = SupplyFiles.Stream(Header + row + "\n");
        SupplyImportException refusal = Assert.ThrowsExactly<SupplyImportException>(() => CertificatesCsv.Read(stream, "c.csv"));
        Assert.AreEqual(reason, refusal.Reason);
        Assert.AreEqual(more.Length > 0 ? 3 : 2, refusal.Line);
    }

    [TestMethod]
    public async Task ACertificate_IsReadWhole_AndVersioned()
    {
        await using var office = new Office();
        Assert.IsTrue(Import(office, Good).IsNew);
        Assert.IsFalse(Import(office, Good, "again.csv").IsNew);
        Assert.ThrowsExactly<SupplyImportException>(() => Import(office, Good.Replace("50000", "40000", StringComparison.Ordinal), "other.csv"));
        Import(office, Good.Replace("50000", "40000", StringComparison.Ordinal), "other.csv", asCorrection: true);
        CertificateUse use = office.App.Certificates.Uses().Single();
        Assert.AreEqual(40_000L, use.LeftWh);
        Assert.AreEqual("plant-7 Saga JP-41 True", $"{use.Certificate.DeviceId} {use.Certificate.Location} {use.Certificate.Tracking} {use.Certificate.IsFit}");
        office.App.Supply.Undo(2, "kimura");
        Assert.AreEqual(50_000L, office.App.Certificates.Uses().Single().LeftWh);
    }

    [TestMethod]
    public async Task AVolume_IsNeverAllocatedTwice_NotEvenAtTwoSites()
    {
        await using var office = new Office();
        office.App.Registry.RegisterSite("osaka", "Asia/Tokyo");
        office.App.Registry.RegisterChargePoint("osaka", "cp9", Office.KeyOf("cp9"));
        office.Device("cp1");
        Import(office, Good.Replace("50000", "25000", StringComparison.Ordinal));
        string rows = string.Concat(Enumerable.Range(0, 4).Select(i => $"{Office.Noon.AddMinutes(30 * i):yyyy-MM-dd'T'HH:mm'Z'},10000,SOLAR,c1\n"));
        foreach (string site in new[] { Office.SiteName, "osaka" })
        {
            office.App.Supply.ImportPlainCsv(site, SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n" + rows), site + ".csv", "kimura");
        }

        await office.StartAsync();
        Assert.AreEqual(25_000L, office.Scalar<long>("SELECT sum(energy_wh) FROM allocation"));
        Assert.AreEqual(0L, office.App.Certificates.Uses().Single().LeftWh);
        Assert.AreEqual("10000 10000 5000", office.Scalar<string>("SELECT group_concat(energy_wh, ' ') FROM (SELECT energy_wh FROM allocation ORDER BY id) AS sorted"));
    }

    [TestMethod]
    [DataRow("SOLAR", "c1", "2026-04-01T12:00Z", 10_000, DisplayName = "renewable supply, certificate known")]
    [DataRow("SOLAR", "c2", "2026-04-01T12:00Z", 10_000, DisplayName = "certificate not imported yet: settlement decides")]
    [DataRow("SOLAR", "", "2026-04-01T12:00Z", 10_000, DisplayName = "no certificate yet: settlement decides")]
    [DataRow("GENERAL_FOSSIL", "c1", "2026-04-01T12:00Z", 10_000, DisplayName = "market electricity with a certificate")]
    [DataRow("GENERAL_FOSSIL", "c2", "2026-04-01T12:00Z", 0, DisplayName = "market electricity, certificate unknown")]
    [DataRow("SOLAR", "c0", "2026-04-01T12:00Z", 0, DisplayName = "certificate of a nuclear plant")]
    [DataRow("SOLAR", "c9", "2026-04-01T12:00Z", 0, DisplayName = "certificate for another time")]
    public async Task WhatACertificateBears(string source, string certificate, string start, int expectedWh)
    {
        await using var office = new Office();
        office.Device();
        Import(office, string.Join('\n', Good, Good.Replace("c1", "c0", StringComparison.Ordinal).Replace("SOLAR", "NUCLEAR", StringComparison.Ordinal),
            Good.Replace("c1", "c9", StringComparison.Ordinal).Replace("2026-04-01T00:00Z", "2026-04-01T12:15Z", StringComparison.Ordinal)));
        office.App.Supply.ImportPlainCsv(
            Office.SiteName, SupplyFiles.Stream($"interval_start,energy_wh,source,certificate_id\n{start},10000,{source},{certificate}\n"), "s.csv", "kimura");
        await office.StartAsync();
        Assert.AreEqual((long)expectedWh, office.Scalar<long>("SELECT coalesce(sum(energy_wh), 0) FROM allocation"));
    }
}
