namespace ChargePointFw.BackOffice.Members;

/// <summary>One version of a site's token list, as its charge points hold it.</summary>
/// <param name="Version">From 1; each change counts up.</param>
/// <param name="Programmes">Numbers of the programmes served here, rising; null for all.</param>
/// <param name="GuestsAllowed">Null leaves it to the configuration of each charge point.</param>
/// <param name="Members">Hashes rising as signed numbers.</param>
internal sealed record MemberList(long Version, IReadOnlyList<long>? Programmes, bool? GuestsAllowed, IReadOnlyList<Member> Members)
{
    /// <summary>What leads from an earlier version to this one.</summary>
    public MemberChanges Since(MemberList earlier)
    {
        Dictionary<long, Member> before = earlier.Members.ToDictionary(one => one.TokenHash);
        HashSet<long> now = [.. Members.Select(one => one.TokenHash)];
        return new MemberChanges(
            [.. Members.Where(one => !before.TryGetValue(one.TokenHash, out Member? old) || old != one)],
            [.. earlier.Members.Select(one => one.TokenHash).Where(hash => !now.Contains(hash))]);
    }

    /// <summary>Whether a list of changes can say what is served here, and to whom: it can name programmes, but not take the naming back.</summary>
    public bool MayFollow(MemberList earlier) =>
        (Programmes is not null || earlier.Programmes is null) && (GuestsAllowed is not null || earlier.GuestsAllowed is null);
}

/// <summary>One line of a token list.</summary>
/// <param name="TokenHash">Keyed hash of the token id.</param>
/// <param name="Programme">Number of the programme.</param>
/// <param name="Group">Number of the group, 0 for none.</param>
/// <param name="ValidUntilUtcMs">End of validity, ms since 1970 in UTC, exclusive.</param>
internal sealed record Member(long TokenHash, long Programme, long Group, long ValidUntilUtcMs);

/// <summary>What a differential document says.</summary>
/// <param name="Set">Members that are new or otherwise than before, hashes rising.</param>
/// <param name="Removed">Hashes that are gone, rising.</param>
internal sealed record MemberChanges(IReadOnlyList<Member> Set, IReadOnlyList<long> Removed);
