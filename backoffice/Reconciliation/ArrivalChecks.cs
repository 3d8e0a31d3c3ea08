using System.Data.Common;
using System.Text.Json;
using ChargePointFw.BackOffice.Reconciliation.Checks;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>
/// Looks at what has arrived: each journal from the last place where no session was open, and the intervals that its
/// records touch. How far it has come is written with what it found, so that after a crash it goes on where it was.
/// </summary>
internal sealed class ArrivalChecks(Database database, Registry registry, TimeProvider time)
{
    private const long HourMs = 3_600_000;
    private readonly Lock one = new();
    private long slowDueMs;

    /// <summary>Looks at everything that is new; by the hour also at what has been silent.</summary>
    /// <returns>Records read.</returns>
    public long CatchUp()
    {
        lock (one)
        {
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            bool isHourly = nowMs >= slowDueMs || slowDueMs - nowMs > HourMs;
            Dictionary<long, CheckLimits> limits = CheckLimits.Read(database);
            (ILookup<long, JournalAt> journals, Dictionary<long, Cursor> cursors) = database.Read((connection, transaction) =>
                (JournalList.Read(connection, transaction, registry), Cursors(connection, transaction, isHourly)));
            long records = 0;
            foreach (IGrouping<long, JournalAt> chargePoint in journals)
            {
                records += LookAt(chargePoint, cursors, limits.GetValueOrDefault(chargePoint.Key) ?? limits[0], limits, nowMs, isHourly);
            }

            if (isHourly)
            {
                LookByTheHour(limits, nowMs);
                slowDueMs = nowMs + HourMs;
            }

            return records;
        }
    }

    private static Dictionary<long, Cursor> Cursors(DbConnection connection, DbTransaction transaction, bool withOpen) =>
        connection.Query<(long Row, long Stored, long Number, string? Resume, long IsOpen)>(
            """
            SELECT journal.id, contiguous_number, coalesce(number, 0), resume,
                   @withOpen = 1 AND EXISTS (SELECT 1 FROM session WHERE session.journal_row = journal.id AND ended_utc_ms IS NULL)
            FROM journal LEFT JOIN check_cursor ON journal_row = journal.id
            """,
            new { withOpen }, transaction)
            .ToDictionary(row => row.Row, row => new Cursor(
                row.Number, row.Stored > row.Number, row.IsOpen != 0, row.Resume is null ? null : JsonSerializer.Deserialize<WalkState>(row.Resume)));

    private long LookAt(
        IEnumerable<JournalAt> journals, Dictionary<long, Cursor> cursors, CheckLimits mine, Dictionary<long, CheckLimits> limits, long nowMs, bool isHourly)
    {
        long records = 0;
        WalkState? carried = null;
        JournalAt? before = null;
        foreach (JournalAt journal in journals)
        {
            Cursor cursor = cursors[journal.Row];
            if (cursor.HasNew || (isHourly && cursor.IsOpen))
            {
                WalkState from = cursor.Resume ?? carried ?? Carried(before, cursors, mine, nowMs);
                (long read, carried) = LookAt(journal, cursor, from, mine, limits, nowMs);
                records += read;
            }
            else
            {
                carried = null;
            }

            before = journal;
        }

        return records;
    }

    // Where the journal before left off; it was looked at before, and is read again from its last session only.
    private WalkState Carried(JournalAt? before, Dictionary<long, Cursor> cursors, CheckLimits limits, long nowMs) =>
        before is null ? new WalkState() : database.Read((connection, transaction) =>
        {
            var walk = new JournalWalk(limits, nowMs, new JournalChecks(limits, 0, 0, new FoundList()), static _ => { });
            walk.Walk(connection, transaction, before, cursors[before.Row].Resume ?? new WalkState(), verifies: false);
            return walk.Carried;
        });

