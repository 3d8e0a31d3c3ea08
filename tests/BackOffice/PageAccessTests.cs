using System.Net;
using ChargePointFw.BackOffice.People;
using Microsoft.AspNetCore.Razor.Hosting;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>
/// Forced browsing: every page that is compiled, asked for and sent to by every role and by nobody. (OCPP.Core#66 asks for what is so
/// here from the start: people who see their own sites only.)
/// </summary>
[TestClass]
public sealed class PageAccessTests
{
    // As compiled, so that a page which was forgotten in the table is found: path below Pages, and address.
    private static readonly IReadOnlyList<(string Page, string Address)> pages =
    [
        .. typeof(BackOfficeApp).Assembly.GetCustomAttributes(typeof(RazorCompiledItemAttribute), false).Cast<RazorCompiledItemAttribute>()
            .Where(item => item.Kind == "mvc.1.0.razor-page")
            .Select(item => (item.Identifier["/Pages".Length..^".cshtml".Length], AddressOf(item))),
    ];

    private static string AddressOf(RazorCompiledItemAttribute item)
    {
        string? template = item.Type.GetCustomAttributes(typeof(RazorCompiledItemMetadataAttribute), false).Cast<RazorCompiledItemMetadataAttribute>()
            .FirstOrDefault(one => one.Key == "RouteTemplate")?.Value;
        return template!.Split('{')[0].TrimEnd('/');
    }

