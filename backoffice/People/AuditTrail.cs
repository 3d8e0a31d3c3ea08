using System.Data.Common;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.People;

/// <summary>What somebody did; the names are stored.</summary>
public enum AuditAction
{
    PersonAdded,
    PersonChanged,
    PersonDisabled,
    PersonEnabled,
    PasswordReset,
    PasswordChanged,
    SignedIn,
    SignedOut,
    LockedOut,

    /// <summary>A charge point was asked to do something.</summary>
    Commanded,
    ExpirySet,
    ExchangeBegun,
    ExchangeEnded,

    /// <summary>New keys wait for a charge point to take them.</summary>
    KeysOffered,

    /// <summary>Settings for a charge point to run with over its own file.</summary>
    SettingsSent,

    /// <summary>A table was taken by somebody, or a statement's figures.</summary>
    Exported,

    /// <summary>What was old enough, and needed for nothing.</summary>
    Removed,
}

/// <summary>A row of the audit trail.</summary>
public sealed record AuditEntry
{
    public long Id { get; init; }
    public long AtUtcMs { get; init; }
    public string DoneBy { get; init; } = "";
    public string Action { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Before { get; init; } = "";
    public string After { get; init; } = "";
}

/// <summary>Who did what to whom or what, and when: rows are added in the transaction of what was done, and never changed.</summary>
public sealed class AuditTrail
{
    /// <summary>Rows on one page.</summary>
    public const int PageSize = 50;

    private readonly Database database;
    private readonly TimeProvider time;

    internal AuditTrail(Database database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>A page, newest first.</summary>
    /// <param name="beforeId">The last row of the page before; null for the newest.</param>
    /// <param name="subject">About whom or what; null for all.</param>
    public IReadOnlyList<AuditEntry> Page(long? beforeId, string? subject = null) => database.Read((connection, transaction) => connection.Query<AuditEntry>(
        """
        SELECT id AS Id, at_utc_ms AS AtUtcMs, done_by AS DoneBy, action AS Action, subject AS Subject, before AS Before, after AS After
        FROM audit_entry WHERE id < @beforeId AND (@subject IS NULL OR subject = @subject) ORDER BY id DESC LIMIT @PageSize
        """,
        new { beforeId = beforeId ?? long.MaxValue, subject, PageSize },
        transaction).AsList());

    internal void Add(
        DbConnection connection, DbTransaction transaction, string by, AuditAction action, string subject, string before = "", string after = "") =>
        connection.Execute(
            """
            INSERT INTO audit_entry (at_utc_ms, done_by, action, subject, before, after)
            VALUES (@atUtcMs, @by, @action, @subject, @before, @after)
            """,
            new { atUtcMs = time.GetUtcNow().ToUnixTimeMilliseconds(), by, action = action.ToString(), subject, before, after },
            transaction);
}
