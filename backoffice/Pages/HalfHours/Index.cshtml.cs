using System.Globalization;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.HalfHours;

/// <summary>
/// The interval ledger of a site: a month by days with a map of its intervals, or a day by intervals. Whatever is summed is
/// summed from the very rows that are shown, and the sessions' own sum stands beside it.
/// </summary>
public sealed class LedgerModel(BackOfficeApp app, Visitor visitor, TimeProvider time) : PageModel
{
    /// <summary>What the map can be coloured by.</summary>
    public static IReadOnlyDictionary<string, Func<LedgerInterval, long>> Colours { get; } = new Dictionary<string, Func<LedgerInterval, long>>
    {
        ["Delivered"] = one => one.DeliveredWh,
        ["Covered"] = one => one.CoveredWh,
        ["Uncovered"] = one => one.UncoveredWh,
        ["Unspent"] = one => one.UnspentWh,
        ["Allocated"] = one => one.AllocatedWh,
        ["Supply"] = one => one.SupplyWh,
    };

    public Site? Site { get; private set; }

    /// <summary>The day, else the month's first.</summary>
    public DateOnly Date { get; private set; }

    public bool IsMonth { get; private set; }

    /// <summary>Days of the month, or intervals of the day, in order.</summary>
    public IReadOnlyList<LedgerInterval> Lines { get; private set; } = [];

    /// <summary>The sum of <see cref="Lines"/>.</summary>
    public LedgerInterval Total { get; private set; } = new();

    /// <summary>The same time, added up session by session.</summary>
    public (long Sessions, LedgerInterval Sum) ThroughSessions { get; private set; }

    public HeatMap? Map { get; private set; }

    public string Colour { get; private set; } = "Delivered";

    /// <summary>A day or month of the site, as the address has it.</summary>
    public string Address(DateOnly date, bool isMonth, string? colour = null) =>
        $"/ledger?site={Uri.EscapeDataString(Site!.Name)}&{(isMonth ? "month" : "day")}={date.ToString(isMonth ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture)}"
        + (colour is null ? "" : "&colour=" + colour);

    public DateOnly Before => IsMonth ? Date.AddMonths(-1) : Date.AddDays(-1);

    public DateOnly After => IsMonth ? Date.AddMonths(1) : Date.AddDays(1);

    public IActionResult OnGet(string? site, string? month, string? day, string? colour)
    {
        Site = visitor.FindSite(site);
        if (Site is null)
        {
            return site is null ? Page() : NotFound();
        }

        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Site.Zone).DateTime);
        IsMonth = Read(day, "yyyy-MM-dd") is null;
        Date = Read(day, "yyyy-MM-dd") ?? Read(month, "yyyy-MM") ?? new DateOnly(today.Year, today.Month, 1);
        Colour = colour is not null && Colours.ContainsKey(colour) ? colour : "Delivered";
        (DateTimeOffset fromUtc, DateTimeOffset untilUtc) = (LocalDay.MidnightUtc(Site.Zone, Date), LocalDay.MidnightUtc(Site.Zone, After));
        IReadOnlyList<LedgerInterval> intervals = app.Intervals.Read(Site.Name, fromUtc, untilUtc);
        Lines = IsMonth ? ByDay(intervals) : intervals;
        Total = LedgerInterval.Sum(fromUtc.ToUnixTimeMilliseconds(), Lines);
        ThroughSessions = app.Intervals.ThroughSessions(Site.Name, fromUtc, untilUtc);
        Map = IsMonth ? HeatMap.Of(Site, Date, intervals, Colours[Colour]) : null;
        return Page();
    }

    private static DateOnly? Read(string? text, string form) =>
        DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) && date.Year is > 2000 and < 2200 ? date : null;

    private List<LedgerInterval> ByDay(IReadOnlyList<LedgerInterval> intervals) =>
    [
        .. intervals.GroupBy(one => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(one.StartMs), Site!.Zone).DateTime))
            .Select(day => LedgerInterval.Sum(LocalDay.MidnightUtc(Site!.Zone, day.Key).ToUnixTimeMilliseconds(), day)),
    ];
}
