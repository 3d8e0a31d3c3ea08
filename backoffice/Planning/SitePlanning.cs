using System.Data.Common;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.BackOffice.Surplus;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>A version that was committed and is to be published.</summary>
internal sealed record NewPlan(ChargePoint ChargePoint, PlanVersion Version, IReadOnlyList<PlannedAllocation> Allocations);

/// <summary>What a round of planning changes: shares of one charge point in one interval that become less or more, and by how much.</summary>
public sealed record PlanOutlook(int Lowered, long LoweredWh, int Raised, long RaisedWh)
{
    internal PlanOutlook With(long moreWh) => moreWh < 0
        ? this with { Lowered = Lowered + 1, LoweredWh = LoweredWh - moreWh }
        : this with { Raised = Raised + 1, RaisedWh = RaisedWh + moreWh };

    internal PlanOutlook And(PlanOutlook other) =>
        new(Lowered + other.Lowered, LoweredWh + other.LoweredWh, Raised + other.Raised, RaisedWh + other.RaisedWh);
}

/// <summary>What is known when a site is planned.</summary>
/// <param name="Site">Whose supply.</param>
/// <param name="ChargePoints">All of the site, by name.</param>
/// <param name="NowUtc">Read once.</param>
/// <param name="Said">Versions that charge points said to hold, and when, in the same order; null for those not heard.</param>
/// <param name="Demands">What charge points need, in the same order; empty when that plays no part.</param>
internal sealed record PlanningRound(
    Site Site,
    IReadOnlyList<ChargePoint> ChargePoints,
    DateTimeOffset NowUtc,
    IReadOnlyList<(long Version, DateTimeOffset HeardUtc)?> Said,
    IReadOnlyList<Demand> Demands)
{
    public long NowMs => NowUtc.ToUnixTimeMilliseconds();

    /// <summary>Start of the interval that runs.</summary>
    public long CurrentMs => Site.IntervalStartMs(NowUtc);
}

/// <summary>The newest of what decides how a site is shared out: with the same, a round has nothing new to find.</summary>
/// <param name="Rules">Of <see cref="PlanningRules.Mark"/>.</param>
/// <param name="ImportId">The newest supply import.</param>
internal sealed record PlanningMark(long Rules, long ImportId);

/// <summary>Plans one site in one transaction: takes the reports down, decides interval by interval, adds the rows.</summary>
internal sealed class SitePlanning
{
    private readonly DbConnection connection;
    private readonly DbTransaction transaction;
    private readonly PlanningRound round;
    private readonly BackOfficeOptions options;
    private readonly PlanStore store;
    private readonly SiteRuleValues site;
    private readonly LiveSupply live;
    private readonly long forecastEndMs;

