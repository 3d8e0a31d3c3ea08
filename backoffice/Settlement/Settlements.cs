using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.BackOffice.Surplus;

namespace ChargePointFw.BackOffice.Settlement;

/// <summary>What a run did; energies in Wh.</summary>
/// <param name="Settled">Settlements that were added: new, changed, or final now.</param>
/// <param name="Unchanged">Those that stand as they were.</param>
/// <param name="Waiting">Intervals that cannot be settled yet: not metered, or too young to be final.</param>
/// <param name="MatchedWh">What may be claimed in the whole time.</param>
/// <param name="ShortWh">What was covered and may not be claimed.</param>
/// <param name="Findings">New rows for staff.</param>
/// <param name="Unheard">Intervals that a final run left provisional: not every charge point was heard past their end.</param>
public sealed record SettlementResult(int Settled, int Unchanged, int Waiting, long MatchedWh, long ShortWh, int Findings, int Unheard = 0);

/// <summary>
/// The third stage: what was covered, against what was generated and certified. Provisional as often as wished, then
/// final once every charge point of the site was heard past the end of the interval; rows are added only, and what was
/// recorded, allocated or covered never changes. Claims are made from here.
/// </summary>
public sealed class Settlements
{
    /// <summary>Kind of the finding when an interval cannot be settled for good, since charge points were not heard past its end.</summary>
    public const string NotHeard = "NotHeard";

    private readonly Database database;
    private readonly Registry registry;
    private readonly BackOfficeOptions options;
    private readonly TimeProvider time;

    internal Settlements(Database database, Registry registry, BackOfficeOptions options, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.options = options;
        this.time = time;
    }

    /// <summary>Settles the intervals of [from, until) that have ended.</summary>
    /// <param name="site">Its charge points' covered energy.</param>
    /// <param name="fromUtc">Start of the first interval.</param>
    /// <param name="untilUtc">Exclusive.</param>
    /// <param name="isFinal">For good; for intervals that ended at least <see cref="BackOfficeOptions.FinalAfterHours"/> ago.</param>
    /// <param name="settledBy">Who does it.</param>
    /// <param name="without">Charge points that a final run need not have heard, for instance one that is broken for good.</param>
    /// <exception cref="RegistryException">There is no such site or charge point.</exception>
    public SettlementResult Settle(
        string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc, bool isFinal, string settledBy, IReadOnlyCollection<string>? without = null)
    {
        Func<DbConnection, DbTransaction, SettlementResult> run = Prepare(site, fromUtc, untilUtc, isFinal, settledBy, without ?? []);
        return database.Write(run);
    }

    /// <summary>Tells what <see cref="Settle"/> would do; nothing stays written.</summary>
    /// <inheritdoc cref="Settle"/>
    public SettlementResult Rehearse(string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc, bool isFinal, IReadOnlyCollection<string> without)
    {
        Func<DbConnection, DbTransaction, SettlementResult> run = Prepare(site, fromUtc, untilUtc, isFinal, "", without);
        return database.Rehearse(run);
    }

    private Func<DbConnection, DbTransaction, SettlementResult> Prepare(
        string site, DateTimeOffset fromUtc, DateTimeOffset untilUtc, bool isFinal, string by, IReadOnlyCollection<string> without)
    {
        Site at = registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
        if (untilUtc <= fromUtc)
        {
            throw new RegistryException(Why.SettlementEnds);
        }

        if (without.FirstOrDefault(name => registry.FindChargePoint(site, name) is null) is { } unknown)
        {
            throw new RegistryException(Why.NoChargePoint, site, unknown);
        }

        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return (connection, transaction) => new Run(
            new SettlementStore(connection, transaction, at),
            at,
            Certificates.All(connection, transaction).ToDictionary(one => one.Id, StringComparer.Ordinal),
            isFinal,
            nowMs,
            isFinal ? nowMs - (options.FinalAfterHours * 3_600_000L) : nowMs,
            [.. without.Distinct().Order(StringComparer.Ordinal)]).Settle(fromUtc.ToUnixTimeMilliseconds(), untilUtc.ToUnixTimeMilliseconds(), by);
    }

    /// <summary>What was metered of an interval.</summary>
    /// <param name="Supply">Imported.</param>
    /// <param name="Live">What the site's own generation is.</param>
    /// <param name="FeedWh">Its surplus as the feed measured it, Wh; null when there was no feed.</param>
    /// <param name="CreditedWh">Credited of it at all charge points, Wh.</param>
    private sealed record Metered(KnownInterval Supply, LiveSupply Live, long? FeedWh, long CreditedWh)
    {
        /// <summary>Whether what was imported is the site's own generation: it has its source.</summary>
        public bool IsOwn => CreditedWh > 0 && Supply.GeneratedWh is not null && Supply.Source == Live.Source;

