using System.Numerics;

namespace ChargePointFw.BackOffice.People;

/// <summary>Somebody who may use the pages, as the database has it now; never with the password's hash.</summary>
public sealed record Person
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public Roles Role { get; init; }
    public bool SeesAllSites { get; init; }

    /// <summary>Rows of the sites that are seen when not all are.</summary>
    public IReadOnlySet<long> SiteIds { get; init; } = new HashSet<long>();

    public bool IsDisabled { get; init; }

    /// <summary>The password was made by somebody else: nothing is shown before the person has chosen one.</summary>
    public bool MustChangePassword { get; init; }

    /// <summary>A session with another stamp has ended.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Until when no password is taken, ms since 1970 in UTC; 0 for never locked.</summary>
    public long LockedUntilUtcMs { get; init; }

    /// <summary>Last time, ms since 1970 in UTC; null for never.</summary>
    public long? SignedInUtcMs { get; init; }

    /// <summary>Each role, as stored.</summary>
    public static IReadOnlyList<Roles> AllRoles { get; } = [.. Enum.GetValues<Roles>().Where(role => BitOperations.IsPow2((int)role))];

    public bool Sees(long siteId) => SeesAllSites || SiteIds.Contains(siteId);
}

/// <summary>What an administrator says of a person.</summary>
/// <param name="Role">Exactly one.</param>
/// <param name="SeesAllSites">Every site, those of the future too.</param>
/// <param name="Sites">Names of the sites when not all.</param>
public sealed record PersonSettings(Roles Role, bool SeesAllSites, IReadOnlyList<string> Sites);
