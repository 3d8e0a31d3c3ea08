using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What a decision about many would do, or did.</summary>
/// <param name="Rows">Findings as they stood, in the queue's order.</param>
/// <param name="States">The state that each gets.</param>
/// <param name="Refused">Findings that it cannot be done to, with the reason; they are left alone.</param>
/// <param name="Token">Stands for exactly these findings in exactly these states and this decision.</param>
public sealed record BulkDecision(IReadOnlyList<QueueRow> Rows, IReadOnlyList<string> States, IReadOnlyList<(long Id, QueueException Why)> Refused, string Token);

/// <summary>
/// Where staff decide. Nothing is edited or deleted: a decision is an entry with who, when, why, before and after; an undo
/// is a counter-entry. Who decides says which version of the finding he has seen; when somebody else was faster, he is told.
/// </summary>
public sealed class QueueDesk
{
    /// <summary>Findings that one decision can be about.</summary>
    public const int MaximumBulk = 10_000;

    private const int MaximumName = 100;

    private readonly Database database;
    private readonly TimeProvider time;

    internal QueueDesk(Database database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Decides about one finding.</summary>
    /// <param name="id">The finding.</param>
    /// <param name="seenVersion">The version that was shown to whoever decides.</param>
    /// <param name="decision">What is decided.</param>
    /// <returns>The finding as it stands now.</returns>
    /// <exception cref="QueueConflictException">Somebody else has decided meanwhile.</exception>
    /// <exception cref="QueueException">It cannot be decided so; nothing was done.</exception>
    public QueueRow Decide(long id, long seenVersion, Decision decision)
    {
        RequireComplete(decision);
        return database.Write((connection, transaction) =>
        {
            QueueRow finding = WorkList.Find(connection, transaction, id) ?? throw new QueueException(Why.NoFinding, id);
            if (finding.Version != seenVersion)
            {
                throw WhoWasFaster(connection, transaction, finding);
            }

            Enter(connection, transaction, finding, decision);
            return WorkList.Find(connection, transaction, id)!;
        });
    }

    /// <summary>Tells what <see cref="DecideAll"/> would do; nothing stays written.</summary>
    /// <exception cref="QueueException">The decision is not complete, cannot be made for many, or matches too many.</exception>
    public BulkDecision Preview(QueueFilter filter, Decision decision)
    {
        RequireForMany(decision);
        return database.Rehearse((connection, transaction) => EnterAll(connection, transaction, filter, decision));
    }

    /// <summary>Decides about everything that a filter matches, as it was shown: all of it in one transaction.</summary>
    /// <param name="filter">As in the preview.</param>
    /// <param name="decision">As in the preview.</param>
    /// <param name="token">Of the preview.</param>
    /// <exception cref="QueueConflictException">The queue is not what was shown any more; nothing was done.</exception>
    /// <exception cref="QueueException">As in the preview.</exception>
    public BulkDecision DecideAll(QueueFilter filter, Decision decision, string token)
    {
        RequireForMany(decision);
        return database.Write((connection, transaction) =>
        {
            BulkDecision done = EnterAll(connection, transaction, filter, decision);
            return done.Token == token
                ? done
                : throw new QueueConflictException(Why.QueueHasChanged);
        });
    }

    private BulkDecision EnterAll(DbConnection connection, DbTransaction transaction, QueueFilter filter, Decision decision)
    {
        List<QueueRow> rows = WorkList.Read(connection, transaction, filter, MaximumBulk + 1);
        if (rows.Count > MaximumBulk)
        {
            throw new QueueException(Why.TooMany, MaximumBulk);
        }

        var states = new List<string>();
        var refused = new List<(long, QueueException)>();
        foreach (QueueRow row in rows)
        {
            try
            {
                connection.Execute("SAVEPOINT one", transaction: transaction);
                states.Add(Enter(connection, transaction, row, decision));
            }
            catch (QueueException refusal)
            {
                connection.Execute("ROLLBACK TO one", transaction: transaction);
                states.Add(row.State);
                refused.Add((row.Id, refusal));
            }

            connection.Execute("RELEASE one", transaction: transaction);
        }

        string shown = JsonSerializer.Serialize(new { rows = rows.Select(row => $"{row.Id}/{row.Version}"), states, decision });
        return new BulkDecision(rows, states, refused, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)))[..16]);
    }

    /// <returns>The state that the finding gets.</returns>
    private string Enter(DbConnection connection, DbTransaction transaction, QueueRow finding, Decision decision)
    {
        RequireWaiting(finding, decision.Action);
        long version = finding.Version + 1;
        string state = StateAfter(finding, decision.Action);
        string assignee = decision.Action == QueueAction.Assign ? decision.Assignee! : finding.Assignee;
        long? reverses = null;
        if (decision.Action == QueueAction.Undo)
        {
            (reverses, state, assignee) = ToReverse(connection, transaction, finding);
        }

        var effects = finding.SessionNumber > 0 ? new SessionEffects(connection, transaction, finding, version) : null;
        SessionBookings? before = effects?.Read();
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();

        // What it books refers to the entry, and the entry tells what it came to: whether both are there is asked at the commit.
        connection.Execute("PRAGMA defer_foreign_keys = ON", transaction: transaction);
        Apply(connection, transaction, finding, decision, effects, before, version, reverses);
        connection.Execute(
            """
            INSERT INTO finding_entry (
                finding_id, version, action, state, assignee, reason_code, note, entered_by, entered_utc_ms, before, after, reverses_version)
            VALUES (@Id, @version, @action, @state, @assignee, @reason, @Note, @By, @nowMs, @before, @after, @reverses)
            """,
            new
            {
                finding.Id,
                version,
                action = decision.Action.ToString(),
                state,
                assignee,
                reason = decision.Reason.ToString(),
                decision.Note,
                decision.By,
                nowMs,
                before = Told(before, finding.State, finding.Assignee),
                after = Told(ChangesBookings(decision.Action) ? effects?.Read() : before, state, assignee),
                reverses,
            },
            transaction);
        return state;
    }

    private static bool ChangesBookings(QueueAction action) => action is QueueAction.Drop or QueueAction.Correct or QueueAction.CloseSession or QueueAction.Undo;

    private static string Told(SessionBookings? bookings, string state, string assignee) => bookings is null
        ? JsonSerializer.Serialize(new { state, assignee }, JsonSerializerOptions.Web)
        : JsonSerializer.Serialize(new { state, assignee, bookings = SessionEffects.Told(bookings) }, JsonSerializerOptions.Web);

    private static void Apply(
        DbConnection connection, DbTransaction transaction, QueueRow finding, Decision decision, SessionEffects? effects, SessionBookings? bookings,
        long version, long? reverses)
    {
        switch (decision.Action)
        {
            case QueueAction.Drop:
                OfSession().Drop(bookings!);
                break;
            case QueueAction.Correct:
                OfSession().Correct(bookings!, decision.Bookings);
                break;
            case QueueAction.CloseSession:
                OfSession().Close(bookings!, decision.CloseBy ?? throw new QueueException(Why.NeedsCloseRule));
                break;
            case QueueAction.AskAgain:
                WishAgain(connection, transaction, finding, version);
                break;
            case QueueAction.Undo:
                effects?.Reverse(reverses!.Value);
                break;
            default:
                break; // an entry alone
        }

        SessionEffects OfSession() => effects ?? throw new QueueException(Why.NoSession);
    }

    // The records that it rests on, from the first to the last.
    private static void WishAgain(DbConnection connection, DbTransaction transaction, QueueRow finding, long version)
    {
        using JsonDocument evidence = JsonDocument.Parse(finding.Evidence);
        long[] numbers = evidence.RootElement.TryGetProperty("records", out JsonElement records) ? [.. records.EnumerateArray().Select(one => one.GetInt64()).Where(one => one > 0)] : [];
        if (finding.JournalRow == 0 || numbers.Length == 0)
        {
            throw new QueueException(Why.NoRecords);
        }

        connection.Execute(
            """
            INSERT INTO resend_wish (finding_id, version, charge_point_id, journal_id, from_number, to_number)
            SELECT @Id, @version, charge_point_id, journal_id, @from, @to FROM journal WHERE id = @JournalRow
            """,
            new { finding.Id, version, from = numbers.Min(), to = numbers.Max(), finding.JournalRow },
            transaction);
    }

    private static (long? Reverses, string State, string Assignee) ToReverse(DbConnection connection, DbTransaction transaction, QueueRow finding)
    {
        (string? action, string before) = connection.QuerySingleOrDefault<(string?, string)>(
            "SELECT action, before FROM finding_entry WHERE finding_id = @Id AND version = @Version", new { finding.Id, finding.Version }, transaction);
        if (action is null || !Enum.TryParse(action, out QueueAction last) || last == QueueAction.Undo)
        {
            throw new QueueException(Why.NothingToUndo);
        }

        using JsonDocument stood = JsonDocument.Parse(before);
        return (finding.Version, stood.RootElement.GetProperty("state").GetString()!, stood.RootElement.GetProperty("assignee").GetString()!);
    }

    private static QueueConflictException WhoWasFaster(DbConnection connection, DbTransaction transaction, QueueRow finding)
    {
        (string by, string action, long atMs) = connection.QuerySingleOrDefault<(string, string, long)>(
            "SELECT entered_by, action, entered_utc_ms FROM finding_entry WHERE finding_id = @Id AND version = @Version", new { finding.Id, finding.Version }, transaction);
        return finding.Version == 0
            ? new QueueConflictException(Why.NotDecidedYet, finding.Id)
            : new QueueConflictException(
                Why.SomebodyWasFaster, by, action,
                DateTimeOffset.FromUnixTimeMilliseconds(atMs).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), finding.Id, finding.State, finding.Version);
    }

    private static string StateAfter(QueueRow finding, QueueAction action) => action switch
    {
        QueueAction.Accept => "Accepted",
        QueueAction.Drop => "Dropped",
        QueueAction.Correct or QueueAction.CloseSession => "Corrected",
        QueueAction.Hold or QueueAction.AskAgain => "Held",
        _ => finding.State,
    };

    private static void RequireWaiting(QueueRow finding, QueueAction action)
    {
        bool needsWaiting = action is not (QueueAction.Assign or QueueAction.Note or QueueAction.Undo);
        if (needsWaiting && finding.State is not ("Open" or "Held"))
        {
            throw new QueueException(Why.DecidedAlready, finding.Id, finding.State);
        }
    }

    private static void RequireForMany(Decision decision)
    {
        RequireComplete(decision);
        if (decision.Action == QueueAction.Correct)
        {
            throw new QueueException(Why.OneByOne);
        }
    }

    private static void RequireComplete(Decision decision)
    {
        Require(!string.IsNullOrWhiteSpace(decision.By) && decision.By.Length <= MaximumName, Why.NeedsWho, MaximumName);
        Require(!string.IsNullOrWhiteSpace(decision.Note), Why.NeedsNote);
        Require(decision.Note.Length <= Decision.MaximumNote, Why.NoteTooLong, Decision.MaximumNote);
        Require(decision.Action != QueueAction.Assign || decision.Assignee is { Length: <= MaximumName }, Why.NeedsAssignee);

        static void Require(bool isSo, Why refusal, params object[] values)
        {
            if (!isSo)
            {
                throw new QueueException(refusal, values);
            }
        }
    }
}
