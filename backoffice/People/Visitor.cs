using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.People;

/// <summary>Who asks for this page, and which sites are theirs. A site that is not theirs is as one that is not there.</summary>
public sealed class Visitor(IHttpContextAccessor accessor, Registry registry)
{
    private static readonly object key = new();

    /// <summary>The person; null while nobody has signed in.</summary>
    public Person? Person => accessor.HttpContext is { } context ? PersonOf(context) : null;

    /// <summary>Name beside what is done here.</summary>
    public string Name => Person?.Name ?? "";

    /// <summary>The visitor's sites, by name.</summary>
    public IReadOnlyList<Site> Sites => [.. registry.Sites.Where(site => Person?.Sees(site.Id) == true)];

    /// <summary>The clock of pages that are about no single site: that of the visitor's first site.</summary>
    public TimeZoneInfo Zone => Sites.Count > 0 ? Sites[0].Zone : TimeZoneInfo.Utc;

    /// <summary>The navigation: pages that this visitor may open.</summary>
    public IEnumerable<PageRow> Navigation => PageAccess.Rows.Where(row => row.Address.Length > 0 && (row.Look & Role) != 0);

    /// <summary>The site of that name, or the first when none is named; null when it is not the visitor's.</summary>
    public Site? FindSite(string? name)
    {
        if (name is null)
        {
            return Sites.Count > 0 ? Sites[0] : null;
        }

        return registry.FindSite(name) is { } site && Person?.Sees(site.Id) == true ? site : null;
    }

    /// <summary>Whether the visitor may change something on a page; its forms are shown only then.</summary>
    public bool MayAct(string page) => (PageAccess.Of(page).Act & Role) != 0;

    internal static Person? PersonOf(HttpContext context) => context.Items[key] as Person;

    internal static void Remember(HttpContext context, Person person) => context.Items[key] = person;

    private Roles Role => Person?.Role ?? Roles.None;
}
