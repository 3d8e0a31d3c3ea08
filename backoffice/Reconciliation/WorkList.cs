using System.Data.Common;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What of the queue is wanted; what is left out does not restrict.</summary>
public sealed record QueueFilter
{
    /// <summary>At least as severe.</summary>
    public Severity AtLeast { get; init; } = Severity.Info;

    public string? Site { get; init; }

    /// <summary>Rows of the sites that may be told of; null for all, and for what is about no site.</summary>
    public IReadOnlyCollection<long>? SiteIds { get; init; }

    /// <summary>These and no others, however they stand.</summary>
    public IReadOnlyCollection<long>? Ids { get; init; }

    public string? ChargePoint { get; init; }

    public string? Kind { get; init; }

    /// <summary>Empty for findings that nobody has.</summary>
    public string? Assignee { get; init; }

    /// <summary>A state, else those that wait for somebody: open and held.</summary>
    public string? State { get; init; }

    /// <summary>Happened before, ms since 1970 in UTC.</summary>
    public long? BeforeUtcMs { get; init; }

    /// <summary>Happened at or after, ms since 1970 in UTC.</summary>
    public long? FromUtcMs { get; init; }
}

/// <summary>A finding as it stands.</summary>
public sealed record QueueRow
{
    public long Id { get; init; }

    /// <summary>Counts its entries: who decides says which state of it he has seen.</summary>
    public long Version { get; init; }

    public Severity Severity { get; init; }

    public string Kind { get; init; } = "";

    /// <summary>Version of the check and limits that it used.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Name; empty when nobody knows.</summary>
    public string Site { get; init; } = "";

    public string ChargePoint { get; init; } = "";

    public long JournalRow { get; init; }

    /// <summary>0 when it is about no session.</summary>
    public long SessionNumber { get; init; }

    /// <summary>When it happened, ms since 1970 in UTC.</summary>
    public long AtUtcMs { get; init; }

    /// <summary>Energy at stake, Wh.</summary>
    public long EnergyWh { get; init; }

    /// <summary>JSON, see <see cref="Reconciliation.Evidence"/>.</summary>
    public string Evidence { get; init; } = "";

    public long FoundUtcMs { get; init; }

    /// <summary>Open, Held, Accepted, Dropped, Corrected or Cleared.</summary>
    public string State { get; init; } = "";

    public string Assignee { get; init; } = "";
}

/// <summary>One entry of a finding's audit trail.</summary>
public sealed record QueueEntry
{
    public long Version { get; init; }
    public string Action { get; init; } = "";
    public string State { get; init; } = "";
    public string Assignee { get; init; } = "";
    public string ReasonCode { get; init; } = "";
    public string Note { get; init; } = "";
    public string By { get; init; } = "";

    /// <summary>ms since 1970 in UTC.</summary>
    public long AtUtcMs { get; init; }

    /// <summary>What stood before, JSON.</summary>
    public string Before { get; init; } = "";

    /// <summary>What stands since, JSON.</summary>
    public string After { get; init; } = "";

    /// <summary>The entry that it takes back.</summary>
    public long? ReversesVersion { get; init; }
}

/// <summary>Findings as staff work them off: most severe first, then oldest. Reads only; <see cref="QueueDesk"/> decides.</summary>
public sealed class WorkList
{
    /// <summary>Rows of a page at most.</summary>
    public const int MaximumPage = 500;

    private readonly Database database;

    internal WorkList(Database database) => this.database = database;

    /// <param name="filter">Which ones.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="take">1 to <see cref="MaximumPage"/>.</param>
    public IReadOnlyList<QueueRow> Page(QueueFilter filter, QueueRow? after = null, int take = 100) => database.Read((connection, transaction) =>
        Read(connection, transaction, filter, Math.Clamp(take, 1, MaximumPage), after));

    /// <summary>One finding, or null.</summary>
    public QueueRow? Find(long id) => database.Read((connection, transaction) => Find(connection, transaction, id));

    /// <summary>Its audit trail, oldest first.</summary>
    public IReadOnlyList<QueueEntry> Entries(long id) => database.Read((connection, transaction) => connection.Query<QueueEntry>(
        """
        SELECT version AS Version, action AS Action, state AS State, assignee AS Assignee, reason_code AS ReasonCode, note AS Note, entered_by AS "By",
               entered_utc_ms AS AtUtcMs, before AS Before, after AS After, reverses_version AS ReversesVersion
        FROM finding_entry WHERE finding_id = @id ORDER BY version
        """,
        new { id },
        transaction).AsList());

