using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using Dapper;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Sessions and the interval ledger through the real web server: filters, pages, figures that add up.</summary>
[TestClass]
public sealed partial class SessionPageTests
{
    public TestContext TestContext { get; set; } = null!;

    private static Task<string> GetAsync(HttpClient browser, string address) => QueuePageTests.GetAsync(browser, address);

    private static async Task<string> PlainAsync(HttpClient browser, string address) => WebUtility.HtmlDecode(await GetAsync(browser, address));

    [TestMethod]
    public async Task SessionsAreFiltered_AndSearched()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        using HttpClient browser = await office.BrowserAsync();
        foreach ((string query, string numbers) in new[]
        {
            ("", "4 3 2 1"), ("?claim=none", "4"), ("?claim=renewable", "3 2 1"), ("?state=open", "2"), ("?state=ended", "4 3 1"), ("?programme=zesp3", "4 3 2 1"),
            ("?programme=zesp9", ""), ("?site=yokohama&chargePoint=cp1", "4 3 2 1"), ("?site=yokohama&chargePoint=cp9", ""), ("?from=2026-04-02", ""), ("?to=2026-04-01", "4 3 2 1"),
            ("?from=2026-04-01&to=2026-04-01", "4 3 2 1"), ("?findings=none", "1"), ("?findings=waiting", "4 3 2"), ("?state=withheld", "2"), ("?state=dropped", ""), ("?search=3", "3"),
            ("?search=1-2", "2"), ("?search=2-2", ""), ("?search=%232", "2"), ("?search=" + CheckBay.Token.ToString("X16", CultureInfo.InvariantCulture), "4 3 2 1"), ("?search=0000000000000001", ""),
            ("?after=nonsense", "4 3 2 1"),
        })
        {
            MatchCollection found = Row().Matches(await GetAsync(browser, "/sessions" + query));
            Assert.AreEqual(numbers, string.Join(' ', found.Select(one => one.Groups[1].Value)), query);
        }

