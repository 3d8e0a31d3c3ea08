using System.Net;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What staff ask of the supply desk through the real web server: rehearsed first, done when they say so again.</summary>
[TestClass]
public sealed partial class DeskPageTests
{
    private const string Address = "/supply?site=yokohama&day=2026-04-01";
    private const string Rows =
        "(SELECT count(*) FROM site_rule) + (SELECT count(*) FROM charge_point_weight) + (SELECT count(*) FROM reservation) + (SELECT count(*) FROM supply_window_set)";

    private static async Task<string> GetAsync(Office office, string language = "en")
    {
        using HttpClient http = await office.BrowserAsync(language: language);
        return WebUtility.HtmlDecode(await http.GetStringAsync(new Uri(Address, UriKind.Relative)));
    }

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(
        Office office, string handler, IEnumerable<(string Name, string Value)> fields, bool withToken = true, string language = "en")
    {
        using HttpClient http = await office.BrowserAsync(language: language);
        string form = await http.GetStringAsync(new Uri(Address, UriKind.Relative));
        using var content = new FormUrlEncodedContent(fields
            .Append(("__RequestVerificationToken", withToken ? Token().Match(form).Groups[1].Value : ""))
            .Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using HttpResponseMessage answer = await http.PostAsync(new Uri(Address + "&handler=" + handler, UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    private static (string Name, string Value)[] Fields(string text) =>
        [.. text.Split(';').Select(field => field.Split('=')).Select(parts => (parts[0], parts[1]))];

    // Asks, then sends the form that the answer shows, word for word.
    private static async Task<(string Rehearsed, string Done)> AskAndDoAsync(Office office, string fields)
    {
        (HttpStatusCode status, string rehearsed) = await PostAsync(office, "Rehearse", Fields(fields));
        Assert.AreEqual(HttpStatusCode.OK, status);
        string confirmation = Confirmation().Match(rehearsed).Value;
        StringAssert.Contains(confirmation, "Nothing is changed yet.");
        (status, string done) = await PostAsync(
            office, "Do", Hidden().Matches(confirmation).Select(match => (match.Groups[1].Value, match.Groups[2].Value)).Where(one => one.Item1 != "__RequestVerificationToken"));
        Assert.AreEqual(HttpStatusCode.OK, status);
        StringAssert.Contains(done, "Done.");
        return (rehearsed, done);
    }

    [TestMethod]
    [DataRow("What=weight;ChargePoint=cp1;Value=3", "Weight: cp1, 3", "0 shares become less, by 0.000 kWh", "SELECT 'cp1 ' || weight || ' ' || set_by FROM charge_point_weight", "cp1 3 kimura")]
    [DataRow("What=reservation;ChargePoint=cp1;From=2026-04-02T09:00;Until=2026-04-02T18:00;Value=5000", "Reservation: cp1, 5000 Wh", "0 shares become less", "SELECT datetime(from_utc_ms / 1000, 'unixepoch') || ' ' || energy_wh FROM reservation", "2026-04-02 00:00:00 5000")]
    [DataRow("What=windows;Kind=Opening;Mode=replace;Days=Wednesday;Days=Thursday;Hours=9:00-23:00", "Opening hours: replace all Wed Thu 9:00-23:00", "8 shares become less, by 80.000 kWh in all", "SELECT days || ' ' || from_minute || ' ' || to_minute FROM supply_window", "12 540 1380")]
    [DataRow("What=windows;Kind=Tariff;Mode=lift", "Tariff hours: lift all", "0 shares become less", "SELECT kind || ' ' || set_by FROM supply_window_set", "tariff kimura")]
    [DataRow("What=rule;Kind=MinimumUsefulWh;Value=1500", "Least useful share, Wh: 1500", "0 shares become less", "SELECT rule || ' ' || value FROM site_rule", "MinimumUsefulWh 1500")]
    [DataRow("What=rule;Kind=Rebalance;Value=1", "Share out anew what was promised: on", "0 shares become less", "SELECT rule || ' ' || value FROM site_rule", "Rebalance 1")]
    [DataRow("What=rule;Kind=FollowDemand;Value=1", "Supply follows waiting cars: on", "0 shares become less", "SELECT rule || ' ' || value FROM site_rule", "FollowDemand 1")]
    [DataRow("What=rule;Kind=ProfileWeeks;Value=4", "Weeks a forecast is learned from (0: none): 4", "0 shares become less", "SELECT rule || ' ' || value FROM site_rule", "ProfileWeeks 4")]
    public async Task ARule_IsRehearsed_ThenSet_AndListed(string fields, string title, string effect, string sql, string stored)
    {
        await using var office = new Office();
        office.Device();
        office.Supply(Office.Noon, 12, 10_000); // noon UTC is 21:00 in Yokohama
        await office.StartAsync();
        (_, string page) = await PostAsync(office, "Rehearse", Fields(fields));
        StringAssert.Contains(page, title);
        StringAssert.Contains(page, effect);
        Assert.AreEqual(0L, office.Scalar<long>("SELECT " + Rows));
        Assert.AreEqual(1L, office.Scalar<long>("SELECT count(*) FROM plan_version"));
        (_, string done) = await AskAndDoAsync(office, fields);
        Assert.AreEqual(stored, office.Scalar<string>(sql));
        StringAssert.Contains(done, effect);
        if (!fields.Contains("lift", StringComparison.Ordinal))
        {
            StringAssert.Contains(await GetAsync(office), "<td>kimura</td>");
        }
    }

    [TestMethod]
    public async Task AWindowThatIsAdded_LeavesTheOthers_AndTheListHasBoth()
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        await AskAndDoAsync(office, "What=windows;Kind=Tariff;Mode=replace;Days=Monday;Hours=22:00-06:00");
        await AskAndDoAsync(office, "What=windows;Kind=Tariff;Mode=add;Days=Saturday;Days=Sunday;Hours=00:00-24:00");
        string page = await GetAsync(office);
        StringAssert.Contains(page, "Mon 22:00-06:00");
        StringAssert.Contains(page, "Sat Sun 00:00-24:00");
        StringAssert.Contains(await GetAsync(office, "ja"), "土 日 00:00-24:00");
    }

    [TestMethod]
    [DataRow("What=weight;ChargePoint=cp1;Value=abc", "'abc' is no whole number")]
    [DataRow("What=weight;ChargePoint=cp1;Value=", "'' is no whole number")]
    [DataRow("What=weight;ChargePoint=cp9;Value=1", "there is no charge point yokohama/cp9")]
    [DataRow("What=rule;Kind=Rebalance;Value=2", "it is on (1) or off (0)")]
    [DataRow("What=rule;Kind=1;Value=1", "the desk does not know 'rule 1'")]
    [DataRow("What=windows;Kind=Opening;Mode=replace;Hours=9:00-23:00", "on these days is no window")]
    [DataRow("What=reservation;ChargePoint=cp1;From=tomorrow;Until=2026-04-02T18:00;Value=5", "'tomorrow' is no time")]
    [DataRow("What=undo;Value=99", "import 99: is not in force")]
    [DataRow("What=settle;From=2026-04-02T00:00;Until=2026-04-01T00:00", "a settlement ends after it begins")]
    [DataRow("What=nothing", "the desk does not know 'nothing '")]
    public async Task WhatCannotBe_IsRefusedWithAReason_AndNothingIsSet(string fields, string reason)
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        foreach (string handler in new[] { "Rehearse", "Do" })
        {
            (HttpStatusCode status, string page) = await PostAsync(office, handler, Fields(fields));
            Assert.AreEqual(HttpStatusCode.OK, status);
            StringAssert.Contains(page, reason);
            Assert.IsFalse(page.Contains("handler=Do\"", StringComparison.Ordinal));
        }

        Assert.AreEqual(0L, office.Scalar<long>("SELECT " + Rows + " + (SELECT count(*) FROM supply_import) + (SELECT count(*) FROM settlement_run)"));
    }

    [TestMethod]
    public async Task WithoutTheToken_NothingIsDone_AndAnotherNameIsNotTaken()
    {
        await using var office = new Office();
        office.Device();
        await office.StartAsync();
        Assert.AreEqual(HttpStatusCode.BadRequest, (await PostAsync(office, "Do", Fields("What=rule;Kind=Rebalance;Value=1"), withToken: false)).Status);
        Assert.AreEqual(0L, office.Scalar<long>("SELECT " + Rows));
        Assert.AreEqual(HttpStatusCode.OK, (await PostAsync(office, "Do", Fields("What=rule;Kind=Rebalance;Value=1;By=somebody else"))).Status);
        Assert.AreEqual("kimura", office.Scalar<string>("SELECT set_by FROM site_rule"));
    }

    [TestMethod]
    public async Task AnUndo_TellsWhatPlansLose_ThenTakesTheImportBack()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Supply(Office.Noon, 12, 10_000);
        await office.StartAsync();
        (string rehearsed, _) = await AskAndDoAsync(office, "What=undo;Value=1");
        StringAssert.Contains(rehearsed, "Undo an import: 1");
        StringAssert.Contains(rehearsed, "10 shares become less, by 100.000 kWh in all"); // the hour that has begun stays
        Assert.AreEqual("1 kimura", office.Scalar<string>("SELECT undoes_import_id || ' ' || imported_by FROM supply_import WHERE undoes_import_id IS NOT NULL"));
        Assert.AreEqual(0L, office.Scalar<long>("SELECT count(*) FROM supply"));
        Assert.AreEqual(2L, device.ReadPlan(office.Broker.PublishedTo(device.Topics.Plan)[^1]).Version);
    }

    [TestMethod]
    public async Task ASettlement_IsRehearsed_ThenDone_ForGoodOnlyWithWhoIsNotWaitedFor()
    {
        await using var office = new Office();
        FakeDevice device = office.Device();
        office.Device("cp2");
        CertificateTests.Import(office, CertificateTests.Good);
        const string Csv = "interval_start,energy_wh,source,certificate_id\n2026-04-01T12:00Z,20000,SOLAR,c1\n";
        office.App.Supply.ImportPlainCsv(Office.SiteName, SupplyFiles.Stream(Csv), "forecast.csv", "kimura");
        office.App.Supply.ImportPlainCsv(Office.SiteName, SupplyFiles.Stream(Csv), "meter.csv", "kimura", SupplyStage.Actual);
        device.StartSession(1, Office.Noon);
        device.EndSession(1, Office.Noon, 9_000, 9_000);
        await office.StartAsync();
        office.SendAll(device);
        await office.AcknowledgedAsync(device, 2);
        office.Time.Advance(TimeSpan.FromHours(100));
        office.Send(device, device.AcceptPlan(1, office.Time.GetUtcNow()));
        await office.AcknowledgedAsync(device, 3);

        const string Day = "What=settle;From=2026-04-01T00:00;Until=2026-04-02T00:00;Final=true";
        (string rehearsed, _) = await AskAndDoAsync(office, Day);
        StringAssert.Contains(rehearsed, "1 settled, 0 unchanged, 0 intervals not metered or too young, 1 left provisional");
        StringAssert.Contains(await GetAsync(office), "not every charge point was heard past this interval</span> 21:00–21:30: 0.000 kWh (cp2)");
        StringAssert.Contains(await GetAsync(office, "ja"), "記録が届いていない充電器があります");
        Assert.AreEqual(0L, office.Scalar<long>("SELECT is_final FROM settled"));
        await AskAndDoAsync(office, Day + ";Without=cp2");
        Assert.AreEqual("1 9000 cp2", office.Scalar<string>("SELECT settled.is_final || ' ' || matched_wh || ' ' || without FROM settled JOIN settlement_run ON settlement_run.id = run_id"));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<section aria-labelledby=\"answer-title\".*?<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Confirmation();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">")]
    private static partial Regex Hidden();
}
