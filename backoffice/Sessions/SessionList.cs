using System.Data.Common;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>Which sessions are wanted; what is left out does not restrict.</summary>
public sealed record SessionFilter
{
    /// <summary>Sites that may be told of; null for all.</summary>
    public IReadOnlyList<Site>? Sites { get; init; }

    /// <summary>Name of the charge point; only with one site.</summary>
    public string? ChargePoint { get; init; }

    /// <summary>Began at or after, ms since 1970 in UTC.</summary>
    public long FromUtcMs { get; init; }

    /// <summary>Began before, ms since 1970 in UTC.</summary>
    public long UntilUtcMs { get; init; } = long.MaxValue;

    /// <summary>The programme that the card was in when the session began.</summary>
    public string? Programme { get; init; }

    /// <summary>"renewable" or "none", as the ledger names it.</summary>
    public string? Claim { get; init; }

    /// <summary>"open", "ended", "dropped" or "withheld".</summary>
    public string? State { get; init; }

    /// <summary>"waiting", "any" or "none".</summary>
    public string? Findings { get; init; }

    /// <summary>Number of the session within its journal.</summary>
    public long? Number { get; init; }

    /// <summary>Which of its charge point's journals, by order of appearance.</summary>
    public long? Journal { get; init; }

    /// <summary>The card, as the records carry it.</summary>
    public long? TokenHash { get; init; }
}

/// <summary>A session's place in the list: newest first.</summary>
public readonly record struct SessionPlace(long BeginMs, long JournalRow, long Number) : IComparable<SessionPlace>
{
    public int CompareTo(SessionPlace other) => (BeginMs, JournalRow, Number).CompareTo((other.BeginMs, other.JournalRow, other.Number));

    public static bool operator <(SessionPlace one, SessionPlace other) => one.CompareTo(other) < 0;

    public static bool operator >(SessionPlace one, SessionPlace other) => one.CompareTo(other) > 0;

    public static bool operator <=(SessionPlace one, SessionPlace other) => one.CompareTo(other) <= 0;

    public static bool operator >=(SessionPlace one, SessionPlace other) => one.CompareTo(other) >= 0;
}

/// <summary>A page of sessions.</summary>
/// <param name="Rows">Newest first.</param>
/// <param name="Next">Where the next page goes on; null at the end.</param>
/// <param name="IsCut">So many were looked at that the rest is left to the next page, though this one is not full.</param>
public sealed record SessionPage(IReadOnlyList<SessionRow> Rows, SessionPlace? Next, bool IsCut);

