using System.Net;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.People;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Passwords, lock-out, cookies and headers through the real web server.</summary>
[TestClass]
public sealed partial class SignInTests
{
    private static async Task<Office> OpenAsync(Func<BackOfficeOptions, BackOfficeOptions>? configure = null)
    {
        var office = new Office(configure);
        office.App.People.Add("sato", new PersonSettings(Roles.Administrator, true, []), Office.Password, "tests");
        await office.StartAsync();
        return office;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string form, string address, params (string Name, string Value)[] fields)
    {
        string page = await browser.GetStringAsync(new Uri(form, UriKind.Relative));
        using var content = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", Token().Match(page).Groups[1].Value)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await browser.PostAsync(new Uri(address, UriKind.Relative), content);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string name, string password, string back = "/") =>
        PostAsync(browser, "/sign-in", "/sign-in?back=" + Uri.EscapeDataString(back), ("name", name), ("password", password));

    private static async Task<bool> LetsInAsync(Office office, string name, string password)
    {
        using HttpClient browser = office.Browser();
        using HttpResponseMessage answer = await SignInAsync(browser, name, password);
        using HttpResponseMessage page = await browser.GetAsync(new Uri("/day", UriKind.Relative));
        Assert.AreEqual(answer.StatusCode == HttpStatusCode.Redirect, page.StatusCode == HttpStatusCode.OK);
        return page.StatusCode == HttpStatusCode.OK;
    }

    [TestMethod]
    [DataRow("/supply?day=2026-04-01", "/supply?day=2026-04-01")]
    [DataRow("https://example.org/", "/")]
    [DataRow("//example.org", "/")]
    [DataRow("/\\example.org", "/")]
    public async Task TheRightPassword_LeadsWhereOneWanted_ButNowhereElse(string wanted, string led)
    {
        await using Office office = await OpenAsync();
        using HttpClient browser = office.Browser();
        using HttpResponseMessage answer = await SignInAsync(browser, "Sato", Office.Password, wanted);
        Assert.AreEqual(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.AreEqual(led, answer.Headers.Location!.OriginalString);
        string cookie = answer.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("cpfw-person=", StringComparison.Ordinal));
        StringAssert.Contains(cookie, "httponly");
        StringAssert.Contains(cookie, "samesite=lax");
        Assert.IsFalse(cookie.Contains(Office.Password, StringComparison.Ordinal) || cookie.Contains("expires", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task WhoIsWrong_Unknown_DisabledOrLocked_HearsTheSame()
    {
        await using Office office = await OpenAsync();
        office.App.People.Add("mori", new PersonSettings(Roles.Auditor, true, []), Office.Password, "tests");
        office.App.People.SetDisabled("mori", true, "tests");
        using HttpClient browser = office.Browser();
        var said = new HashSet<string>();
        foreach ((string name, string password) in new[] { ("sato", "wrong"), ("nobody", Office.Password), ("mori", Office.Password), ("", ""), ("<script>alert(1)</script>", "' OR 1=1 --") })
        {
            using HttpResponseMessage answer = await SignInAsync(browser, name, password);
            Assert.AreEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
            said.Add(Token().Replace(await answer.Content.ReadAsStringAsync(), ""));
        }

        Assert.HasCount(1, said);
        StringAssert.Contains(said.Single(), "role=\"alert\"");
    }

    [TestMethod]
    public async Task BruteForce_LocksTheName_EverLonger_AndThePersonGetsInAfterwards()
    {
        await using Office office = await OpenAsync(options => options with { SignInsPerMinute = 1_000 });
        int tries = 0;
        async Task Guess(int times)
        {
            for (int i = 0; i < times; i++, tries++)
            {
                Assert.IsFalse(await LetsInAsync(office, i % 2 == 0 ? "sato" : "SATO", "guess number " + tries));
            }
        }

        await Guess(SignIns.FailuresBeforeLock - 1);
        Assert.IsTrue(await LetsInAsync(office, "sato", Office.Password)); // before the limit, and the count begins anew
        await Guess(SignIns.FailuresBeforeLock);
        Assert.IsFalse(await LetsInAsync(office, "sato", Office.Password));
        office.Time.Advance(SignIns.FirstLock - TimeSpan.FromSeconds(1));
        Assert.IsFalse(await LetsInAsync(office, "sato", Office.Password));
        office.Time.Advance(TimeSpan.FromSeconds(2));
        await Guess(1); // one guess, and locked for twice as long
        office.Time.Advance(SignIns.FirstLock + TimeSpan.FromSeconds(1));
        Assert.IsFalse(await LetsInAsync(office, "sato", Office.Password));
        office.Time.Advance(SignIns.FirstLock);
        Assert.IsTrue(await LetsInAsync(office, "sato", Office.Password));
        Assert.AreEqual("2", office.Scalar<string>("SELECT CAST(count(*) AS TEXT) FROM audit_entry WHERE action = 'LockedOut' AND subject = 'sato'"));

        // However long somebody guesses: so many guesses a day, and no lock beyond the longest.
        DateTimeOffset start = office.Time.GetUtcNow();
        int reached = 0;
        for (; office.Time.GetUtcNow() < start.AddDays(1); office.Time.Advance(TimeSpan.FromMinutes(1)))
        {
            long before = office.Scalar<long>("SELECT failures FROM person");
            _ = office.App.SignIns.Try("sato", "guess");
            reached += office.Scalar<long>("SELECT failures FROM person") > before ? 1 : 0;
        }

        Assert.IsInRange(40, 70, reached);
        office.Time.Advance(SignIns.LongestLock);
        Assert.IsTrue(await LetsInAsync(office, "sato", Office.Password));
    }

    [TestMethod]
    public async Task GuessesAtTheSameMoment_CountOneByOne()
    {
        await using Office office = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => office.App.SignIns.Try("sato", "guess " + i))));
        Assert.AreEqual((long)SignIns.FailuresBeforeLock, office.Scalar<long>("SELECT failures FROM person"));
    }

    [TestMethod]
    public async Task OneAddress_TriesSoManyPasswordsAMinute_WhateverTheNames()
    {
        await using Office office = await OpenAsync(options => options with { SignInsPerMinute = 3 });
        using HttpClient browser = office.Browser();
        var answers = new List<HttpStatusCode>();
        for (int i = 0; i < 5; i++)
        {
            using HttpResponseMessage answer = await SignInAsync(browser, "name" + i, "guess");
            answers.Add(answer.StatusCode);
        }

        CollectionAssert.AreEqual(
            new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests }, answers);
    }

