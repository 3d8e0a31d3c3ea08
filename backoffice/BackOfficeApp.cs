using System.Net;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Days;
using ChargePointFw.BackOffice.Exchange.Apps;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.Exchange.Ocpi;
using ChargePointFw.BackOffice.Exchange.Statements;
using ChargePointFw.BackOffice.Hosting;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Operations;
using ChargePointFw.BackOffice.People;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Settlement;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Stations;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.BackOffice.Surplus;

namespace ChargePointFw.BackOffice;

/// <summary>
/// The whole back office in one object: the database is open from <see cref="Create"/> on, so that sites and supply can
/// be registered before it hears or serves anybody. All time comes from the provider; only the broker's connection
/// lives in real time.
/// </summary>
public sealed partial class BackOfficeApp : IAsyncDisposable
{
    private readonly Database database;
    private readonly IBrokerLink broker;
    private readonly IngestWorker worker;
    private readonly ReconcileWorker reconciling;
    private readonly BoundaryTimer boundaries;
    private readonly BoundaryTimer minutes;
    private readonly BoundaryTimer seconds;
    private readonly PublicTopics topics;
    private readonly WebApplication web;
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? otlp;
    private bool started;
    private bool stopped;

    private BackOfficeApp(BackOfficeOptions options, TimeProvider time)
    {
        RequireUsable(options);
        Options = options;
        database = Database.Open(options, time);
        WebApplicationBuilder builder = WebHost.Builder(options, time);
        broker = options.Broker?.Invoke() ?? new MosquittoLink(options);
        Registry = new Registry(database, time);
        Members = new MemberDesk(database, Registry, time);
        Audit = new AuditTrail(database, time);
        var passwords = new Passwords(options.PasswordIterations);
        People = new PeopleDesk(database, Registry, Audit, passwords);
        SignIns = new SignIns(database, time, Audit, passwords);
        Live = new LiveChargePoints();
        Commands = new ChargePointCommands(database, broker, Live, Audit, time);
        Stations = new StationDesk(database, Live, Audit, time);
        Keys = new KeyRotations(database, Registry, broker, Audit);
        Settings = new RemoteSettings(database, Registry, broker, Audit, time);
        Places = new Places(database, Registry, time);
        Partners = new Partners(database, Registry, time);
        var statuses = new PublicStatuses(Live, broker, time);
        Telling = new Telling(database, Registry, statuses, time);
        Notices = new PublicNotices(database, Registry, statuses, time);
        topics = new PublicTopics(Registry, Notices, broker, time);
        Live.Changed += topics.Say;
        Progress = new Progress();
        Counters = new IngestCounters();
        Ledger = new Ledger(database, Registry);
        Days = new LedgerDays(database, Registry, Ledger, broker, time);
        DayVerification = new DayVerification(database, Registry, time);
        Supply = new SupplyImports(database, Registry, time);
        Certificates = new Certificates(database, time);
        Settlements = new Settlements(database, Registry, options, time);
        Profiles = new ForecastProfiles(database, Registry, Supply, options, time);
        Rules = new PlanningRules(database, Registry, options, time);
        LiveSupply = new LiveSupplySettings(database, Registry, time);

        WebHost.AddParts(builder, this, database, broker);
        web = builder.Build();
        ILoggerFactory logs = web.Services.GetRequiredService<ILoggerFactory>();
        if (broker is MosquittoLink link)
        {
            link.Log = logs.CreateLogger<MosquittoLink>();
        }

        Planner = new Planner(database, Registry, broker, Progress, Live, options, time, logs.CreateLogger<Planner>());
        var tokens = new TokenLists(database, Registry, Live, broker);
        Surplus = new SurplusFeed(database, Registry, broker, Planner, LiveSupply, time, logs.CreateLogger<SurplusFeed>());
        Decisions = new JournalDecisions(database, Registry, time);
        ILogger<IngestWorker> log = logs.CreateLogger<IngestWorker>();
        Reconciler = new Reconciler(database, Registry, time);
        Queue = new WorkList(database);
        Desk = new QueueDesk(database, time);
        Intervals = new IntervalLedger(database, Registry);
        IntervalSums = new IntervalSums(database, Registry, time);
        Records = new RecordReader(database, Registry);
        SessionFiles = new SessionFiles(database, Registry);
        Sessions = new SessionList(database);
        Tariffs = new Tariffs(database, Registry, time);
        Exports = new ExportDesk(database);
        Statements = new StatementDesk(database);
        Factors = new EmissionFactors(database, Registry, time);
        reconciling = new ReconcileWorker(Reconciler, IntervalSums, database, Registry, broker, time, logs.CreateLogger<ReconcileWorker>()) { Behind = TellOthers };
        var intake = new Intake(database, Registry, broker, Planner, tokens, Surplus, Decisions, Commands, Live, Progress, Counters, options, time, log) { Stored = reconciling.Wake };
        worker = new IngestWorker(intake, Counters, time, log);
        Retention = new Retention(database, Audit, time);
        Readiness = new Readiness(database, broker, Counters, time);
        Metrics = new Metrics(Counters, Readiness, Registry, Live, () => worker.Queued);
        boundaries = new BoundaryTimer(time, BoundaryTimer.QuarterHourMs, PlanAnew, logs.CreateLogger<BoundaryTimer>());
        minutes = new BoundaryTimer(time, 60_000, options.Role == Role.Ingest ? Registry.Refresh : DoCommanded, logs.CreateLogger<BoundaryTimer>());
        JournalWatch watch = intake.Watch();
        seconds = new BoundaryTimer(time, 1_000, watch.Look, logs.CreateLogger<BoundaryTimer>());
        WebHost.Map(web, options.Role);

        // What a command did in another process: a charge point registered, a card revoked, records wanted again.
        void DoCommanded()
        {
            Registry.Refresh();
            Keys.PublishDue();
            Settings.PublishDue();
            tokens.PublishDue();
            reconciling.Wake();
        }

        void TellOthers(Func<bool> mayGoOn)
        {
            topics.SayDue();
            Telling.CatchUpBehind(mayGoOn);
        }
    }