        /// <summary>As imported, else as the feed measured it; null when nobody knows yet.</summary>
        public long? SurplusWh => IsOwn ? Supply.GeneratedWh : FeedWh;

        /// <summary>For good only with what was imported: the feed's own sum is provisional.</summary>
        public bool Suffices(CoveredInterval[] all, bool isFinal)
        {
            bool usesLive = all.Any(one => one.LiveWh > 0);
            bool usesSupply = all.Any(one => one.CoveredWh > one.LiveWh);
            return (!usesSupply || Supply.GeneratedWh is not null) && (!usesLive || IsOwn || (!isFinal && FeedWh is not null));
        }
    }

    private sealed class Run(
        SettlementStore store, Site site, Dictionary<string, Certificate> certificates, bool isFinalRun, long nowMs, long endedByMs, string[] without)
    {
        private readonly List<(string ChargePoint, long HeardMs)> heard = isFinalRun ? store.Heard() : [];
        private readonly List<SettlementRow> added = [];
        private int unchanged;
        private int waiting;
        private int findings;
        private int unheard;
        private long matchedWh;
        private long shortWh;

        public SettlementResult Settle(long fromMs, long untilMs, string by)
        {
            List<CoveredInterval> covered = store.Covered(fromMs, untilMs);
            Dictionary<long, KnownInterval> known = store.Known(fromMs, untilMs);
            Dictionary<(long ChargePointId, long StartMs), SettlementRow> before = store.Settled(fromMs, untilMs);
            Dictionary<string, long> usedWh = store.MatchedWh();
            Dictionary<long, long> creditedWh = store.CreditedWh(fromMs, untilMs);
            Dictionary<long, long> measuredWh = store.MeasuredWh(fromMs, untilMs);
            foreach (IGrouping<long, CoveredInterval> interval in covered.GroupBy(one => one.StartMs))
            {
                CoveredInterval[] all = [.. interval];
                var metered = new Metered(
                    known.GetValueOrDefault(interval.Key) ?? new KnownInterval { StartMs = interval.Key },
                    store.Live(),
                    measuredWh.TryGetValue(interval.Key, out long feedWh) ? feedWh : null,
                    creditedWh.GetValueOrDefault(interval.Key));
                if (interval.Key + site.IntervalMs <= endedByMs && metered.Suffices(all, isFinalRun))
                {
                    Settle(metered, all, before, usedWh);
                }
                else
                {
                    waiting++;
                }
            }

            if (added.Count > 0)
            {
                long runId = store.AddRun(isFinalRun, fromMs, untilMs, by, nowMs, string.Join(' ', without));
                added.ForEach(row => store.Add(runId, row));
            }

            return new SettlementResult(added.Count, unchanged, waiting, matchedWh, shortWh, findings, unheard);
        }

        private void Settle(
            Metered metered,
            CoveredInterval[] all,
            Dictionary<(long ChargePointId, long StartMs), SettlementRow> before,
            Dictionary<string, long> usedWh)
        {
            bool isFinal = isFinalRun && AllHeard(metered.Supply.StartMs);
            SettlementRow?[] held = [.. all.Select(one => before.GetValueOrDefault((one.ChargePointId, one.StartMs)))];
            if (!isFinal && held.Any(row => row?.IsFinal == 1))
            {
                Count(all, [.. held.Select(row => row?.MatchedWh ?? 0)]);
                unchanged += all.Length;
                return; // what is final is changed by a final run only
            }

            foreach (SettlementRow row in held.OfType<SettlementRow>())
            {
                Use(usedWh, row.CertificateId, row.LiveMatchedWh - row.MatchedWh);
                Use(usedWh, row.LiveCertificateId, -row.LiveMatchedWh);
            }

            KnownInterval supply = metered.Supply;
            LiveAnswer live = SettleLive(metered, all, usedWh);
            Use(usedWh, metered.Live.CertificateId, live.MatchedWh.Sum());
            long[] restWh = [.. all.Zip(live.UsedWh, (one, used) => one.CoveredWh - used)];
            Certificate? certificate = certificates.GetValueOrDefault(supply.CertificateId);
            SettlementAnswer answer = SettlementRule.Settle(new SettlementQuestion(
                (supply.GeneratedWh ?? 0) - (metered.IsOwn ? live.MatchedWh.Sum() : 0), // what bore the live part bears nothing else
                ClaimTable.OriginOf(supply.Source),
                ClaimTable.StandingOf(certificate, supply.StartMs, site.IntervalMs),
                (certificate?.VolumeWh ?? 0) - usedWh.GetValueOrDefault(supply.CertificateId),
                restWh));
            for (int i = 0; i < all.Length; i++)
            {
                Use(usedWh, supply.CertificateId, answer.MatchedWh[i]);
                Take(held[i], new SettlementRow
                {
                    IsFinal = isFinal ? 1 : 0,
                    ChargePointId = all[i].ChargePointId,
                    StartMs = supply.StartMs,
                    AllocatedWh = all[i].AllocatedWh,
                    CoveredWh = all[i].CoveredWh,
                    MatchedWh = answer.MatchedWh[i] + live.MatchedWh[i],
                    GeneratedWh = supply.GeneratedWh ?? 0,
                    Source = supply.Source,
                    CertificateId = supply.CertificateId,
                    Wording = Weakest((answer.MatchedWh[i], answer.Wording), (live.MatchedWh[i], live.Wording)).ToString(),
                    Reason = (live.UsedWh[i] > 0 && (restWh[i] == 0 || answer.Reason == SettlementReason.Matched) ? live.Reason : answer.Reason).ToString(),
                    LiveCoveredWh = live.UsedWh[i],
                    LiveMatchedWh = live.MatchedWh[i],
                    SurplusWh = live.UsedWh[i] > 0 ? metered.SurplusWh ?? 0 : 0,
                    LiveCertificateId = live.UsedWh[i] > 0 ? metered.Live.CertificateId : "",
                });
            }

            Count(all, [.. answer.MatchedWh.Zip(live.MatchedWh, (rest, ofLive) => rest + ofLive)]);
            Find(answer.Reason, all, restWh, answer.MatchedWh);
            if (live.AboveSurplusWh > 0)
            {
                AddFinding(SettlementReason.LiveAboveSurplus, supply.StartMs, live.AboveSurplusWh, all.Where(one => one.LiveWh > 0));
            }
            else
            {
                Find(live.Reason, all, live.UsedWh, live.MatchedWh);
            }
        }

        // Records of an interval that are still to come would change what was covered, and how a shortage is shared.
        private bool AllHeard(long startMs)
        {
            string[] missing = [.. heard.Where(one => one.HeardMs < startMs + site.IntervalMs && !without.Contains(one.ChargePoint)).Select(one => one.ChargePoint)];
            if (missing.Length == 0)
            {
                return true;
            }

            unheard++;
            findings += store.AddFinding(NotHeard, startMs, 0, string.Join(' ', missing), nowMs) ? 1 : 0;
            return false;
        }

        private LiveAnswer SettleLive(Metered metered, CoveredInterval[] all, Dictionary<string, long> usedWh)
        {
            Certificate? certificate = certificates.GetValueOrDefault(metered.Live.CertificateId);
            return LiveSettlementRule.Settle(new LiveQuestion(
                metered.SurplusWh ?? 0,
                ClaimTable.OriginOf(metered.Live.Source),
                ClaimTable.StandingOf(certificate, metered.Supply.StartMs, site.IntervalMs),
                (certificate?.VolumeWh ?? 0) - usedWh.GetValueOrDefault(metered.Live.CertificateId),
                [.. all.Select(one => one.CoveredWh)],
                [.. all.Select(one => one.LiveWh)],
                metered.CreditedWh));
        }

        // Of energy with two origins no more is said than of the weaker one.
        private static ClaimWording Weakest(params (long MatchedWh, ClaimWording Wording)[] parts) =>
            parts.Where(part => part.MatchedWh > 0).Select(part => part.Wording).DefaultIfEmpty(ClaimWording.None).Min();

        private void Take(SettlementRow? held, SettlementRow row)
        {
            if (held == row)
            {
                unchanged++;
            }
            else
            {
                added.Add(row);
            }
        }

        private void Count(CoveredInterval[] all, IReadOnlyList<long> matched)
        {
            matchedWh += matched.Sum();
            shortWh += all.Sum(one => one.CoveredWh) - matched.Sum();
        }

        private void Find(SettlementReason reason, CoveredInterval[] all, IReadOnlyList<long> coveredWh, IReadOnlyList<long> matched)
        {
            long missingWh = coveredWh.Sum() - matched.Sum();
            if (missingWh > 0)
            {
                AddFinding(reason, all[0].StartMs, missingWh, all.Where((_, i) => coveredWh[i] > matched[i]));
            }
        }

        private void AddFinding(SettlementReason reason, long startMs, long energyWh, IEnumerable<CoveredInterval> at)
        {
            if (store.AddFinding(reason.ToString(), startMs, energyWh, string.Join(' ', at.Select(one => one.ChargePoint)), nowMs))
            {
                findings++;
            }
        }

        private static void Use(Dictionary<string, long> usedWh, string certificateId, long energyWh)
        {
            if (certificateId.Length > 0)
            {
                usedWh[certificateId] = usedWh.GetValueOrDefault(certificateId) + energyWh;
            }
        }
    }
}
