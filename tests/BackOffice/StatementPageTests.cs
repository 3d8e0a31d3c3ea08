using System.Net;
using ChargePointFw.BackOffice.Exchange.Statements;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The statement as people open it: in two languages, of their own sites, the same each time.</summary>
[TestClass]
public sealed class StatementPageTests
{
    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpClient browser, string address)
    {
        using HttpResponseMessage answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    [TestMethod]
    public async Task ASitesStatement_TellsEverything_InBothLanguages_TheSameEachTime()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        office.App.Tariffs.Set(Office.SiteName, null, Office.Noon.AddDays(-1), new Tariff("JPY", 16.5m, 0), "kimura");
        QueueRow finding = office.App.Queue.Page(new QueueFilter { Kind = "SessionStillOpen" }).Single();
        office.App.Desk.Decide(finding.Id, 0, new Decision { Action = QueueAction.CloseSession, CloseBy = CloseRule.LastMonotonic, Reason = ReasonCode.Connection, Note = "secret note", By = "kimura" });
        office.App.Days.SealDue();
        using HttpClient browser = await office.BrowserAsync();
        string page = (await AskAsync(browser, "/statements/site/yokohama/2026-04")).Text;
        foreach (string told in new[]
        {
            "<html lang=\"en\">", "Monthly statement of charging", "comes to the same: 14.000 kWh", "<td class=\"number strong\">14.000</td>", "not set: use the command set-factor",
            "no grid average is set", "Close the open session (Connection)", "990 JPY", "13.000 kWh covered are not settled",
        })
        {
            StringAssert.Contains(page, told);
        }

        Assert.IsFalse(page.Contains("secret note", StringComparison.Ordinal) || page.Contains("kimura", StringComparison.Ordinal), "a statement leaves the house");
        office.App.Factors.Set(Office.SiteName, FactorKind.Location, 2026, 457m, "Yonden <FY2024>", "kimura");
        office.App.Factors.Set(Office.SiteName, FactorKind.Residual, 2026, 500m, "residual", "kimura");
        page = (await AskAsync(browser, "/statements/site/yokohama/2026-04")).Text;
        StringAssert.Contains(page, "457 g/kWh (2026, Yonden <FY2024>)");
        StringAssert.Contains(page, "<td class=\"number\">6.398</td><td class=\"number\">7.000</td>"); // 14 kWh
        StringAssert.Contains(page, $"<code id=\"digest\">{Made(office).Digest()}</code>");
        await office.RestartAsync();
        using HttpClient later = await office.BrowserAsync();
        Assert.AreEqual(page, (await AskAsync(later, "/statements/site/yokohama/2026-04")).Text, "the same to the last byte");
        using HttpClient japanese = await office.BrowserAsync(language: "ja");
        page = (await AskAsync(japanese, "/statements/site/yokohama/2026-04")).Text;
        StringAssert.Contains(page, "充電月次明細書");
        StringAssert.Contains(page, "ロケーション基準");
        StringAssert.Contains(page, Made(office).Digest());
    }

    [TestMethod]
    public async Task EachHasTheOwnSites_AndADealerNoProgramme()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        office.App.Registry.RegisterSite("osaka", "Asia/Tokyo");
        office.App.People.Add("tanaka", new PersonSettings(Roles.Dealer, false, ["osaka"]), Office.Password, "tests");
        using HttpClient dealer = await office.BrowserAsync(Roles.Dealer);
        using HttpClient auditor = await office.BrowserAsync(Roles.Auditor);
        foreach ((HttpClient who, string address, HttpStatusCode status) in new[]
        {
            (dealer, "/statements/site/osaka/2026-04", HttpStatusCode.OK), (dealer, "/statements/site/yokohama/2026-04", HttpStatusCode.NotFound),
            (dealer, "/statements/programme/zesp3/2026-04", HttpStatusCode.NotFound), (auditor, "/statements/programme/zesp3/2026-04", HttpStatusCode.OK),
            (auditor, "/statements/programme/zesp9/2026-04", HttpStatusCode.NotFound), (auditor, "/statements/fleet/zesp3/2026-04", HttpStatusCode.NotFound),
            (auditor, "/statements/site/yokohama/2026-13", HttpStatusCode.NotFound), (auditor, "/statements/0/yokohama/2026-04", HttpStatusCode.NotFound),
            (auditor, "/statements/site/%3Cb%3E/2026-04", HttpStatusCode.NotFound), (auditor, "/statements?of=site/yokohama&month=2026-04", HttpStatusCode.Redirect),
            (auditor, "/statements?of=site/nowhere&month=2026-04", HttpStatusCode.NotFound), (auditor, "/statements?of=site/yokohama&month=april", HttpStatusCode.UnprocessableEntity),
        })
        {
            Assert.AreEqual(status, (await AskAsync(who, address)).Status, address);
        }

        string choices = (await AskAsync(dealer, "/statements")).Text;
        Assert.IsTrue(choices.Contains("value=\"site/osaka\"", StringComparison.Ordinal) && !choices.Contains("yokohama", StringComparison.Ordinal) && !choices.Contains("zesp3", StringComparison.Ordinal));
        StringAssert.Contains((await AskAsync(auditor, "/statements")).Text, "value=\"programme/zesp3\"");
    }

    private static Statement Made(Office office) =>
        office.App.Statements.Make(office.App.Statements.Subject(StatementKind.Site, Office.SiteName, office.App.Registry.Sites), new DateOnly(2026, 4, 1));
}