    /// <summary>Where the pages are, with the real port; known once started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>True while the broker is connected and the subscriptions stand.</summary>
    public bool IsBrokerConnected => broker.IsConnected;

    /// <summary>Opens the database and puts the parts together. Nothing is heard or served yet.</summary>
    /// <exception cref="ArgumentException">A plain address that is not loopback, https without a certificate, or a horizon out of range.</exception>
    public static BackOfficeApp Create(BackOfficeOptions options, TimeProvider time) => new(options, time);

    /// <summary>
    /// Serves the pages, publishes what is due and begins to connect to the broker, which need not be there yet: as much of it as its
    /// role asks for.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        started = true;
        if (Options.Role == Role.Ingest)
        {
            worker.Start();
            broker.Start([$"$share/{Options.ShareGroup}/{IngestWorker.RecordFilter}"], () => connected.TrySetResult(), worker.Take);
            minutes.Start();
            await StartPagesAsync(cancellation);
            return;
        }

        Profiles.ImportDue();
        Planner.PublishDue(isStart: true);
        Supply.Imported += _ => Planner.PublishDue();
        Certificates.Imported += () => Planner.PublishDue();
        Rules.Changed += PlanAnew;
        LiveSupply.Changed += _ => Planner.PublishDue(isStart: true);
        otlp = Options.OtlpEndpoint is { } collector ? OtlpExport.Start(collector, Options.OtlpEveryMs) : null;
        worker.Start();
        reconciling.Start();
        Days.SealDue();
        IReadOnlyList<string> filters = Options.Role == Role.Office ? IngestWorker.OtherFilters : IngestWorker.TopicFilters;
        broker.Start([.. filters, SurplusFeed.TopicFilter, PublicTopics.TopicFilter], Connected, Take);
        boundaries.Start();
        minutes.Start();
        if (Options.Role == Role.Office)
        {
            seconds.Start();
        }

