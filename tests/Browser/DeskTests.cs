using System.Globalization;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Tests;
using ChargePointFw.Records;
using Microsoft.Playwright;

namespace ChargePointFw.Browser;

/// <summary>The work queue, the sessions and the interval ledger as staff use them.</summary>
[TestClass]
public sealed class DeskTests
{
    private const string Script = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">";

    /// <summary>Ten days with sessions of members and guests, some of which do not add up.</summary>
    internal static async Task<Office> WithFindingsAsync()
    {
        (Office office, CheckBay bay) = await CheckBay.OpenAsync(withSupply: false);
        office.Supply(new DateTimeOffset(2026, 3, 31, 15, 0, 0, TimeSpan.Zero), 15 * 48, 30_000, "april.csv");
        var dice = new Random(7);
        for (int session = 1; session <= 60; session++)
        {
            Claim claim = session % 5 == 0 ? Claim.None : Claim.Renewable;
            bay.Start(session, claim);
            for (int part = dice.Next(1, 5); part > 0; part--)
            {
                bay.Wait(dice.Next(6, 29));
                int wh = dice.Next(1_000, 9_000);
                bay.Energy(RecordType.SessionUpdated, session, wh, wh, claim, coveredWh: session % 11 == 0 ? wh / 2 : wh);
            }

            bay.Wait(10);
            if (session % 17 != 0)
            {
                bay.End(session, dice.Next(4_000), claim);
            }

            bay.Device.RegisterWh += session % 13 == 0 ? 5_000 : session % 23 == 0 ? -800 : 0;
            bay.Wait(dice.Next(20, 380));
        }

        office.Time.Advance(TimeSpan.FromDays(12));
        await bay.ArriveAsync();
        office.App.Tariffs.Set(Office.SiteName, null, Office.Noon.AddDays(-2), new Tariff("JPY", 16.5m, 0), "sato");
        return office;
    }

    internal static QueueRow Waiting(Office office, string kind) => office.App.Queue.Page(new QueueFilter { Kind = kind })[0];

    internal static string SessionOf(QueueRow row) => string.Create(CultureInfo.InvariantCulture, $"/sessions/{row.Site}/{row.ChargePoint}/1/{row.SessionNumber}");

    private static string[] Addresses(Office office)
    {
        QueueRow row = Waiting(office, "SessionStillOpen");
        string interval = string.Create(CultureInfo.InvariantCulture, $"/ledger/yokohama/{row.AtUtcMs / 1_800_000 * 1_800_000}");
        return
        [
            "/queue", $"/queue/{row.Id}", "/sessions", "/sessions?site=yokohama&state=open", SessionOf(row), "/ledger?site=yokohama&month=2026-04",
            "/ledger?site=yokohama&day=2026-04-02", interval, "/supply?site=yokohama&day=2026-04-02", "/certificates?lapsed=1", "/members", "/days", "/alarms?all=1",
        ];
    }

    [TestMethod]
    [DataRow("en", false)]
    [DataRow("en", true)]
    [DataRow("ja", false)]
    [DataRow("ja", true)]
    public async Task EveryPageOfTheDesk_FitsTheScreen_InItsLanguage(string language, bool isPhone)
    {
        await using Office office = await WithFindingsAsync();
        await using Seat seat = await Seat.TakeAsync(office, Roles.BackOffice, language, isPhone ? Seat.Phone : Seat.Desktop);
        foreach (string address in Addresses(office))
        {
            await seat.OpenAsync(address);
            await seat.CheckAsync();
        }
    }

    [TestMethod]
    public async Task AFindingIsWorkedOff_FromTheQueueToItsHistory_ByKeyboard()
    {
        await using Office office = await WithFindingsAsync();
        await using Seat seat = await Seat.TakeAsync(office, Roles.BackOffice);
        QueueRow row = Waiting(office, "SessionStillOpen");
        await seat.OpenAsync("/queue?kind=SessionStillOpen");
        await seat.Page.Locator($"a[href='/queue/{row.Id}']").FocusAsync();
        await seat.Page.Keyboard.PressAsync("Enter");
        await seat.Page.WaitForURLAsync($"**/queue/{row.Id}");
        await seat.Page.Locator("select[name=Action]").SelectOptionAsync("CloseSession");
        await seat.Page.Locator("select[name=CloseBy]").SelectOptionAsync("LastMonotonic");
        await seat.Page.Locator("input[name=Note]").FillAsync(Script);
        await seat.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(seat.Page.Locator("#history td.free")).ToHaveTextAsync(Script);
        await Assertions.Expect(seat.Page.Locator(".lead strong")).ToHaveTextAsync("Corrected");
        Assert.DoesNotContain("taken", await seat.Page.TitleAsync());
        await seat.OpenAsync(SessionOf(row));
        await Assertions.Expect(seat.Page.Locator("main")).ToContainTextAsync("closed by staff at its last register");
        Assert.DoesNotContain("taken", await seat.Page.TitleAsync());
        await seat.OpenAsync("/ledger?site=yokohama&month=2026-04");
        await Assertions.Expect(seat.Page.Locator("#agreement")).ToContainTextAsync("intervals and sessions agree");
    }

