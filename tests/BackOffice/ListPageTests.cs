using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The pages that list sealed days, alarms, members and certificates, and the supply desk's plans.</summary>
[TestClass]
public sealed partial class ListPageTests
{
    private static async Task<string> PageAsync(HttpClient browser, string address) => WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri(address, UriKind.Relative)));

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(HttpClient browser, string form, string address, params (string Name, string Value)[] fields)
    {
        string token = Token().Match(await browser.GetStringAsync(new Uri(form, UriKind.Relative))).Groups[1].Value;
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        using HttpResponseMessage answer = await browser.PostAsync(new Uri(address, UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    [TestMethod]
    public async Task SealedDays_HaveTheirDigest_AndTellWhatCameLater_AndTheDocumentIsTheOneThatWasPublished()
    {
        await using Office office = await Day.WithSessionsAsync();
        using (HttpClient today = await office.BrowserAsync(Roles.Auditor))
        {
            StringAssert.Contains(await PageAsync(today, "/days"), "No day is sealed yet");
        }

        office.Time.Advance(TimeSpan.FromDays(1));
        office.App.Days.SealDue();
        using HttpClient browser = await office.BrowserAsync(Roles.Auditor);
        string page = await PageAsync(browser, "/days");
        string document = office.App.Days.Documents(Office.SiteName)[^1];
        StringAssert.Contains(page, "2026-04-01");
        StringAssert.Contains(page, Days.LedgerDay.Read(document).Digest);
        StringAssert.Contains(page, "as sealed</td>");
        Assert.AreEqual(document, await browser.GetStringAsync(new Uri("/days?site=yokohama&handler=Document&day=2026-04-01", UriKind.Relative)));
        using HttpResponseMessage none = await browser.GetAsync(new Uri("/days?site=yokohama&handler=Document&day=1999-01-01", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.NotFound, none.StatusCode);

        // A record of the day that comes after it was sealed.
        FakeDevice late = office.Device("cp2", 77);
        late.StartSession(1, Office.Noon);
        office.Time.Advance(TimeSpan.FromMinutes(1));
        office.SendAll(late);
        await office.AcknowledgedAsync(late, 1);
        StringAssert.Contains(await PageAsync(browser, "/days"), "as sealed; 1 records came later");
    }

    [TestMethod]
    public async Task Alarms_AreOpen_UntilSomebodyAcknowledgesThemInTheQueue()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        device.Append(RecordType.Fault, record => (record.FaultCode, record.IsRaised) = (FaultCode.MeterReversed, true));
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 1);
        using HttpClient clerk = await office.BrowserAsync();
        using HttpClient technician = await office.BrowserAsync(Roles.Technician, "ja");
        string page = await PageAsync(clerk, "/alarms");
        QueueRow finding = office.App.Queue.Page(new QueueFilter { Kind = "MeterReversed" }).Single();
        StringAssert.Contains(page, $"<a href=\"/queue/{finding.Id}\">open</a>");
        StringAssert.Contains(await PageAsync(technician, "/alarms"), "未対応");
        Assert.DoesNotContain("/queue/", await PageAsync(technician, "/alarms")); // not theirs
        office.App.Desk.Decide(finding.Id, finding.Version, new Decision { Action = QueueAction.Accept, Reason = ReasonCode.Meter, Note = "turned", By = "kimura" });
        StringAssert.Contains(await PageAsync(clerk, "/alarms"), "Nothing waits for anybody.");
        StringAssert.Contains(await PageAsync(clerk, "/alarms?all=1"), "acknowledged by kimura");
        StringAssert.Contains(await PageAsync(technician, "/alarms?all=1"), "kimura さんが確認済み");
    }

    [TestMethod]
    public async Task ManyAlarms_ComeInPages_EachOnce()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        for (int i = 0; i < 60; i++)
        {
            device.Append(RecordType.Fault, record => (record.FaultCode, record.IsRaised) = (FaultCode.Stalled, true));
        }

        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 60);
        using HttpClient browser = await office.BrowserAsync();
        string first = await PageAsync(browser, "/alarms");
        string second = await PageAsync(browser, Next().Match(first).Groups[1].Value);
        string[] links = [.. QueueLink().Matches(first + second).Select(one => one.Value)];
        Assert.HasCount(60, links.Distinct());
        Assert.HasCount(60, links);
    }

    [TestMethod]
    public async Task Members_AreToldByTheEndOfTheirHash_AndAreRevokedAndServed_ByWhoeverMay()
    {
        await using var office = new Office();
        office.App.Registry.RegisterMember(Office.SiteName, 0x00F1000000ABCDEF, "zesp3", Office.Noon.AddYears(1));
        office.App.Registry.RegisterMember(Office.SiteName, 0x00F1000000123456, "local", Office.Noon.AddYears(1));
        await office.StartAsync();
        using HttpClient auditor = await office.BrowserAsync(Roles.Auditor);
        string page = await PageAsync(auditor, "/members");
        StringAssert.Contains(page, "…ABCDEF");
        Assert.DoesNotContain("00F1000000ABCDEF", page);
        Assert.DoesNotContain("<button type=\"submit\" name=\"card\"", page);
        using HttpClient clerk = await office.BrowserAsync();
        (HttpStatusCode status, string _) = await PostAsync(clerk, "/members", "/members?site=yokohama&handler=Revoke", ("card", "00F1000000ABCDEF"));
        Assert.AreEqual(HttpStatusCode.Redirect, status);
        page = await PageAsync(clerk, "/members");
        Assert.DoesNotContain("…ABCDEF", page);
        StringAssert.Contains(page, "kimura");
        (status, page) = await PostAsync(clerk, "/members", "/members?site=yokohama&handler=Revoke", ("card", "00F1000000ABCDEF"));
        Assert.AreEqual(HttpStatusCode.UnprocessableEntity, status);
        StringAssert.Contains(page, "was taken off the list");
        (status, _) = await PostAsync(clerk, "/members", "/members?site=yokohama&handler=Policy", ("programmes", "zesp3"), ("guests", "Refused"));
        Assert.AreEqual(HttpStatusCode.Redirect, status);
        page = await PageAsync(clerk, "/members");
        StringAssert.Contains(page, "<dt>Programmes served</dt><dd>zesp3</dd>");
        StringAssert.Contains(page, "<dt>Guests</dt><dd>refused</dd>");
        StringAssert.Contains(page, "local (not served here)");
        using HttpResponseMessage stranger = await clerk.GetAsync(new Uri("/members?site=nowhere", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [TestMethod]
    public async Task Certificates_ComeByWhenTheyLapse_WithWhatIsLeft()
    {
        const string Header = "certificate_id,device_id,source,technology,location,start_of_operation,issued,valid_from,valid_to,volume_wh,tracking,fit\n";
        await using var office = new Office();
        string Line(string id, string to, long wh) => $"{id},plant,SOLAR,photovoltaics,Saga,2015-04-01,2026-01-01,2026-01-01T00:00+09:00,{to}T00:00+09:00,{wh},JP,no\n";
        var file = new StringBuilder(Header + Line("late", "2027-01-01", 9_000) + Line("soon", "2026-04-10", 5_000) + Line("gone", "2026-02-01", 1_000));
        for (int i = 0; i < 60; i++)
        {
            file.Append(Line($"many-{i:00}", "2026-12-01", 1));
        }

        office.App.Certificates.ImportCsv(SupplyFiles.Stream(file.ToString()), "c.csv", "kimura");
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync();
        string page = await PageAsync(browser, "/certificates");
        Assert.IsLessThan(page.IndexOf(">many-00 ", StringComparison.Ordinal), page.IndexOf(">soon ", StringComparison.Ordinal));
        StringAssert.Contains(page, "8 days left");
        StringAssert.Contains(page, "5.000");
        Assert.DoesNotContain(">gone ", page);
        StringAssert.Contains(await PageAsync(browser, "/certificates?lapsed=1"), "has lapsed");
        string next = await PageAsync(browser, Next().Match(page).Groups[1].Value);
        Assert.HasCount(62, Named().Matches(page + next).Select(one => one.Value).Distinct());
        StringAssert.Contains(next, ">late ");
        string searched = await PageAsync(browser, "/certificates?search=so");
        Assert.IsTrue(searched.Contains(">soon ", StringComparison.Ordinal) && !searched.Contains(">many-", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task AFile_IsToldEveryWrongLine_AtOnce()
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync(language: "ja");
        const string File = "interval_start,energy_wh,source,certificate_id\n2026-04-01T21:00+09:00,abc,SOLAR,\n2026-04-01T21:30+09:00,1,SOLAR,\n2026-04-01T21:31+09:00,1,SOLAR,\nx\n2026-04-01T22:00+09:00,1,COAL,\n";
        (_, string page) = await PostAsync(
            browser, "/supply", "/supply?handler=Preview", ("Kind", "plain"), ("Stage", "Forecast"), ("FileName", "x.csv"), ("Content", Convert.ToBase64String(Encoding.UTF8.GetBytes(File))));
        string[] wrong = [.. Wrong().Matches(page).Select(one => one.Value)];
        CollectionAssert.AreEqual(new[] { "x.csv の 2 行目：「abc」", "x.csv の 4 行目：「2026-04-01T21:31+09:00」", "x.csv の 5 行目：1 列", "x.csv の 6 行目：「COAL」" }, wrong);
        Assert.IsEmpty(office.App.Supply.KnownAt(Office.SiteName, Supply.SupplyStage.Forecast, Office.Noon, Office.Noon.AddDays(1), DateTimeOffset.MaxValue));
    }

    [TestMethod]
    public async Task Plans_AreShownByChargePointAndHalfHour_WithTheVersionPublishedAndReported()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 4, 10_000);
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync();
        string page = await PageAsync(browser, "/supply?day=2026-04-01");
        StringAssert.Contains(page, "does not report the newest version yet (says: not heard from yet)");
        long version = office.App.Progress.PublishedPlanVersion(Office.SiteName, "cp1");
        Assert.IsGreaterThan(0, version);
        StringAssert.Contains(page, $"version {version}: its share");
        Assert.HasCount(4, Allocated().Matches(page));
        office.Send(device, device.Append(RecordType.PlanAccepted, record => record.Version = (int)version));
        await office.AcknowledgedAsync(device, 1);
        page = await PageAsync(browser, "/supply?day=2026-04-01");
        StringAssert.Contains(page, "holds the newest version");
        Assert.DoesNotContain("does not report", page);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex Next();

    [GeneratedRegex("href=\"/queue/[0-9]+\"")]
    private static partial Regex QueueLink();

    [GeneratedRegex(">(soon|late|many-[0-9]+) ")]
    private static partial Regex Named();

    [GeneratedRegex("x\\.csv の [0-9] 行目：(「[^」]+」|1 列)")]
    private static partial Regex Wrong();

    [GeneratedRegex("title=\"version [0-9]+: its share\">10\\.000<")]
    private static partial Regex Allocated();
}
