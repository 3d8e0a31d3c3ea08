using System.Data.Common;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Surplus;

/// <summary>
/// Takes what the sites' meters measure and tells it at once, signed, to every charge point that has a share of it. Nothing
/// waits: a measurement that cannot go out is forgotten for the next. What was measured is added up in memory and written
/// down every ten seconds at most; a crash loses that much, which makes the sum smaller, never larger.
/// </summary>
public sealed class SurplusFeed
{
    private static readonly TimeSpan pauseBetweenLines = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan pauseBetweenWrites = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Lock writing = new(); // never waited for while a measurement waits
    private readonly Database database;
    private readonly Registry registry;
    private readonly IBrokerLink broker;
    private readonly Planner planner;
    private readonly LiveSupplySettings settings;
    private readonly TimeProvider time;
    private readonly ILogger<SurplusFeed> log;
    private readonly Dictionary<long, SiteFeed> feeds = [];
    private readonly Dictionary<(string Site, SurplusRefusal Why), DateTimeOffset> saidAt = [];
    private DateTimeOffset writtenAt;

    internal SurplusFeed(
        Database database, Registry registry, IBrokerLink broker, Planner planner, LiveSupplySettings settings, TimeProvider time, ILogger<SurplusFeed> log)
    {
        this.database = database;
        this.registry = registry;
        this.broker = broker;
        this.planner = planner;
        this.settings = settings;
        this.time = time;
        this.log = log;
        settings.Changed += site =>
        {
            lock (gate)
            {
                FeedOf(site).Forget();
            }
        };
    }

    /// <summary>What to subscribe to.</summary>
    internal const string TopicFilter = "cpfw/1/+/surplus";

    /// <summary>What was taken, told and refused.</summary>
    public SurplusCounters Counters { get; } = new();

    /// <summary>The newest measurement taken from a site since the start, or null.</summary>
    public SurplusMeasurement? Last(string site)
    {
        lock (gate)
        {
            return registry.FindSite(site) is { } at && feeds.TryGetValue(at.Id, out SiteFeed? feed) ? feed.Integral.Last : null;
        }
    }

    /// <summary>Takes a message of the topic <c>surplus</c>; false when it is another's. Never throws for what is in it.</summary>
    internal bool Take(string topic, byte[] payload)
    {
        string[] levels = topic.Split('/');
        if (levels.Length != 4 || levels[3] != "surplus")
        {
            return false;
        }

        try
        {
            lock (gate)
            {
                TakeFrom(levels[2], payload);
            }
        }
        catch (DbException refused)
        {
            log.LogWarning("The database refuses to be read ({Reason}); a measurement of {Site} is left out", refused.Message, levels[2]);
        }

        return true;
    }

    /// <summary>Writes down what was measured since it was written last, if that is some time ago.</summary>
    /// <param name="isDue">True to write now.</param>
    internal void Write(bool isDue = false)
    {
        lock (writing)
        {
            DateTimeOffset now = time.GetUtcNow();
            List<(SiteFeed Feed, SurplusInterval Interval)> changed;
            lock (gate)
            {
                changed = [.. feeds.Values.SelectMany(feed => feed.Changed.Values.Select(one => (feed, one)))];
            }

            if (changed.Count == 0 || (!isDue && now - writtenAt < pauseBetweenWrites && now >= writtenAt))
            {
                return;
            }

            try
            {
                database.Write((connection, transaction) =>
                    changed.ForEach(one => new SurplusStore(connection, transaction).Put(one.Feed.Site, one.Interval)));
            }
            catch (DbException refused)
            {
                log.LogWarning("The database refuses measured surplus ({Reason}); it is tried again", refused.Message);
                return;
            }

            writtenAt = now;
            lock (gate)
            {
                changed.ForEach(one => one.Feed.Written(one.Interval));
            }
        }
    }