/// <summary>
/// Sessions by pages, newest first. What a page may cost is bounded: sessions are read in their order, from an index, and
/// after <see cref="MostLookedAt"/> of them the page ends, however few matched.
/// </summary>
public sealed class SessionList
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Sessions looked at for one page.</summary>
    public const int MostLookedAt = 5_000;

    // So many journals or cards are read one by one; beyond it everybody's sessions are, and what is not asked for is passed over.
    private const int MostSources = 300;

    private readonly Database database;

    internal SessionList(Database database) => this.database = database;

    /// <param name="filter">Which ones.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    public SessionPage Page(SessionFilter filter, SessionPlace? after = null) => database.Read((connection, transaction) =>
    {
        HashSet<long>? journals = Journals(connection, transaction, filter);
        var found = new List<SessionPlace>();
        SessionPlace? last = null;
        int lookedAt = 0;
        foreach ((SessionPlace place, bool matches) in Merged(Sources(connection, transaction, filter, journals, after)))
        {
            if (place >= after || place == last)
            {
                continue; // of the page before, or found once more
            }

            if (found.Count == PageSize || lookedAt == MostLookedAt)
            {
                return new SessionPage(Tell(found), last, found.Count < PageSize);
            }

            last = place;
            lookedAt++;
            if (matches && journals?.Contains(place.JournalRow) != false)
            {
                found.Add(place);
            }
        }

        return new SessionPage(Tell(found), null, IsCut: false);

        List<SessionRow> Tell(List<SessionPlace> places) => [.. places.Select(place => SessionRows.Read(connection, transaction, place.JournalRow, place.Number)!)];
    });

    /// <summary>Programmes by name, for the choice.</summary>
    public IReadOnlyList<string> Programmes() => database.Read((connection, transaction) =>
        connection.Query<string>("SELECT name FROM programme ORDER BY name", transaction: transaction).AsList());

    // Null when every journal is wanted.
    private static HashSet<long>? Journals(DbConnection connection, DbTransaction transaction, SessionFilter filter) =>
        filter.Sites is null && filter.ChargePoint is null && filter.Journal is null
            ? null
            : [.. connection.Query<long>(
                """
                SELECT journal.id FROM journal JOIN charge_point ON charge_point.id = charge_point_id
                WHERE (@all OR site_id IN @sites) AND (@ChargePoint IS NULL OR charge_point.name = @ChargePoint) AND (@Journal IS NULL OR ordinal = @Journal)
                """,
                new { all = filter.Sites is null, sites = (filter.Sites ?? []).Select(site => site.Id).ToArray(), filter.ChargePoint, filter.Journal }, transaction)];

    private static IEnumerable<IEnumerable<(SessionPlace Place, bool Matches)>> Sources(
        DbConnection connection, DbTransaction transaction, SessionFilter filter, HashSet<long>? journals, SessionPlace? after)
    {
        if (filter.TokenHash is { } card)
        {
            return [OfCard(card)];
        }

        if (filter.Number is not null)
        {
            return [From("session", "journal_row IN (SELECT id FROM journal) AND session.number = @Number")];
        }

        if (FindingStates(filter) is { Length: > 0 } states)
        {
            return filter.Sites is { } sites
                ? sites.SelectMany(site => states.Select(state => OfFindings("finding_of_session_at_site", "site_id = @row AND", state, site.Id)))
                : states.Select(state => OfFindings("finding_of_session_by_begin", "", state, 0));
        }

        if (filter.State == "open")
        {
            return [From("session INDEXED BY session_still_open", "ended_utc_ms IS NULL")];
        }

        if (journals is not null && journals.Count <= MostSources)
        {
            return journals.Select(row => From("session INDEXED BY session_of_journal_by_begin", "journal_row = @row", row));
        }

        List<long>? cards = filter.Programme is null ? null : Cards(connection, transaction, filter.Programme);
        return cards is not null && cards.Count <= MostSources ? cards.Select(OfCard) : [From("session INDEXED BY session_by_begin", "1 = 1")];

        IEnumerable<(SessionPlace, bool)> OfCard(long hash) => From("session INDEXED BY session_of_card", "session.token_hash = @row", hash);

        IEnumerable<(SessionPlace, bool)> OfFindings(string index, string where, string state, long site) => From(
            $"finding_state n INDEXED BY {index} CROSS JOIN session ON session.journal_row = n.journal_row AND session.number = n.session_number",
            $"{where} n.state = '{state}' AND n.session_number > 0{(filter.State == "withheld" ? " AND n.severity IN (1, 3)" : "")}", site, "n.session_begin_utc_ms");

        // In the order of an index, so that whoever stops reading pays for no more.
        IEnumerable<(SessionPlace, bool)> From(string tables, string where, long row = 0, string begin = Ledger.StartOfSession)
        {
            var values = new
            {
                row,
                filter.Number,
                filter.Claim,
                filter.Programme,
                filter.FromUtcMs,
                filter.UntilUtcMs,
                nextMs = after?.BeginMs ?? long.MaxValue,
            };
            foreach ((long beginMs, long journalRow, long number, bool matches) in connection.Query<(long, long, long, bool)>(
                $"""
                SELECT {begin}, session.journal_row, session.number, {Condition(filter)} FROM {tables}
                WHERE {where} AND {begin} >= @FromUtcMs AND {begin} < @UntilUtcMs AND {begin} <= @nextMs
                ORDER BY {begin} DESC, {(begin == Ledger.StartOfSession ? "session.journal_row DESC, session.number" : "n.journal_row DESC, n.session_number")} DESC
                """,
                values, transaction, buffered: false))
            {
                yield return (new SessionPlace(beginMs, journalRow, number), matches);
            }
        }
    }

    // In which states a finding about the session is that the filter asks for; empty when it asks for none.
    private static string[] FindingStates(SessionFilter filter) => (filter.State, filter.Findings) switch
    {
        ("dropped", _) => ["Dropped"],
        ("withheld", _) or (_, "waiting") => ["Open", "Held"],
        (_, "any") => ["Open", "Held", "Accepted", "Dropped", "Corrected", "Cleared"],
        _ => [],
    };

    // Cards that were in a programme at some time; one more than can be read card by card says that there are too many.
    private static List<long> Cards(DbConnection connection, DbTransaction transaction, string programme) => connection.Query<long>(
        "SELECT DISTINCT token_hash FROM member_fact WHERE programme = (SELECT number FROM programme WHERE name = @programme) LIMIT @most",
        new { programme, most = MostSources + 1 },
        transaction).AsList();

    // Each source is in its order; the newest of all comes next.
    private static IEnumerable<(SessionPlace Place, bool Matches)> Merged(IEnumerable<IEnumerable<(SessionPlace Place, bool Matches)>> sources)
    {
        var open = new List<IEnumerator<(SessionPlace Place, bool Matches)>>();
        var newest = new PriorityQueue<IEnumerator<(SessionPlace Place, bool Matches)>, SessionPlace>(
            Comparer<SessionPlace>.Create((one, other) => other.CompareTo(one)));
        try
        {
            foreach (IEnumerable<(SessionPlace Place, bool Matches)> source in sources)
            {
                IEnumerator<(SessionPlace Place, bool Matches)> rows = source.GetEnumerator();
                open.Add(rows);
                if (rows.MoveNext())
                {
                    newest.Enqueue(rows, rows.Current.Place);
                }
            }

            while (newest.TryDequeue(out IEnumerator<(SessionPlace Place, bool Matches)>? rows, out SessionPlace _))
            {
                yield return rows.Current;
                if (rows.MoveNext())
                {
                    newest.Enqueue(rows, rows.Current.Place);
                }
            }
        }
        finally
        {
            open.ForEach(rows => rows.Dispose());
        }
    }

    private static string Condition(SessionFilter filter)
    {
        var all = new List<string> { "1 = 1" };
        AddIf(filter.Claim is not null, "claim = @Claim");
        AddIf(
            filter.Programme is not null,
            $"""
            EXISTS (SELECT 1 FROM member_fact WHERE programme = (SELECT number FROM programme WHERE name = @Programme) AND token_hash = session.token_hash)
            AND @Programme = {SessionRows.Programme}
            """);
        AddIf(filter.State == "open", $"ended_utc_ms IS NULL AND {SessionRows.ClosedMs} IS NULL");
        AddIf(filter.State == "ended", $"(ended_utc_ms IS NOT NULL OR {SessionRows.ClosedMs} IS NOT NULL)");
        AddIf(filter.State == "dropped", Has("s.state = 'Dropped'"));
        AddIf(filter.State == "withheld", Has("s.state IN ('Open', 'Held') AND s.severity IN (1, 3)"));
        AddIf(filter.Findings == "waiting", Has("s.state IN ('Open', 'Held')"));
        AddIf(filter.Findings == "any", Has("1 = 1"));
        AddIf(filter.Findings == "none", "NOT " + Has("1 = 1"));
        return string.Join(" AND ", all);

        void AddIf(bool isWanted, string condition)
        {
            if (isWanted)
            {
                all.Add(condition);
            }
        }

        static string Has(string which) =>
            $"""
            EXISTS (SELECT 1 FROM finding f JOIN finding_state s ON s.finding_id = f.id
                    WHERE f.journal_row = session.journal_row AND f.session_number = session.number AND {which})
            """;
    }
}
