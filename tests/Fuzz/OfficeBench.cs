// A back office over a real database, with the ingest on the caller's thread.
using System.Globalization;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Surplus;
using ChargePointFw.Simulator.Time;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChargePointFw.Fuzz;

/// <summary>What the worker does with threads is done here by calls: a crash is the caller's.</summary>
internal sealed class OfficeBench : IDisposable
{
    public const string SiteName = "tokyo-01";
    private readonly Database database;
    private readonly string file;
    private readonly Reconciler reconciler;
    private readonly RecordReader records;
    private readonly Ledger ledger;

    public OfficeBench(string file, SimulatedTime time)
    {
        this.file = file;
        database = Database.Open(file, 1, time);
        Options = new BackOfficeOptions { DatabaseFile = file };
        Registry = new Registry(database, time);
        Registry.RegisterSite(SiteName, "Asia/Tokyo");
        Live = new LiveChargePoints();
        var link = new Deaf();
        Planner = new Planner(database, Registry, link, Progress, Live, Options, time, NullLogger<Planner>.Instance);
        var settings = new LiveSupplySettings(database, Registry, time);
        Surplus = new SurplusFeed(database, Registry, link, Planner, settings, time, NullLogger<SurplusFeed>.Instance);
        Intake = new Intake(
            database, Registry, link, Planner, new TokenLists(database, Registry, Live, link), Surplus, new JournalDecisions(database, Registry, time),
            new ChargePointCommands(database, link, Live, new AuditTrail(database, time), time), Live, Progress, Counters, Options, time, NullLogger.Instance);
        LiveSettings = settings;
        reconciler = new Reconciler(database, Registry, time);
        records = new RecordReader(database, Registry);
        ledger = new Ledger(database, Registry);
    }

    public BackOfficeOptions Options { get; }

    public Registry Registry { get; }

    public LiveChargePoints Live { get; }

    public LiveSupplySettings LiveSettings { get; }

    public Planner Planner { get; }

    public SurplusFeed Surplus { get; }

    public Intake Intake { get; }

    public Progress Progress { get; } = new();

    public IngestCounters Counters { get; } = new();

    /// <summary>What else reads what was stored: the checks, the pages' journal, the ledger.</summary>
    /// <returns>Records that a page showed.</returns>
    public int ReadOn(DateTimeOffset fromUtc, DateTimeOffset untilUtc)
    {
        reconciler.CatchUp();
        int shown = 0;
        foreach (string row in List("SELECT id || ' ' || contiguous_number FROM journal"))
        {
            long[] one = [.. row.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
            shown += records.Read(one[0], Math.Max(1, one[1] - 1_000), one[1]).Count;
        }

        _ = ledger.Totals(fromUtc, untilUtc, SiteName);
        _ = ledger.CanonicalRows(fromUtc, untilUtc);
        return shown;
    }

    /// <summary>Asks the database.</summary>
    public T Read<T>(string sql) => database.Read((connection, transaction) => connection.ExecuteScalar<T>(sql, transaction: transaction))!;

    /// <summary>The column's values.</summary>
    public IReadOnlyList<string> List(string sql) => database.Read((connection, transaction) => connection.Query<string>(sql, transaction: transaction).AsList());

    public void Dispose()
    {
        database.Dispose();
        foreach (string one in Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*"))
        {
            File.Delete(one);
        }
    }

    /// <summary>A broker that takes everything.</summary>
    private sealed class Deaf : IBrokerLink
    {
        public bool IsConnected => true;

        public void Start(IReadOnlyList<string> topicFilters, Action onSubscribed, Action<string, byte[]> onMessage)
        {
        }

        public bool Publish(string topic, byte[] payload, bool retain, int qos = 1) => true;

        public void Disconnect()
        {
        }

        public void Dispose()
        {
        }
    }
}
