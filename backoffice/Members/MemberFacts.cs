using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Supply;
using Dapper;

namespace ChargePointFw.BackOffice.Members;

/// <summary>
/// The versions of one site's token list, in one transaction. Rows are added only; each change is a version of its own,
/// with who and when.
/// </summary>
internal sealed class MemberFacts(DbConnection connection, DbTransaction transaction, Site site)
{
    /// <summary>The site's first version: an empty list, which tells a charge point that nobody is a member.</summary>
    public void Begin(string by, long nowMs) => AddVersion(1, by, "site registered", null, null, nowMs);

    /// <summary>Newest version; what the site's charge points should hold.</summary>
    public long NewestVersion => connection.ExecuteScalar<long>(
        "SELECT max(version) FROM token_list WHERE site_id = @Id", new { site.Id }, transaction);

    /// <summary>A version as it was published, or null when there never was one.</summary>
    public MemberList? At(long version)
    {
        (long BuiltMs, string? Programmes, long? GuestsAllowed)? head = Head(version);
        if (head is not { } found)
        {
            return null;
        }

        IEnumerable<Member> members = connection.Query<Member>(
            """
            SELECT token_hash AS TokenHash, programme AS Programme, group_number AS "Group", valid_until_utc_ms AS ValidUntilUtcMs
            FROM member_fact AS fact
            WHERE site_id = @Id AND is_revoked = 0 AND valid_until_utc_ms > @BuiltMs AND version = (
                SELECT max(version) FROM member_fact
                WHERE site_id = fact.site_id AND token_hash = fact.token_hash AND version <= @version)
            ORDER BY token_hash
            """,
            new { site.Id, version, found.BuiltMs },
            transaction);
        return new MemberList(version, Numbers(found.Programmes), found.GuestsAllowed is { } allowed ? allowed != 0 : null, members.AsList());
    }

    /// <summary>Adds what is new of these members as one version.</summary>
    /// <returns>How many were new or otherwise than before; with 0 there is no new version.</returns>
    /// <exception cref="RegistryException">More cards would be valid than a charge point can know.</exception>
    public int Set(IReadOnlyList<(long TokenHash, string Programme, string Group, long ValidUntilUtcMs)> members, string by, string reason, long nowMs)
    {
        List<Member> wanted = [.. members.Select(one => new Member(one.TokenHash, ProgrammeNumber(one.Programme), GroupNumber(one.Group), one.ValidUntilUtcMs))];
        List<Member> changed = [.. wanted.Where(one => Newest(one.TokenHash) is not { IsRevoked: false } held || held.Member != one)];
        if (changed.Count > 0)
        {
            long version = NextVersion(by, reason, nowMs);
            changed.ForEach(one => AddFact(one, version, isRevoked: false));
            RequireRoom(version);
        }

        return changed.Count;
    }

    /// <summary>Takes a card off the list.</summary>
    /// <exception cref="RegistryException">It is not on it.</exception>
    public void Revoke(long tokenHash, string by, long nowMs)
    {
        if (Newest(tokenHash) is not { } held)
        {
            throw new RegistryException(Why.NoSuchCard, site.Name);
        }

        if (held.IsRevoked)
        {
            throw new RegistryException(Why.CardRevokedBefore, site.Name);
        }

        AddFact(held.Member, NextVersion(by, "card revoked", nowMs), isRevoked: true);
    }

    /// <summary>Says who may charge here.</summary>
    /// <returns>False when that was said before: nothing was changed.</returns>
    /// <exception cref="RegistryException">A programme is unknown.</exception>
    public bool SetPolicy(IReadOnlyList<string>? programmes, bool? guestsAllowed, string by, long nowMs)
    {
        string? numbers = programmes is null ? null : string.Join(',', programmes.Select(KnownProgramme).Distinct().Order());
        long version = NewestVersion;
        (long _, string? heldProgrammes, long? heldGuests) = Head(version)!.Value;
        long? guests = guestsAllowed is null ? null : guestsAllowed.Value ? 1 : 0;
        if (numbers == heldProgrammes && guests == heldGuests)
        {
            return false;
        }

        AddVersion(version + 1, by, "who may charge", numbers, guests, nowMs);
        return true;
    }

