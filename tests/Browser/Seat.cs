using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Tests;
using Microsoft.Playwright;

namespace ChargePointFw.Browser;

/// <summary>
/// Somebody of a role at a screen: a page in a real Chromium, signed in. Whatever the browser complains about (scripts and
/// styles that the content security policy refuses, errors, answers of 400 and above) fails the test at the end.
/// </summary>
internal sealed partial class Seat : IAsyncDisposable
{
    /// <summary>Widths and heights, CSS pixels.</summary>
    public static readonly (int Width, int Height) Desktop = (1280, 900);
    public static readonly (int Width, int Height) Phone = (375, 740);

    private static readonly Lazy<Task<IBrowser>> chromium = new(LaunchAsync);

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> troubles = new();
    private readonly string language;

    private Seat(IBrowserContext context, IPage page, string url, string language)
    {
        this.context = context;
        this.language = language;
        Page = page;
        Url = url;
        page.Console += (_, said) => Note(said.Type is "error" or "warning", said.Type + ": " + said.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Response += (_, answer) => Note(answer.Status >= 400, $"{answer.Status} {answer.Url}");
    }

    public IPage Page { get; }

    public string Url { get; }

    /// <summary>Complaints that a test expects are taken out of here by <see cref="Expect"/>.</summary>
    public IReadOnlyCollection<string> Troubles => troubles;

    /// <summary>Opens a browser context in which somebody of this role has signed in, or nobody for <see cref="Roles.None"/>.</summary>
    public static async Task<Seat> TakeAsync(Office office, Roles role, string language = "en", (int Width, int Height)? screen = null)
    {
        (int width, int height) = screen ?? Desktop;
        IBrowserContext context = await (await chromium.Value).NewContextAsync(new BrowserNewContextOptions
        {
            Locale = language == "ja" ? "ja-JP" : "en-GB",
            ViewportSize = new ViewportSize { Width = width, Height = height },
            HasTouch = width < 600,
        });
        context.SetDefaultTimeout(15_000);
        var seat = new Seat(context, await context.NewPageAsync(), office.App.Url, language);
        if (role != Roles.None)
        {
            await seat.Page.GotoAsync(office.App.Url + office.LinkOf(role));
        }

        return seat;
    }

    /// <summary>Opens a page of ours.</summary>
    public async Task OpenAsync(string address) => await Page.GotoAsync(Url + address);

    /// <summary>Takes note that the browser complained as it should.</summary>
    public void Expect(string complaint)
    {
        Assert.IsTrue(troubles.Any(one => one.Contains(complaint, StringComparison.Ordinal)), $"the browser did not complain of '{complaint}': {string.Join("; ", troubles)}");
        string[] others = [.. troubles.Where(one => !one.Contains(complaint, StringComparison.Ordinal))];
        troubles.Clear();
        Array.ForEach(others, troubles.Enqueue);
    }

    /// <summary>
    /// What holds for every page: its language, a heading, no text without a translation, nothing wider than the screen
    /// (tables may scroll within their own box), and a name for whatever can be worked.
    /// </summary>
    public async Task CheckAsync()
    {
        string address = Page.Url;
        Assert.AreEqual(language, await Page.EvaluateAsync<string>("document.documentElement.lang"), address);
        Assert.AreNotEqual("", (await Page.InnerTextAsync("h1")).Trim(), address);
        Match untranslated = Key().Match(await Page.InnerTextAsync("body"));
        Assert.IsFalse(untranslated.Success, $"{address}: {untranslated.Value} has no text");
        int tooWide = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.IsLessThanOrEqualTo(0, tooWide, $"{address} is {tooWide} px wider than the screen: {await WidestAsync()}");
        string[] nameless = await Page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll("a, button, input:not([type=hidden]):not([hidden]), select, textarea")]
              .filter(e => !(e.innerText ?? "").trim() && !e.labels?.length && !e.ariaLabel)
              .map(e => e.outerHTML.slice(0, 120))
            """);
        Assert.IsEmpty(nameless, $"{address}: without a name: {string.Join("; ", nameless)}");
    }

    /// <summary>Walks the page with the tabulator key and gives what the focus stood on, in order, until it comes round.</summary>
    public async Task<IReadOnlyList<string>> TabThroughAsync(int most = 200)
    {
        var stops = new List<string>();
        await Page.EvaluateAsync("document.activeElement?.blur()");
        for (int i = 0; i < most; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            string stop = await Page.EvaluateAsync<string>(
                "document.activeElement === document.body ? '' : [...document.querySelectorAll('*')].indexOf(document.activeElement) + ' ' + (document.activeElement.innerText || document.activeElement.name || '').trim()");
            if (stops.Count > 0 && stop == stops[^1])
            {
                continue; // the fields of a date
            }

            if (stop.Length == 0 || stops.Contains(stop))
            {
                break;
            }

            stops.Add(stop);
        }

        return stops;
    }

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        Assert.IsEmpty(troubles, string.Join(Environment.NewLine, troubles));
    }

    private void Note(bool isTrouble, string text)
    {
        if (isTrouble)
        {
            troubles.Enqueue(text);
        }
    }

    private Task<string> WidestAsync() => Page.EvaluateAsync<string>(
        """
        [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
          .map(e => e.tagName + "." + e.className).slice(0, 8).join(" ")
        """);

    private static async Task<IBrowser> LaunchAsync()
    {
        string? program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.IsNotNull(program, "These tests need Chromium: ./test.sh installs it, or: apt-get install chromium");
        IPlaywright playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-background-networking"],
        });
    }

    // What a localizer gives for a text that it does not have: the key itself.
    [GeneratedRegex(@"\b[A-Z][A-Za-z]+\.[A-Z][A-Za-z]+\b")]
    private static partial Regex Key();
}
