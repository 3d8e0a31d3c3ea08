using System.Collections.Concurrent;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using Dapper;
using FaultWatch = ChargePointFw.Control.FaultWatch;

namespace ChargePointFw.BackOffice.Commands;

/// <summary>A command that cannot be sent: its message says why. Nothing was sent or stored.</summary>
public sealed class CommandException(Refused refused) : RefusedException(refused);

/// <summary>A command and what came of it.</summary>
public sealed record CommandLine
{
    /// <summary>When it was asked, ms since 1970 in UTC; also its number.</summary>
    public long Id { get; init; }
    public string Command { get; init; } = "";
    public long SessionNumber { get; init; }
    public string AskedBy { get; init; } = "";
    public long ExpiresUtcMs { get; init; }

    /// <summary>Accepted, Rejected, Scheduled, NotSent; null while there is no answer.</summary>
    public string? Result { get; init; }
}

/// <summary>
/// Asks charge points to do something once: signed, numbered, for the boot that the charge point last told, and good for a
/// minute. The answer comes with its state. Each is kept with who asked and what came of it.
/// </summary>
public sealed class ChargePointCommands
{
    /// <summary>After so long it is too late for a command.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);

    private readonly Database database;
    private readonly IBrokerLink broker;
    private readonly LiveChargePoints live;
    private readonly AuditTrail audit;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<long, long> answered = new();
    private readonly ConcurrentQueue<(ChargePoint ChargePoint, long Id, string Result)> answers = new(); // at most one a state

    internal ChargePointCommands(Database database, IBrokerLink broker, LiveChargePoints live, AuditTrail audit, TimeProvider time)
    {
        this.database = database;
        this.broker = broker;
        this.live = live;
        this.audit = audit;
        this.time = time;
    }

    /// <summary>Asks to charge a card: a member's, or <see cref="GuestToken"/> for a guest.</summary>
    /// <exception cref="CommandException">No car waits there, or the charge point cannot be reached.</exception>
    public CommandLine Start(ChargePoint chargePoint, long tokenHash, string by)
    {
        LiveState state = Reachable(chargePoint);
        Require(state is { State: "EVConnected", Session: 0 } ? null : new Refused(Why.NoCarWaits));
        Require(tokenHash != 0 ? null : new Refused(Why.NeedsCard));
        return Send(chargePoint, CommandKind.Start, state, 0, tokenHash, by);
    }

    /// <summary>Asks to end the session that runs.</summary>
    /// <param name="chargePoint">Where.</param>
    /// <param name="session">Its number, as it was seen.</param>
    /// <param name="by">Who asks.</param>
    /// <exception cref="CommandException">Another session or none runs there, or the charge point cannot be reached.</exception>
    public CommandLine Stop(ChargePoint chargePoint, long session, string by)
    {
        LiveState state = Reachable(chargePoint);
        Require(session > 0 && state.Session == session ? null : new Refused(Why.SessionHasEnded));
        return Send(chargePoint, CommandKind.Stop, state, session, 0, by);
    }

    /// <summary>Takes a charge point out of service or back into it; kept there over restarts.</summary>
    /// <exception cref="CommandException">The charge point cannot be reached.</exception>
    public CommandLine SetAvailable(ChargePoint chargePoint, bool isAvailable, string by) =>
        Send(chargePoint, isAvailable ? CommandKind.Available : CommandKind.Unavailable, Reachable(chargePoint), 0, 0, by);

    /// <summary>Says that the contactor has been seen to. What only somebody on site may say is refused, here and there.</summary>
    /// <exception cref="CommandException">Its fault is none that is cleared so, or the charge point cannot be reached.</exception>
    public CommandLine ClearFault(ChargePoint chargePoint, string by)
    {
        LiveState state = Reachable(chargePoint);
        int fault = Enum.TryParse(state.Fault, out FaultCode code) ? FaultWatch.Bit(code) : 0;
        Require((fault & FaultWatch.Lasting) != 0 ? null : new Refused(Why.NothingToClear));
        Require((fault & FaultWatch.ClearedFromAfar) != 0 ? null : new Refused(Why.ClearedOnSite));
        return Send(chargePoint, CommandKind.ClearFault, state, 0, 0, by);
    }

    /// <summary>Asks for a self-test, a report in the console's words, or a restart, which waits until no session runs.</summary>
    /// <exception cref="CommandException">The charge point cannot be reached.</exception>
    public CommandLine Care(ChargePoint chargePoint, CommandKind kind, string by)
    {
        Require(kind is CommandKind.SelfTest or CommandKind.Report or CommandKind.Reboot ? null : new Refused(Why.UnknownCommand, kind));
        return Send(chargePoint, kind, Reachable(chargePoint), 0, 0, by);
    }

