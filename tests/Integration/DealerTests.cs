using System.Net;
using System.Text.RegularExpressions;

namespace ChargePointFw.Integration;

/// <summary>A dealer's command through page, database, broker and firmware, and back: nothing between is stood in for.</summary>
[TestClass]
public sealed partial class DealerTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private static async Task<string> UntilAsync(HttpClient browser, string expected)
    {
        string page = "";
        for (DateTime giveUp = DateTime.UtcNow + patience; DateTime.UtcNow < giveUp; await Task.Delay(200))
        {
            page = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/site", UriKind.Relative)));
            if (page.Contains(expected, StringComparison.Ordinal))
            {
                return page;
            }
        }

        throw new AssertFailedException($"'{expected}' never came: {page}");
    }

    private static async Task PressAsync(HttpClient browser, string page, string press)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
            ["press"] = press,
            ["card.cp-01"] = "guest",
        });
        using HttpResponseMessage answer = await browser.PostAsync(new Uri("/site?site=tokyo-01", UriKind.Relative), content);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode); // after the redirection
    }

    [TestMethod]
    public async Task OutOfServiceAndBack_AndAStop_ReachTheFirmware_AndTheLedgerStillMatches()
    {
        using DemoProcess demo = DemoProcess.Start("--speed", "60");
        Match dealer = demo.Wait(DealerLink());
        using var browser = new HttpClient { BaseAddress = new Uri(dealer.Groups[1].Value) };
        browser.DefaultRequestHeaders.Add("Accept-Language", "en");
        using (HttpResponseMessage entered = await browser.GetAsync(new Uri(dealer.Groups[2].Value, UriKind.Relative)))
        {
            Assert.AreEqual(HttpStatusCode.OK, entered.StatusCode);
        }

        string known = await browser.GetStringAsync(new Uri("/public/locations", UriKind.Relative));
        Assert.Contains("\"CHADEMO\"", known, "apps see the site, and what a car is plugged into");

        string page = await UntilAsync(browser, "value=\"unavailable cp-01 0\"");
        await PressAsync(browser, page, "unavailable cp-01 0");
        page = await UntilAsync(browser, "value=\"available cp-01 0\"");
        Assert.MatchesRegex(new Regex("Out of service: <strong>(done|when the session has ended)</strong> · dealer"), page);
        await PressAsync(browser, page, "available cp-01 0");
        page = await UntilAsync(browser, "Back into service: <strong>done</strong> · dealer");
        for (DateTime giveUp = DateTime.UtcNow + TimeSpan.FromMinutes(4); !Running().IsMatch(page); await Task.Delay(200))
        {
            Assert.IsTrue(DateTime.UtcNow < giveUp, "no car came");
            page = await browser.GetStringAsync(new Uri("/site", UriKind.Relative));
        }

        Match running = Running().Match(page);
        await PressAsync(browser, page, running.Groups[1].Value);
        await UntilAsync(browser, "Stop: <strong>done</strong> · dealer");
        demo.Interrupt();
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
    }

    [GeneratedRegex(@"^  Dealer +(http://127\.0\.0\.1:\d+)(/sign-in/\S+)")]
    private static partial Regex DealerLink();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("value=\"(stop cp-0\\d \\d+)\"")]
    private static partial Regex Running();
}
