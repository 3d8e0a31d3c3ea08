using System.Net;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The supply desk through the real web server: what it shows, and what it takes from whom.</summary>
[TestClass]
public sealed partial class SupplyPageTests
{
    private const string Address = "/supply?site=yokohama&day=2026-04-01";
    private const string Good = "interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00Z,10000,SOLAR,c1\n2026-04-01T12:30Z,10000,SOLAR,c1\n";

    private static async Task<string> GetAsync(Office office, string address = Address, string language = "en")
    {
        using HttpClient http = await office.BrowserAsync(language: language);
        return WebUtility.HtmlDecode(await http.GetStringAsync(new Uri(address, UriKind.Relative)));
    }

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(
        Office office, string handler, string csv, bool withToken = true, bool correction = false)
    {
        using HttpClient http = await office.BrowserAsync();
        string form = await http.GetStringAsync(new Uri(Address, UriKind.Relative));
        using var content = new MultipartFormDataContent();
        using var file = new StringContent(csv);
        using var kind = new StringContent("plain");
        using var token = new StringContent(withToken ? Token().Match(form).Groups[1].Value : "");
        using var corrects = new StringContent(correction ? "true" : "false");
        content.Add(file, "File", "desk.csv");
        content.Add(kind, "Kind");
        content.Add(token, "__RequestVerificationToken");
        content.Add(corrects, "Correction");
        using HttpResponseMessage answer = await http.PostAsync(new Uri(Address + "&handler=" + handler, UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    private static long Imports(Office office) => office.Scalar<long>("SELECT count(*) FROM supply_import");

    [TestMethod]
    public async Task APreview_ImportsNothing_AndTheImportThenDoes()
    {
        await using var office = new Office();
        await office.StartAsync();
        (HttpStatusCode status, string page) = await PostAsync(office, "Preview", Good);
        Assert.AreEqual(HttpStatusCode.OK, status);
        StringAssert.Contains(page, "desk.csv: 2 rows, 2 new, 0 changed, 20.000 kWh in all.");
        Assert.AreEqual(0L, Imports(office));
        (_, page) = await PostAsync(office, "Import", Good);
        StringAssert.Contains(page, "Import 1: 2 rows.");
        Assert.AreEqual("desk.csv kimura", office.Scalar<string>("SELECT file_name || ' ' || imported_by FROM supply_import"));
        (_, page) = await PostAsync(office, "Import", Good);
        StringAssert.Contains(page, "This very file is import 1 already");
    }

    [TestMethod]
    public async Task AnError_IsShownWithItsLine()
    {
        await using var office = new Office();
        await office.StartAsync();
        (_, string page) = await PostAsync(office, "Import", Good + "2026-04-01T13:00Z,lots,SOLAR,\n");
        StringAssert.Contains(page, "desk.csv, line 4: 'lots' is no energy in Wh");
        Assert.AreEqual(0L, Imports(office));
    }

    [TestMethod]
    public async Task AnotherFigure_NeedsACorrection()
    {
        await using var office = new Office();
        await office.StartAsync();
        await PostAsync(office, "Import", Good);
        string other = Good.Replace("12:30Z,10000", "12:30Z,9000", StringComparison.Ordinal);
        (_, string page) = await PostAsync(office, "Preview", other);
        StringAssert.Contains(page, "desk.csv, line 3: says something else than what is known, and is no correction");
        (_, page) = await PostAsync(office, "Import", other, correction: true);
        StringAssert.Contains(page, "Import 2: 2 rows.");
        StringAssert.Contains(page, "correction, in force");
    }

    [TestMethod]
    public async Task WithoutTheFormsToken_NothingIsTaken()
    {
        await using var office = new Office();
        await office.StartAsync();
        Assert.AreEqual(HttpStatusCode.BadRequest, (await PostAsync(office, "Import", Good, withToken: false)).Status);
        Assert.AreEqual(0L, Imports(office));
    }

    [TestMethod]
    public async Task AFileThatIsTooLarge_IsNotTaken()
    {
        await using var office = new Office();
        await office.StartAsync();
        (HttpStatusCode status, string page) = await PostAsync(office, "Import", new string('x', SupplyText.MaximumBytes + 1));
        Assert.IsTrue(status != HttpStatusCode.OK || page.Contains("A file of up to 4 MB", StringComparison.Ordinal));
        Assert.AreEqual(0L, Imports(office));
    }

    [TestMethod]
    public async Task UnderAnotherName_NothingIsImported()
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient http = await office.BrowserAsync();
        string form = await http.GetStringAsync(new Uri(Address, UriKind.Relative));
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token().Match(form).Groups[1].Value,
            ["By"] = "somebody else",
            ["FileName"] = "desk.csv",
            ["Content"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Good)),
        });
        using HttpResponseMessage answer = await http.PostAsync(new Uri(Address + "&handler=Import", UriKind.Relative), content);
        Assert.AreEqual("kimura", office.Scalar<string>("SELECT imported_by FROM supply_import"));
    }

    [TestMethod]
    [DataRow(Good, true)]
    [DataRow("", false)]
    public async Task WhatWasPreviewed_IsImportedWithoutChoosingTheFileAgain(string csv, bool isTaken)
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient http = await office.BrowserAsync();
        string form = await http.GetStringAsync(new Uri(Address, UriKind.Relative));
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token().Match(form).Groups[1].Value,
            ["Kind"] = "plain",
            ["Stage"] = "Actual",
            ["FileName"] = "desk.csv",
            ["Content"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(csv)),
        });
        using HttpResponseMessage answer = await http.PostAsync(new Uri(Address + "&handler=Import", UriKind.Relative), content);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual(isTaken ? "actual" : null, office.Scalar<string?>("SELECT stage FROM supply_import"));
    }

    [TestMethod]
    public async Task ASession_IsCalledRenewableOnceSettled_AndTheDeskShowsEveryStage()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        CertificateTests.Import(office, CertificateTests.Good);
        office.App.Supply.ImportPlainCsv(Office.SiteName, SupplyFiles.Stream(Good), "forecast.csv", "kimura");
        device.StartSession(1, Office.Noon);
        device.CloseInterval(1, Office.Noon, 9_000, 8_990);
        device.EndSession(1, Office.Noon.AddMinutes(30), 500, 500);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 3);
        office.Time.Advance(TimeSpan.FromHours(2));
        office.Send(device, device.AcceptPlan(1, office.Time.GetUtcNow()));
        await office.AcknowledgedAsync(device, 4);
        StringAssert.Contains(await GetAsync(office, "/day?day=2026-04-01"), "Renewable, before settlement");
        StringAssert.Contains(await GetAsync(office), "before settlement");

        office.App.Supply.ImportPlainCsv(
            Office.SiteName, SupplyFiles.Stream(Good.Replace("12:00Z,10000", "12:00Z,8000", StringComparison.Ordinal)), "meter.csv", "kimura", SupplyStage.Actual);
        office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddHours(2), isFinal: false, "kimura");
        StringAssert.Contains(await GetAsync(office, "/day?day=2026-04-01"), "Renewable, in part (provisional)");
        StringAssert.Contains(await GetAsync(office, "/day?day=2026-04-01", "ja"), "再エネ（一部）（暫定）");
        string desk = await GetAsync(office);
        StringAssert.Contains(desk, "Less was generated than was covered</span> 21:00–21:30: 0.990 kWh (cp1)");
        StringAssert.Contains(desk, "50.000"); // the certificate's volume
        StringAssert.Contains(await GetAsync(office, Address, "ja"), "予測・割当・精算");

        office.Time.Advance(TimeSpan.FromHours(72));
        office.App.Settlements.Settle(Office.SiteName, Office.Noon, Office.Noon.AddHours(2), isFinal: true, "kimura");
        string page = await GetAsync(office, "/day?day=2026-04-01");
        StringAssert.Contains(page, "Renewable, in part");
        Assert.IsFalse(page.Contains("(provisional)", StringComparison.Ordinal));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
