using ChargePointFw.BackOffice.Hosting;
using ChargePointFw.BackOffice.People;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>Name and password. Whatever is wrong, the answer is the same.</summary>
public sealed class SignInModel(SignIns signIns) : PageModel
{
    public bool IsRefused { get; private set; }

    /// <summary>Where the person wanted to go; only a place of ours.</summary>
    public string Back { get; private set; } = "/";

    public IActionResult OnGet(string? back)
    {
        Back = OfOurs(back);
        return Visitor.PersonOf(HttpContext) is null ? Page() : LocalRedirect(Back);
    }

    public async Task<IActionResult> OnPostAsync(string? name, string? password, string? back)
    {
        Back = OfOurs(back);
        bool isFilled = name is { Length: > 0 and <= PeopleDesk.MostLettersOfName } && password is { Length: > 0 and <= Passwords.MostLetters };
        if (!isFilled || signIns.Try(name!, password!) is not { } person)
        {
            IsRefused = true;
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page();
        }

        await SignInCookies.SignInAsync(HttpContext, person);
        return LocalRedirect(person.MustChangePassword ? "/password" : Back);
    }

    private string OfOurs(string? back) => Url.IsLocalUrl(back) ? back : "/";
}
