// A site in full flow: a real broker, the back office as a process of its own, charge points here, and the truth beside them.
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice;
using ChargePointFw.Checker;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Tests.Broker;

namespace ChargePointFw.Faults.Worlds;

/// <summary>How a world is set up.</summary>
/// <param name="Site">What is played.</param>
/// <param name="Folder">An existing folder for everything; it is the caller's.</param>
internal sealed record WorldOptions(BusySite Site, string Folder)
{
    /// <summary>Lines of mosquitto.conf that replace the usual ones.</summary>
    public string[] BrokerLines { get; init; } = [];

    /// <summary>The back office's database; null for one in the folder.</summary>
    public string? DatabaseFile { get; init; }

    /// <summary>What the charge points connect to, given the broker's port; null for the broker itself.</summary>
    public Func<int, int>? PortForChargePoints { get; init; }
}

/// <summary>All of it, on one thread: simulated time is moved here, the broker and the back office live in real time.</summary>
internal sealed class World : IDisposable
{
    private static readonly TimeSpan frame = TimeSpan.FromMilliseconds(5);
    private readonly WorldOptions options;
    private readonly SimulatedTime time;
    private readonly Truth truth = new();
    private readonly string supplyFile;
    private readonly Stopwatch realTime = Stopwatch.StartNew();

    public World(WorldOptions options)
    {
        this.options = options;
        time = new SimulatedTime(options.Site.StartUtc);
        supplyFile = Path.Combine(options.Folder, "supply.csv");
        DatabaseFile = options.DatabaseFile ?? Path.Combine(options.Folder, "ledger.db");
        options.Site.WriteSupply(supplyFile);
        Broker = MosquittoBroker.StartOnFreePort(options.BrokerLines);
        Register();
        Office = new OfficeProcess(DatabaseFile, Broker.Port);
        Office.Start();
        int port = options.PortForChargePoints?.Invoke(Broker.Port) ?? Broker.Port;
        ChargePoints = [.. options.Site.ChargePoints.Select((name, at) => MakeChargePoint(name, at, port))];
    }

    public MosquittoBroker Broker { get; }

    public OfficeProcess Office { get; }

    public string DatabaseFile { get; }

    public IReadOnlyList<SimulatedChargePoint> ChargePoints { get; }

    /// <summary>Records in the journals of all charge points.</summary>
    public long Committed => ChargePoints.Sum(chargePoint => chargePoint.CommittedUpTo);

    /// <summary>Records that the back office has acknowledged.</summary>
    public long Acknowledged => ChargePoints.Sum(chargePoint => chargePoint.AcknowledgedUpTo);

    /// <summary>Simulated time that has passed.</summary>
    public TimeSpan Elapsed => time.GetUtcNow() - options.Site.StartUtc;

    /// <summary>Waits until every charge point holds its plan and the list of members.</summary>
    public void WaitForDocuments() => PollUntil(
        () => ChargePoints.All(chargePoint => chargePoint.PlanVersion > 0 && chargePoint.TokensVersion > 0), TimeSpan.FromSeconds(60), "every charge point holds a plan and a list");

    /// <summary>Lets simulated time pass at <paramref name="speed"/> until something is so, or a time is over.</summary>
    /// <returns>False when the time was over first.</returns>
    public bool Flow(double speed, TimeSpan atMost, Func<bool>? until = null)
    {
        DateTimeOffset start = time.GetUtcNow();
        var watch = Stopwatch.StartNew();
        while (until?.Invoke() != true)
        {
            if (watch.Elapsed >= atMost)
            {
                return false;
            }

            DateTimeOffset target = start + (watch.Elapsed * speed);
            Thread.Sleep(frame);
            Pass(target < options.Site.EndUtc ? target : options.Site.EndUtc);
            Poll(); // last, so that a condition sees what has just been handed to the broker
        }

        return true;
    }

    /// <summary>Lets simulated time pass as fast as it goes, with the wires as they are.</summary>
    public void Pass(TimeSpan by) => Pass(time.GetUtcNow() + by);

    /// <summary>Simulated time stands still while the links work.</summary>
    public void PollUntil(Func<bool> condition, TimeSpan patience, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > patience)
            {
                throw new FaultException(
                    $"Not within {patience.TotalSeconds:0} s: {what}. Acknowledged {Acknowledged} of {Committed}. The back office said:\n{string.Join('\n', Office.Lines.TakeLast(20))}");
            }

