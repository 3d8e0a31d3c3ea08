using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>More was about to be promised than there is. Nothing was published.</summary>
public sealed class AllocationExceedsSupplyException(string site, DateTimeOffset startUtc, long allocatedWh, long supplyWh)
    : Exception($"{site}, interval {startUtc:u}: {allocatedWh} Wh would be allocated of {supplyWh} Wh");

/// <summary>
/// Shares each interval's supply out and publishes the signed plans. What was promised once is never changed: a later
/// version only adds intervals, so whichever version a charge point holds, the sum of all never exceeds the supply.
/// </summary>
public sealed class Planner
{
    private readonly Lock planning = new();
    private readonly Database database;
    private readonly Registry registry;
    private readonly IBrokerLink broker;
    private readonly Progress progress;
    private readonly BackOfficeOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<Planner> log;

    internal Planner(
        Database database, Registry registry, IBrokerLink broker, Progress progress, BackOfficeOptions options, TimeProvider time, ILogger<Planner> log)
    {
        this.database = database;
        this.registry = registry;
        this.broker = broker;
        this.progress = progress;
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

                List<NewPlan> plans = database.Write((connection, transaction) =>
                    PlanSite(site, chargePoints, new PlanStore(connection, transaction), isStart));
                foreach (NewPlan plan in plans)
                {
                    progress.Published(plan.ChargePoint, plan.Version.Version);
                    Publish(plan);
                }

                published += plans.Count;
            }

            return published;
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
                return store.Newest(chargePoint) is { } version
                    ? new NewPlan(chargePoint, version, store.AllocationsOf(chargePoint, version))
                    : null;
            });
            if (plan is not null)
            {
                Publish(plan);
            }
        }
    }

    private List<NewPlan> PlanSite(Site site, IReadOnlyList<ChargePoint> chargePoints, PlanStore store, bool isStart)
    {
        DateTimeOffset now = time.GetUtcNow();
        long currentMs = site.IntervalStartMs(now);
        (long forecastEndMs, long importId) = store.Forecast(site);
        long untilMs = Math.Min(currentMs + (options.HorizonHours * 3_600_000L), forecastEndMs);
        PlanVersion?[] held = [.. chargePoints.Select(store.Newest)];
        bool isBringUp = held.All(version => version is null);
        long firstNewMs = isBringUp ? currentMs : currentMs + site.IntervalMs; // one that has begun is never planned
        List<SupplyState> supply = untilMs > firstNewMs ? store.Supply(site, firstNewMs, untilMs) : [];
        var plans = new List<NewPlan>();
        for (int i = 0; i < chargePoints.Count; i++)
        {
            bool isDue = held[i] is not { } version
                || isStart
                || version.ImportId < importId
                || version.UntilMs - currentMs < options.ReplanBelowHours * 3_600_000L;
            if (isDue && supply.Count > 0)
            {
                var next = new PlanVersion((held[i]?.Version ?? 0) + 1, held[i] is null ? firstNewMs : currentMs, untilMs, importId);
                if (Extend(chargePoints[i], chargePoints.Count, held[i], next, supply, store))
                {
                    store.Insert(chargePoints[i], next, now.ToUnixTimeMilliseconds());
                    plans.Add(new NewPlan(chargePoints[i], next, store.AllocationsOf(chargePoints[i], next)));
                }
            }
        }

        if (plans.Count > 0)
        {
            RequireWithinSupply(site, store, firstNewMs, untilMs);
        }

        return plans;
    }

    // True when the charge point learns anything new: an allocation, or that the plan reaches further.
    private bool Extend(
        ChargePoint chargePoint, int sharers, PlanVersion? held, PlanVersion next, List<SupplyState> supply, PlanStore store)
    {
        HashSet<long> heldStarts = store.HeldStarts(chargePoint, next.FromMs, next.UntilMs);
        bool adds = held is null || next.UntilMs > held.UntilMs;
        for (int i = 0; i < supply.Count; i++)
        {
            long shareWh = heldStarts.Contains(supply[i].StartMs)
                ? 0
                : SupplyShare.Of(supply[i].SupplyWh, sharers, supply[i].AllocatedWh, options.MinimumUsefulWh, RecordLayout.MaximumEnergyWh);
            if (shareWh > 0)
            {
                store.Insert(chargePoint, supply[i], shareWh, next.Version);
                supply[i] = supply[i] with { AllocatedWh = supply[i].AllocatedWh + shareWh };
                adds = true;
            }
        }

        return adds;
    }

    // Reads back what would be committed, so that a defect above cannot promise anything twice.
    private static void RequireWithinSupply(Site site, PlanStore store, long fromMs, long untilMs)
    {
        foreach (SupplyState one in store.Supply(site, fromMs, untilMs))
        {
            if (one.AllocatedWh > one.SupplyWh)
            {
                throw new AllocationExceedsSupplyException(
                    site.Name, DateTimeOffset.FromUnixTimeMilliseconds(one.StartMs), one.AllocatedWh, one.SupplyWh);
            }
        }
    }

    private void Publish(NewPlan plan)
    {
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

    private sealed record NewPlan(ChargePoint ChargePoint, PlanVersion Version, IReadOnlyList<PlannedAllocation> Allocations);
}
