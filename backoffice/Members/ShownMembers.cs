using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using Dapper;

namespace ChargePointFw.BackOffice.Members;

/// <summary>A card of a site's list, for people.</summary>
public sealed record ShownMember
{
    /// <summary>Its keyed hash.</summary>
    public long TokenHash { get; init; }
    public string Programme { get; init; } = "";

    /// <summary>Empty for none.</summary>
    public string Group { get; init; } = "";

    /// <summary>End of validity, ms since 1970 in UTC, exclusive.</summary>
    public long ValidUntilUtcMs { get; init; }

    /// <summary>The end of the hash: enough to tell cards apart.</summary>
    public string CardName => TokenHash.ToString("X16", System.Globalization.CultureInfo.InvariantCulture)[^6..];
}

/// <summary>A version of a site's list: who changed it.</summary>
public sealed record ListChange
{
    public long Version { get; init; }

    /// <summary>When, ms since 1970 in UTC.</summary>
    public long BuiltUtcMs { get; init; }
    public string By { get; init; } = "";
    public string Reason { get; init; } = "";

    /// <summary>Cards that it changed.</summary>
    public long Cards { get; init; }
}

/// <summary>Who may charge at a site, as the page shows it. A card is its keyed hash; its id is nowhere.</summary>
/// <param name="Version">Newest version of the list.</param>
/// <param name="Served">Names of the programmes served here; null for all.</param>
/// <param name="GuestsAllowed">Null leaves it to each charge point's configuration.</param>
/// <param name="Programmes">Every programme that is known.</param>
/// <param name="Lines">The cards, by programme, group and hash.</param>
/// <param name="Changes">The newest changes, newest first.</param>
public sealed record ShownMembers(
    long Version, IReadOnlyList<string>? Served, bool? GuestsAllowed, IReadOnlyList<string> Programmes, IReadOnlyList<ShownMember> Lines, IReadOnlyList<ListChange> Changes)
{
    private const int MostChanges = 20;

    internal static ShownMembers Read(DbConnection connection, DbTransaction transaction, Site site)
    {
        var facts = new MemberFacts(connection, transaction, site);
        MemberList list = facts.At(facts.NewestVersion)!;
        Dictionary<long, string> programmes = connection.Query<(long Number, string Name)>(
            "SELECT number, name FROM programme", transaction: transaction).ToDictionary(one => one.Number, one => one.Name);
        Dictionary<long, string> groups = connection.Query<(long Number, string Name)>(
            "SELECT number, name FROM member_group WHERE site_id = @Id", new { site.Id }, transaction).ToDictionary(one => one.Number, one => one.Name);
        return new ShownMembers(
            list.Version,
            list.Programmes?.Select(number => programmes.GetValueOrDefault(number, "")).ToArray(),
            list.GuestsAllowed,
            [.. programmes.Values.Order(StringComparer.Ordinal)],
            [
                .. list.Members
                    .Select(one => new ShownMember
                    {
                        TokenHash = one.TokenHash, Programme = programmes.GetValueOrDefault(one.Programme, ""), Group = groups.GetValueOrDefault(one.Group, ""),
                        ValidUntilUtcMs = one.ValidUntilUtcMs,
                    })
                    .OrderBy(one => one.Programme, StringComparer.Ordinal).ThenBy(one => one.Group, StringComparer.Ordinal).ThenBy(one => one.CardName, StringComparer.Ordinal),
            ],
            connection.Query<ListChange>(
                """
                SELECT version AS Version, built_utc_ms AS BuiltUtcMs, changed_by AS "By", reason AS Reason,
                       (SELECT count(*) FROM member_fact WHERE member_fact.site_id = token_list.site_id AND member_fact.version = token_list.version) AS Cards
                FROM token_list WHERE site_id = @Id ORDER BY version DESC LIMIT @MostChanges
                """,
                new { site.Id, MostChanges },
                transaction).AsList());
    }
}
