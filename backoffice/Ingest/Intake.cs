using System.Data.Common;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Surplus;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// What happens to what came: states go to the live view, records to the database, and after the commit the
/// acknowledgements go out. It waits for nothing and knows no thread; it is called by one at a time.
/// </summary>
internal sealed class Intake
{
    private static readonly TimeSpan ordinaryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan shortestPauseOfMany = TimeSpan.FromMilliseconds(20); // what waits here is stored elsewhere in a moment
    private readonly TimeSpan shortestPause;
    private readonly Registry registry;
    private readonly Planner planner;
    private readonly Progress progress;
    private readonly ILogger log;
    private readonly TokenLists tokens;
    private readonly SurplusFeed surplus;
    private readonly ChargePointCommands commands;
    private readonly JournalCursors cursors;
    private readonly RecordIngest ingest;
    private readonly Acknowledgements acknowledgements;
    private readonly Gaps gaps;
    private readonly Reminders reminders;
    private readonly Inbox inbox;

    public Intake(
        Database database,
        Registry registry,
        IBrokerLink broker,
        Planner planner,
        TokenLists tokens,
        SurplusFeed surplus,
        JournalDecisions decisions,
        ChargePointCommands commands,
        LiveChargePoints live,
        Progress progress,
        IngestCounters counters,
        BackOfficeOptions options,
        TimeProvider time,
        ILogger log)
    {
        this.registry = registry;
        this.planner = planner;
        this.tokens = tokens;
        this.surplus = surplus;
        this.commands = commands;
        this.progress = progress;
        this.log = log;
        shortestPause = options.Role == Role.Ingest ? shortestPauseOfMany : ordinaryPause;
        Held = new HeldRecords(options.HeldRecords);
        cursors = new JournalCursors(database, registry);
        ingest = new RecordIngest(database, cursors, Held, counters, time, options.QuarantineRows);
        acknowledgements = new Acknowledgements(broker, progress);
        gaps = new Gaps(broker, registry, database, Held, ingest, decisions, cursors, acknowledgements, counters, time, options.Role == Role.Ingest);
        reminders = new Reminders(planner, tokens, acknowledgements, cursors, progress, time);
        inbox = new Inbox(registry, live, progress, reminders, gaps, commands, time);
    }

    /// <summary>What waits for a gap to close.</summary>
    public HeldRecords Held { get; }

    /// <summary>Told after each commit; it must not wait.</summary>
    public Action Stored { get; init; } = static () => { };

    /// <summary>Takes up where the database stands; at start.</summary>
    public void Load()
    {
        cursors.Load();
        foreach (JournalCursor cursor in cursors.All)
        {
            progress.Acknowledged(cursor.ChargePoint, cursor.JournalId, cursor.Number);
        }
    }

    /// <summary>Who follows what other processes store.</summary>
    public JournalWatch Watch() => new(cursors, progress, Stored);

    /// <summary>Looks at a message; what it returns is to be stored.</summary>
    public Arrival? Take(string topic, byte[] payload) => inbox.Take(topic, payload);

    /// <summary>Stores a batch and acknowledges it.</summary>
    /// <exception cref="DbException">Nothing was stored and nothing acknowledged; see <see cref="StoreTrouble.IsPassing"/>.</exception>
    public void Store(IReadOnlyList<Arrival> arrivals)
    {
        foreach (JournalCursor cursor in ingest.Commit(arrivals))
        {
            acknowledgements.Publish(cursor);
        }

        Stored();
    }

    /// <summary>Asks for what is missing and reminds whoever is behind; after each batch.</summary>
    /// <returns>When it is to be done again, though nothing comes; null for never.</returns>
    public TimeSpan? LookAround()
    {
        TimeSpan? askAgain = ordinaryPause; // unless it says otherwise: the database may have refused
        TimeSpan? remindAgain = ordinaryPause;
        Guard(() => askAgain = gaps.Ask());
        Guard(() => remindAgain = reminders.Remind());
        Guard(() => surplus.Write());
        Guard(commands.WriteAnswers);
        TimeSpan? again = askAgain < remindAgain || remindAgain is null ? askAgain : remindAgain;
        return again < shortestPause ? shortestPause : again;
    }

    /// <summary>The connection stands (again): everything that is in force is told again.</summary>
    public void TellAll() => Guard(() =>
    {
        cursors.Load();

        // Oldest journal first: what stays retained is the newest one's.
        foreach (JournalCursor cursor in cursors.All)
        {
            acknowledgements.Publish(cursor);
        }

        foreach (ChargePoint chargePoint in registry.Sites.SelectMany(registry.ChargePointsOf))
        {
            planner.PublishAgain(chargePoint);
            tokens.PublishAgain(chargePoint);
        }
    });

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (DbException refused)
        {
            log.LogWarning("The database refuses what is due beside the records ({Reason}); it is tried again", refused.Message);
        }
    }
}