    private void TakeFrom(string name, byte[] payload)
    {
        Site? site = registry.FindSite(name);
        if (site is null)
        {
            Refuse("", SurplusRefusal.UnknownSite);
            return;
        }

        SiteFeed feed = FeedOf(site);
        DateTimeOffset now = time.GetUtcNow();
        feed.Follow(settings, database, planner.Round, now);
        SurplusMeasurement? read = SurplusMeasurement.Read(payload);
        SurplusRefusal? refusal = !feed.IsOn ? SurplusRefusal.NotInUse
            : read is { } measured ? measured.Refusal(feed.LastMs, now.ToUnixTimeMilliseconds())
            : SurplusRefusal.Malformed;
        if (refusal is { } why)
        {
            Refuse(name, why);
            return;
        }

        SurplusMeasurement one = read!.Value;
        Counters.CountTaken();
        foreach (ChargePoint chargePoint in registry.ChargePointsOf(site).Where(at => feed.Sharing.Contains(at.Id)))
        {
            if (broker.Publish(chargePoint.Topics.Live, OutgoingDocuments.Live(chargePoint, one.SurplusW, one.MeasuredMs), retain: false, qos: 0))
            {
                Counters.CountPublished();
            }
        }

        feed.Add(one);
    }

    private SiteFeed FeedOf(Site site)
    {
        if (!feeds.TryGetValue(site.Id, out SiteFeed? feed))
        {
            feeds[site.Id] = feed = new SiteFeed(
                site, database.Read((connection, transaction) => new SurplusStore(connection, transaction).Newest(site)));
        }

        return feed;
    }

    // A gateway that goes wrong says so many times a second; it is counted each time and told once a minute.
    private void Refuse(string site, SurplusRefusal why)
    {
        Counters.CountRefused(why);
        DateTimeOffset now = time.GetUtcNow();
        if (saidAt.TryGetValue((site, why), out DateTimeOffset said) && now - said < pauseBetweenLines && now >= said)
        {
            return;
        }

        saidAt[(site, why)] = now;
        log.LogWarning(
            "Surplus of {Site} is refused: {Reason} ({Count} so far). Look at its meter gateway: form, clock, and whether live supply is switched on",
            site.Length > 0 ? site : "a site that is not registered",
            why,
            Counters.Refused(why));
    }

    /// <summary>One site: its sum, and who shares in it now.</summary>
    private sealed class SiteFeed(Site site, SurplusInterval? stored)
    {
        private readonly SurplusIntegral integral = Resumed(site, stored);
        private long followedRound = -1;
        private long followedMs;

        public Site Site => site;

        public SurplusIntegral Integral => integral;

        public bool IsOn { get; private set; }

        public HashSet<long> Sharing { get; private set; } = [];

        public Dictionary<long, SurplusInterval> Changed { get; } = [];

        public long LastMs => integral.Last?.MeasuredMs ?? stored?.LastMeasuredMs ?? 0;

        public void Written(SurplusInterval one)
        {
            if (Changed[one.StartMs] == one)
            {
                Changed.Remove(one.StartMs);
            }
        }

        public void Forget() => followedRound = -1;

        // Looks again whenever an interval has begun or plans were published: not for every measurement.
        public void Follow(LiveSupplySettings settings, Database database, long round, DateTimeOffset now)
        {
            long startMs = site.IntervalStartMs(now);
            if (followedRound == round && followedMs == startMs)
            {
                return;
            }

            IsOn = settings.Of(site).IsOn;
            Sharing = database.Read((connection, transaction) =>
                new SurplusStore(connection, transaction).Sharing(site, startMs, startMs + (2 * site.IntervalMs)));
            (followedRound, followedMs) = (round, startMs);
        }

        public void Add(SurplusMeasurement one)
        {
            foreach (SurplusInterval changed in integral.Add(one))
            {
                Changed[changed.StartMs] = changed;
            }
        }

        private static SurplusIntegral Resumed(Site site, SurplusInterval? stored)
        {
            var integral = new SurplusIntegral(site.IntervalMs);
            if (stored is { } interval)
            {
                integral.Resume(interval);
            }

            return integral;
        }
    }
}
