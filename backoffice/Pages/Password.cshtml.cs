using System.Globalization;
using ChargePointFw.BackOffice.Hosting;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Sites;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>The visitor's own password. A wrong old one counts as a failed sign-in.</summary>
public sealed class PasswordModel(PeopleDesk people, SignIns signIns, Visitor visitor, IStringLocalizer<Texts> texts) : PageModel
{
    public bool IsDone { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? old, string? chosen, string? again)
    {
        Refusal = RefusalOf(old ?? "", chosen ?? "", again ?? "");
        if (Refusal is null)
        {
            try
            {
                people.ChangeOwn(visitor.Name, chosen!);
                IsDone = true;
                Person changed = people.Find(visitor.Name)!;
                Visitor.Remember(HttpContext, changed);
                await SignInCookies.SignInAsync(HttpContext, changed);
            }
            catch (RegistryException refusal)
            {
                Refusal = refusal.In(CultureInfo.CurrentUICulture);
            }
        }

        return Page();
    }

    private string? RefusalOf(string old, string chosen, string again)
    {
        string? key = chosen != again ? "Password.Differ"
            : chosen == old ? "Password.Same"
            : signIns.Try(visitor.Name, old) is null ? "SignIn.Refused"
            : null;
        return key is null ? null : texts[key].Value;
    }
}