        StringAssert.Contains(await PlainAsync(browser, "/sessions?search=<script>"), "“<script>” cannot be searched for");
        StringAssert.Contains(await GetAsync(browser, "/sessions?search=<script>"), "&lt;script&gt;");
    }

    [TestMethod]
    public async Task ASessionsPage_TellsEverything_InBothLanguages()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        QueueRow finding = office.App.Queue.Page(new QueueFilter { Kind = "SessionStillOpen" }).Single();
        office.App.Desk.Decide(finding.Id, 0, new Decision { Action = QueueAction.CloseSession, CloseBy = CloseRule.LastMonotonic, Reason = ReasonCode.Connection, Note = "the board was exchanged", By = "kimura" });
        office.App.Tariffs.Set(Office.SiteName, null, Office.Noon.AddDays(-1), new Tariff("JPY", 16.5m, 0), "kimura");
        using HttpClient browser = await office.BrowserAsync();
        string page = await PlainAsync(browser, "/sessions/yokohama/cp1/1/2");
        foreach (string told in new[]
        {
            "Session cp1 1-2", "closed by staff at its last register", "3.000 <abbr>kWh</abbr>", "class=\"register\"", ">proven</td>", "the board was exchanged", "Tariff: 16.5 JPY a minute", "165 JPY",
            "The session has no end.", "It lies within one month.", "href=\"/ledger?site=yokohama&month=2026-04\"",
        })
        {
            StringAssert.Contains(page, told);
        }

        using HttpClient japanese = await office.BrowserAsync(language: "ja");
        StringAssert.Contains(await PlainAsync(japanese, "/sessions/yokohama/cp1/1/2"), "担当者が最後の指示値で終了");
        foreach (string address in new[] { "/sessions/yokohama/cp1/1/99", "/sessions/yokohama/cp9/1/1", "/sessions/yokohama/cp1/2/1", "/sessions/nowhere/cp1/1/1" })
        {
            using HttpResponseMessage answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
            Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode, address);
        }
    }

    [TestMethod]
    public async Task ASessionAcrossAMonthsEnd_IsSplit_AndItsPartsAddUp()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync(withSupply: false);
        await using Office _ = office;
        bay.Clock = new DateTimeOffset(2026, 4, 30, 14, 50, 30, TimeSpan.Zero); // 23:50:30 in Tokyo
        bay.Start(1);
        bay.Wait(9);
        bay.Update(1, 3_000);
        bay.Wait(11);
        bay.End(1, 2_000);
        await bay.ArriveAsync();
        office.App.Tariffs.Set(Office.SiteName, null, Office.Noon, new Tariff("JPY", 10, 20), "kimura");
        SessionFile told = office.App.SessionFiles.Read(Office.SiteName, "cp1", 1, 1)!;
        Assert.AreEqual("10:3000 10:2000", string.Join(' ', told.Months.Select(one => $"{one.Minutes}:{one.Booked.DeliveredWh}")));
        Assert.AreEqual(20L, told.Session.Minutes);
        using HttpClient browser = await office.BrowserAsync();
        string page = await PlainAsync(browser, "/sessions/yokohama/cp1/1/1");
        StringAssert.Contains(page, "It spans 2 months");
        StringAssert.Contains(page, "160 JPY"); // 10 minutes and 3 kWh
        StringAssert.Contains(page, "300 JPY");
    }

    [TestMethod]
    public async Task AMonthADayAndAnInterval_AddUp_AndAgreeWithTheSessions()
    {
        (Office office, CheckBay _) = await QueuePageTests.OpenAsync();
        await using Office opened = office;
        using HttpClient browser = await office.BrowserAsync();
        string month = await PlainAsync(browser, "/ledger?site=yokohama&month=2026-04");
        string day = await PlainAsync(browser, "/ledger?site=yokohama&day=2026-04-01");
        long interval = Office.Noon.ToUnixTimeMilliseconds();
        string one = await PlainAsync(browser, $"/ledger/yokohama/{interval}");
        foreach (string page in new[] { month, day })
        {
            StringAssert.Contains(page, "4 sessions, added up one by one, come to 14.000 kWh as well: intervals and sessions agree.");
            StringAssert.Contains(page, "14.000 <abbr>kWh</abbr>");
        }

        StringAssert.Contains(month, "<rect class=\"heat-6\"");
        StringAssert.Contains(day, $"href=\"/ledger/yokohama/{interval}\">21:00</a>");
        StringAssert.Contains(one, "href=\"/sessions/yokohama/cp1/1/1\"");
        StringAssert.Contains(one, "100.000 kWh SOLAR, certificate cert-0 (supply.csv, import 1)");
        StringAssert.Contains(one, ">proven</td>");
        foreach (string address in new[] { "/ledger/yokohama/1", "/ledger/yokohama/99999999999999999", "/ledger/nowhere/0", "/ledger?site=nowhere" })
        {
            using HttpResponseMessage answer = await browser.GetAsync(new Uri(address, UriKind.Relative));
            Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode, address);
        }

        await GetAsync(browser, "/ledger?site=yokohama&month=9999-99&day=0000-00-00&colour=%22%3E");
        await GetAsync(browser, "/ledger/yokohama/0");
        using HttpClient japanese = await office.BrowserAsync(language: "ja");
        StringAssert.Contains(await PlainAsync(japanese, "/ledger?site=yokohama&month=2026-04"), "時間枠とセッションが一致します");
    }

    [TestMethod]
    public async Task OverRandomSessions_PagesHaveEachOnce_InOrder_WhateverTheFilter()
    {
        int seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var dice = new Random(seed);
        await using var office = new Office();
        for (int i = 0; i < 4; i++)
        {
            office.Device($"cp{i}");
        }

        const int Sessions = 1_500;
        using (DbConnection file = office.Connect())
        {
            using DbTransaction all = file.BeginTransaction();
            file.Execute("INSERT INTO journal SELECT id, id, id, 1, 0, zeroblob(16), 0 FROM charge_point", transaction: all);
            for (int i = 1; i <= Sessions; i++)
            {
                long startMs = Office.Noon.ToUnixTimeMilliseconds() + (dice.Next(300) * 60_000L); // many at the same time
                file.Execute(
                    """
                    INSERT INTO session (journal_row, number, claim, token_hash, started_utc_ms, first_interval_utc_ms, ended_utc_ms, start_register_wh, delivered_wh,
                        covered_wh, uncovered_wh, unclaimed_wh, state, times_suspended, last_verdict)
                    VALUES (@row, @i, @claim, @i % 7, @started, @startMs, @ended, 0, 0, 0, 0, 0, 'Idle', 0, 'Allowed')
                    """,
                    new { row = dice.Next(1, 5), i, claim = dice.Next(3) == 0 ? "none" : "renewable", started = dice.Next(20) == 0 ? 0 : startMs, startMs, ended = dice.Next(10) == 0 ? (long?)null : startMs },
                    all);
            }

            all.Commit();
        }

        Sites.Site site = office.App.Registry.FindSite(Office.SiteName)!;
        foreach ((SessionFilter filter, string where) in new (SessionFilter, string)[]
        {
            (new SessionFilter(), "1"), (new SessionFilter { Sites = [site] }, "1"), (new SessionFilter { Sites = [site], ChargePoint = "cp2" }, "journal_row = 3"),
            (new SessionFilter { Claim = "none" }, "claim = 'none'"), (new SessionFilter { Sites = [site], State = "open" }, "ended_utc_ms IS NULL"), (new SessionFilter { TokenHash = 3 }, "token_hash = 3"),
            (new SessionFilter { Number = 77 }, "number = 77"), (new SessionFilter { Sites = [] }, "0"), (new SessionFilter { Findings = "any" }, "0"),
            (new SessionFilter { FromUtcMs = Office.Noon.AddHours(1).ToUnixTimeMilliseconds(), UntilUtcMs = Office.Noon.AddHours(2).ToUnixTimeMilliseconds() },
                $"first_interval_utc_ms >= {Office.Noon.AddHours(1).ToUnixTimeMilliseconds()} AND first_interval_utc_ms < {Office.Noon.AddHours(2).ToUnixTimeMilliseconds()}"),
        })
        {
            var seen = new List<SessionPlace>();
            SessionPlace? after = null;
            do
            {
                SessionPage page = office.App.Sessions.Page(filter, after);
                Assert.IsLessThanOrEqualTo(SessionList.PageSize, page.Rows.Count);
                seen.AddRange(page.Rows.Select(row => new SessionPlace(row.BeginMs, row.JournalRow, row.Number)));
                after = page.Next;
            }
            while (after is not null);
            CollectionAssert.AreEqual(seen.OrderDescending().ToArray(), seen, $"{where}: in order, seed {seed}");
            Assert.HasCount(seen.Count, seen.Distinct(), $"{where}: each once, seed {seed}");
            Assert.AreEqual(office.Scalar<long>($"SELECT count(*) FROM session WHERE {where}"), seen.Count, $"{where}: all of them, seed {seed}");
        }
    }

    [GeneratedRegex("<th scope=\"row\"[^>]*><a href=\"/sessions/yokohama/cp1/1/([0-9]+)\">")]
    private static partial Regex Row();
}
