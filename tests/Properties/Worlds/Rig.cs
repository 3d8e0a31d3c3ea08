using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Faults;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Properties.Worlds;

/// <summary>Runs a site: one simulated charge point without a link, stepped at every 100 ms, or only when something is due.</summary>
internal sealed class Rig : IDisposable
{
    private const long LongestQuietMs = 300_000;
    private const int StepMs = 100;
    private const int CardAgainAfterMs = 5_000;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-rig-");
    private readonly SimulatedTime time = new(DateTimeOffset.FromUnixTimeMilliseconds(Site.StartUtcMs));
    private readonly SimulatedChargePoint chargePoint;
    private readonly Site site;
    private readonly long[] energyAtBoundaryMj;
    private readonly List<(long UtcMs, bool IsClosed)> contactor = [];
    private readonly Queue<long> cuts;
    private readonly Queue<(long UtcMs, MeterTrouble What)> troubles;
    private long cardAgainUtcMs = long.MaxValue;
    private int boundaries;
    private long dueUtcMs;

    private Rig(Site site)
    {
        this.site = site;
        cuts = new Queue<long>(site.PowerCutsMs.Select(cutMs => Site.StartUtcMs + cutMs));
        troubles = new Queue<(long, MeterTrouble)>(site.MeterTroubles.SelectMany(one => new[]
        {
            (Site.StartUtcMs + one.FromMs, one.Trouble), (Site.StartUtcMs + one.UntilMs, MeterTrouble.None),
        }));
        energyAtBoundaryMj = new long[site.AllocationsWh.Length + 1];
        chargePoint = new SimulatedChargePoint(
            new SimulatorOptions
            {
                Site = Papers.SiteName,
                ChargePoint = Site.Name,
                DeviceKey = Papers.DeviceKey,
                SiteKey = Papers.SiteKey,
                Broker = new BrokerAddress { Host = "127.0.0.1", Port = 1 },
                Folder = folder.FullName,
                Seed = site.Seed,
                MaximumPowerW = Site.MaximumPowerW,
                MeterResolutionWh = site.ResolutionWh,
                Sun = site.Sun,
                PilotCurrentA = site.PilotCurrentA,
            },
            time,
            site.Visits);
        Assert.IsTrue(chargePoint.TakePlan(Papers.Plan(site)) && chargePoint.TakeTokens(Papers.Tokens(site)), "The charge point refuses what the test wrote.");
        Bay.CarMoved += (visit, comes, utcMs) => Car = comes ? visit : null;
    }

    /// <summary>Every record, in order.</summary>
    public IReadOnlyList<StoredRecord> Records { get; private set; } = [];

    /// <summary>When the contactor moved, and where to.</summary>
    public IReadOnlyList<(long UtcMs, bool IsClosed)> Contactor => contactor;

    public int Closures => chargePoint.ContactorClosures;

    public long InitialRegisterWh => chargePoint.InitialRegisterWh;

    /// <summary>What the meter shows at the end, Wh.</summary>
    public long FinalRegisterWh => Bay.EnergyMj / 3_600_000 / site.ResolutionWh * site.ResolutionWh;

    /// <summary>Power was gone at these instants.</summary>
    public List<(long UtcMs, bool WasInSession)> Cuts { get; } = [];

    public int Ticks { get; private set; }

    private Bay Bay => chargePoint.Bay;

    private Visit? Car { get; set; }

    /// <summary>Runs the site to its end and half a minute beyond.</summary>
    public static Rig Run(Site site, Stepping stepping)
    {
        var rig = new Rig(site);
        rig.RunToTheEnd(stepping);
        rig.Records = StoredRecord.ReadAll(rig.folder.FullName);
        return rig;
    }

    /// <summary>True energy in an interval, mJ.</summary>
    public long TrueMj(int interval) => energyAtBoundaryMj[interval + 1] - energyAtBoundaryMj[interval];

    public void Dispose()
    {
        chargePoint.Dispose();
        folder.Delete(recursive: true);
    }

    private void RunToTheEnd(Stepping stepping)
    {
        long end = site.EndUtcMs + 30_000;
        for (long now = Site.StartUtcMs; now <= end; now = Next(now, stepping))
        {
            time.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(now));
            MarkBoundary(now);
            CutPower(now);
            TroubleMeter(now);
            PresentCardAgain(now);
            if (stepping == Stepping.Dense || dueUtcMs <= now || Bay.PresentedToken is not null)
            {
                chargePoint.Tick();
                Ticks++;
                dueUtcMs = stepping == Stepping.Quiet ? chargePoint.QuietDueUtcMs(site.IntervalMs, LongestQuietMs) : chargePoint.DueUtcMs;
                Watch(now);
            }
        }
    }

    private long Next(long now, Stepping stepping)
    {
        if (stepping == Stepping.Dense)
        {
            return now + StepMs;
        }

        long next = Math.Min(dueUtcMs, Site.StartUtcMs + (boundaries * site.IntervalMs));
        next = Math.Min(next, troubles.TryPeek(out (long UtcMs, MeterTrouble) trouble) ? trouble.UtcMs : long.MaxValue);
        next = Math.Min(next, cuts.TryPeek(out long cut) ? cut : long.MaxValue);
        return Math.Max(Math.Min(next, cardAgainUtcMs), now + StepMs);
    }

    private void MarkBoundary(long now)
    {
        if (boundaries < energyAtBoundaryMj.Length && now >= Site.StartUtcMs + (boundaries * site.IntervalMs))
        {
            Bay.AdvanceTo(now);
            energyAtBoundaryMj[boundaries++] = Bay.EnergyMj;
        }
    }

    private void TroubleMeter(long now)
    {
        while (troubles.TryPeek(out (long UtcMs, MeterTrouble What) trouble) && trouble.UtcMs <= now)
        {
            troubles.Dequeue();
            Bay.AdvanceTo(now);
            chargePoint.MeterTrouble = trouble.What;
            dueUtcMs = now;
        }
    }

    // Whoever is plugged in presents the card again some seconds after the lights are back.
    private void CutPower(long now)
    {
        if (cuts.TryPeek(out long cut) && cut <= now)
        {
            cuts.Dequeue();
            Cuts.Add((now, !chargePoint.IsIdle));
            chargePoint.CutPower();
            dueUtcMs = now;
            Watch(now);
            cardAgainUtcMs = now + CardAgainAfterMs;
        }
    }

    private void PresentCardAgain(long now)
    {
        if (now >= cardAgainUtcMs)
        {
            cardAgainUtcMs = long.MaxValue;
            Bay.AdvanceTo(now);
            Bay.PresentedToken = Car is not null && chargePoint.IsIdle ? Car.Token : Bay.PresentedToken;
        }
    }

    private void Watch(long now)
    {
        bool wasClosed = contactor.Count > 0 && contactor[^1].IsClosed;
        if (chargePoint.IsContactorClosed != wasClosed)
        {
            contactor.Add((now, !wasClosed));
        }
    }
}

/// <summary>When a run looks at its charge point.</summary>
internal enum Stepping
{
    /// <summary>Every 100 ms.</summary>
    Dense,

    /// <summary>When the charge point says that something is due.</summary>
    Sparse,

    /// <summary>As the storm does: without a session and a flow even more rarely.</summary>
    Quiet,
}
