using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using ChargePointFw.BackOffice.People;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>
/// Signed in by cookie: who it is, and the stamp that ends every session when it changes. Role and sites are looked up
/// with each request, so that what an administrator says is in force with the next click.
/// </summary>
internal static class SignInCookies
{
    public const string CookieName = "cpfw-person";
    private const string StampClaim = "stamp";
    private const string SignInPath = "/sign-in";

    public static void Add(WebApplicationBuilder builder, BackOfficeOptions options)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<Visitor>();
        builder.Services.AddSingleton<IAuthorizationHandler, PageAccessHandler>();
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = CookieName;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax; // Strict would ask whoever follows a link from a mail to sign in again
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // plain http comes from this machine only: RefusePlainFromAfar
            cookie.LoginPath = SignInPath;
            cookie.AccessDeniedPath = "/forbidden";
            cookie.ReturnUrlParameter = "back";
            cookie.ExpireTimeSpan = TimeSpan.FromHours(options.SignInHours);
            cookie.SlidingExpiration = true;
            cookie.Events.OnValidatePrincipal = ValidateAsync;
            cookie.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
        });
        builder.Services.Configure<AntiforgeryOptions>(forms =>
        {
            forms.Cookie.Name = "cpfw-form";
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        builder.Services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments(SignInPath)
                    ? RateLimitPartition.GetFixedWindowLimiter(
                        context.Connection.RemoteIpAddress?.ToString() ?? "",
                        _ => new FixedWindowRateLimiterOptions { PermitLimit = options.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) })
                    : PublicLocations.LimitOf(context, options) ?? RateLimitPartition.GetNoLimiter(""));
        });
    }

    /// <summary>From another machine only what cannot be read on the way.</summary>
    public static Task RefusePlainFromAfar(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsHttps || context.Connection.RemoteIpAddress is not { } from || IPAddress.IsLoopback(from))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("These pages are served over https.");
    }

    public static Task SignInAsync(HttpContext context, Person person)
    {
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, person.Id.ToString(CultureInfo.InvariantCulture)), new Claim(ClaimTypes.Name, person.Name), new Claim(StampClaim, person.Stamp)],
            CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
    }

    public static void Map(WebApplication web)
    {
        web.MapGet("/", (Visitor visitor) => Results.LocalRedirect(PageAccess.LandingOf(visitor.Person?.Role ?? Roles.None)));
        if (web.Services.GetRequiredService<BackOfficeApp>().Options.SignInLinks)
        {
            web.MapGet(SignInPath + "/{token}", async (string token, HttpContext context, SignIns signIns) =>
            {
                if (signIns.TakeLink(token) is not { } person)
                {
                    return Results.LocalRedirect(SignInPath);
                }

                await SignInAsync(context, person);
                return Results.LocalRedirect("/");
            }).AllowAnonymous();
        }
    }

    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        ClaimsPrincipal? principal = context.Principal;
        PeopleDesk people = context.HttpContext.RequestServices.GetRequiredService<PeopleDesk>();
        bool isNumber = long.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out long id);
        if (isNumber && people.Find(id) is { IsDisabled: false } person && person.Stamp == principal!.FindFirstValue(StampClaim))
        {
            Visitor.Remember(context.HttpContext, person);
            return Task.CompletedTask;
        }

        context.RejectPrincipal();
        return context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    // A script is told in a status; somebody who reads is led on.
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        bool isScript = context.Request.Headers.ContainsKey("X-Live") || context.Request.Headers.Accept.ToString().StartsWith("text/event-stream", StringComparison.Ordinal);
        if (isScript)
        {
            context.Response.StatusCode = status;
        }
        else
        {
            context.Response.Redirect(Visitor.PersonOf(context.HttpContext) is { MustChangePassword: true } ? "/password" : context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
