using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.HalfHours;

/// <summary>One interval of a site: by charge point, by session, and the records behind it.</summary>
public sealed class IntervalModel(BackOfficeApp app, Visitor visitor) : PageModel
{
    /// <summary>Sessions whose records are listed.</summary>
    public const int MostSessions = 20;

    public Site Site { get; private set; } = null!;

    public long StartMs { get; private set; }

    public LedgerInterval Interval { get; private set; } = new();

    public IReadOnlyList<(string ChargePoint, LedgerInterval Interval)> ChargePoints { get; private set; } = [];

    public IReadOnlyList<LedgerSession> Sessions { get; private set; } = [];

    /// <summary>Records of these sessions that book energy in the interval.</summary>
    public IReadOnlyList<(LedgerSession Session, IReadOnlyList<RecordRow> Records)> Records { get; private set; } = [];

    public IReadOnlyList<QueueRow> Findings { get; private set; } = [];

    public IReadOnlyList<SupplySource> Supply { get; private set; } = [];

    public IActionResult OnGet(string site, long start)
    {
        if (visitor.FindSite(site) is not { } at || start < 0 || start > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - at.IntervalMs || start % at.IntervalMs != 0)
        {
            return NotFound();
        }

        (Site, StartMs) = (at, start);
        var startUtc = DateTimeOffset.FromUnixTimeMilliseconds(start);
        Interval = app.Intervals.Read(site, startUtc, startUtc.AddMilliseconds(at.IntervalMs)) is [var only, ..] ? only : new LedgerInterval { StartMs = start };
        ChargePoints = app.Intervals.ByChargePoint(site, start);
        Sessions = app.Intervals.DrillDown(site, start);
        Records = [.. Sessions.Take(MostSessions).Select(one => (one, app.SessionFiles.RecordsOf(one, start)))];
        Findings = app.Queue.OfInterval(at, start);
        Supply = app.Intervals.Sources(site, start);
        return Page();
    }
}