    public SitePlanning(DbConnection connection, DbTransaction transaction, PlanningRound round, BackOfficeOptions options)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.round = round;
        this.options = options;
        store = new PlanStore(connection, transaction);
        site = SiteRuleValues.Read(connection, transaction, round.Site, options);
        live = LiveSupplySettings.Read(connection, transaction, round.Site);
        (forecastEndMs, long importId) = store.Forecast(round.Site);
        Mark = new PlanningMark(PlanningRules.Mark(connection, transaction), importId);
    }

    /// <summary>What <see cref="Plan"/> knows.</summary>
    public PlanningMark Mark { get; }

    /// <summary><see cref="Plan"/> has looked at every interval, and nobody may hold more there than his newest version says.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>How the shares were changed by <see cref="Plan"/>.</summary>
    public PlanOutlook Outlook { get; private set; } = new(0, 0, 0, 0);

    /// <param name="all">True to look at every interval even when nobody is due.</param>
    /// <exception cref="AllocationExceedsSupplyException">A defect: the transaction must be undone.</exception>
    public List<NewPlan> Plan(bool all)
    {
        TakeReports();
        long horizonMs = round.CurrentMs + (options.HorizonHours * 3_600_000L);
        long untilMs = live.IsOn ? horizonMs : Math.Min(horizonMs, forecastEndMs); // the sun needs no forecast
        Dictionary<long, PlanVersion> versions = store.NewestOf(round.Site);
        PlanVersion?[] newest = [.. round.ChargePoints.Select(one => versions.GetValueOrDefault(one.Id))];
        long firstMs = FirstToPlanMs(isBringUp: newest.All(version => version is null));
        bool isDue = all || site.Rebalance || site.FollowDemand || newest.Any(IsDue);
        if (!isDue && live.IsOn)
        {
            isDue = true; // shares that were let go are given on; the plans reach no further for that
            untilMs = newest.Max(version => version!.UntilMs);
        }

        long lastMs = Math.Max(untilMs, newest.Max(version => version?.UntilMs ?? 0)); // supply may have been taken back
        if (!isDue || lastMs <= firstMs)
        {
            return [];
        }

        Dictionary<(long ChargePointId, long StartMs), Promised> before = store.Promised(round.Site, firstMs, lastMs);
        IsSettled = before.Count == 0;
        List<SupplyState> supply = SupplyOrPromise(store.Supply(round.Site, firstMs, lastMs), before, live.IsOn ? Starts(firstMs, untilMs) : []);
        if (supply.Count == 0)
        {
            return [];
        }

        ShareRules rules = ShareRules.Read(connection, transaction, round.Site, firstMs, lastMs);
        ILookup<string, LocalWindow> windows = SiteWindows.Read(connection, transaction, round.Site);
        var book = new CertificateBook(Certificates.Read(connection, transaction), round.Site.IntervalMs);
        PlanVersion[] next = [.. newest.Select(held =>
            new PlanVersion((held?.Version ?? 0) + 1, held is null ? firstMs : round.CurrentMs, Math.Max(untilMs, held?.UntilMs ?? 0), Mark.ImportId))];
        var hasNews = new bool[next.Length];
        foreach (SupplyState one in supply)
        {
            long bookedWh = round.ChargePoints.Sum(at => BookedWh(before, at, one));
            bool isOpen = SiteWindows.Allow(windows, round.Site, one.StartMs);
            SupplyState usable = one with { SupplyWh = isOpen ? book.BoundWh(one, bookedWh) : 0 };
            long toShare = live.IsOn && isOpen && one.StartMs < untilMs ? LiveShares.Whole : 0;
            book.Book(one, Decide(usable, toShare, before, rules, next, hasNews, firstMs) - bookedWh);
        }

        store.WriteShares();
        Dictionary<(long ChargePointId, long StartMs), Promised> after = hasNews.Contains(true) ? store.Promised(round.Site, firstMs, lastMs) : before;
        RequireWithinSupply(supply, before, after);
        IsSettled = after.Values.All(one => one.HeldWh <= (one.PlannedWh ?? 0) && one.HeldPermille <= one.PlannedPermille);
        return Commit(newest, next, hasNews);
    }

    // What is promised for an interval whose supply is not known any more is supply of nothing; where there is live supply
    // every interval is looked at.
    private List<SupplyState> SupplyOrPromise(
        List<SupplyState> supply, Dictionary<(long ChargePointId, long StartMs), Promised> promised, IEnumerable<long> liveStarts)
    {
        HashSet<long> known = [.. supply.Select(one => one.StartMs)];
        return
        [
            .. supply.Concat(promised.Keys.Select(key => key.StartMs).Concat(liveStarts).Distinct().Where(startMs => !known.Contains(startMs))
                .Select(startMs => new SupplyState
                {
                    StartMs = startMs,
                    Source = live.IsOn ? live.Source : "",
                    CertificateId = live.IsOn ? live.CertificateId : "",
                })).OrderBy(one => one.StartMs),
        ];
    }

    private IEnumerable<long> Starts(long fromMs, long untilMs)
    {
        for (long startMs = fromMs; startMs < untilMs; startMs += round.Site.IntervalMs)
        {
            yield return startMs;
        }
    }

    private static long BookedWh(Dictionary<(long ChargePointId, long StartMs), Promised> before, ChargePoint at, SupplyState supply) =>
        before.TryGetValue((at.Id, supply.StartMs), out Promised promised) && promised.CertificateId == supply.CertificateId ? promised.HeldWh : 0;

    private void TakeReports()
    {
        var said = new List<(ChargePoint, long, long)>();
        for (int i = 0; i < round.ChargePoints.Count; i++)
        {
            if (round.Said[i] is { } heard)
            {
                said.Add((round.ChargePoints[i], heard.Version, heard.HeardUtc.ToUnixTimeMilliseconds()));
            }
        }

        new PlanReports(connection, transaction).Said(round.Site, said, round.NowMs);
    }

    // Only a site's very first plan starts at once; later nothing is touched that has begun or begins within the lead.
    private long FirstToPlanMs(bool isBringUp)
    {
        if (isBringUp)
        {
            return round.CurrentMs;
        }

        long earliestMs = round.NowMs + Math.Max(options.LeadMinutes * 60_000L, 1);
        long startMs = earliestMs - (earliestMs % round.Site.IntervalMs);
        return startMs < earliestMs ? startMs + round.Site.IntervalMs : startMs;
    }

    private bool IsDue(PlanVersion? newest) =>
        newest is null || newest.UntilMs - round.CurrentMs < options.ReplanBelowHours * 3_600_000L;

    // Adds the rows of one interval; returns what is booked of it then, Wh.
    private long Decide(
        SupplyState supply, long livePermille, Dictionary<(long ChargePointId, long StartMs), Promised> before, ShareRules rules, PlanVersion[] next, bool[] hasNews, long firstMs)
    {
        Stake[] stakes = [.. round.ChargePoints.Select((one, i) => StakeOf(one, i, supply.StartMs, before, rules, firstMs))];
        var limits = new ShareLimits(site.MinimumUsefulWh, RecordLayout.MaximumEnergyWh, site.Rebalance || site.FollowDemand);
        IReadOnlyList<Share> shares = IntervalShares.Of(supply.SupplyWh, stakes, limits, IntervalShares.TurnOf(supply.StartMs, round.Site.IntervalMs));
        Promised[] promised = [.. round.ChargePoints.Select(one => before.GetValueOrDefault((one.Id, supply.StartMs)))];
        IReadOnlyList<long> permilles = LiveShares.Of(
            livePermille, [.. promised.Select((one, i) => new LiveStake(stakes[i].Weight, one.PlannedPermille, one.HeldPermille))]);
        for (int i = 0; i < shares.Count; i++)
        {
            if (shares[i].EnergyWh != (stakes[i].PlannedWh ?? 0) || permilles[i] != promised[i].PlannedPermille)
            {
                store.Insert(round.ChargePoints[i], supply, shares[i], permilles[i], next[i].Version);
                hasNews[i] = true;
                Outlook = Outlook.With(shares[i].EnergyWh - (stakes[i].PlannedWh ?? 0));
            }
        }

        return stakes.Select((stake, i) => Math.Max(stake.HeldWh, shares[i].EnergyWh)).Sum();
    }

    private Stake StakeOf(
        ChargePoint one, int index, long startMs, Dictionary<(long ChargePointId, long StartMs), Promised> before, ShareRules rules, long firstMs)
    {
        bool isNear = startMs < firstMs + (options.DemandHours * 3_600_000L);
        long factor = site.FollowDemand && isNear ? Demands.Factor(round.Demands[index], options.WaitingCounts) : 1;
        bool isPromised = before.TryGetValue((one.Id, startMs), out Promised promised);
        return new Stake(
            rules.WeightOf(one) * factor,
            rules.ReservedWh(one, startMs),
            isPromised ? promised.PlannedWh : null,
            isPromised ? promised.HeldWh : 0);
    }

    // Reads back what would be committed, so that a defect above cannot promise anything twice. Where the supply became
    // less than what charge points may still hold, nothing may have been added.
    private void RequireWithinSupply(
        List<SupplyState> supply,
        Dictionary<(long ChargePointId, long StartMs), Promised> before,
        Dictionary<(long ChargePointId, long StartMs), Promised> after)
    {
        Dictionary<long, long> beforeWh = Held(before, one => one.HeldWh);
        Dictionary<long, long> afterWh = Held(after, one => one.HeldWh);
        Dictionary<long, long> livePermille = Held(after, one => one.HeldPermille);
        foreach (SupplyState one in supply)
        {
            long heldWh = afterWh.GetValueOrDefault(one.StartMs);
            if (heldWh > Math.Max(one.SupplyWh, beforeWh.GetValueOrDefault(one.StartMs)))
            {
                throw new AllocationExceedsSupplyException(
                    round.Site.Name, DateTimeOffset.FromUnixTimeMilliseconds(one.StartMs), heldWh, one.SupplyWh);
            }

            if (livePermille.GetValueOrDefault(one.StartMs) > LiveShares.Whole)
            {
                throw new AllocationExceedsSupplyException(
                    round.Site.Name, DateTimeOffset.FromUnixTimeMilliseconds(one.StartMs), livePermille[one.StartMs]);
            }
        }
    }

    private static Dictionary<long, long> Held(
        Dictionary<(long ChargePointId, long StartMs), Promised> promised, Func<Promised, long> what) =>
        promised.GroupBy(one => one.Key.StartMs, one => what(one.Value)).ToDictionary(group => group.Key, group => group.Sum());

    private List<NewPlan> Commit(PlanVersion?[] newest, PlanVersion[] next, bool[] hasNews)
    {
        var plans = new List<NewPlan>();
        for (int i = 0; i < next.Length; i++)
        {
            // It learns an allocation, or that the plan reaches further.
            if (hasNews[i] || newest[i] is not { } held || next[i].UntilMs > held.UntilMs)
            {
                store.Insert(round.ChargePoints[i], next[i], round.NowMs);
                plans.Add(new NewPlan(round.ChargePoints[i], next[i], store.AllocationsOf(round.ChargePoints[i], next[i])));
            }
        }

        return plans;
    }
}