    [TestMethod]
    public async Task TwoClerks_TheSecondIsTold_AndSeesWhatTheFirstDid()
    {
        await using Office office = await WithFindingsAsync();
        await using Seat kimura = await Seat.TakeAsync(office, Roles.BackOffice);
        await using Seat sato = await Seat.TakeAsync(office, Roles.Administrator, "ja", Seat.Phone);
        QueueRow row = Waiting(office, "IdleEnergy");
        await kimura.OpenAsync($"/queue/{row.Id}");
        await sato.OpenAsync($"/queue/{row.Id}");
        foreach (Seat seat in new[] { kimura, sato })
        {
            await seat.Page.Locator("select[name=Action]").SelectOptionAsync("Accept");
            await seat.Page.Locator("input[name=Note]").FillAsync("looked at it");
            await seat.Page.Locator("#decide button").ClickAsync();
        }

        await Assertions.Expect(sato.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("kimura さんが先に処理しました");
        sato.Expect("409");
        await Assertions.Expect(sato.Page.Locator("#history tbody tr")).ToHaveCountAsync(1);
        await sato.CheckAsync();
    }

    [TestMethod]
    public async Task ManyAreTicked_Shown_AndDone()
    {
        await using Office office = await WithFindingsAsync();
        await using Seat seat = await Seat.TakeAsync(office, Roles.BackOffice);
        await seat.OpenAsync("/queue?kind=NotAMember");
        int before = await seat.Page.Locator("table.stacks tbody tr").CountAsync();
        Assert.IsGreaterThan(3, before);
        await seat.Page.Locator("input[name=Ids]").Nth(0).CheckAsync();
        await seat.Page.Locator("input[name=Ids]").Nth(2).CheckAsync();
        await seat.Page.Locator("#queue input[name=Note]").FillAsync("guests");
        await seat.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Preview" }).ClickAsync();
        await Assertions.Expect(seat.Page.Locator("#preview h2")).ToHaveTextAsync("Accept: 2 of 2");
        await seat.CheckAsync();
        await seat.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Do it: 2" }).ClickAsync();
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 decided.");
        await Assertions.Expect(seat.Page.Locator("table.stacks tbody tr")).ToHaveCountAsync(before - 2);
    }

    [TestMethod]
    public async Task FromAMonth_ToADay_ToAnInterval_ToASession_ToItsRecords()
    {
        await using Office office = await WithFindingsAsync();
        await using Seat seat = await Seat.TakeAsync(office, Roles.Auditor);
        await seat.OpenAsync("/ledger?site=yokohama&month=2026-04");
        Assert.IsGreaterThan(50, await seat.Page.Locator("svg.heat rect[class^=heat-]").CountAsync());
        await seat.Page.Locator("#ledger tbody a").Nth(1).ClickAsync();
        Assert.AreEqual("2026-04-02", await seat.Page.InnerTextAsync("h2 time"));
        long drawnMs = office.App.Intervals.Read(Office.SiteName, Office.Noon.AddHours(12), Office.Noon.AddHours(24)).First(one => one.DeliveredWh > 0).StartMs;
        await seat.Page.Locator($"#ledger a[href='/ledger/yokohama/{drawnMs}']").ClickAsync();
        await seat.Page.Locator("a[href^='/sessions/yokohama']").First.ClickAsync();
        await Assertions.Expect(seat.Page.Locator("svg .register")).ToBeVisibleAsync();
        await Assertions.Expect(seat.Page.Locator("#records tbody tr").First).ToContainTextAsync("proven");
    }
}
