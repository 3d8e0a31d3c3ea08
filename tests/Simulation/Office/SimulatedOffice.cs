// The back office of a run: the real ingest, planner and ledger over a real database, on the run's thread.
using System.Data.Common;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.BackOffice.Surplus;
using ChargePointFw.Simulation.Weather;
using ChargePointFw.Simulation.Wires;
using ChargePointFw.Simulator.Time;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChargePointFw.Simulation.Office;

/// <summary>
/// One process's life. Ended without a word (<see cref="Dispose"/>) it leaves the database behind; a new one takes up
/// from there. What the worker does with threads and pauses is done here with the run's time.
/// </summary>
/// <remarks>The database is handed in: what its connections know besides the file is how statements are run.</remarks>
internal sealed class SimulatedOffice : IDisposable
{
    /// <summary>Messages are stored together that come within this time, ms.</summary>
    private const int BatchMs = 400;

    private const int LongestPauseMs = 5_000;
    private const int MaximumBatch = 256;
    private readonly Database database;
    private readonly SimulatedTime time;
    private readonly Queue<(string Topic, byte[] Payload)> waiting = new();
    private readonly List<Arrival> batch = [];
    private long storeAtMs = long.MaxValue;
    private long lookAtMs = long.MaxValue;
    private int pauseMs;
    private bool isDiskLimited;

    public SimulatedOffice(string file, Database database, Forecast forecast, SimulatedTime time, Broker broker, Func<Intake, SimulatedOffice, IIntake> plant)
    {
        this.time = time;
        this.database = database;
        Options = new BackOfficeOptions { DatabaseFile = file, Rebalance = forecast.Rebalances, HorizonHours = 12, ReplanBelowHours = 6 };
        Link = new OfficeLink(broker);
        Registry = new Registry(database, time);
        Progress = new Progress();
        Ledger = new Ledger(database, Registry);
        Supply = new SupplyImports(database, Registry, time);
        Rules = new PlanningRules(database, Registry, Options, time);
        var live = new LiveChargePoints();
        Planner = new Planner(database, Registry, Link, Progress, live, Options, time, NullLogger<Planner>.Instance);
        var tokens = new TokenLists(database, Registry, live, Link);
        var surplus = new SurplusFeed(
            database, Registry, Link, Planner, new LiveSupplySettings(database, Registry, time), time, NullLogger<SurplusFeed>.Instance);
        var intake = new Intake(database, Registry, Link, Planner, tokens, surplus, new JournalDecisions(database, Registry, time),
            new ChargePointCommands(database, Link, live, new AuditTrail(database, time), time), live, Progress, new IngestCounters(), Options, time, NullLogger.Instance);
        Held = intake.Held;
        Intake = plant(intake, this);
    }

    public BackOfficeOptions Options { get; }

    public OfficeLink Link { get; }

    public Registry Registry { get; }

    public Progress Progress { get; }

    public Planner Planner { get; }

    public Ledger Ledger { get; }

    public SupplyImports Supply { get; }

    public PlanningRules Rules { get; }

    public HeldRecords Held { get; }

    public IIntake Intake { get; }

    /// <summary>The disk under the database is full: it cannot grow.</summary>
    public bool IsDiskFull { get; set; }

    /// <summary>When there is something to do.</summary>
    public long DueMs => Math.Min(storeAtMs, lookAtMs);

    /// <summary>Nothing waits to be stored.</summary>
    public bool IsIdle => waiting.Count == 0 && batch.Count == 0;

    /// <summary>Begins to hear and to publish.</summary>
    public void Start()
    {
        Intake.Load();
        Plan();
        Supply.Imported += _ => Plan();
        Link.Start(IngestWorker.TopicFilters, Intake.TellAll, Receive);
    }

    /// <summary>A quarter hour has come, or something changed.</summary>
    public void Plan() => Passing(() => Planner.PublishDue());

    /// <summary>Runs what may meet a full disk; false when it did.</summary>
    public bool Passing(Action action)
    {
        try
        {
            LimitDisk();
            action();
            return true;
        }
        catch (DbException refused) when (StoreTrouble.IsPassing(refused))
        {
            return false;
        }
    }

    /// <summary>Stores and answers what is due.</summary>
    public void Work()
    {
        if (storeAtMs <= time.UtcMs)
        {
            while (batch.Count < MaximumBatch && waiting.TryDequeue(out (string Topic, byte[] Payload) message))
            {
                if (Intake.Take(message.Topic, message.Payload) is { } arrival)
                {
                    batch.Add(arrival);
                }
            }

            Store();
            lookAtMs = time.UtcMs;
        }

        if (lookAtMs <= time.UtcMs)
        {
            lookAtMs = Intake.LookAround() is { } pause ? time.UtcMs + (long)Math.Ceiling(pause.TotalMilliseconds) : long.MaxValue;
        }
    }

    public void Dispose()
    {
        Link.Disconnect();
        IsDiskFull = false; // who comes next has to meet that
        LimitDisk();
    }

    /// <summary>Asks the database.</summary>
    public T Read<T>(Func<DbConnection, T> read) => database.Read((connection, _) => read(connection));

    /// <summary>Meddles with the database; for planted bugs.</summary>
    public void Write(string sql) => database.Write((connection, transaction) => connection.Execute(sql, transaction: transaction));

    private void Receive(string topic, byte[] payload)
    {
        waiting.Enqueue((topic, payload));
        storeAtMs = pauseMs > 0 ? storeAtMs : Math.Min(storeAtMs, time.UtcMs + BatchMs); // what is refused is tried again in its time
    }

    private void Store()
    {
        bool isStored = batch.Count == 0 || Passing(() => Intake.Store(batch));
        pauseMs = isStored ? 0 : Math.Clamp(pauseMs * 2, 100, LongestPauseMs);
        if (isStored)
        {
            batch.Clear();
        }

        storeAtMs = isStored && waiting.Count == 0 ? long.MaxValue : time.UtcMs + Math.Max(pauseMs, 1);
    }

    // Once a change: the writer's connection keeps its limit, and stays when the limit is met.
    private void LimitDisk()
    {
        if (IsDiskFull != isDiskLimited)
        {
            database.Write((connection, transaction) =>
            {
                long pages = IsDiskFull ? connection.ExecuteScalar<long>("PRAGMA page_count", transaction: transaction) : 1_073_741_823;
                connection.ExecuteScalar<long>($"PRAGMA max_page_count = {pages}", transaction: transaction);
            });
            isDiskLimited = IsDiskFull;
        }
    }
}
