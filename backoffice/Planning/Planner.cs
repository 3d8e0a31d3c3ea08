using System.Data.Common;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>More was about to be promised than there is. Nothing was published.</summary>
public sealed class AllocationExceedsSupplyException : Exception
{
    public AllocationExceedsSupplyException(string site, DateTimeOffset startUtc, long allocatedWh, long supplyWh)
        : base($"{site}, interval {startUtc:u}: {allocatedWh} Wh would be allocated of {supplyWh} Wh")
    {
    }

    /// <summary>More than all of the live supply.</summary>
    public AllocationExceedsSupplyException(string site, DateTimeOffset startUtc, long livePermille)
        : base($"{site}, interval {startUtc:u}: {livePermille} thousandths of the live supply would be allocated")
    {
    }
}

/// <summary>
/// Shares each interval's supply out and publishes the signed plans. What a version promised stays written down; a later
/// one may say less only for intervals that begin after the lead time, and what it frees is given to others only once
/// the charge point has recorded that version. So whichever version anybody holds, the sum never exceeds the supply.
/// </summary>
public sealed class Planner
{
    private readonly Lock planning = new();
    private readonly Database database;
    private readonly Registry registry;
    private readonly IBrokerLink broker;
    private readonly Progress progress;
    private readonly LiveChargePoints live;
    private readonly BackOfficeOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<Planner> log;
    private readonly Dictionary<long, PlanningMark> lookedAt = []; // by site: every interval was looked at, and nothing waits to become free
    private readonly Dictionary<long, NewPlan> newest = []; // what a version promises never changes
    private long round;

    internal Planner(
        Database database,
        Registry registry,
        IBrokerLink broker,
        Progress progress,
        LiveChargePoints live,
        BackOfficeOptions options,
        TimeProvider time,
        ILogger<Planner> log)
    {
        this.database = database;
        this.registry = registry;
        this.broker = broker;
        this.progress = progress;
        this.live = live;
        this.options = options;
        this.time = time;
        this.log = log;
        database.Read((connection, transaction) =>
        {
            var store = new PlanStore(connection, transaction);
            foreach (ChargePoint one in registry.Sites.SelectMany(registry.ChargePointsOf))
            {
                progress.Published(one, store.Newest(one)?.Version ?? 0);
            }

            return 0;
        });
    }

    /// <summary>Counts up whenever versions were published, so that others know when to look again.</summary>
    internal long Round => Interlocked.Read(ref round);

    /// <summary>
    /// Publishes a new version for every charge point that is due. Returns after the rows are committed and the
    /// documents handed to MQTT (or left to the next connection when there is none).
    /// </summary>
    /// <returns>How many versions were published.</returns>
    /// <exception cref="AllocationExceedsSupplyException">A defect: nothing was committed or published for that site.</exception>
    public int PublishDue() => PublishDue(isStart: false);

    internal int PublishDue(bool isStart)
    {
        lock (planning)
        {
            int published = 0;
            foreach (Site site in registry.Sites)
            {
                IReadOnlyList<ChargePoint> chargePoints = registry.ChargePointsOf(site);
                if (chargePoints.Count == 0)
                {
                    continue;
                }

                (List<NewPlan> plans, PlanningMark? mark) = database.Write((connection, transaction) =>
                {
                    var planning = new SitePlanning(connection, transaction, RoundOf(site, chargePoints), options);
                    bool all = isStart || lookedAt.GetValueOrDefault(site.Id) != planning.Mark;
                    return (planning.Plan(all), planning.IsSettled ? planning.Mark : lookedAt.GetValueOrDefault(site.Id));
                });
                if (mark is not null)
                {
                    lookedAt[site.Id] = mark;
                }

                foreach (NewPlan plan in plans)
                {
                    progress.Published(plan.ChargePoint, plan.Version.Version);
                    Publish(plan);
                }

                published += plans.Count;
                Interlocked.Add(ref round, plans.Count);
            }

            return published;
        }
    }

    /// <summary>Tells what a change would do to the plans of the sites it concerns; nothing is written or published.</summary>
    internal PlanOutlook Rehearse(Func<DbConnection, DbTransaction, IEnumerable<Site>> change)
    {
        lock (planning)
        {
            return database.Rehearse((connection, transaction) =>
            {
                var outlook = new PlanOutlook(0, 0, 0, 0);
                foreach (Site site in change(connection, transaction))
                {
                    var round = new SitePlanning(connection, transaction, RoundOf(site, registry.ChargePointsOf(site)), options);
                    round.Plan(all: true);
                    outlook = outlook.And(round.Outlook);
                }

                return outlook;
            });
        }
    }

    /// <summary>Publishes what is in force again: after a connection, or for a charge point that has not heard.</summary>
    internal void PublishAgain(ChargePoint chargePoint)
    {
        lock (planning)
        {
            NewPlan? plan = database.Read((connection, transaction) =>
            {
                var store = new PlanStore(connection, transaction);
                return store.Newest(chargePoint) is not { } version ? null
                    : newest.TryGetValue(chargePoint.Id, out NewPlan? known) && known.Version == version ? known
                    : new NewPlan(chargePoint, version, store.AllocationsOf(chargePoint, version));
            });
            if (plan is not null)
            {
                Publish(plan);
            }
        }
    }

    private PlanningRound RoundOf(Site site, IReadOnlyList<ChargePoint> chargePoints) => new(
        site,
        chargePoints,
        time.GetUtcNow(),
        [.. chargePoints.Select(progress.SaidPlan)],
        [.. chargePoints.Select(one => Demands.Of(live.Of(one)))]);

    private void Publish(NewPlan plan)
    {
        newest[plan.ChargePoint.Id] = plan;
        byte[] document = OutgoingDocuments.Plan(plan.ChargePoint, plan.Version.Version, plan.Version.UntilMs, plan.Allocations);
        bool handedOver = broker.Publish(plan.ChargePoint.Topics.Plan, document, retain: true);
        log.LogInformation(
            "Plan {Version} of {ChargePoint}: {Count} allocations until {Until:u}, {Handed}",
            plan.Version.Version,
            plan.ChargePoint,
            plan.Allocations.Count,
            DateTimeOffset.FromUnixTimeMilliseconds(plan.Version.UntilMs),
            handedOver ? "published" : "waits for the broker");
    }
}
