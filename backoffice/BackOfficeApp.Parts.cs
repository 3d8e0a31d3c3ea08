// What the back office is made of, for pages, commands and tests.
using ChargePointFw.BackOffice.Commands;
using ChargePointFw.BackOffice.Days;
using ChargePointFw.BackOffice.Exchange.Apps;
using ChargePointFw.BackOffice.Exchange.Exports;
using ChargePointFw.BackOffice.Exchange.Ocpi;
using ChargePointFw.BackOffice.Exchange.Statements;
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

public sealed partial class BackOfficeApp
{
    public BackOfficeOptions Options { get; }

    public Registry Registry { get; }

    public MemberDesk Members { get; }

    /// <summary>Who may use the pages.</summary>
    public PeopleDesk People { get; }

    public SignIns SignIns { get; }

    /// <summary>What people did.</summary>
    public AuditTrail Audit { get; }

    public SupplyImports Supply { get; }

    public Certificates Certificates { get; }

    public Settlements Settlements { get; }

    public ForecastProfiles Profiles { get; }

    public PlanningRules Rules { get; }

    /// <summary>New keys for charge points that run.</summary>
    public KeyRotations Keys { get; }

    /// <summary>What charge points that run are told to run with.</summary>
    public RemoteSettings Settings { get; }

    public LiveSupplySettings LiveSupply { get; }

    public SurplusFeed Surplus { get; }

    public Planner Planner { get; }

    public Ledger Ledger { get; }

    public LedgerDays Days { get; }

    public DayVerification DayVerification { get; }

    public Progress Progress { get; }

    public LiveChargePoints Live { get; }

    public IngestCounters Counters { get; }

    public JournalDecisions Decisions { get; }

    /// <summary>What people ask charge points to do.</summary>
    public ChargePointCommands Commands { get; }

    /// <summary>What others may know of sites and charge points.</summary>
    public Places Places { get; }

    /// <summary>Who may read over OCPI.</summary>
    public Partners Partners { get; }

    /// <summary>What they are told.</summary>
    public Telling Telling { get; }

    /// <summary>What everybody is told.</summary>
    public PublicNotices Notices { get; }

    /// <summary>What technicians write down.</summary>
    public StationDesk Stations { get; }

    /// <summary>What does not add up.</summary>
    public Reconciler Reconciler { get; }

    /// <summary>What of that waits for somebody.</summary>
    public WorkList Queue { get; }

    /// <summary>Where staff decide about it.</summary>
    public QueueDesk Desk { get; }

    public IntervalLedger Intervals { get; }

    /// <summary>What is kept so that months are read fast.</summary>
    public IntervalSums IntervalSums { get; }

    public RecordReader Records { get; }

    /// <summary>Sessions by pages.</summary>
    public SessionList Sessions { get; }

    /// <summary>Everything about one of them.</summary>
    public SessionFiles SessionFiles { get; }

    public Tariffs Tariffs { get; }

    /// <summary>Whether what comes can be stored and answered.</summary>
    public Readiness Readiness { get; }

    /// <summary>What may be removed after a while.</summary>
    public Retention Retention { get; }

    /// <summary>Everything that can be asked over HTTP.</summary>
    internal EndpointDataSource Endpoints => web.Services.GetRequiredService<EndpointDataSource>();

    /// <summary>False when the process should be started anew.</summary>
    public bool IsAlive => worker.IsAlive;

    internal Metrics Metrics { get; }

    internal Database Database => database;

    /// <summary>Tables for others.</summary>
    public ExportDesk Exports { get; }

    /// <summary>Monthly statements.</summary>
    public StatementDesk Statements { get; }

    /// <summary>CO2 factors, each with its source.</summary>
    public EmissionFactors Factors { get; }
}