        await StartPagesAsync(cancellation);
    }

    /// <summary>Serves the pages alone: nothing is heard, planned or sealed by this process.</summary>
    public async Task StartPagesAsync(CancellationToken cancellation = default)
    {
        started = true;
        await web.StartAsync(cancellation);
        Url = web.Urls.First();
    }

    /// <summary>Copies all that is committed into another file while everything goes on.</summary>
    /// <exception cref="BackupException">There is a file already.</exception>
    public void BackUp(string file) => database.BackUp(file);

    /// <summary>What somebody should look at, newest last.</summary>
    public IReadOnlyList<AlarmRow> Alarms() => database.Read(Ingest.Alarms.Read);

    /// <summary>What somebody should look at there, newest first.</summary>
    public IReadOnlyList<AlarmRow> Alarms(ChargePoint chargePoint, int count) =>
        database.Read((connection, transaction) => Ingest.Alarms.Last(connection, transaction, chargePoint, count));

    /// <summary>What somebody should look at, or should have, at a site; newest first, before a place.</summary>
    public IReadOnlyList<AlarmRow> Alarms(Site site, bool onlyOpen, (long LastMs, long Id) before, int count) =>
        database.Read((connection, transaction) => Ingest.Alarms.OfSite(connection, transaction, site, onlyOpen, before, count));

    /// <summary>Waits until the broker is connected for the first time and has been told everything in force.</summary>
    public Task WhenConnectedAsync(CancellationToken cancellation = default) => connected.Task.WaitAsync(cancellation);

    /// <summary>Stops hearing, storing and serving, in this order. What was not stored was not acknowledged.</summary>
    public async Task StopAsync()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        otlp?.Dispose();
        Metrics.Dispose();
        await boundaries.DisposeAsync();
        await minutes.DisposeAsync();
        await seconds.DisposeAsync();
        ValueTask workerStopped = worker.DisposeAsync(); // lets go of a handler that waits for room
        broker.Disconnect();
        await workerStopped;
        await reconciling.DisposeAsync();
        Surplus.Write(isDue: true);
        broker.Dispose();
        if (started)
        {
            await web.StopAsync();
        }

        await web.DisposeAsync();
        database.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void PlanAnew()
    {
        Surplus.Write(isDue: true);
        Profiles.ImportDue();
        Planner.PublishDue();
        Days.SealDue();
    }

    private void Connected()
    {
        topics.Forget();
        worker.TellAll(TellDaysAndGoOn);
    }

    private void TellDaysAndGoOn()
    {
        Days.PublishAgain();
        Keys.PublishDue();
        Settings.PublishAgain();
        connected.TrySetResult();
    }

    private void Take(string topic, byte[] payload)
    {
        if (Surplus.Take(topic, payload))
        {
            worker.Wake(); // it writes the sum down, some time
        }
        else if (!topics.Take(topic, payload))
        {
            worker.Take(topic, payload);
        }
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static void RequireUsable(BackOfficeOptions options)
    {
        var url = new Uri(options.ListenUrl);
        if (!url.IsLoopback && !IsLoopback(url.Host) && url.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException(
                $"{options.ListenUrl} would show the pages to other machines in the clear: use https with a certificate, or a proxy in front of a loopback address.",
                nameof(options));
        }

        if (url.Scheme == Uri.UriSchemeHttps && (options.CertificateFile is null || options.CertificateKeyFile is null))
        {
            throw new ArgumentException($"{options.ListenUrl} needs a certificate and its key.", nameof(options));
        }

        if (options.BrokerCaFile is null && options.Broker is null && !IsLoopback(options.BrokerHost))
        {
            throw new ArgumentException(
                $"The broker at {options.BrokerHost} would be spoken to in the clear: name its authority (--broker-ca), or use a loopback address.", nameof(options));
        }

        if (options.Role != Role.All && options.Store != StoreKind.Postgres)
        {
            throw new ArgumentException("Several processes share a PostgreSQL (--store postgres); with SQLite one does everything.", nameof(options));
        }

        if (options.ShareGroup.Length == 0 || options.ShareGroup.AsSpan().ContainsAny("/+#"))
        {
            throw new ArgumentException("A group's name has no slash, plus or number sign.", nameof(options));
        }

        if (options.HorizonHours is < 1 or > 96)
        {
            throw new ArgumentException("A plan reaches 1 to 96 hours ahead.", nameof(options));
        }

        if (options.LeadMinutes is < 0 or > 24 * 60)
        {
            throw new ArgumentException("The lead time is 0 to 1440 minutes.", nameof(options));
        }
    }
}