    private static async Task<(HttpStatusCode Status, string To)> AskAsync(HttpClient browser, HttpMethod method, string address)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
        request.Content = method == HttpMethod.Post ? new FormUrlEncodedContent([]) : null;
        using HttpResponseMessage answer = await browser.SendAsync(request);
        string to = answer.Headers.Location is { } location ? (location.IsAbsoluteUri ? location.AbsolutePath : location.OriginalString.Split('?')[0]) : "";
        return (answer.StatusCode, to);
    }

    [TestMethod]
    public void EveryPage_HasARow_AndEveryRowAPage() => CollectionAssert.AreEquivalent(
        pages.Select(page => page.Page).ToArray(), PageAccess.Rows.Select(row => row.Page).ToArray());

    [TestMethod]
    public void WhatTheTableSays_IsMeant()
    {
        foreach (PageRow row in PageAccess.Rows)
        {
            bool isOwnBusiness = row.Page is "/Password" or "/SignOut" or "/Forbidden";
            Assert.AreEqual(Roles.None, row.Act & ~row.Look, row.Page + ": who acts also looks");
            Assert.IsTrue(isOwnBusiness || (row.Act & Roles.Auditor) == 0, row.Page + ": an auditor changes nothing");
            Assert.IsTrue(isOwnBusiness || row.Page == "/SignIn" || (row.Look & Roles.Auditor) != 0, row.Page + ": an auditor sees everything");
        }

        Assert.AreEqual(Roles.Administrator, PageAccess.Of("/People").Act);
        Assert.AreEqual(Roles.BackOffice | Roles.Administrator, PageAccess.Of("/Supply").Act);
        Assert.ThrowsExactly<InvalidOperationException>(() => PageAccess.Of("/Forgotten"));
    }

    [TestMethod]
    [DataRow(Roles.Dealer)]
    [DataRow(Roles.BackOffice)]
    [DataRow(Roles.Technician)]
    [DataRow(Roles.Administrator)]
    [DataRow(Roles.Auditor)]
    public async Task EachRole_OpensItsPages_AndNoOthers(Roles role)
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync(role);
        foreach ((string page, string address) in pages.OrderBy(one => one.Page == "/SignOut"))
        {
            PageRow row = PageAccess.Of(page);
            bool mayLook = row.Look == Roles.None || (row.Look & role) != 0;
            (HttpStatusCode status, string to) = await AskAsync(browser, HttpMethod.Get, address);
            Assert.AreEqual(!mayLook, to == "/forbidden", $"{role} looks at {page}: {status} {to}");
            bool isPage = status == (page == "/Forbidden" ? HttpStatusCode.Forbidden : HttpStatusCode.OK);
            Assert.AreEqual(mayLook && page is not ("/SignIn" or "/SignOut"), isPage, $"{role} looks at {page}: {status}");

            // Whoever may act gets as far as the missing token of the form.
            bool mayAct = row.Look == Roles.None || (row.Act & role) != 0;
            (status, to) = await AskAsync(browser, HttpMethod.Post, address);
            Assert.AreEqual(mayAct, status == HttpStatusCode.BadRequest, $"{role} acts on {page}: {status} {to}");
            Assert.AreEqual(!mayAct, to == "/forbidden", $"{role} acts on {page}: {status} {to}");
        }
    }

    [TestMethod]
    [DataRow(Roles.Dealer, "/site")]
    [DataRow(Roles.BackOffice, "/queue")]
    [DataRow(Roles.Technician, "/technician")]
    [DataRow(Roles.Administrator, "/queue")]
    [DataRow(Roles.Auditor, "/ledger")]
    public async Task TheFirstAddress_LeadsEachRoleToItsWork(Roles role, string landing)
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient browser = await office.BrowserAsync(role);
        Assert.AreEqual((HttpStatusCode.Redirect, landing), await AskAsync(browser, HttpMethod.Get, "/"));
        Assert.AreEqual(HttpStatusCode.OK, (await AskAsync(browser, HttpMethod.Get, landing)).Status);
        Assert.AreNotEqual(Roles.None, PageAccess.Rows.Single(row => row.Address == landing).Look & role);
    }

    [TestMethod]
    public async Task Nobody_OpensTheSignInOnly()
    {
        await using var office = new Office();
        await office.StartAsync();
        using HttpClient browser = office.Browser();
        foreach ((string page, string address) in pages)
        {
            foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Head })
            {
                (HttpStatusCode status, string to) = await AskAsync(browser, method, address);
                Assert.AreEqual(page != "/SignIn", status == HttpStatusCode.Redirect && to == "/sign-in", $"{method} {page}: {status} {to}");
            }
        }

        foreach (string address in new[] { "/", "/nowhere", "/site/events", "/assets/../people", "/People", "/people/" })
        {
            Assert.AreEqual((HttpStatusCode.Redirect, "/sign-in"), await AskAsync(browser, HttpMethod.Get, address), address);
        }

        Assert.AreEqual(HttpStatusCode.OK, (await AskAsync(browser, HttpMethod.Get, "/health")).Status);
        Assert.AreEqual(HttpStatusCode.OK, (await AskAsync(browser, HttpMethod.Get, "/assets/page.css")).Status);
    }

    [TestMethod]
    public async Task ASiteThatIsNotTheirs_IsAsOneThatIsNotThere()
    {
        await using var office = new Office();
        office.App.Registry.RegisterSite("osaka", "Asia/Tokyo");
        office.App.People.Add("tanaka", new PersonSettings(Roles.Dealer, false, ["osaka"]), Office.Password, "tests");
        office.App.People.Add("kimura", new PersonSettings(Roles.BackOffice, false, ["osaka"]), Office.Password, "tests");
        await office.StartAsync();
        foreach ((Roles role, string address) in new[] { (Roles.Dealer, "/day"), (Roles.BackOffice, "/day"), (Roles.BackOffice, "/supply") })
        {
            using HttpClient browser = await office.BrowserAsync(role);
            Assert.AreEqual(HttpStatusCode.NotFound, (await AskAsync(browser, HttpMethod.Get, address + "?site=yokohama")).Status);
            Assert.AreEqual(HttpStatusCode.NotFound, (await AskAsync(browser, HttpMethod.Get, address + "?site=nowhere")).Status);
            string page = await browser.GetStringAsync(new Uri(address, UriKind.Relative));
            Assert.IsTrue(page.Contains("osaka", StringComparison.Ordinal) && !page.Contains("yokohama", StringComparison.Ordinal), address);
        }
    }
}
