using System.Globalization;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Queue;

/// <summary>
/// One finding: what it rests on, what it means, what was decided; and where staff decide. Whoever decides sends the version
/// that he was shown: the second of two is told, and what he typed stays in the form.
/// </summary>
public sealed class FindingModel(BackOfficeApp app, Visitor visitor) : PageModel
{
    /// <summary>Records, and intervals of a correction, that are listed; a finding may rest on more.</summary>
    public const int MostListed = 96;

    public QueueRow Finding { get; private set; } = null!;

    public Site? Site { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public IReadOnlyList<QueueEntry> Entries { get; private set; } = [];

    /// <summary>Records that it rests on, with the one before each run of them.</summary>
    public IReadOnlyList<RecordRow> Records { get; private set; } = [];

    /// <summary>Starts of intervals that it rests on, ms since 1970 in UTC.</summary>
    public IReadOnlyList<long> IntervalStarts { get; private set; } = [];

    /// <summary>What its session is booked as.</summary>
    public IReadOnlyList<BookedInterval> Intervals { get; private set; } = [];

    /// <summary>Address of its session; null when it is about none.</summary>
    public string? SessionAddress { get; private set; }

    /// <summary>The next one that waits, in the queue's order; null at the end.</summary>
    public QueueRow? Next { get; private set; }

    public DecisionForm Form { get; private set; } = new();

    public string? Refusal { get; private set; }

    public bool MayDecide => visitor.MayAct("/Queue/Finding");

    /// <summary>What can be decided as it stands.</summary>
    public IReadOnlyList<QueueAction> Actions { get; private set; } = [];

    public IActionResult OnGet(long id) => Show(id) ? Page() : NotFound();

    public IActionResult OnPost(long id, DecisionForm form)
    {
        if (!Show(id))
        {
            return NotFound();
        }

        Form = form;
        try
        {
            app.Desk.Decide(id, form.Version, form.Decide(visitor.Name, Intervals));
            return LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/queue/{id}"));
        }
        catch (QueueException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            Response.StatusCode = refusal is QueueConflictException ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity;
        }

        return Show(id) ? Page() : NotFound();
    }

    private bool Show(long id)
    {
        if (app.Queue.Find(id) is not { } finding || visitor.Person is not { } person)
        {
            return false;
        }

        Site = app.Registry.FindSite(finding.Site);
        if (Site is null ? !person.SeesAllSites : !person.Sees(Site.Id))
        {
            return false;
        }

        (Finding, Zone) = (finding, Site?.Zone ?? visitor.Zone);
        Entries = app.Queue.Entries(id);
        Records = finding.JournalRow == 0 ? [] : ReadRecords(QueueWords.Listed(finding.Evidence, "records"));
        IntervalStarts = [.. QueueWords.Listed(finding.Evidence, "intervals").Take(MostListed)];
        Intervals = app.SessionFiles.Intervals(finding);
        SessionAddress = finding.SessionNumber > 0 && app.SessionFiles.Journal(finding) is { } journal
            ? Sessions.SessionAddress.Of(finding.Site, finding.ChargePoint, journal, finding.SessionNumber)
            : null;
        long[]? mine = person.SeesAllSites ? null : [.. visitor.Sites.Select(site => site.Id)];
        Next = app.Queue.Page(new QueueFilter { SiteIds = mine }, finding, 1) is [var next, ..] ? next : null;
        bool isWaiting = finding.State is "Open" or "Held";
        Actions =
        [
            .. Enum.GetValues<QueueAction>().Where(action => action switch
            {
                QueueAction.Assign or QueueAction.Note => true,
                QueueAction.Undo => Entries.Count > 0 && Enum.TryParse(Entries[^1].Action, out QueueAction last) && last != QueueAction.Undo,
                QueueAction.AskAgain => isWaiting && Records.Count > 0,
                QueueAction.Drop or QueueAction.Correct or QueueAction.CloseSession => isWaiting && Intervals.Count + finding.SessionNumber > 0,
                _ => isWaiting,
            }),
        ];
        return true;
    }

    // Around each of them, so that one sees what it follows from.
    private List<RecordRow> ReadRecords(IReadOnlyList<long> numbers)
    {
        var rows = new SortedDictionary<long, RecordRow>();
        foreach (long number in numbers.Where(one => one > 0).Take(MostListed / 3))
        {
            foreach (RecordRow row in app.Records.Read(Finding.JournalRow, Math.Max(1, number - 1), number + 1))
            {
                rows[row.Number] = row;
            }
        }

        return [.. rows.Values];
    }
}
