using ChargePointFw.BackOffice.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>Ends a session; shows nothing.</summary>
public sealed class SignOutModel(SignIns signIns, Visitor visitor) : PageModel
{
    public IActionResult OnGet() => LocalRedirect("/");

    public async Task<IActionResult> OnPostAsync()
    {
        signIns.SignedOut(visitor.Name);
        await HttpContext.SignOutAsync();
        return LocalRedirect("/sign-in");
    }
}