    internal static QueueRow? Find(DbConnection connection, DbTransaction transaction, long id) =>
        connection.QuerySingleOrDefault<QueueRow>($"{Columns} FROM finding_state s {Joins} WHERE s.finding_id = @id", new { id }, transaction);

    /// <summary>How many a filter matches.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="atMost">Counted up to it: a larger number says only that there are more.</param>
    public long Count(QueueFilter filter, long atMost) => database.Read((connection, transaction) =>
    {
        (string from, string where) = Matching(filter);
        return connection.ExecuteScalar<long>(
            $"SELECT count(*) FROM (SELECT 1 {from} WHERE s.severity >= @atLeast AND {where} LIMIT @atMost) AS counted", Values(filter, null, atMost), transaction);
    });

    /// <summary>How many wait, by severity; of the filter, only the sites count.</summary>
    /// <inheritdoc cref="Count"/>
    public IReadOnlyDictionary<Severity, long> Waiting(QueueFilter filter, long atMost) => database.Read((connection, transaction) =>
    {
        var whole = new QueueFilter { Site = filter.Site, SiteIds = filter.SiteIds };
        (string from, string where) = Matching(whole);
        return Enum.GetValues<Severity>().ToDictionary(severity => severity, severity => connection.ExecuteScalar<long>(
            $"SELECT count(*) FROM (SELECT 1 {from} WHERE s.severity = @severity AND {where} LIMIT @atMost) AS counted", Values(whole, null, atMost, severity), transaction));
    });

    /// <summary>What was found about a site's interval, or happened in it; at most 200.</summary>
    public IReadOnlyList<QueueRow> OfInterval(Site site, long startMs) => database.Read((connection, transaction) => connection.Query<QueueRow>(
        $"""
        {Columns} FROM (SELECT id FROM finding INDEXED BY finding_by_site WHERE site_id = @Id AND at_utc_ms >= @startMs AND at_utc_ms < @startMs + @IntervalMs) at
        CROSS JOIN finding_state s ON s.finding_id = at.id {Joins} ORDER BY n.severity DESC, n.at_utc_ms, n.id LIMIT 200
        """,
        new { site.Id, startMs, site.IntervalMs },
        transaction).AsList());

    /// <summary>Kinds that were found at some time.</summary>
    public IReadOnlyList<string> Kinds() => database.Read((connection, transaction) =>
        connection.Query<string>("SELECT DISTINCT kind FROM check_rule ORDER BY kind", transaction: transaction).AsList());

    internal static List<QueueRow> Read(DbConnection connection, DbTransaction transaction, QueueFilter filter, int take, QueueRow? after = null)
    {
        // One severity after the other: within it the index has the queue's order, and a page is read without sorting.
        var rows = new List<QueueRow>();
        (string from, string where) = Matching(filter);
        for (Severity severity = after?.Severity ?? Severity.Block; severity >= filter.AtLeast && rows.Count < take; severity--)
        {
            string isBehind = severity == after?.Severity ? " AND (s.at_utc_ms, s.finding_id) > (@afterAt, @afterId)" : "";
            rows.AddRange(connection.Query<QueueRow>(
                $"{Columns} {from} {Joins} WHERE s.severity = @severity AND {where}{isBehind} ORDER BY s.at_utc_ms, s.finding_id LIMIT @take",
                Values(filter, after, take - rows.Count, severity),
                transaction));
        }

        return rows;
    }

