using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Sessions;

/// <summary>One session: register, intervals, records with their chain, findings, corrections, what it comes to.</summary>
public sealed class SessionModel(BackOfficeApp app, Visitor visitor) : PageModel
{
    /// <summary>Records on a page.</summary>
    public const int PageSize = 100;

    /// <summary>Intervals that are listed one by one; more are added up by the day.</summary>
    public const int MostIntervals = 192;

    public SessionFile Story { get; private set; } = null!;

    public Site Site { get; private set; } = null!;

    public RegisterChart Chart { get; private set; } = null!;

    /// <summary>A page of what the journal holds from the session's first record to its last, other records too.</summary>
    public IReadOnlyList<RecordRow> Records { get; private set; } = [];

    /// <summary>The first record of the next page; null at the end.</summary>
    public long? NextRecord { get; private set; }

    /// <summary>By interval, else by day; starts in ms since 1970 in UTC.</summary>
    public IReadOnlyList<BookedInterval> Lines { get; private set; } = [];

    public bool IsByDay => Story.Intervals.Count > MostIntervals;

    public IActionResult OnGet(string site, string chargePoint, long journal, long number, long? record)
    {
        if (visitor.FindSite(site) is not { } at || app.SessionFiles.Read(site, chargePoint, journal, number) is not { } file)
        {
            return NotFound();
        }

        (Site, Story, Chart) = (at, file, RegisterChart.Of(file.Records));
        if (file.Records.Count > 0)
        {
            (long first, long last) = (file.Records[0].Number, file.Records[^1].Number);
            IReadOnlyList<RecordRow> rows = app.Records.Read(file.Session.JournalRow, Math.Clamp(record ?? first, first, last), last, PageSize + 1);
            (Records, NextRecord) = ([.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize].Number : null);
        }

        Lines = IsByDay ? ByDay(file.Intervals) : file.Intervals;
        return Page();
    }

    private List<BookedInterval> ByDay(IReadOnlyList<BookedInterval> intervals) =>
    [
        .. intervals.GroupBy(one => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(one.StartUtcMs), Site.Zone).DateTime))
            .Select(day => new BookedInterval(
                LocalDay.MidnightUtc(Site.Zone, day.Key).ToUnixTimeMilliseconds(), day.Sum(one => one.CoveredWh), day.Sum(one => one.UncoveredWh),
                day.Sum(one => one.UnclaimedWh), day.Sum(one => one.DroppedWh), day.Any(one => one.IsCorrected))),
    ];
}
