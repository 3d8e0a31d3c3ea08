using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Tests;
using Microsoft.Playwright;

namespace ChargePointFw.Browser;

/// <summary>Each page of the navigation, as each role, in both languages, at a desk and on a phone.</summary>
[TestClass]
public sealed class EveryPageTests
{
    public static IEnumerable<(Roles Role, string Language, bool IsPhone)> Seats =>
        from role in Person.AllRoles
        from language in new[] { "en", "ja" }
        from isPhone in new[] { false, true }
        select (role, language, isPhone);

    [TestMethod]
    [DynamicData(nameof(Seats))]
    public async Task EachRole_WalksItsPages(Roles role, string language, bool isPhone)
    {
        await using Office office = await Day.WithSessionsAsync();
        await using Seat seat = await Seat.TakeAsync(office, role, language, isPhone ? Seat.Phone : Seat.Desktop);
        IReadOnlyList<string> links = await seat.Page.Locator("nav.pages-of-role a").AllInnerTextsAsync();
        PageRow[] own = [.. PageAccess.Rows.Where(row => row.Address.Length > 0 && (row.Look & role) != 0)];
        Assert.HasCount(own.Length, links);
        for (int i = 0; i < own.Length; i++)
        {
            await seat.Page.Locator("nav.pages-of-role a").Nth(i).ClickAsync();
            Assert.AreEqual(own[i].Address, new Uri(seat.Page.Url).AbsolutePath);
            await seat.CheckAsync();
            bool hasForms = await seat.Page.Locator("main form[method=post]").CountAsync() > 0;
            Assert.IsTrue((own[i].Act & role) != 0 || !hasForms, $"{role} may not act on {own[i].Page}, and yet there is a form");
        }
    }

    [TestMethod]
    [DataRow("en", "Sign in")]
    [DataRow("ja", "サインイン")]
    public async Task SigningIn_ByKeyboard_AndOut(string language, string heading)
    {
        await using Office office = await Day.WithSessionsAsync();
        await using Seat seat = await Seat.TakeAsync(office, Roles.None, language, Seat.Phone);
        office.PersonOf(Roles.BackOffice);
        await seat.OpenAsync("/supply");
        Assert.AreEqual(heading, await seat.Page.InnerTextAsync("h1"));
        await seat.CheckAsync();
        await seat.Page.Keyboard.TypeAsync(Office.NameOf(Roles.BackOffice)); // the name's field has the focus
        await seat.Page.Keyboard.PressAsync("Tab");
        await seat.Page.Keyboard.TypeAsync("wrong");
        await seat.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(seat.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        seat.Expect("401");
        await seat.Page.Keyboard.TypeAsync(Office.NameOf(Roles.BackOffice));
        await seat.Page.Keyboard.PressAsync("Tab");
        await seat.Page.Keyboard.TypeAsync(Office.Password);
        await seat.Page.Keyboard.PressAsync("Enter");
        await seat.Page.WaitForURLAsync("**/supply");
        await seat.Page.Locator(".person button").ClickAsync();
        await seat.Page.WaitForURLAsync("**/sign-in");
        await seat.OpenAsync("/supply");
        StringAssert.Contains(seat.Page.Url, "/sign-in?back=");
    }

    [TestMethod]
    public async Task TheLanguageSwitch_ChangesThePage_AndStays()
    {
        await using Office office = await Day.WithSessionsAsync();
        await using Seat seat = await Seat.TakeAsync(office, Roles.Dealer);
        await seat.OpenAsync("/day?day=2026-04-01");
        await seat.Page.ClickAsync("a[hreflang=ja]");
        StringAssert.EndsWith(seat.Page.Url, "/day?day=2026-04-01");
        Assert.AreEqual("ja", await seat.Page.EvaluateAsync<string>("document.documentElement.lang"));
        await seat.OpenAsync("/password");
        Assert.AreEqual("パスワードの変更", await seat.Page.InnerTextAsync("h1"));
    }

    [TestMethod]
    public async Task EverythingThatCanBeWorked_IsReachedByKeyboard()
    {
        await using Office office = await Day.WithSessionsAsync();
        await using Seat seat = await Seat.TakeAsync(office, Roles.Administrator);
        foreach (PageRow row in PageAccess.Rows.Where(row => row.Address.Length > 0))
        {
            await seat.OpenAsync(row.Address);
            int reachable = await seat.Page.Locator(
                "a[href]:visible, button:visible:not([disabled]), input:visible:not([type=hidden]):not([disabled]), select:visible, textarea:visible, summary:visible").CountAsync();
            IReadOnlyList<string> stops = await seat.TabThroughAsync();
            Assert.IsGreaterThanOrEqualTo(Math.Min(reachable, 200), stops.Count, $"{row.Address}: {stops.Count} stops of {reachable}");
        }
    }

    [TestMethod]
    public async Task AnAdministrator_AddsSomebody_WhoChoosesAPassword()
    {
        await using Office office = await Day.WithSessionsAsync();
        await using Seat administrator = await Seat.TakeAsync(office, Roles.Administrator);
        await administrator.OpenAsync("/people");
        ILocator form = administrator.Page.Locator("form.hand-in");
        await form.Locator("[name=Name]").FillAsync("yamada");
        await form.Locator("[name=Role]").SelectOptionAsync("Technician");
        await form.Locator("[name=Sites]").CheckAsync();
        await form.Locator("button").First.ClickAsync();
        string made = await administrator.Page.InnerTextAsync("#made");
        await administrator.CheckAsync();

        await using Seat yamada = await Seat.TakeAsync(office, Roles.None, screen: Seat.Phone);
        await yamada.OpenAsync("/");
        await yamada.Page.FillAsync("[name=name]", "yamada");
        await yamada.Page.FillAsync("[name=password]", made);
        await yamada.Page.Keyboard.PressAsync("Enter");
        await yamada.Page.WaitForURLAsync("**/password");
        await yamada.CheckAsync();
        await yamada.Page.FillAsync("[name=old]", made);
        await yamada.Page.FillAsync("[name=chosen]", "four green charging cars");
        await yamada.Page.FillAsync("[name=again]", "four green charging cars");
        await yamada.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(yamada.Page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await yamada.OpenAsync("/");
        StringAssert.Contains(await yamada.Page.InnerTextAsync(".person"), "Technician");
    }
}