            Poll();
            Thread.Sleep(1);
        }
    }

    /// <summary>The cars leave, and everything recorded is heard.</summary>
    public void Settle(TimeSpan patience)
    {
        foreach (SimulatedChargePoint chargePoint in ChargePoints)
        {
            chargePoint.SendAway();
        }

        for (int seconds = 0; seconds < 60 && ChargePoints.Any(chargePoint => !chargePoint.IsIdle); seconds++)
        {
            Pass(TimeSpan.FromSeconds(1));
        }

        PollUntil(() => ChargePoints.All(chargePoint => chargePoint.IsSettled), patience, "everything recorded is acknowledged");
    }

    /// <summary>Compares the ledger with what was simulated, and prints the line of key figures.</summary>
    /// <param name="figures">key=value pairs of the run's own.</param>
    /// <param name="expectedAlarm">The kind of alarm that belongs to the fault.</param>
    /// <returns>0 when all is well.</returns>
    public int Close(string figures, string expectedAlarm = "")
    {
        CheckResult check = LedgerChecker.Compare(
            truth,
            SupplyTruth.FromOperatorsCsv(supplyFile, options.Site.PeakW),
            options.Site.ChargePoints,
            DatabaseFile,
            options.Site.StartUtc.ToUnixTimeMilliseconds(),
            time.UtcMs);
        StoredRecords stored = StoredRecords.Count(DatabaseFile, expectedAlarm);
        (int exitCode, string rebuilt) = Office.Run("rebuild", "--database", DatabaseFile);
        bool isRebuiltAlike = exitCode == 0 && rebuilt.EndsWith(", unchanged", StringComparison.Ordinal);
        foreach (string difference in check.Differences.Take(20))
        {
            Console.Error.WriteLine(difference);
        }

        if (!isRebuiltAlike)
        {
            Console.Error.WriteLine("rebuild: " + rebuilt);
        }

        long lost = Committed - stored.Distinct;
        long twice = stored.All - stored.Distinct + check.Duplicates;
        bool isWell = check.Matches && isRebuiltAlike && lost == 0 && twice == 0 && stored.Alarms == 0 && stored.PutAside == 0;
        Console.WriteLine(
            $"charge_points={ChargePoints.Count} {figures} simulated_minutes={Elapsed.TotalMinutes:0} sessions={check.Sessions} records={Committed} "
            + $"lost={lost} twice={twice} alarms={stored.Alarms} put_aside={stored.PutAside} covered_wh={check.CoveredWh} uncovered_wh={check.UncoveredWh} "
            + $"rebuild={(isRebuiltAlike ? "alike" : "differs")} ledger={(check.Matches ? "match" : "differs")}");
        return isWell ? 0 : 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SimulatedChargePoint chargePoint in ChargePoints)
        {
            chargePoint.Dispose();
        }

        Office.Dispose();
        Broker.Dispose();
    }

    private void Poll()
    {
        foreach (SimulatedChargePoint chargePoint in ChargePoints)
        {
            chargePoint.Poll(realTime.ElapsedMilliseconds);
        }
    }

    private void Pass(DateTimeOffset target)
    {
        while (true)
        {
            foreach (SimulatedChargePoint chargePoint in ChargePoints)
            {
                if (chargePoint.DueUtcMs <= time.UtcMs || chargePoint.HasNews)
                {
                    chargePoint.Tick();
                }
            }

            long nextMs = ChargePoints.Min(chargePoint => chargePoint.DueUtcMs);
            if (nextMs >= target.ToUnixTimeMilliseconds())
            {
                break;
            }

            time.AdvanceTo(DateTimeOffset.FromUnixTimeMilliseconds(nextMs));
        }

        time.AdvanceTo(target);
    }

    private void Register()
    {
        using var registering = new RegisteringTask(BackOfficeApp.Create(new BackOfficeOptions { DatabaseFile = DatabaseFile }, TimeProvider.System));
        BackOfficeApp app = registering.App;
        app.Registry.RegisterSite(BusySite.Name, BusySite.Zone);
        app.Members.SetPolicy(BusySite.Name, programmes: null, guestsAllowed: true, "faults");
        foreach (string name in options.Site.ChargePoints)
        {
            app.Registry.RegisterChargePoint(BusySite.Name, name, Key("device/" + name));
        }

        var hash = new HmacSha256();
        foreach (string token in options.Site.Visits.Where(visit => visit.IsMember).Select(visit => visit.Token).Distinct())
        {
            app.Registry.RegisterMember(BusySite.Name, SimulatedCardReader.HashOf(hash, Key("site"), token), "zesp3", options.Site.EndUtc.AddYears(1));
        }

        app.Supply.ImportOperatorsCsv(BusySite.Name, supplyFile, options.Site.PeakW, "faults");
    }

    private SimulatedChargePoint MakeChargePoint(string name, int at, int port)
    {
        var chargePoint = new SimulatedChargePoint(
            new SimulatorOptions
            {
                Site = BusySite.Name,
                ChargePoint = name,
                DeviceKey = Key("device/" + name),
                SiteKey = Key("site"),
                Broker = new BrokerAddress { Host = "127.0.0.1", Port = port },
                Folder = Directory.CreateDirectory(Path.Combine(options.Folder, "flash", name)).FullName,
                Seed = unchecked((options.Site.Seed * 7_919) + at),
            },
            time,
            options.Site.Visits.Where(visit => visit.ChargePoint == name));
        truth.Meter(name, chargePoint.InitialRegisterWh, 1);
        long initialMj = chargePoint.InitialRegisterWh * 3_600_000;
        chargePoint.MeterRead += (_, utcMs, energyMj) => truth.Reading(name, utcMs, energyMj - initialMj);
        chargePoint.ContactorClosed += (_, utcMs, energyMj) => truth.Closed(name, utcMs, energyMj - initialMj);
        chargePoint.Bay.CarMoved += (visit, comes, utcMs) =>
        {
            if (comes)
            {
                truth.PluggedIn(name, utcMs, visit.Token, visit.IsMember);
            }
            else
            {
                truth.Unplugged(name, utcMs);
            }
        };
        return chargePoint;
    }

    private byte[] Key(string purpose) =>
        HMACSHA256.HashData(BitConverter.GetBytes(options.Site.Seed), Encoding.ASCII.GetBytes("faults/" + purpose));

    /// <summary>The back office without its process, while the site is registered; it neither hears nor serves.</summary>
    private sealed class RegisteringTask(BackOfficeApp app) : IDisposable
    {
        public BackOfficeApp App => app;

        public void Dispose() => app.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