    /// <summary>Its fault is one that <see cref="ClearFault"/> may clear.</summary>
    public static bool MayClear(LiveState? live) =>
        live is { IsLost: false } && Enum.TryParse(live.Fault, out FaultCode code) && (FaultWatch.Bit(code) & FaultWatch.ClearedFromAfar) != 0;

    /// <summary>The last command; null for none.</summary>
    public CommandLine? Last(ChargePoint chargePoint) => Last(chargePoint, 1) is [{ } last] ? last : null;

    /// <summary>The last commands, newest first.</summary>
    public IReadOnlyList<CommandLine> Last(ChargePoint chargePoint, int count) => database.Read((connection, transaction) => connection.Query<CommandLine>(
        """
        SELECT id AS Id, command AS Command, session_number AS SessionNumber, asked_by AS AskedBy, expires_utc_ms AS ExpiresUtcMs, result AS Result
        FROM charge_point_command LEFT JOIN charge_point_answer ON command_id = id
        WHERE charge_point_id = @Id ORDER BY id DESC LIMIT @count
        """,
        new { chargePoint.Id, count },
        transaction).AsList());

    /// <summary>A card that is nobody's: whoever is charged with it is a guest. Each time another.</summary>
    public static long GuestToken() => Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>A state tells what came of a command; it is written down with <see cref="WriteAnswers"/>.</summary>
    internal void Heard(ChargePoint chargePoint, LiveState state)
    {
        if (state.CommandId > 0 && answered.GetValueOrDefault(chargePoint.Id) != state.CommandId)
        {
            answered[chargePoint.Id] = state.CommandId;
            answers.Enqueue((chargePoint, state.CommandId, state.CommandResult));
        }
    }

    internal void WriteAnswers()
    {
        while (answers.TryPeek(out (ChargePoint ChargePoint, long Id, string Result) answer))
        {
            Answer(answer.ChargePoint, answer.Id, answer.Result);
            answers.TryDequeue(out _);
            live.TellChanged(answer.ChargePoint);
        }
    }

    private LiveState Reachable(ChargePoint chargePoint)
    {
        LiveState? state = live.Of(chargePoint);
        Require(broker.IsConnected ? null : new Refused(Why.NoBroker));
        Require(state is { IsLost: false } ? null : new Refused(Why.NotReachable, chargePoint.Name));
        return state!;
    }

    private CommandLine Send(ChargePoint chargePoint, CommandKind kind, LiveState state, long session, long tokenHash, string by)
    {
        long nowUtcMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        long expiresUtcMs = nowUtcMs + (long)Validity.TotalMilliseconds;
        string word = WordOf(kind);
        long id = database.Write((connection, transaction) =>
        {
            long next = connection.ExecuteScalar<long>(
                """
                INSERT INTO charge_point_command (id, charge_point_id, command, boot, session_number, token_hash, asked_by, expires_utc_ms)
                VALUES (max(@nowUtcMs, (SELECT coalesce(max(id), 0) + 1 FROM charge_point_command)), @Id, @word, @Boot, @session, @tokenHash, @by, @expiresUtcMs)
                RETURNING id
                """,
                new { nowUtcMs, chargePoint.Id, word, state.Boot, session, tokenHash, by, expiresUtcMs },
                transaction);
            audit.Add(connection, transaction, by, AuditAction.Commanded, chargePoint.ToString(), state.State, session > 0 ? $"{word} {session}" : word);
            return next;
        });
        byte[] document = OutgoingDocuments.Command(chargePoint, id, word, state.Boot, expiresUtcMs, session, tokenHash);
        if (!broker.Publish(chargePoint.Topics.Command, document, retain: false))
        {
            Answer(chargePoint, id, "NotSent");
        }

        return Last(chargePoint)!;
    }

    // Only a command that was sent there has an answer from there.
    private void Answer(ChargePoint chargePoint, long id, string result) => database.Write((connection, transaction) => connection.Execute(
        """
        INSERT INTO charge_point_answer (command_id, result, answered_utc_ms)
        SELECT id, @result, @nowUtcMs FROM charge_point_command WHERE id = @id AND charge_point_id = @chargePointId
        ON CONFLICT DO NOTHING
        """,
        new { id, chargePointId = chargePoint.Id, result, nowUtcMs = time.GetUtcNow().ToUnixTimeMilliseconds() },
        transaction));

    private static string WordOf(CommandKind kind) => kind switch
    {
        CommandKind.Start => "start",
        CommandKind.Stop => "stop",
        CommandKind.Available => "available",
        CommandKind.ClearFault => "clear-fault",
        CommandKind.SelfTest => "self-test",
        CommandKind.Report => "report",
        CommandKind.Reboot => "reboot",
        _ => "unavailable",
    };

    private static void Require(Refused? refusal)
    {
        if (refusal is not null)
        {
            throw new CommandException(refusal);
        }
    }
}
