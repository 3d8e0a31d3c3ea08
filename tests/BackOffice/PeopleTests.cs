using System.Data.Common;
using System.Net;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.People;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Adding, changing and disabling people, on the page and on the command line; what stays of it.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class PeopleTests
{
    private static async Task<string> PostAsync(HttpClient browser, string handler, params (string Name, string Value)[] fields)
    {
        string page = await browser.GetStringAsync(new Uri("/people", UriKind.Relative));
        using var content = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", Token().Match(page).Groups[1].Value)).Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        using HttpResponseMessage answer = await browser.PostAsync(new Uri("/people?handler=" + handler, UriKind.Relative), content);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    [TestMethod]
    public async Task AnEmptyDatabase_LetsNobodyIn_AndTheFirstAdministratorComesFromTheCommandLine()
    {
        await using var office = new Office();
        foreach (string name in new[] { "admin", "administrator", "root", "sato" })
        {
            Assert.IsNull(office.App.SignIns.Try(name, "admin"));
        }

        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM person"));
        string[] at = ["--database", office.DatabaseFile];
        (int code, string said) = await SupplyCommandTests.RunAsync(["user", "add", .. at, "--role", "Administrator", "--name", "sato"]);
        Assert.AreEqual(0, code, said);
        string made = said.Trim().Split('\n')[^1];
        Assert.IsGreaterThanOrEqualTo(20, made.Length);
        Assert.IsTrue(office.App.SignIns.Try("sato", made)!.MustChangePassword);

        TextReader input = Console.In;
        try
        {
            Console.SetIn(new StringReader("four green charging cars\n"));
            (code, said) = await SupplyCommandTests.RunAsync(["user", "add", .. at, "--role", "Dealer", "--name", "tanaka", "--sites", Office.SiteName, "--password-stdin"]);
        }
        finally
        {
            Console.SetIn(input);
        }

        Assert.AreEqual((0, "added\n"), (code, said));
        Assert.IsFalse(office.App.SignIns.Try("tanaka", "four green charging cars")!.MustChangePassword);
        Assert.AreEqual((0, "sato Administrator all\ntanaka Dealer yokohama\n"), await SupplyCommandTests.RunAsync(["user", "list", .. at]));
        foreach ((string[] words, string reason) in new[]
        {
            (new[] { "add", "--role", "Dealer", "--name", "SATO", "--sites", "all" }, "there is a person SATO already"),
            (["add", "--role", "Dealer", "--name", "new"], "name the person's sites, or all"),
            (["add", "--role", "Dealer", "--name", "new", "--sites", "nowhere"], "there is no site nowhere"),
            (["add", "--role", "Everybody", "--name", "new", "--sites", "all"], "is no role"),
            (["add", "--role", "Dealer", "--name", "<b>", "--sites", "all"], "a name has 1 to 60 letters"),
            (["disable", "--name", "sato"], "is the only administrator"),
            (["change", "--name", "sato", "--role", "Auditor", "--sites", "all"], "is the only administrator"),
            (["reset", "--name", "nobody"], "there is no person nobody"),
        })
        {
            (code, said) = await SupplyCommandTests.RunAsync(["user", words[0], .. at, .. words[1..]]);
            Assert.AreEqual(1, code, said);
            StringAssert.Contains(said, reason);
        }

        StringAssert.Contains((await SupplyCommandTests.RunAsync(["user", "audit", .. at])).Said, "command line PersonAdded tanaka \"\" -> \"Dealer, yokohama\"");
        byte[] file = await File.ReadAllBytesAsync(office.DatabaseFile);
        Assert.IsFalse(System.Text.Encoding.Latin1.GetString(file).Contains("four green charging cars", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task ThePage_AddsChangesDisablesAndResets_WithAnEntryForEach()
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync(Roles.Administrator);
        string page = await PostAsync(browser, "Add", ("Name", "yamada"), ("Role", "Dealer"), ("Sites", Office.SiteName));
        string made = Made().Match(page).Groups[1].Value;
        Assert.IsTrue(office.App.SignIns.Try("yamada", made)!.MustChangePassword);
        Assert.IsFalse((await browser.GetStringAsync(new Uri("/people", UriKind.Relative))).Contains(made, StringComparison.Ordinal)); // once
        await PostAsync(browser, "Change", ("Name", "yamada"), ("Role", "Technician"), ("AllSites", "true"));
        await PostAsync(browser, "Disable", ("Name", "yamada"));
        Assert.IsNull(office.App.SignIns.Try("yamada", made));
        await PostAsync(browser, "Enable", ("Name", "yamada"));
        string again = Made().Match(await PostAsync(browser, "Reset", ("Name", "yamada"))).Groups[1].Value;
        Assert.IsNull(office.App.SignIns.Try("yamada", made));
        Assert.IsNotNull(office.App.SignIns.Try("yamada", again));
        Assert.AreEqual(
            "sato PersonAdded  > Dealer, yokohama|sato PersonChanged Dealer, yokohama > Technician, all sites|sato PersonDisabled  > |sato PersonEnabled  > |sato PasswordReset  > ",
            office.Scalar<string>("SELECT group_concat(done_by || ' ' || action || ' ' || before || ' > ' || after, '|') FROM (SELECT * FROM audit_entry WHERE subject = 'yamada' AND done_by = 'sato' ORDER BY id)"));
        StringAssert.Contains(await PostAsync(browser, "Disable", ("Name", "sato")), "is the only administrator");
        StringAssert.Contains(await PostAsync(browser, "Add", ("Name", "other"), ("Role", "Emperor"), ("AllSites", "true")), "is no role");
        StringAssert.Contains(await PostAsync(browser, "Add", ("Name", "other"), ("Role", "12"), ("AllSites", "true")), "is no role");
        string audit = await browser.GetStringAsync(new Uri("/audit", UriKind.Relative));
        StringAssert.Contains(audit, "role or sites changed");
        StringAssert.Contains(audit, "Dealer, yokohama");
    }

    [TestMethod]
    [DataRow("<script>alert(1)</script>")]
    [DataRow("\"><img src=x onerror=alert(1)>")]
    [DataRow("'; DROP TABLE person; --")]
    [DataRow("{{7*7}}${7*7}")]
    public async Task ScriptsInTextFields_StayText(string hostile)
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync(Roles.Administrator);
        foreach ((string handler, string field) in new[] { ("Add", "Name"), ("Add", "Role"), ("Add", "Sites"), ("Reset", "Name"), ("Disable", "Name") })
        {
            string page = await PostAsync(browser, handler, [("Name", "somebody"), ("Role", "Dealer"), .. new[] { (field, hostile) }]);
            Assert.IsFalse(page.Contains("<script>", StringComparison.Ordinal) || page.Contains("<img", StringComparison.Ordinal), handler + field);
        }

        using HttpClient nobody = office.Browser();
        string signIn = await nobody.GetStringAsync(new Uri("/sign-in?back=" + Uri.EscapeDataString("/" + hostile), UriKind.Relative));
        Assert.IsFalse(signIn.Contains("<script>", StringComparison.Ordinal) || signIn.Contains("<img", StringComparison.Ordinal));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM person"));
    }

    [TestMethod]
    public async Task TheAuditTrail_IsAddedToOnly()
    {
        await using var office = new Office();
        office.PersonOf(Roles.Auditor);
        foreach (string sql in new[] { "UPDATE audit_entry SET done_by = 'nobody'", "DELETE FROM audit_entry" })
        {
            StringAssert.Contains(Assert.Throws<DbException>(() => office.Scalar<long>(sql)).Message, "only added to");
        }
    }

    [TestMethod]
    [DataRow("https://0.0.0.0:0", "needs a certificate")]
    [DataRow("http://0.0.0.0:0", "in the clear")]
    [DataRow("http://192.0.2.1:80", "in the clear")]
    public async Task OtherMachines_AreServedOverHttpsOnly(string url, string reason)
    {
        await using var office = new Office();
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => BackOfficeApp.Create(new BackOfficeOptions { DatabaseFile = office.DatabaseFile, ListenUrl = url }, office.Time)).Message,
            reason);
    }

    [TestMethod]
    public async Task BehindAProxy_TheCookieIsSecure_AndWhatCameInTheClearIsRefused()
    {
        await using var office = new Office(options => options with { PublicHosts = ["office.example"] });
        office.PersonOf(Roles.Dealer);
        await office.StartAsync();
        using HttpClient browser = office.Browser();
        async Task<HttpResponseMessage> Ask(string address, string proto)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            request.Headers.Host = "office.example";
            request.Headers.Add("X-Forwarded-For", "192.0.2.7");
            request.Headers.Add("X-Forwarded-Proto", proto);
            return await browser.SendAsync(request);
        }

        using HttpResponseMessage plain = await Ask("/sign-in", "http");
        Assert.AreEqual(HttpStatusCode.Forbidden, plain.StatusCode);
        using HttpResponseMessage secure = await Ask(office.LinkOf(Roles.Dealer), "https");
        StringAssert.Contains(secure.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("cpfw-person=", StringComparison.Ordinal)), "secure");
        StringAssert.StartsWith(secure.Headers.GetValues("Strict-Transport-Security").Single(), "max-age=");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<code id=\"made\">([^<]+)</code>")]
    private static partial Regex Made();
}
