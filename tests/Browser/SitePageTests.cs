using System.Text;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Tests;
using Microsoft.Playwright;

namespace ChargePointFw.Browser;

/// <summary>The dealer's page on a phone: what happens at the site is seen without a reload, and asked with the thumb.</summary>
[TestClass]
public sealed class SitePageTests
{
    private static void Say(Office office, FakeDevice device, string state, string more = "", string verdict = "Allowed", string connector = "Occupied") =>
        office.Broker.Deliver(device.Topics.State, Encoding.UTF8.GetBytes(
            $$"""{"state":"{{state}}","connector":"{{connector}}","verdict":"{{verdict}}","until":"2026-04-01T13:30:00.000Z","claim":"renewable","session":0,"powerW":0,"registerWh":1000000,"boot":7,"journal":305419896,"committed":6{{more}}}"""));

    private static (FakeDevice Device, ChargePoint ChargePoint) OfDay(Office office) =>
        (office.Device(), office.App.Registry.FindChargePoint(Office.SiteName, "cp1")!);

    [TestMethod]
    [DataRow("en", "waits for renewable supply, continues 22:30", "charging on renewable supply", "no connection since")]
    [DataRow("ja", "再エネ", "再エネ", "通信が途絶えています")]
    public async Task WhatHappens_IsSeenWithoutAReload(string language, string waiting, string charging, string lost)
    {
        await using Office office = await Day.WithSessionsAsync();
        (FakeDevice device, _) = OfDay(office);
        await using Seat seat = await Seat.TakeAsync(office, Roles.Dealer, language, Seat.Phone);
        await seat.OpenAsync("/site");
        await seat.Page.EvaluateAsync("window.wasNeverLoadedAgain = true");
        ILocator card = seat.Page.Locator("#card-cp1");
        Say(office, device, "SuspendedEVSE", verdict: "DeniedNoAllocationNow");
        await Assertions.Expect(card.Locator(".state")).ToContainTextAsync(waiting);
        await Assertions.Expect(card).ToHaveClassAsync("card waiting");
        Say(office, device, "Charging", ",\"session\":3");
        await Assertions.Expect(card.Locator(".state")).ToContainTextAsync(charging);
        await Assertions.Expect(card).ToHaveClassAsync("card charging");
        StringAssert.Contains(await card.InnerTextAsync(), "9.490"); // covered today
        office.Broker.Deliver(device.Topics.State, "{\"state\":\"lost\",\"boot\":7}"u8.ToArray());
        await Assertions.Expect(card.Locator(".state")).ToContainTextAsync(lost);
        Assert.IsTrue(await seat.Page.EvaluateAsync<bool>("window.wasNeverLoadedAgain === true"));
        await seat.CheckAsync();
    }

    [TestMethod]
    public async Task ADealer_StartsForAMember_StopsNothingElse_AndTakesItOutOfService()
    {
        await using Office office = await Day.WithSessionsAsync();
        (FakeDevice device, ChargePoint chargePoint) = OfDay(office);
        office.App.Registry.RegisterMember(Office.SiteName, 0x00F1000000000A02, "zesp3", Office.Noon.AddYears(1));
        await using Seat seat = await Seat.TakeAsync(office, Roles.Dealer, "en", Seat.Phone);
        await seat.OpenAsync("/site");
        Say(office, device, "EVConnected");
        await seat.Page.Locator("select").SelectOptionAsync("00F1000000000A02");
        ILocator start = seat.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Start" });
        LocatorBoundingBoxResult box = (await start.BoundingBoxAsync())!;
        Assert.IsGreaterThanOrEqualTo(44f, box.Height, "a thumb's size");
        await start.ClickAsync();
        await Assertions.Expect(seat.Page.Locator("#card-cp1 .command")).ToContainTextAsync("Start: asked … · tanaka");
        CommandLine asked = office.App.Commands.Last(chargePoint)!;
        Say(office, device, "Charging", $",\"session\":3,\"command\":{asked.Id},\"commandResult\":\"Accepted\"");
        await Assertions.Expect(seat.Page.Locator("#card-cp1 .command")).ToContainTextAsync("Start: done · tanaka");
        await seat.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Out of service" }).ClickAsync();
        asked = office.App.Commands.Last(chargePoint)!;
        Assert.AreEqual("unavailable", asked.Command);
        Say(office, device, "Idle", $",\"command\":{asked.Id},\"commandResult\":\"Accepted\"", connector: "Unavailable");
        await Assertions.Expect(seat.Page.Locator("#card-cp1 .state")).ToContainTextAsync("out of service");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Back into service" })).ToBeVisibleAsync();
        Assert.HasCount(2, office.Broker.PublishedTo(device.Topics.Command));
    }

    [TestMethod]
    public async Task WhatAChargePointSays_IsNeverRunAsAScript()
    {
        await using Office office = await Day.WithSessionsAsync();
        (FakeDevice device, _) = OfDay(office);
        await using Seat seat = await Seat.TakeAsync(office, Roles.Technician);
        foreach (string address in new[] { "/site", "/technician", "/day" })
        {
            await seat.OpenAsync(address);
            Say(office, device, "<img src=x onerror=x>", verdict: "<script>x()</script>");
            await Assertions.Expect(seat.Page.Locator(".state").First).ToContainTextAsync("<img src=x");
            Assert.AreEqual(0, await seat.Page.Locator("img").CountAsync());
            Say(office, device, "Idle", connector: "Available");
            await Assertions.Expect(seat.Page.Locator(".state").First).Not.ToContainTextAsync("<img src=x");
        }
    }

    [TestMethod]
    [DataRow("en", true)]
    [DataRow("ja", false)]
    public async Task ATechnician_IsLedThroughAnExchange(string language, bool isPhone)
    {
        await using Office office = await Day.WithSessionsAsync();
        (FakeDevice device, _) = OfDay(office);
        await using Seat seat = await Seat.TakeAsync(office, Roles.Technician, language, isPhone ? Seat.Phone : Seat.Desktop);
        await seat.OpenAsync("/technician");
        ILocator exchange = seat.Page.Locator("form").Filter(new LocatorFilterOptions { Has = seat.Page.Locator("option[value=Board]") });
        await exchange.Locator("select").SelectOptionAsync("Board");
        await exchange.Locator("button").ClickAsync();
        await Assertions.Expect(seat.Page.Locator(".steps li")).ToHaveCountAsync(5);
        await Assertions.Expect(seat.Page.Locator(".steps .done")).ToHaveCountAsync(0);
        Say(office, device, "Idle", connector: "Unavailable");
        await Assertions.Expect(seat.Page.Locator(".steps .done")).ToHaveCountAsync(2);
        await seat.CheckAsync();
        await seat.Page.FillAsync("input[type=date]", "2026-04-20");
        await seat.Page.Locator("form").Filter(new LocatorFilterOptions { Has = seat.Page.Locator("input[type=date]") }).Locator("button").ClickAsync();
        await Assertions.Expect(seat.Page.Locator("#facts-cp1 .alarm").Last).ToContainTextAsync("19");
        await seat.CheckAsync();
    }
}
