using System.Globalization;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Refusals;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Queue;

/// <summary>
/// The work queue: what waits for somebody, by pages, and a decision about many, which is shown first and done when it is
/// said again.
/// </summary>
public sealed class QueueModel(BackOfficeApp app, Visitor visitor, TimeProvider time) : PageModel
{
    /// <summary>Counted up to it.</summary>
    public const long MostCounted = 10_000;

    /// <summary>Rows of a page, and findings of a preview that are listed.</summary>
    public const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public QueueQuery Query { get; set; } = new();

    public IReadOnlyList<QueueRow> Rows { get; private set; } = [];

    /// <summary>How many match; more than <see cref="MostCounted"/> says only that there are more.</summary>
    public long Matching { get; private set; }

    public bool HasMore { get; private set; }

    /// <summary>How many wait in all, by severity; counted as <see cref="Matching"/>.</summary>
    public IReadOnlyDictionary<Severity, long> Waiting { get; private set; } = new Dictionary<Severity, long>();

    public IReadOnlyList<string> Kinds { get; private set; } = [];

    /// <summary>What was asked about many; null when nothing was.</summary>
    public DecisionForm? Asked { get; private set; }

    /// <summary>What would come of it.</summary>
    public BulkDecision? Preview { get; private set; }

    /// <summary>Why it cannot be.</summary>
    public string? Refusal { get; private set; }

    /// <summary>How many were just decided.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Done { get; set; }

    public long NowMs { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public bool MayDecide => visitor.MayAct("/Queue/Index");

    /// <summary>The clock on which a finding's time is told.</summary>
    public TimeZoneInfo Zone(QueueRow row) => app.Registry.FindSite(row.Site)?.Zone ?? visitor.Zone;

    public IActionResult OnGet() => Show() ? Page() : NotFound();

    public IActionResult OnPostPreview(DecisionForm form) => Work(form, (filter, decision) =>
    {
        Preview = app.Desk.Preview(filter, decision);
        return null;
    });

    public IActionResult OnPostDo(DecisionForm form) => Work(form, (filter, decision) =>
    {
        BulkDecision done = app.Desk.DecideAll(filter, decision, form.Token);
        long many = done.Rows.Count - done.Refused.Count;
        return LocalRedirect(Query.Address() + (Query.Address().Contains('?') ? "&" : "?") + string.Create(CultureInfo.InvariantCulture, $"done={many}"));
    });

    private IActionResult Work(DecisionForm form, Func<QueueFilter, Decision, IActionResult?> work)
    {
        Asked = form;
        try
        {
            QueueFilter? filter = Query.Filter(visitor);
            if (filter is null)
            {
                return NotFound();
            }

            if (work(Wanted(form, filter), form.Decide(visitor.Name, [])) is { } done)
            {
                return done;
            }
        }
        catch (QueueException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            Response.StatusCode = refusal is QueueConflictException ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        }

        return Show() ? Page() : NotFound();
    }

    // Those that are ticked, of the visitor's sites; else all that match.
    private static QueueFilter Wanted(DecisionForm form, QueueFilter filter) => (form.Scope, form.Ids) switch
    {
        ("all", _) => filter,
        (_, { Length: > 0 and <= PageSize }) => new QueueFilter { Ids = form.Ids, SiteIds = filter.SiteIds },
        _ => throw new QueueException(Why.NoneTicked),
    };

    private bool Show()
    {
        QueueFilter? filter = Query.Filter(visitor);
        if (filter is null)
        {
            return false;
        }

        QueueRow? after = Query.After is { } last ? app.Queue.Find(last) : null;
        IReadOnlyList<QueueRow> rows = app.Queue.Page(filter, after, PageSize + 1);
        (Rows, HasMore) = ([.. rows.Take(PageSize)], rows.Count > PageSize);
        Matching = app.Queue.Count(filter, MostCounted + 1);
        Waiting = app.Queue.Waiting(filter, MostCounted + 1);
        Kinds = app.Queue.Kinds();
        return true;
    }
}
