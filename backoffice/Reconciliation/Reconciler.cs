using System.Data.Common;
using ChargePointFw.BackOffice.Reconciliation.Checks;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What a run did.</summary>
/// <param name="RunId">Its row: <c>check_result</c> has what it found.</param>
/// <param name="Sessions">Sessions looked at.</param>
/// <param name="Records">Records read.</param>
/// <param name="Findings">Findings, old and new.</param>
/// <param name="New">Those that nobody had found before by the same rule.</param>
/// <param name="Cleared">Open ones that it did not find any more, or that a changed rule finds in its own right.</param>
public sealed record ReconcileResult(long RunId, long Sessions, long Records, long Findings, int New, int Cleared);

/// <summary>
/// Looks for what does not add up: over a period on demand here, behind what arrives in <see cref="Arrivals"/>. Both ask
/// the same checks and add to the same findings. It reads snapshots and writes in short transactions, so that ingest goes on.
/// </summary>
public sealed class Reconciler
{
    /// <summary>Findings kept in memory before they are written.</summary>
    private const int Buffered = 4_096;

    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal Reconciler(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
        Arrivals = new ArrivalChecks(database, registry, time);
    }

    /// <summary>Names of all checks, with how much each weighs.</summary>
    public static IReadOnlyDictionary<string, Severity> Kinds { get; } = AllChecks().ToDictionary(check => check.Kind, check => check.Severity);

    internal ArrivalChecks Arrivals { get; }

    /// <summary>Looks at what has arrived since it last did, whatever happened between.</summary>
    /// <returns>Records read.</returns>
    public long CatchUp() => Arrivals.CatchUp();

    /// <summary>Looks at sessions that began in [from, until), and at the site's intervals and certificates of that time.</summary>
    /// <param name="site">Name of the site; null for all.</param>
    /// <param name="fromUtc">Start.</param>
    /// <param name="untilUtc">Exclusive.</param>
    /// <param name="by">Who wants it.</param>
    /// <exception cref="RegistryException">No such site, or nothing between from and until.</exception>
    public ReconcileResult Run(string? site, DateTimeOffset fromUtc, DateTimeOffset untilUtc, string by)
    {
        Site[] sites = site is null ? [.. registry.Sites] : [registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site)];
        if (untilUtc <= fromUtc)
        {
            throw new RegistryException(Why.EndsBeforeItBegins);
        }

        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var period = new { siteId = site is null ? (long?)null : sites[0].Id, fromMs = fromUtc.ToUnixTimeMilliseconds(), untilMs = untilUtc.ToUnixTimeMilliseconds(), by, nowMs };
        long runId = database.Write((connection, transaction) => connection.ExecuteScalar<long>(
            """
            INSERT INTO check_run (site_id, from_utc_ms, until_utc_ms, started_by, started_utc_ms) VALUES (@siteId, @fromMs, @untilMs, @by, @nowMs) RETURNING id
            """,
            period,
            transaction));
        var run = new PeriodRun(this, runId, period.fromMs, period.untilMs, nowMs);
        run.Look(sites);
        return database.Write((connection, transaction) => run.Finish(connection, transaction, period.siteId));
    }

    /// <summary>Sets a limit of the checks from now on, for one charge point or for all.</summary>
    /// <exception cref="RegistryException">No such charge point, or no such value.</exception>
    public void SetLimit(string? site, string? chargePoint, CheckLimit limit, long value, string by)
    {
        ChargePoint? at = site is null || chargePoint is null
            ? null
            : registry.FindChargePoint(site, chargePoint) ?? throw new RegistryException(Why.NoChargePoint, site, chargePoint);
        CheckLimits.Set(database, at, limit, value, by, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private static IEnumerable<Check> AllChecks() => [.. SessionChecks.All, .. JournalChecks.All, .. SiteChecks.All];

    /// <summary>One look at a period: charge points side by side, then sites.</summary>
    private sealed class PeriodRun(Reconciler owner, long runId, long fromMs, long untilMs, long nowMs) : IFindings
    {
        private readonly Lock adding = new();
        private readonly Dictionary<long, CheckLimits> limits = CheckLimits.Read(owner.database);
        private readonly ParallelOptions workers = new() { MaxDegreeOfParallelism = Math.Min(2, Environment.ProcessorCount) };
        private List<Found> buffer = new(Buffered);
        private long sessions;
        private long records;
        private int added;

        public void Add(in Found found)
        {
            lock (adding)
            {
                buffer.Add(found);
                if (buffer.Count == Buffered)
                {
                    Flush();
                }
            }
        }

        public void Look(Site[] sites)
        {
            ILookup<long, JournalAt> journals = owner.database.Read((connection, transaction) => JournalList.Read(connection, transaction, owner.registry));
            Parallel.ForEach(sites.SelectMany(owner.registry.ChargePointsOf), workers, chargePoint => Walk(journals[chargePoint.Id]));
            Parallel.ForEach(sites, workers, site => owner.database.Read((connection, transaction) =>
            {
                var look = new SiteLook(connection, transaction, site, fromMs, untilMs, nowMs, LimitsOf);
                SiteChecks.Look(look, isForArrivals: false, this);
                return 0;
            }));
            Flush();
        }

        public ReconcileResult Finish(DbConnection connection, DbTransaction transaction, long? siteId)
        {
            var store = new FindingStore(connection, transaction, nowMs);
            string[] kinds = [.. Kinds.Keys];
            int cleared = store.Clear(
                """
                (@siteId IS NULL OR n.site_id = @siteId) AND n.at_utc_ms >= @fromMs AND n.at_utc_ms < @untilMs AND n.kind IN @kinds
                AND n.rule_id IN (SELECT id FROM check_rule WHERE rule <> 'ingest')
                AND NOT EXISTS (SELECT 1 FROM check_result r WHERE r.run_id = @runId AND r.finding_id = n.id)
                """,
                new { siteId, fromMs, untilMs, kinds, runId },
                new HashSet<long>());
            connection.Execute(
                "UPDATE check_run SET finished_utc_ms = @nowMs, sessions = @sessions, records = @records WHERE id = @runId",
                new { nowMs, sessions, records, runId },
                transaction);
            long findings = connection.ExecuteScalar<long>("SELECT count(*) FROM check_result WHERE run_id = @runId", new { runId }, transaction);
            return new ReconcileResult(runId, sessions, records, findings, added, cleared);
        }

        private CheckLimits LimitsOf(long chargePointId) => limits.GetValueOrDefault(chargePointId) ?? limits[0];

        private void Walk(IEnumerable<JournalAt> journals) => owner.database.Read((connection, transaction) =>
        {
            var from = new WalkState();
            foreach (JournalAt journal in journals)
            {
                CheckLimits those = LimitsOf(journal.ChargePoint.Id);
                long told = 0;
                var walk = new JournalWalk(those, nowMs, new JournalChecks(those, fromMs, untilMs, this), story =>
                {
                    if (story.AtUtcMs >= fromMs && story.AtUtcMs < untilMs)
                    {
                        told++;
                        SessionChecks.Look(story, this);
                    }
                });
                walk.Walk(connection, transaction, journal, from, verifies: true);
                from = walk.Carried;
                Interlocked.Add(ref sessions, told);
                Interlocked.Add(ref records, walk.Records);
            }

            return 0;
        });

        private void Flush()
        {
            List<Found> full = buffer;
            buffer = new List<Found>(Buffered);
            added += owner.database.Write((connection, transaction) => new FindingStore(connection, transaction, nowMs).Add(full, runId).New);
        }
    }
}
