using Microsoft.AspNetCore.Localization;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>English and Japanese: the choice made on the page, else what the browser asks for, else English.</summary>
internal static class Languages
{
    private static readonly string[] known = ["en", "ja"];

    public static void Configure(RequestLocalizationOptions options)
    {
        options.SetDefaultCulture(known[0]).AddSupportedCultures(known).AddSupportedUICultures(known);
        options.RequestCultureProviders = [new CookieRequestCultureProvider { Options = options }, new AcceptLanguageHeaderRequestCultureProvider { Options = options }];
    }

    public static void Map(WebApplication web) => web.MapGet("/language/{language}", (string language, string? back, HttpContext context) =>
    {
        if (!known.Contains(language))
        {
            return Results.NotFound();
        }

        context.Response.Cookies.Append(
            CookieRequestCultureProvider.DefaultCookieName,
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) });

        // Only to a place of ours.
        bool isOurs = back is not null && back.StartsWith('/') && !back.StartsWith("//", StringComparison.Ordinal) && !back.Contains('\\');
        return Results.LocalRedirect(isOurs ? back! : "/");
    }).AllowAnonymous();
}
