using System.Globalization;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>What an administrator fills in about a person.</summary>
public sealed class PersonForm
{
    // An empty field is bound as null.
    public string Name { get; set => field = value ?? ""; } = "";
    public string Role { get; set => field = value ?? ""; } = nameof(Roles.Dealer);
    public bool AllSites { get; set; }
    public string[] Sites { get; set => field = value ?? []; } = [];

    public PersonSettings Settings => new(Enum.TryParse(Role, out Roles role) ? role : Roles.None, AllSites, Sites);
}

/// <summary>Who may use the pages. A password that was made is shown in this answer and never again.</summary>
public sealed class PeopleModel(PeopleDesk people, Visitor visitor, Registry registry, TimeProvider time) : PageModel
{
    public IReadOnlyList<Person> Everybody { get; private set; } = [];

    /// <summary>Why it could not be done; null when it was, or nothing was asked.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The password that was made; null for none.</summary>
    public string? Made { get; private set; }

    /// <summary>Whom it is about.</summary>
    public string Subject { get; private set; } = "";

    public PersonForm Form { get; private set; } = new();

    public void OnGet() => Everybody = people.All();

    public IActionResult OnPostAdd(PersonForm form) => Do(form, () => Made = people.Add(form.Name, form.Settings, null, visitor.Name));

    public IActionResult OnPostChange(PersonForm form) => Do(form, () => people.Change(form.Name, form.Settings, visitor.Name));

    public IActionResult OnPostReset(PersonForm form) => Do(form, () => Made = people.Reset(form.Name, null, visitor.Name));

    public IActionResult OnPostDisable(PersonForm form) => Do(form, () => people.SetDisabled(form.Name, true, visitor.Name));

    public IActionResult OnPostEnable(PersonForm form) => Do(form, () => people.SetDisabled(form.Name, false, visitor.Name));

    public IEnumerable<string> SitesOf(Person person) => registry.Sites.Where(site => person.Sees(site.Id)).Select(site => site.Name);

    /// <summary>Text of how it stands with a person.</summary>
    public string Standing(Person person) =>
        person.IsDisabled ? "People.Disabled"
        : person.LockedUntilUtcMs > time.GetUtcNow().ToUnixTimeMilliseconds() ? "People.Locked"
        : person.MustChangePassword ? "People.MustChange"
        : "People.Active";

    private PageResult Do(PersonForm form, Action work)
    {
        Subject = form.Name;
        try
        {
            work();
        }
        catch (RegistryException refusal)
        {
            Refusal = refusal.In(CultureInfo.CurrentUICulture);
            Form = form;
        }

        Everybody = people.All();
        return Page();
    }
}
