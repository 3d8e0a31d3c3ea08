using System.Text;
using ChargePointFw.BackOffice.Days;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Lists;

/// <summary>A site's sealed days, newest first, with their digests and what came since; each document to be kept by others.</summary>
public sealed class DaysModel(BackOfficeApp app, Visitor visitor) : PageModel
{
    /// <summary>Days of a page.</summary>
    public const int PageSize = 31;

    public Site? Site { get; private set; }

    public IReadOnlyList<SealedDay> Days { get; private set; } = [];

    public bool HasMore { get; private set; }

    public IActionResult OnGet(string? site, string? before)
    {
        Site = visitor.FindSite(site);
        if (Site is null)
        {
            return site is null ? Page() : NotFound();
        }

        IReadOnlyList<SealedDay> days = app.Days.Sealed(Site, before ?? "", PageSize + 1);
        (Days, HasMore) = ([.. days.Take(PageSize)], days.Count > PageSize);
        return Page();
    }

    public IActionResult OnGetDocument(string? site, string? day) => visitor.FindSite(site) is { } at && app.Days.Document(at, day ?? "") is { } document
        ? File(Encoding.UTF8.GetBytes(document), "application/json", $"{at.Name}-{day}.json")
        : NotFound();
}