    /// <summary>What is known against a session: about it, about a record or a time of its journal, about an interval at its charge point or site.</summary>
    internal static List<QueueRow> About(
        DbConnection connection, DbTransaction transaction, ChargePoint chargePoint, SessionRow session, IReadOnlyList<BookedInterval> intervals) =>
        connection.Query<QueueRow>(
            $"""
            {Columns} FROM (
                SELECT id FROM finding WHERE journal_row = @JournalRow AND session_number = @Number
                UNION
                SELECT id FROM finding INDEXED BY finding_by_site
                WHERE site_id = @siteId AND session_number = 0 AND charge_point_id IN (0, @chargePointId) AND at_utc_ms >= @firstMs AND at_utc_ms <= @lastMs) about
            CROSS JOIN finding_state s ON s.finding_id = about.id {Joins}
            ORDER BY n.severity DESC, n.at_utc_ms, n.id LIMIT 200
            """,
            new
            {
                session.JournalRow,
                session.Number,
                siteId = chargePoint.Site.Id,
                chargePointId = chargePoint.Id,
                firstMs = intervals.Count > 0 ? Math.Min(intervals[0].StartUtcMs, session.BeginMs) : session.BeginMs,
                lastMs = Math.Max(session.UntilMs ?? 0, intervals.Count > 0 ? intervals[^1].StartUtcMs : session.BeginMs),
            },
            transaction).AsList();

    // Which index is read is said here, by what narrows most: the planner knows nothing of how many rows match.
    private static (string From, string Where) Matching(QueueFilter filter)
    {
        bool isWaiting = filter.State is null or "Open";
        string index = (isWaiting, filter) switch
        {
            (_, { Ids: not null }) => "",
            (true, { Site: not null } or { SiteIds: not null }) => "INDEXED BY finding_waiting_at_site",
            (true, { Assignee: not null }) => "INDEXED BY finding_waiting_for",
            (true, { Kind: not null }) => "INDEXED BY finding_waiting_of_kind",
            (true, _) => "INDEXED BY finding_waiting",
            (false, { Site: not null } or { SiteIds: not null }) => "INDEXED BY finding_by_state_at_site",
            _ => "INDEXED BY finding_by_state",
        };
        var where = new List<string> { "1 = 1" };
        AddIf(filter.Ids is null, isWaiting ? "s.state IN ('Open', 'Held')" : "s.state <> 'Open'");
        AddIf(filter.Ids is not null, "s.finding_id IN @Ids");
        AddIf(filter.State is not null, "s.state = @State");
        AddIf(filter.SiteIds is not null, "s.site_id IN @SiteIds");
        AddIf(filter.Site is not null, "s.site_id = (SELECT id FROM site WHERE name = @Site)");
        AddIf(filter.ChargePoint is not null, "s.charge_point_id IN (SELECT id FROM charge_point WHERE name = @ChargePoint)");
        AddIf(filter.Kind is not null, "s.kind = @Kind");
        AddIf(filter.Assignee is not null, "s.assignee = @Assignee");
        AddIf(filter.BeforeUtcMs is not null, "s.at_utc_ms < @BeforeUtcMs");
        AddIf(filter.FromUtcMs is not null, "s.at_utc_ms >= @FromUtcMs");
        return ($"FROM finding_state s {index}", string.Join(" AND ", where));

        void AddIf(bool isWanted, string condition)
        {
            if (isWanted)
            {
                where.Add(condition);
            }
        }
    }

    private static object Values(QueueFilter filter, QueueRow? after, long take, Severity severity = Severity.Info) => new
    {
        atLeast = (int)filter.AtLeast,
        severity = (int)severity,
        filter.Site,
        filter.ChargePoint,
        filter.Kind,
        filter.Assignee,
        filter.BeforeUtcMs,
        filter.FromUtcMs,
        filter.State,
        filter.SiteIds,
        filter.Ids,
        afterAt = after?.AtUtcMs,
        afterId = after?.Id,
        take,
        atMost = take,
    };

    private const string Columns =
        """
        SELECT n.id AS Id, s.version AS Version, n.severity AS Severity, n.kind AS Kind, check_rule.rule AS Rule, coalesce(site.name, '') AS Site,
               coalesce(charge_point.name, '') AS ChargePoint, n.journal_row AS JournalRow, n.session_number AS SessionNumber, n.at_utc_ms AS AtUtcMs,
               n.energy_wh AS EnergyWh, n.evidence AS Evidence, n.found_utc_ms AS FoundUtcMs, s.state AS State, s.assignee AS Assignee
        """;

    private const string Joins =
        """
        CROSS JOIN finding n ON n.id = s.finding_id CROSS JOIN check_rule ON check_rule.id = n.rule_id
        LEFT JOIN site ON site.id = n.site_id LEFT JOIN charge_point ON charge_point.id = n.charge_point_id
        """;
}
