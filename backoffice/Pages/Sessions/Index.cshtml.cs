using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Sessions;

/// <summary>Sessions by pages, newest first, of the visitor's sites.</summary>
public sealed class SessionsModel(BackOfficeApp app, Visitor visitor) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public SessionQuery Query { get; set; } = new();

    public SessionPage Sessions { get; private set; } = new([], null, IsCut: false);

    public IReadOnlyList<string> Programmes { get; private set; } = [];

    /// <summary>The clock on which a session's times are told.</summary>
    public TimeZoneInfo Zone(SessionRow row) => app.Registry.FindSite(row.Site)?.Zone ?? visitor.Zone;

    public IActionResult OnGet()
    {
        if (Query.Filter(visitor) is not { } filter)
        {
            return NotFound();
        }

        Programmes = app.Sessions.Programmes();
        if (Query.IsSearchKnown)
        {
            Sessions = app.Sessions.Page(filter, Query.Place());
        }

        return Page();
    }
}