    [TestMethod]
    public async Task APasswordThatAnAdministratorMade_HasToBeChangedFirst_AndEndsOtherSessions()
    {
        await using Office office = await OpenAsync();
        using HttpClient other = office.Browser();
        (await SignInAsync(other, "sato", Office.Password)).Dispose();
        string made = office.App.People.Reset("sato", null, "tests")!;
        using (HttpResponseMessage gone = await other.GetAsync(new Uri("/", UriKind.Relative)))
        {
            Assert.AreEqual(HttpStatusCode.Redirect, gone.StatusCode);
        }

        using HttpClient browser = office.Browser();
        using HttpResponseMessage entered = await SignInAsync(browser, "sato", made);
        Assert.AreEqual("/password", entered.Headers.Location!.OriginalString);
        foreach (string address in new[] { "/day", "/people", "/supply" })
        {
            using HttpResponseMessage led = await browser.GetAsync(new Uri(address, UriKind.Relative));
            Assert.AreEqual("/password", led.Headers.Location!.OriginalString, address);
        }

        const string Chosen = "four green charging cars";
        foreach ((string old, string chosen, string again) in new[] { ("wrong", Chosen, Chosen), (made, Chosen, "another one altogether"), (made, "short", "short"), (made, made, made), (made, "my name is sato!", "my name is sato!") })
        {
            using HttpResponseMessage refused = await PostAsync(browser, "/password", "/password", ("old", old), ("chosen", chosen), ("again", again));
            StringAssert.Contains(await refused.Content.ReadAsStringAsync(), "role=\"alert\"");
        }

        using HttpResponseMessage done = await PostAsync(browser, "/password", "/password", ("old", made), ("chosen", Chosen), ("again", Chosen));
        StringAssert.Contains(await done.Content.ReadAsStringAsync(), "role=\"status\"");
        using HttpResponseMessage page = await browser.GetAsync(new Uri("/people", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.OK, page.StatusCode);
        Assert.IsFalse(await LetsInAsync(office, "sato", made));
        Assert.IsTrue(await LetsInAsync(office, "sato", Chosen));
    }

    [TestMethod]
    public async Task WhoeverSignsOut_IsDisabled_OrDoesNothingForLong_IsOut_AndARestartLetsTheOthersStay()
    {
        await using Office office = await OpenAsync();
        office.App.People.Add("mori", new PersonSettings(Roles.Auditor, true, []), Office.Password, "tests");
        using HttpClient sato = office.Browser();
        (await SignInAsync(sato, "sato", Office.Password)).Dispose();
        using HttpClient mori = await office.BrowserAsync(Roles.Auditor);
        async Task<bool> IsIn(HttpClient browser)
        {
            using HttpResponseMessage answer = await browser.GetAsync(new Uri(new Uri(office.App.Url), "/people"));
            return answer.StatusCode == HttpStatusCode.OK;
        }

        Assert.IsTrue(await IsIn(sato) && await IsIn(mori));
        office.App.People.SetDisabled("mori", true, "sato");
        Assert.IsFalse(await IsIn(mori));
        office.App.People.SetDisabled("mori", false, "sato");
        Assert.IsFalse(await IsIn(mori)); // a session that has ended stays so
        (await PostAsync(sato, "/people", "/sign-out")).Dispose();
        Assert.IsFalse(await IsIn(sato));

        (await SignInAsync(sato, "sato", Office.Password)).Dispose();
        office.Time.Advance(TimeSpan.FromHours(11));
        Assert.IsTrue(await IsIn(sato)); // and slides on
        await office.RestartAsync();
        office.Time.Advance(TimeSpan.FromHours(11));
        Assert.IsTrue(await IsIn(sato));
        office.Time.Advance(TimeSpan.FromHours(13));
        Assert.IsFalse(await IsIn(sato));
    }

    [TestMethod]
    public async Task ALink_SignsInOnce_AndOnlyWhereLinksAreAllowed()
    {
        await using Office office = await OpenAsync();
        string link = office.App.SignIns.OfferLink("sato");
        foreach (string led in new[] { "/", "/sign-in" })
        {
            using HttpClient browser = office.Browser();
            using HttpResponseMessage answer = await browser.GetAsync(new Uri(link, UriKind.Relative));
            Assert.AreEqual(led, answer.Headers.Location!.OriginalString);
        }

        await using Office real = await OpenAsync(options => options with { SignInLinks = false });
        using HttpClient visitor = real.Browser();
        using HttpResponseMessage refused = await visitor.GetAsync(new Uri(real.App.SignIns.OfferLink("sato"), UriKind.Relative));
        StringAssert.StartsWith(refused.Headers.Location!.PathAndQuery, "/sign-in?back=");
    }

    [TestMethod]
    public async Task Headers_OfAPageBehindTheSignIn()
    {
        await using Office office = await OpenAsync();
        using HttpClient browser = await office.BrowserAsync(Roles.Administrator);
        using HttpResponseMessage answer = await browser.GetAsync(new Uri("/people", UriKind.Relative));
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        foreach (string rule in new[] { "default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'" })
        {
            StringAssert.Contains(policy, rule);
        }

        Assert.IsFalse(policy.Contains("unsafe", StringComparison.Ordinal));
        Assert.AreEqual("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.AreEqual("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.IsTrue(answer.Headers.CacheControl!.NoStore);
        Assert.IsFalse(answer.Headers.Contains("Server"));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