    private (long BuiltMs, string? Programmes, long? GuestsAllowed)? Head(long version) =>
        connection.Query<(long, string?, long?)>(
            "SELECT built_utc_ms, programmes, guests_allowed FROM token_list WHERE site_id = @Id AND version = @version",
            new { site.Id, version },
            transaction).Select(row => ((long, string?, long?)?)row).SingleOrDefault();

    private (Member Member, bool IsRevoked)? Newest(long tokenHash) =>
        connection.Query<(long Programme, long Group, long ValidUntilMs, long IsRevoked)>(
            """
            SELECT programme, group_number, valid_until_utc_ms, is_revoked FROM member_fact
            WHERE site_id = @Id AND token_hash = @tokenHash ORDER BY version DESC LIMIT 1
            """,
            new { site.Id, tokenHash },
            transaction)
            .Select(row => ((Member, bool)?)(new Member(tokenHash, row.Programme, row.Group, row.ValidUntilMs), row.IsRevoked != 0))
            .SingleOrDefault();

    private long NextVersion(string by, string reason, long nowMs)
    {
        long version = NewestVersion;
        (long _, string? programmes, long? guestsAllowed) = Head(version)!.Value;
        AddVersion(version + 1, by, reason, programmes, guestsAllowed, nowMs);
        return version + 1;
    }

    private void AddVersion(long version, string by, string reason, string? programmes, long? guestsAllowed, long nowMs) => connection.Execute(
        """
        INSERT INTO token_list (site_id, version, built_utc_ms, changed_by, reason, programmes, guests_allowed)
        VALUES (@Id, @version, @nowMs, @by, @reason, @programmes, @guestsAllowed)
        """,
        new { site.Id, version, nowMs, by, reason, programmes, guestsAllowed },
        transaction);

    private void AddFact(Member member, long version, bool isRevoked) => connection.Execute(
        """
        INSERT INTO member_fact (site_id, token_hash, version, programme, group_number, valid_until_utc_ms, is_revoked)
        VALUES (@Id, @TokenHash, @version, @Programme, @Group, @ValidUntilUtcMs, @isRevoked)
        """,
        new { site.Id, member.TokenHash, version, member.Programme, member.Group, member.ValidUntilUtcMs, isRevoked },
        transaction);

    private void RequireRoom(long version)
    {
        int count = At(version)!.Members.Count;
        if (count > TokenList.MaximumTokens)
        {
            throw new RegistryException(Why.TooManyMembers, TokenList.MaximumTokens, site.Name, count);
        }
    }

    private long ProgrammeNumber(string name) =>
        FindProgramme(name) ?? connection.ExecuteScalar<long?>(
            """
            INSERT INTO programme (number, name) SELECT coalesce(max(number), 0) + 1, @name FROM programme
            HAVING coalesce(max(number), 0) < @most RETURNING number
            """,
            new { name, most = TokenList.MaximumProgramme },
            transaction) ?? throw new RegistryException(Why.TooManyProgrammes, TokenList.MaximumProgramme, name);

    private long KnownProgramme(string name) => FindProgramme(name)
        ?? throw new RegistryException(Why.NoMemberOfProgramme, name);

    private long? FindProgramme(string name) =>
        connection.ExecuteScalar<long?>("SELECT number FROM programme WHERE name = @name", new { name }, transaction);

    private long GroupNumber(string name) => name.Length == 0 ? 0 :
        connection.ExecuteScalar<long?>("SELECT number FROM member_group WHERE site_id = @Id AND name = @name", new { site.Id, name }, transaction)
        ?? connection.ExecuteScalar<long?>(
            """
            INSERT INTO member_group (site_id, number, name) SELECT @Id, coalesce(max(number), 0) + 1, @name FROM member_group WHERE site_id = @Id
            HAVING coalesce(max(number), 0) < @most RETURNING number
            """,
            new { site.Id, name, most = TokenList.MaximumGroup },
            transaction) ?? throw new RegistryException(Why.TooManyGroups, site.Name, TokenList.MaximumGroup);

    private static List<long>? Numbers(string? programmes) => programmes is null
        ? null
        : [.. programmes.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => long.Parse(one, CultureInfo.InvariantCulture))];
}