    private (long Records, WalkState Carried) LookAt(
        JournalAt journal, Cursor cursor, WalkState from, CheckLimits mine, Dictionary<long, CheckLimits> limits, long nowMs)
    {
        var found = new FoundList();
        var lookedAt = new List<long>();
        (long fromMs, long untilMs) = (long.MaxValue, long.MinValue);
        var walk = new JournalWalk(mine, nowMs, new JournalChecks(mine, 0, long.MaxValue, found), story =>
        {
            bool isNew = story.Last.Number > cursor.Number;
            if (isNew || (story is { HasEnd: false, Next: null } && cursor.IsOpen))
            {
                lookedAt.Add(story.Number);
                SessionChecks.Look(story, found);
            }

            if (isNew)
            {
                fromMs = Math.Min(fromMs, Math.Min(story.AtUtcMs, story.Intervals.FirstMs));
                untilMs = Math.Max(untilMs, 1 + Math.Max(Math.Max(story.AtUtcMs, story.Last.UtcMs), story.Intervals.LastMs));
            }
        });
        long last = database.Read((connection, transaction) =>
        {
            walk.Walk(connection, transaction, journal, from, verifies: false);
            if (fromMs < untilMs)
            {
                LookAtSite(connection, transaction, journal.ChargePoint.Site, limits, fromMs, untilMs, nowMs, found, isHourly: false);
            }

            return walk.Last;
        });
        long siteId = journal.ChargePoint.Site.Id;
        database.Write((connection, transaction) =>
        {
            var store = new FindingStore(connection, transaction, nowMs);
            (HashSet<long> ids, _) = store.Add(found.All, 0);
            foreach (long[] some in lookedAt.Distinct().Chunk(500))
            {
                store.Clear(
                    "n.journal_row = @Row AND n.session_number IN @some AND n.kind IN @kinds", new { journal.Row, some, kinds = SessionKinds }, ids);
            }

            if (fromMs < untilMs)
            {
                store.Clear(StaleOfSite, new { siteId, fromMs, untilMs, kinds = ArrivalKinds }, ids);
            }

            connection.Execute(
                """
                INSERT INTO check_cursor (journal_row, number, resume) VALUES (@Row, @number, @resume)
                ON CONFLICT (journal_row) DO UPDATE SET number = excluded.number, resume = excluded.resume
                """,
                new { journal.Row, number = Math.Max(last, cursor.Number), resume = JsonSerializer.Serialize(walk.Resume) },
                transaction);
        });
        return (walk.Records, walk.Carried);
    }

    private void LookByTheHour(Dictionary<long, CheckLimits> limits, long nowMs)
    {
        (long fromMs, long untilMs) = (nowMs - (36 * HourMs), nowMs + (96 * HourMs));
        foreach (Site site in registry.Sites)
        {
            var found = new FoundList();
            database.Read((connection, transaction) =>
            {
                LookAtSite(connection, transaction, site, limits, fromMs, untilMs, nowMs, found, isHourly: true);
                return 0;
            });
            database.Write((connection, transaction) =>
            {
                var store = new FindingStore(connection, transaction, nowMs);
                (HashSet<long> ids, _) = store.Add(found.All, 0);
                store.Clear(StaleOfSite, new { siteId = site.Id, fromMs, untilMs, kinds = AllSiteKinds }, ids);
            });
        }
    }

    private const string StaleOfSite = "n.site_id = @siteId AND n.at_utc_ms >= @fromMs AND n.at_utc_ms < @untilMs AND n.kind IN @kinds";

    private static readonly string[] SessionKinds = [.. SessionChecks.All.Select(check => check.Kind)];
    private static readonly string[] ArrivalKinds = [.. SiteChecks.ForArrivals.Select(check => check.Kind)];
    private static readonly string[] AllSiteKinds = [.. SiteChecks.All.Select(check => check.Kind)];

    private static void LookAtSite(
        DbConnection connection, DbTransaction transaction, Site site, Dictionary<long, CheckLimits> limits, long fromMs, long untilMs, long nowMs,
        FoundList found, bool isHourly)
    {
        var look = new SiteLook(connection, transaction, site, fromMs, untilMs, nowMs, id => limits.GetValueOrDefault(id) ?? limits[0]);
        SiteChecks.Look(look, isForArrivals: !isHourly, found);
    }

    /// <summary>How far a journal was looked at, whether there is more, and where to go on.</summary>
    private sealed record Cursor(long Number, bool HasNew, bool IsOpen, WalkState? Resume);

    private sealed class FoundList : IFindings
    {
        public List<Found> All { get; } = [];

        public void Add(in Found found) => All.Add(found);
    }
}
