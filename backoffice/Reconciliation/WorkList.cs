using ChargePointFw.BackOffice.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What of the queue is wanted; what is left out does not restrict.</summary>
public sealed record QueueFilter
{
    /// <summary>At least as severe.</summary>
    public Severity AtLeast { get; init; } = Severity.Info;

    public string? Site { get; init; }

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

    internal static QueueRow? Find(SqliteConnection connection, SqliteTransaction transaction, long id) =>
        connection.QuerySingleOrDefault<QueueRow>(Select + " WHERE n.id = @id", new { id }, transaction);

    internal static List<QueueRow> Read(SqliteConnection connection, SqliteTransaction transaction, QueueFilter filter, int take, QueueRow? after = null)
    {
        var where = new List<string> { "n.severity >= @atLeast" };
        AddIf(filter.Site is not null, "n.site_id = (SELECT id FROM site WHERE name = @Site)");
        AddIf(filter.ChargePoint is not null, "charge_point.name = @ChargePoint");
        AddIf(filter.Kind is not null, "n.kind = @Kind");
        AddIf(filter.Assignee is not null, "n.assignee = @Assignee");
        AddIf(filter.BeforeUtcMs is not null, "n.at_utc_ms < @BeforeUtcMs");
        AddIf(filter.FromUtcMs is not null, "n.at_utc_ms >= @FromUtcMs");
        where.Add(filter.State is null ? "n.state IN ('Open', 'Held')" : "n.state = @State");
        AddIf(after is not null, "(-n.severity, n.at_utc_ms, n.id) > (-@afterSeverity, @afterAt, @afterId)");
        return connection.Query<QueueRow>(
            $"{Select} WHERE {string.Join(" AND ", where)} ORDER BY n.severity DESC, n.at_utc_ms, n.id LIMIT @take",
            new
            {
                atLeast = (int)filter.AtLeast, filter.Site, filter.ChargePoint, filter.Kind, filter.Assignee, filter.BeforeUtcMs, filter.FromUtcMs, filter.State,
                afterSeverity = (int?)after?.Severity, afterAt = after?.AtUtcMs, afterId = after?.Id, take,
            },
            transaction).AsList();

        void AddIf(bool isWanted, string condition)
        {
            if (isWanted)
            {
                where.Add(condition);
            }
        }
    }

    private const string Select =
        """
        SELECT n.id AS Id, n.version AS Version, n.severity AS Severity, n.kind AS Kind, check_rule.rule AS Rule, coalesce(site.name, '') AS Site,
               coalesce(charge_point.name, '') AS ChargePoint, n.journal_row AS JournalRow, n.session_number AS SessionNumber, n.at_utc_ms AS AtUtcMs,
               n.energy_wh AS EnergyWh, n.evidence AS Evidence, n.found_utc_ms AS FoundUtcMs, n.state AS State, n.assignee AS Assignee
        FROM finding_now n JOIN check_rule ON check_rule.id = n.rule_id
        LEFT JOIN site ON site.id = n.site_id LEFT JOIN charge_point ON charge_point.id = n.charge_point_id
        """;
}
