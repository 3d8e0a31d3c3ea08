using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace ChargePointFw.BackOffice.People;

/// <summary>Who may look at a page, and who may change something there.</summary>
/// <param name="Page">The page's path below <c>Pages</c>, without extension.</param>
/// <param name="Look">Who may open it; <see cref="Roles.None"/> for whoever comes, signed in or not.</param>
/// <param name="Act">Who may send its forms.</param>
/// <param name="Address">Its address in the navigation; empty for a page that is not listed there.</param>
/// <param name="Title">Its name there, in <c>Texts.resx</c>.</param>
public sealed record PageRow(string Page, Roles Look, Roles Act, string Address = "", string Title = "") : IAuthorizationRequirement
{
    /// <summary>GET and HEAD look, everything else acts.</summary>
    public bool Allows(Roles role, string method) =>
        ((HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Look : Act) & role) != 0;
}

/// <summary>
/// The table of pages: every page has a row, in the order of the navigation, and one without a row keeps the program from
/// starting. Whatever is no page (and says nothing else of itself) is for those who are signed in.
/// </summary>
public static class PageAccess
{
    private const Roles Office = Roles.BackOffice | Roles.Administrator;

    public static IReadOnlyList<PageRow> Rows { get; } =
    [
        new("/Site", Roles.Everybody, Roles.Dealer | Roles.Technician | Roles.Administrator, "/site", "Nav.Site"),
        new("/Index", Roles.Everybody, Roles.None, "/day", "Nav.Day"),
        new("/Queue/Index", Office | Roles.Auditor, Office, "/queue", "Nav.Queue"),
        new("/Queue/Finding", Office | Roles.Auditor, Office),
        new("/Sessions/Index", Office | Roles.Auditor, Roles.None, "/sessions", "Nav.Sessions"),
        new("/Sessions/Session", Office | Roles.Auditor, Roles.None),
        new("/HalfHours/Index", Office | Roles.Auditor, Roles.None, "/ledger", "Nav.Ledger"),
        new("/HalfHours/Interval", Office | Roles.Auditor, Roles.None),
        new("/Supply", Office | Roles.Auditor, Office, "/supply", "Nav.Supply"),
        new("/Lists/Certificates", Office | Roles.Auditor, Roles.None, "/certificates", "Nav.Certificates"),
        new("/Lists/Members", Office | Roles.Auditor, Office, "/members", "Nav.Members"),
        new("/Exchange/Statements", Office | Roles.Dealer | Roles.Auditor, Roles.None, "/statements", "Nav.Statements"),
        new("/Exchange/Statement", Office | Roles.Dealer | Roles.Auditor, Roles.None),
        new("/Exchange/Exports", Office | Roles.Auditor, Roles.None, "/exports", "Nav.Exports"),
        new("/Lists/Days", Office | Roles.Auditor, Roles.None, "/days", "Nav.Days"),
        new("/Technician", Roles.Technician | Office | Roles.Auditor, Roles.Technician | Roles.Administrator, "/technician", "Nav.Technician"),
        new("/Lists/Alarms", Roles.Technician | Office | Roles.Auditor, Roles.None, "/alarms", "Nav.Alarms"),
        new("/People", Roles.Administrator | Roles.Auditor, Roles.Administrator, "/people", "Nav.People"),
        new("/Audit", Roles.Administrator | Roles.Auditor, Roles.None, "/audit", "Nav.Audit"),
        new("/Password", Roles.Everybody, Roles.Everybody),
        new("/SignOut", Roles.Everybody, Roles.Everybody),
        new("/Forbidden", Roles.Everybody, Roles.Everybody),
        new("/SignIn", Roles.None, Roles.None),
    ];

    /// <summary>The address where somebody's work begins: where "/" leads, hence whoever has signed in.</summary>
    public static string LandingOf(Roles role) => role switch
    {
        Roles.Technician => "/technician",
        Roles.BackOffice or Roles.Administrator => "/queue",
        Roles.Auditor => "/ledger",
        _ => "/site",
    };

    /// <summary>The row of a page.</summary>
    /// <exception cref="InvalidOperationException">It has none: say here who may see it.</exception>
    public static PageRow Of(string page) => Rows.FirstOrDefault(row => row.Page == page)
        ?? throw new InvalidOperationException($"Pages{page}.cshtml has no row in People/PageAccess.cs: say there who may see it.");

    /// <summary>Who may look at what belongs to a page.</summary>
    internal static AuthorizationPolicy PolicyOf(PageRow row) => new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(row).Build();

    /// <summary>Before somebody has changed a password that another made, these are all there is.</summary>
    internal static bool IsOpenBeforeChange(PageRow row) => row.Page is "/Password" or "/SignOut" or "/Forbidden";
}

/// <summary>Puts each page's row on it.</summary>
internal sealed class PageAccessConvention : IPageApplicationModelConvention
{
    public void Apply(PageApplicationModel model)
    {
        PageRow row = PageAccess.Of(model.ViewEnginePath);
        model.EndpointMetadata.Add(row.Look == Roles.None ? new AllowAnonymousAttribute() : PageAccess.PolicyOf(row));
    }
}

/// <summary>Decides by the row and by what the database says of the person now.</summary>
internal sealed class PageAccessHandler : AuthorizationHandler<PageRow>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PageRow requirement)
    {
        if (context.Resource is HttpContext http
            && Visitor.PersonOf(http) is { } person
            && requirement.Allows(person.Role, http.Request.Method)
            && (!person.MustChangePassword || PageAccess.IsOpenBeforeChange(requirement)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
