using System.Globalization;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>One site, one day: what happens now, what was drawn under which allocation, and the sessions.</summary>
public sealed class IndexModel(
    Visitor visitor, Registry registry, LiveChargePoints live, Progress progress, Database database, TimeProvider time, IStringLocalizer<Texts> texts) : PageModel
{
    public IReadOnlyList<Site> Sites { get; private set; } = [];

    public DaySelection Day { get; private set; } = null!;

    public SiteDay Ledger { get; private set; } = null!;

    public IntervalChart Chart { get; private set; } = null!;

    public Wording Words { get; private set; } = null!;

    public IReadOnlyList<(ChargePoint ChargePoint, LiveState? Live, long PublishedPlan, long? SessionWh)> ChargePoints { get; private set; } = [];

    public int PageNumber { get; private set; } = 1;

    public IActionResult OnGet(string? site, string? day, int? part)
    {
        Sites = visitor.Sites;
        if (visitor.FindSite(site) is not { } chosen)
        {
            return site is null ? Page() : NotFound();
        }

        DateTimeOffset now = time.GetUtcNow();
        Day = DaySelection.Of(chosen, day, now);
        Words = new Wording(texts, Day);
        PageNumber = Math.Clamp(part ?? 1, 1, 100_000);
        Ledger = SiteDay.Read(database, Day, PageNumber);
        if (PageNumber > Ledger.PageCount)
        {
            PageNumber = Ledger.PageCount;
            Ledger = SiteDay.Read(database, Day, PageNumber);
        }

        Chart = IntervalChart.Of(Day, Ledger.Intervals, now);
        ChargePoints = [.. registry.ChargePointsOf(chosen).Select(Card)];
        return Page();
    }

    /// <summary>Address of this page with another day or page of sessions.</summary>
    public string Address(string day, int page = 1) =>
        $"/day?site={Uri.EscapeDataString(Day.Site.Name)}&day={Uri.EscapeDataString(day)}"
        + (page > 1 ? string.Create(CultureInfo.InvariantCulture, $"&part={page}") : "");

    private (ChargePoint ChargePoint, LiveState? Live, long PublishedPlan, long? SessionWh) Card(ChargePoint one)
    {
        LiveState? state = live.Of(one);
        long? sessionWh = state is not null && Ledger.OpenSessions.TryGetValue((one.Name, state.JournalId, state.Session), out long startWh)
            ? Math.Max(0, state.RegisterWh - startWh)
            : null;
        return (one, state, progress.PublishedPlanVersion(one.Site.Name, one.Name), sessionWh);
    }
}
