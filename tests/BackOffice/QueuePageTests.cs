using System.Collections;
using System.Globalization;
using System.Net;
using System.Resources;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.Pages.HalfHours;
using ChargePointFw.BackOffice.Pages.Lists;
using ChargePointFw.BackOffice.Pages.Queue;
using ChargePointFw.BackOffice.Pages.Sessions;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>The work queue through the real web server: what it shows, what staff decide there, and what it refuses.</summary>
[TestClass]
public sealed partial class QueuePageTests
{
    internal static async Task<string> GetAsync(HttpClient browser, string address)
    {
        using HttpResponseMessage answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode, address);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<(HttpStatusCode Status, string Text, string To)> PostAsync(
        HttpClient browser, string shown, string address, params (string Name, string Value)[] fields)
    {
        string token = Token().Match(await GetAsync(browser, shown)).Groups[1].Value;
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        using HttpResponseMessage answer = await browser.PostAsync(new Uri(address, UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), answer.Headers.Location?.OriginalString ?? "");
    }

    /// <summary>Session 2 has no end, 3 has begun, and energy flowed between sessions: something of each severity.</summary>
    internal static async Task<(Office Office, CheckBay Bay)> OpenAsync()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync();
        bay.GoodSession(1);
        bay.Start(2);
        bay.Wait(10);
        bay.Update(2, 3_000);
        bay.Device.RegisterWh += 4_000;
        bay.Wait(30);
        bay.GoodSession(3);
        bay.Start(4, Claim.None);
        bay.Wait(10);
        bay.End(4, 1_000, Claim.None);
        await bay.ArriveAsync();
        return (office, bay);
    }

    private static QueueRow Of(Office office, string kind) => office.App.Queue.Page(new QueueFilter { Kind = kind }).Single();

    private static (string, string)[] Form(QueueRow row, string action, string note = "looked at it", params (string, string)[] more) =>
        [("Version", $"{row.Version}"), ("Action", action), ("Reason", "SeenOnSite"), ("Note", note), .. more];

    [TestMethod]
    [DataRow("en", "Work queue")]
    [DataRow("ja", "対応待ち一覧")]
    public async Task TheQueueIsListed_AndFiltered(string language, string title)
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        using HttpClient browser = await office.BrowserAsync(language: language);
        string page = WebUtility.HtmlDecode(await GetAsync(browser, "/queue"));
        StringAssert.Contains(page, $"<h1>{title}</h1>");
        Assert.HasCount(office.App.Queue.Page(new QueueFilter()).Count, Link().Matches(page));
        Assert.HasCount(1, Link().Matches(await GetAsync(browser, "/queue?kind=SessionStillOpen&site=yokohama&chargePoint=cp1")));
        Assert.HasCount(0, Link().Matches(await GetAsync(browser, "/queue?assignee=sato")));
        Assert.HasCount(0, Link().Matches(await GetAsync(browser, "/queue?before=2026-03-01")));
        Assert.HasCount(0, Link().Matches(await GetAsync(browser, "/queue?state=Accepted")));
        Assert.HasCount(office.App.Queue.Page(new QueueFilter { AtLeast = Severity.Flag }).Count, Link().Matches(await GetAsync(browser, "/queue?atLeast=Flag")));
    }

    [TestMethod]
    [DataRow("/queue?atLeast=99&state=Nonsense&from=yesterday&before=9999-99-99&after=123456789")]
    [DataRow("/queue?kind=%3Cscript%3Ealert(1)%3C%2Fscript%3E&assignee=%3Cb%3E&chargePoint=%27%3B--")]
    public async Task NonsenseInTheAddress_IsNoError_AndNoScript(string address)
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        using HttpClient browser = await office.BrowserAsync();
        string page = await GetAsync(browser, address);
        Assert.IsFalse(page.Contains("<script>alert", StringComparison.Ordinal) || page.Contains("<b>", StringComparison.Ordinal));
        using HttpResponseMessage notTheirs = await browser.GetAsync(new Uri("/queue?site=nowhere", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.NotFound, notTheirs.StatusCode);
    }

    [TestMethod]
    public async Task AFindingTellsItsEvidence_WithTheChain_AndWhatWasDecided()
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        QueueRow row = Of(office, "SessionStillOpen");
        using HttpClient browser = await office.BrowserAsync();
        string page = WebUtility.HtmlDecode(await GetAsync(browser, $"/queue/{row.Id}"));
        StringAssert.Contains(page, "The session has no end. Its last register is 1,008,000 Wh at 2026-04-01 21:50:00.");
        StringAssert.Contains(page, "href=\"/sessions/yokohama/cp1/1/2\"");
        StringAssert.Contains(page, ">proven</td>");
        StringAssert.Contains(page, ">charging on renewable supply</td>");
        StringAssert.Contains(page, "Nothing was decided yet.");
        (HttpStatusCode status, string _, string to) = await PostAsync(browser, $"/queue/{row.Id}", $"/queue/{row.Id}", Form(row, "Hold", "<i>asked</i> the dealer"));
        Assert.AreEqual((HttpStatusCode.Redirect, $"/queue/{row.Id}"), (status, to));
        page = await GetAsync(browser, $"/queue/{row.Id}");
        StringAssert.Contains(page, "&lt;i&gt;asked&lt;/i&gt; the dealer");
        StringAssert.Contains(page, "Open</s>");
        QueueEntry entry = office.App.Queue.Entries(row.Id).Single();
        Assert.AreEqual((Office.NameOf(Roles.BackOffice), "Hold", "SeenOnSite"), (entry.By, entry.Action, entry.ReasonCode));
        using HttpResponseMessage nobodys = await browser.GetAsync(new Uri("/queue/99999", UriKind.Relative));
        Assert.AreEqual(HttpStatusCode.NotFound, nobodys.StatusCode);
    }

    [TestMethod]
    public async Task EveryActionIsDoneFromThePage()
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        using HttpClient browser = await office.BrowserAsync();
        long id = Of(office, "SessionStillOpen").Id;
        long interval = Office.Noon.AddMinutes(30).ToUnixTimeMilliseconds();
        (string, string)[] booking = [("Bookings[0].StartUtcMs", $"{interval}"), ("Bookings[0].Covered", "1000"), ("Bookings[0].Uncovered", "2000"), ("Bookings[0].Unclaimed", "0")];
        foreach ((string action, string state, (string, string)[] more) in new (string, string, (string, string)[])[]
        {
            ("Assign", "Open", [("Assignee", "sato")]), ("Note", "Open", []), ("AskAgain", "Held", []), ("Accept", "Accepted", []), ("Undo", "Held", []),
            ("Drop", "Dropped", []), ("Undo", "Held", []), ("Correct", "Corrected", booking), ("Undo", "Held", []),
            ("CloseSession", "Corrected", [("CloseBy", "NextStart")]), ("Undo", "Held", []), ("Hold", "Held", []),
        })
        {
            QueueRow row = office.App.Queue.Find(id)!;
            (HttpStatusCode status, string text, string _) = await PostAsync(browser, $"/queue/{id}", $"/queue/{id}", Form(row, action, "because", more));
            Assert.AreEqual(HttpStatusCode.Redirect, status, action + Alert().Match(text).Value);
            Assert.AreEqual((state, row.Version + 1), (office.App.Queue.Find(id)!.State, office.App.Queue.Find(id)!.Version), action);
        }

        Assert.AreEqual("sato", office.App.Queue.Find(id)!.Assignee);
        StringAssert.Contains(WebUtility.HtmlDecode(await GetAsync(browser, $"/queue/{id}")), "<s>3.000 + 0.000 + 0.000 + 0.000</s> → 1.000 + 2.000 + 0.000 + 0.000");
    }

    [TestMethod]
    [DataRow("en", "satō was faster: Hold at")]
    [DataRow("ja", "satō さんが先に処理しました")]
    public async Task TheSecondClerkIsTold_AndWhatHeTypedStays(string language, string told)
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        QueueRow row = Of(office, "SessionStillOpen");
        using HttpClient browser = await office.BrowserAsync(language: language);
        office.App.Desk.Decide(row.Id, row.Version, new Decision { Action = QueueAction.Hold, Reason = ReasonCode.Other, Note = "first", By = "satō" });
        (HttpStatusCode status, string text, string _) = await PostAsync(browser, $"/queue/{row.Id}", $"/queue/{row.Id}", Form(row, "Drop", "typed by the second"));
        Assert.AreEqual(HttpStatusCode.Conflict, status);
        StringAssert.Contains(text, told);
        StringAssert.Contains(text, "typed by the second");
        Assert.HasCount(1, office.App.Queue.Entries(row.Id));
    }

    [TestMethod]
    [DataRow("Correct", "Bookings[0].Covered", "a lot", "'a lot' is no whole number")]
    [DataRow("Correct", "Bookings[0].Covered", "999999999999999999999", "is no whole number")]
    [DataRow("Correct", "Bookings[0].Covered", "-1", "an energy is not negative")]
    [DataRow("Correct", "Bookings[0].Covered", "99999999", "an interval has at most")]
    [DataRow("Correct", "Bookings[0].Covered", "9999999", "Wh are allocated")]
    [DataRow("CloseSession", "CloseBy", "Tomorrow", "CloseBy was not chosen")]
    [DataRow("Accept", "Note", " ", "a decision needs a note")]
    [DataRow("Nonsense", "Note", "n", "Action was not chosen")]
    public async Task WhatCannotBe_IsRefusedWithAReason_AndNothingIsWritten(string action, string field, string value, string reason)
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        QueueRow row = Of(office, "SessionStillOpen");
        using HttpClient browser = await office.BrowserAsync();
        long interval = Office.Noon.AddMinutes(30).ToUnixTimeMilliseconds();
        var fields = new Dictionary<string, string>
        {
            ["Version"] = "0",
            ["Action"] = action,
            ["Reason"] = "Meter",
            ["Note"] = "n",
            ["Bookings[0].StartUtcMs"] = $"{interval}",
            ["Bookings[0].Covered"] = "1",
            ["Bookings[0].Uncovered"] = "0",
            ["Bookings[0].Unclaimed"] = "0",
            [field] = value,
        };
        (HttpStatusCode status, string text, string _) = await PostAsync(browser, $"/queue/{row.Id}", $"/queue/{row.Id}", [.. fields.Select(one => (one.Key, one.Value))]);
        Assert.AreEqual(HttpStatusCode.UnprocessableEntity, status);
        StringAssert.Contains(text, reason);
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM finding_entry"));
    }

    [TestMethod]
    public async Task ManyAreShownFirst_ThenDone_AllThatMatchOrThoseTicked()
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        using HttpClient browser = await office.BrowserAsync();
        QueueRow[] all = [.. office.App.Queue.Page(new QueueFilter())];
        (string, string)[] many = [("Action", "Accept"), ("Reason", "Test"), ("Note", "a test drive"), ("Scope", "ticked"), ("Ids", $"{all[0].Id}"), ("Ids", $"{all[1].Id}")];
        (HttpStatusCode status, string text, string to) = await PostAsync(browser, "/queue", "/queue?handler=Preview", many);
        Assert.AreEqual(HttpStatusCode.OK, status);
        StringAssert.Contains(text, "Accept: 2 of 2");
        StringAssert.Contains(text, "Nothing is changed yet.");
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM finding_entry"));
        string token = BulkToken().Match(text).Groups[1].Value;
        (status, _, to) = await PostAsync(browser, "/queue", "/queue?handler=Do", [.. many, ("Token", token)]);
        Assert.AreEqual((HttpStatusCode.Redirect, "/queue?done=2"), (status, to));
        Assert.HasCount(2, office.App.Queue.Page(new QueueFilter { State = "Accepted" }));

        (status, text, _) = await PostAsync(browser, "/queue", "/queue?handler=Do", [.. many, ("Token", token)]);
        Assert.AreEqual(HttpStatusCode.Conflict, status, "the same once more is not what was shown");
        (status, text, _) = await PostAsync(browser, "/queue", "/queue?handler=Preview", [("Action", "Accept"), ("Reason", "Test"), ("Note", "n"), ("Scope", "ticked")]);
        Assert.AreEqual(HttpStatusCode.UnprocessableEntity, status);
        StringAssert.Contains(text, "none was ticked");
        (_, text, _) = await PostAsync(browser, "/queue", "/queue?handler=Preview", [("Action", "Note"), ("Reason", "Test"), ("Note", "n"), ("Scope", "all")]);
        StringAssert.Contains(text, $"Note only: {all.Length - 2} of {all.Length - 2}");
    }

    [TestMethod]
    public async Task WhoSeesOneSiteOnly_SeesItsFindingsOnly_AndAnAuditorDecidesNothing()
    {
        (Office office, CheckBay _) = await OpenAsync();
        await using Office opened = office;
        office.App.Registry.RegisterSite("osaka", "Asia/Tokyo");
        QueueRow row = Of(office, "SessionStillOpen");
        using HttpClient auditor = await office.BrowserAsync(Roles.Auditor);
        string page = await GetAsync(auditor, $"/queue/{row.Id}");
        Assert.IsFalse(page.Contains("name=\"Action\"", StringComparison.Ordinal));
        Assert.IsFalse((await GetAsync(auditor, "/queue")).Contains("type=\"checkbox\"", StringComparison.Ordinal));
        office.App.People.Add(Office.NameOf(Roles.BackOffice), new PersonSettings(Roles.BackOffice, false, ["osaka"]), Office.Password, "tests");
        using HttpClient browser = await office.BrowserAsync();
        Assert.HasCount(0, Link().Matches(await GetAsync(browser, "/queue")));
        foreach (string address in new[] { $"/queue/{row.Id}", "/sessions/yokohama/cp1/1/2", "/sessions?site=yokohama", "/ledger?site=yokohama", $"/ledger/yokohama/{row.AtUtcMs / 1_800_000 * 1_800_000}" })
        {
            using HttpResponseMessage hidden = await browser.GetAsync(new Uri(address, UriKind.Relative));
            Assert.AreEqual(HttpStatusCode.NotFound, hidden.StatusCode, address);
        }

        (string, string)[] steal = [("Action", "Accept"), ("Reason", "Test"), ("Note", "n"), ("Scope", "ticked"), ("Ids", $"{row.Id}")];
        string token = Token().Match(await GetAsync(browser, "/password")).Groups[1].Value;
        using var content = new FormUrlEncodedContent(steal.Append(("__RequestVerificationToken", token)).Select(one => KeyValuePair.Create(one.Item1, one.Item2)));
        using HttpResponseMessage answer = await browser.PostAsync(new Uri("/queue?handler=Preview", UriKind.Relative), content);
        StringAssert.Contains(await answer.Content.ReadAsStringAsync(), "Accept: 0 of 0");
    }

    [TestMethod]
    [DataRow(typeof(QueueTexts))]
    [DataRow(typeof(SessionTexts))]
    [DataRow(typeof(LedgerTexts))]
    [DataRow(typeof(ListTexts))]
    [DataRow(typeof(Refused), "ChargePointFw.BackOffice.Refusals.Refusals")]
    public void BothLanguages_HaveTheSameWords(Type texts, string? name = null)
    {
        var words = new ResourceManager(name ?? texts.FullName!, texts.Assembly);
        Dictionary<string, string> english = Words(words, "");
        Dictionary<string, string> japanese = Words(words, "ja");
        CollectionAssert.AreEquivalent(english.Keys, japanese.Keys);
        foreach ((string key, string text) in english)
        {
            CollectionAssert.AreEquivalent(Places().Matches(text).Select(one => one.Value).ToArray(), Places().Matches(japanese[key]).Select(one => one.Value).ToArray(), key);
        }
    }

    private static Dictionary<string, string> Words(ResourceManager words, string culture) =>
        words.GetResourceSet(CultureInfo.GetCultureInfo(culture), true, false)!.Cast<DictionaryEntry>().ToDictionary(one => (string)one.Key, one => (string)one.Value!);

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("name=\"Token\" value=\"([^\"]+)\"")]
    private static partial Regex BulkToken();

    [GeneratedRegex("<th scope=\"row\"[^>]*><a href=\"/queue/[0-9]+\">")]
    private static partial Regex Link();

    [GeneratedRegex("role=\"alert\"[^<]*<")]
    private static partial Regex Alert();

    [GeneratedRegex(@"\{[0-9]\}")]
    private static partial Regex Places();
}
