using System.Net;
using System.Resources;
using System.Text;
using ChargePointFw.BackOffice.Pages;
using ChargePointFw.BackOffice.People;
using ChargePointFw.Records;
using ChargePointFw.Service;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Through the real web server on loopback.</summary>
[TestClass]
public sealed class PageTests
{
    private static async Task<(HttpResponseMessage Answer, string Text)> GetAsync(Office office, string path, string language = "en", string? cookie = null)
    {
        using HttpClient http = await office.BrowserAsync(language: language);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        HttpResponseMessage answer = await http.SendAsync(request);
        return (answer, await answer.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task ThePage_ShowsTheDayInEnglish_AndItAddsUp()
    {
        await using Office office = await Day.WithSessionsAsync();
        (HttpResponseMessage answer, string page) = await GetAsync(office, "/day?site=yokohama&day=2026-04-01");
        using HttpResponseMessage disposing = answer;
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        StringAssert.Contains(page, "<html lang=\"en\">");
        StringAssert.Contains(page, "21:00–21:30");
        StringAssert.Contains(page, "10.734 <abbr>kWh</abbr>"); // delivered
        StringAssert.Contains(page, "9.490 <abbr>kWh</abbr>"); // covered
        StringAssert.Contains(page, "0.010 <abbr>kWh</abbr>"); // uncovered
        StringAssert.Contains(page, "1.234 <abbr>kWh</abbr>"); // unclaimed
        StringAssert.Contains(page, "40.000 <abbr>kWh</abbr>"); // allocated
        StringAssert.Contains(page, "Guest: no renewable claim");
        StringAssert.Contains(page, "car unplugged");
        Assert.AreEqual(4, page.Split("bar-allocated").Length - 1);
        Assert.IsLessThan(page.IndexOf(">1-1<", StringComparison.Ordinal), page.IndexOf(">1-2<", StringComparison.Ordinal)); // newest first
    }

    [TestMethod]
    public async Task ThePage_SpeaksJapanese_WhenAskedByTheBrowser()
    {
        await using Office office = await Day.WithSessionsAsync();
        (HttpResponseMessage answer, string page) = await GetAsync(office, "/day", "ja-JP,ja;q=0.9,en;q=0.8");
        using HttpResponseMessage disposing = answer;
        string words = WebUtility.HtmlDecode(page);
        StringAssert.Contains(words, "<html lang=\"ja\">");
        StringAssert.Contains(words, "時間帯別台帳");
        StringAssert.Contains(words, "ゲスト：再エネの主張なし");
    }

    [TestMethod]
    public async Task TheLanguageChosenOnThePage_WinsOverTheBrowsers()
    {
        await using var office = new Office();
        await office.StartAsync();
        (HttpResponseMessage chosen, _) = await GetAsync(office, "/language/ja?back=%2F%3Fday%3D2026-04-01");
        using HttpResponseMessage disposing = chosen;
        Assert.AreEqual(HttpStatusCode.Redirect, chosen.StatusCode);
        Assert.AreEqual("/?day=2026-04-01", chosen.Headers.Location!.OriginalString);
        string cookie = chosen.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        (HttpResponseMessage answer, string page) = await GetAsync(office, "/day", "en", cookie);
        using HttpResponseMessage disposingToo = answer;
        StringAssert.Contains(page, "<html lang=\"ja\">");
    }

    [TestMethod]
    [DataRow("https://example.org/")]
    [DataRow("//example.org/")]
    [DataRow("/\\example.org/")]
    [DataRow("javascript:alert(1)")]
    public async Task TheLanguageSwitch_LeadsNowhereElse(string back)
    {
        await using var office = new Office();
        await office.StartAsync();
        (HttpResponseMessage answer, _) = await GetAsync(office, "/language/ja?back=" + Uri.EscapeDataString(back));
        using HttpResponseMessage disposing = answer;
        Assert.AreEqual("/", answer.Headers.Location!.OriginalString);
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/health")]
    [DataRow("/assets/live.js")]
    [DataRow("/day?site=nowhere")]
    [DataRow("/nowhere")]
    public async Task EveryAnswer_CarriesTheContentSecurityPolicy(string path)
    {
        await using var office = new Office();
        await office.StartAsync();
        (HttpResponseMessage answer, string text) = await GetAsync(office, path);
        using HttpResponseMessage disposing = answer;
        StringAssert.StartsWith(answer.Headers.GetValues("Content-Security-Policy").Single(), "default-src 'self'");
        Assert.AreEqual("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.IsFalse(text.Contains("style=", StringComparison.Ordinal) || text.Contains(" onclick", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task WhatAChargePointSays_IsEscaped()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        string hostile = """{"state":"<script>alert(1)</script>","connector":"\"><img src=x>","verdict":"<b>","claim":"<i>","powerW":1,"registerWh":2,"plan":9}""";
        office.Broker.Deliver(device.Topics.State, Encoding.UTF8.GetBytes(hostile));
        await Office.UntilAsync(() => office.App.Progress.HeldPlanVersion(Office.SiteName, "cp1") == 9, "the state");
        (HttpResponseMessage answer, string page) = await GetAsync(office, "/day?day=%22%3E%3Cscript%3E&site=yokohama");
        using HttpResponseMessage disposing = answer;
        StringAssert.Contains(page, "&lt;script&gt;alert(1)");
        Assert.IsFalse(page.Contains("<script>", StringComparison.Ordinal) || page.Contains("<img", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("SuspendedEVSE", "DeniedNoAllocationNow", "2026-04-01T13:30:00.000Z", "waits for renewable supply, continues 22:30")]
    [DataRow("SuspendedEVSE", "DeniedAllocationSpent", "unknown", "has used this interval&#x27;s renewable supply")]
    [DataRow("Idle", "DeniedNoAllocationNow", "2026-04-01T13:30:00.000Z", "free; renewable supply from 22:30")]
    [DataRow("Idle", "Allowed", "unknown", "free")]
    [DataRow("Charging", "Allowed", "2026-04-01T13:30:00.000Z", "charging on renewable supply")]
    [DataRow("SuspendedEV", "Allowed", "unknown", "the car pauses")]
    [DataRow("lost", "", "unknown", "no connection since 21:00:00")]
    [DataRow("EVConnected", "DeniedFault", "unknown", "out of order: contactor welded", "Faulted", "ContactorWelded")]
    [DataRow("Idle", "DeniedFault", "unknown", "out of order: emergency stop pressed", "Faulted", "EmergencyStop")]
    [DataRow("Idle", "DeniedFault", "unknown", "out of order", "Faulted", "None")]
    public async Task AState_InPlainWords(string state, string verdict, string until, string expected, string connector = "Occupied", string fault = "None")
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        await office.StartAsync();
        string json = $$"""{"state":"{{state}}","connector":"{{connector}}","verdict":"{{verdict}}","fault":"{{fault}}","until":"{{until}}","claim":"renewable","powerW":49800,"registerWh":2}""";
        office.Broker.Deliver(device.Topics.State, Encoding.UTF8.GetBytes(json));
        await Office.UntilAsync(() => office.App.Live.Of(office.App.Registry.FindChargePoint(Office.SiteName, "cp1")!) is not null, "the state");
        (HttpResponseMessage answer, string page) = await GetAsync(office, "/day");
        using HttpResponseMessage disposing = answer;
        StringAssert.Contains(page, $"<p class=\"state\">{expected}</p>");
    }

    [TestMethod]
    public async Task ManySessions_ComeInPages()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        for (int session = 1; session <= 45; session++)
        {
            device.StartSession(session, Office.Noon);
            device.EndSession(session, Office.Noon, 10, 10);
        }

        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 90);
        (HttpResponseMessage first, string firstPage) = await GetAsync(office, "/day?day=2026-04-01");
        (HttpResponseMessage beyond, string lastPage) = await GetAsync(office, "/day?day=2026-04-01&part=99");
        using HttpResponseMessage disposing = first;
        using HttpResponseMessage disposingToo = beyond;
        StringAssert.Contains(firstPage, "<span>1 / 3</span>");
        StringAssert.Contains(firstPage, ">1-45<");
        StringAssert.Contains(lastPage, "<span>3 / 3</span>");
        StringAssert.Contains(lastPage, ">1-1<");
    }

    [TestMethod]
    public async Task AnUnknownSite_IsNotFound_AndNoSiteIsAPage()
    {
        await using var office = new Office();
        await office.StartAsync();
        (HttpResponseMessage answer, _) = await GetAsync(office, "/day?site=nowhere");
        using HttpResponseMessage disposing = answer;
        Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [TestMethod]
    public async Task AForeignHostName_IsRefused()
    {
        await using var office = new Office();
        await office.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(office.App.Url));
        request.Headers.Host = "rebound.example";
        using HttpResponseMessage answer = await http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [TestMethod]
    public async Task OnlyLoopback_UnlessToldOtherwise()
    {
        await using var office = new Office();
        await office.StartAsync();
        Assert.IsTrue(new Uri(office.App.Url).IsLoopback);
        Assert.ThrowsExactly<ArgumentException>(() => BackOfficeApp.Create(
            new BackOfficeOptions { DatabaseFile = office.DatabaseFile, ListenUrl = "http://0.0.0.0:0" }, office.Time));
    }

    [TestMethod]
    [DataRow(typeof(Texts))]
    [DataRow(typeof(StationTexts))]
    public void BothLanguages_KnowTheSameTexts(Type texts)
    {
        var resources = new ResourceManager(texts);
        static SortedSet<string> Keys(ResourceSet set)
        {
            var keys = new SortedSet<string>(StringComparer.Ordinal);
            foreach (System.Collections.DictionaryEntry entry in set)
            {
                keys.Add((string)entry.Key);
            }

            return keys;
        }

        var english = Keys(resources.GetResourceSet(System.Globalization.CultureInfo.InvariantCulture, true, false)!);
        var japanese = Keys(resources.GetResourceSet(System.Globalization.CultureInfo.GetCultureInfo("ja"), true, false)!);
        CollectionAssert.AreEqual(english.ToArray(), japanese.ToArray());
        Assert.IsGreaterThan(60, english.Count);
        if (texts == typeof(StationTexts))
        {
            foreach (FaultCode fault in Enum.GetValues<FaultCode>().Where(one => one != FaultCode.None))
            {
                Assert.AreEqual(Advice.On(fault), resources.GetString("Fault." + fault, System.Globalization.CultureInfo.InvariantCulture), "as the console says it");
            }

            return;
        }

        foreach (AuditAction action in Enum.GetValues<AuditAction>())
        {
            Assert.Contains("Audit." + action, english);
        }

        foreach (SupplyVerdict verdict in Enum.GetValues<SupplyVerdict>())
        {
            Assert.Contains("Verdict." + verdict, english);
        }

        foreach (FaultCode fault in Enum.GetValues<FaultCode>().Where(fault => fault != FaultCode.None))
        {
            Assert.Contains("Fault." + fault, english);
        }

        foreach (StoppedReason reason in Enum.GetValues<StoppedReason>())
        {
            Assert.Contains("Stopped." + reason, english);
        }
    }

    [TestMethod]
    [DataRow("Europe/Berlin", "2026-03-29", 23)]
    [DataRow("Europe/Berlin", "2026-10-25", 25)]
    [DataRow("Asia/Tokyo", "2026-03-29", 24)]
    [DataRow("America/Sao_Paulo", "2018-11-04", 23, DisplayName = "a zone that skips midnight")]
    public void ADay_HasTheHoursThatItsZoneGivesIt(string zone, string day, int hours)
    {
        var site = new Sites.Site(1, "s", TimeZoneInfo.FindSystemTimeZoneById(zone), 30);
        DaySelection selection = DaySelection.Of(site, day, Office.Noon);
        Assert.AreEqual(hours, (selection.ToUtc - selection.FromUtc).TotalHours);
        Assert.AreEqual(day, selection.Name);
    }
}
