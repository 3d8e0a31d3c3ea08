using System.Globalization;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages.Lists;

/// <summary>
/// Who may charge at a site: programmes served, guests, the cards by their keyed hashes, and who changed it. Cards come from a
/// file on the command line, since their ids are hashed with a key that the pages never see.
/// </summary>
public sealed class MembersModel(BackOfficeApp app, Visitor visitor, TimeProvider time) : PageModel
{
    public static IReadOnlyList<string> GuestChoices { get; } = ["AsConfigured", "Allowed", "Refused"];

    public Site? Site { get; private set; }

    public ShownMembers? List { get; private set; }

    /// <summary>Why it could not be done; null when it was, or nothing was asked.</summary>
    public string? Refusal { get; private set; }

    public bool MayAct => visitor.MayAct("/Lists/Members");

    public long NowMs { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public string Address => "/members?site=" + Uri.EscapeDataString(Site?.Name ?? "");

    public IActionResult OnGet(string? site)
    {
        Show(site);
        return Site is null && site is not null ? NotFound() : Page();
    }

    public IActionResult OnPostPolicy(string? site, bool all, string[] programmes, string? guests) => Do(site, at => app.Members.SetPolicy(
        at.Name, all ? null : programmes, guests switch { "Allowed" => true, "Refused" => false, _ => null }, visitor.Name));

    public IActionResult OnPostRevoke(string? site, string? card) => Do(site, at =>
    {
        bool isHash = long.TryParse(card, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hash);
        app.Members.Revoke(at.Name, isHash ? hash : 0, visitor.Name);
    });

    private IActionResult Do(string? site, Action<Site> work)
    {
        if (visitor.FindSite(site) is not { } at)
        {
            return NotFound();
        }

        try
        {
            work(at);
        }
        catch (RegistryException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        Show(site);
        return Refusal is null ? LocalRedirect(Address) : Page();
    }

    private void Show(string? site)
    {
        Site = visitor.FindSite(site);
        List = Site is null ? null : app.Members.Show(Site);
    }
}
