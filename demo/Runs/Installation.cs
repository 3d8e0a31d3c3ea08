// Everything that a run consists of: broker, back office, charge points, and the truth beside them.
using ChargePointFw.BackOffice;
using ChargePointFw.Checker;
using ChargePointFw.Demo.Sun;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Hardware;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;
using ChargePointFw.Tests.Broker;

namespace ChargePointFw.Demo.Runs;

/// <summary>Sets a run up and takes it down: whatever was started here is stopped here.</summary>
internal sealed class Installation : IAsyncDisposable
{
    /// <summary>Name of the site.</summary>
    public const string Site = "tokyo-01";

    /// <summary>Zone in which times are shown.</summary>
    public const string Zone = "Asia/Tokyo";

    /// <summary>Length of the site's intervals, ms.</summary>
    public const long IntervalMs = 1_800_000;

    private const int MeterResolutionWh = 1;
    private const int AcCurrentA = 32;
    private const int AcPowerW = 22_080; // three phases of 230 V
    private const int DcPowerW = 50_000;
    private readonly DemoOptions options;
    private readonly string folder;

    private Installation(DemoOptions options, Scenario scenario)
    {
        this.options = options;
        Scenario = scenario;
        Time = new SimulatedTime(scenario.StartUtc);
        folder = options.KeepFolder is null
            ? Directory.CreateTempSubdirectory("cpfw-run-").FullName
            : Directory.CreateDirectory(options.KeepFolder).FullName;
        DatabaseFile = Path.Combine(folder, "backoffice.db");
        if (File.Exists(DatabaseFile))
        {
            throw new DemoException($"{folder} holds another run already: name an empty folder with --keep.");
        }
    }

    /// <summary>Something was broken on purpose.</summary>
    public bool HasFaults => options.Faults.Count > 0;

    public Scenario Scenario { get; }

    public SimulatedTime Time { get; }

    public Truth Truth { get; } = new();

    public string DatabaseFile { get; }

    public MosquittoBroker Broker { get; private set; } = null!;

    public BackOfficeApp BackOffice { get; private set; } = null!;

    public Fleet Fleet { get; private set; } = null!;

    /// <summary>Who everybody is at a broker that asks; null where it does not.</summary>
    public ProvisionedSite? Identities { get; private set; }

    /// <summary>Says what the sun gives; null when the site has no roof in it.</summary>
    public MeterGateway? Sun { get; private set; }

    /// <summary>Starts the parts, in the order in which they need one another.</summary>
    /// <exception cref="DemoException">Something is missing; the message says what to install.</exception>
    public static async Task<Installation> SetUpAsync(DemoOptions options, Scenario scenario, CancellationToken cancellation)
    {
        var installation = new Installation(options, scenario);
        try
        {
            await installation.StartAsync(cancellation);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Compares the ledger with the truth.</summary>
    public CheckResult Check(DateTimeOffset endUtc) => LedgerChecker.Compare(
        Truth,
        SupplyTruth.FromOperatorsCsv(Scenario.SupplyFile, options.SitePeakW),
        Scenario.ChargePoints,
        DatabaseFile,
        Scenario.StartUtc.ToUnixTimeMilliseconds(),
        endUtc.ToUnixTimeMilliseconds(),
        Sun?.Truth);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Sun?.Dispose();
        Fleet?.Dispose();
        if (BackOffice is not null)
        {
            await BackOffice.DisposeAsync();
        }

        Broker?.Dispose();
        if (options.KeepFolder is null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        if (options.Tls)
        {
            Identities = new ProvisionedSite(options.VaultFolder ?? Path.Combine(folder, "vault"), options.VaultFolder is not null);
        }

        // The broker is told who may do what once everybody is registered.
        Broker = Started(() => Identities is null
            ? MosquittoBroker.StartOnFreePort()
            : new MosquittoBroker(port => Identities.WriteBroker(Path.Combine(folder, "broker"), port, BackOffice)));
        var officeOptions = new BackOfficeOptions
        {
            DatabaseFile = DatabaseFile,
            BrokerPort = Broker.Port,
            ListenUrl = "http://127.0.0.1:0",
            SignInLinks = true,
            SignInHours = 24 * 365, // simulated ones
        };
        BackOffice = BackOfficeApp.Create(Identities?.Secure(officeOptions) ?? officeOptions, Time);
        BackOffice.Registry.RegisterSite(Site, Zone);
        SimulatorOptions[] boards = [.. Scenario.ChargePoints.Select(Provision)];
        Register(boards[0].SiteKey);
        DemoStation.Describe(BackOffice, Site, Scenario.ChargePoints, options.IsAc ? AcPowerW : DcPowerW, options.IsAc ? AcCurrentA : null);
        if (Identities is not null)
        {
            Started(() =>
            {
                Broker.Start();
                return Broker;
            });
        }

        BackOffice.Supply.ImportOperatorsCsv(Site, Scenario.SupplyFile, options.SitePeakW, "demo");
        await BackOffice.StartAsync(cancellation);
        await BackOffice.WhenConnectedAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        Fleet = new Fleet(this, [.. boards.Select(MakeChargePoint)], options);
        if (options.Clouds)
        {
            // Half the panels of what the file is scaled to.
            Sun = new MeterGateway(this, new SunCurve(options.Seed, options.SitePeakW / 2, TimeZoneInfo.FindSystemTimeZoneById(Zone)));
        }
    }

    private static MosquittoBroker Started(Func<MosquittoBroker> start)
    {
        try
        {
            return start();
        }
        catch (InvalidOperationException trouble)
        {
            throw new DemoException(trouble.Message);
        }
    }

    private void Register(byte[] siteKey)
    {
        var hash = new HmacSha256();
        BackOffice.Members.SetPolicy(Site, programmes: null, guestsAllowed: !options.MembersOnly, "demo");
        if (options.Clouds)
        {
            BackOffice.LiveSupply.Set(Site, true, "demo");
        }

        foreach (string token in Scenario.Visits.Where(visit => visit.IsMember).Select(visit => visit.Token).Distinct())
        {
            long tokenHash = SimulatedCardReader.HashOf(hash, siteKey, token);
            BackOffice.Registry.RegisterMember(Site, tokenHash, "zesp3", Scenario.EndUtc.AddYears(1));
        }
    }

    // What the board knows of itself, and the back office of it.
    private SimulatorOptions Provision(string name, int index)
    {
        byte[] deviceKey = DemoKeys.Device(options.Seed, name);
        var board = new SimulatorOptions
        {
            Site = Site,
            ChargePoint = name,
            DeviceKey = deviceKey,
            SiteKey = DemoKeys.Site(options.Seed),
            Broker = new BrokerAddress { Host = "127.0.0.1", Port = Broker.Port },
            Folder = Directory.CreateDirectory(Path.Combine(folder, "flash", name)).FullName,
            Seed = unchecked((options.Seed * 7_919) + index),
            MeterResolutionWh = MeterResolutionWh,
            PilotCurrentA = options.IsAc ? AcCurrentA : 0,
            MaximumPowerW = options.IsAc ? AcPowerW : DcPowerW,
            Console = index == 0 && options.ConsoleDevice is not null ? ConsolePort.Open(options.ConsoleDevice) : null,
        };
        if (Identities is null)
        {
            BackOffice.Registry.RegisterChargePoint(Site, name, deviceKey);
            return board;
        }

        DeviceConfiguration flashed = Identities.Flashed(name, board.Folder, deviceKey, Broker.Port, BackOffice);
        return board with
        {
            DeviceKey = Convert.FromBase64String(flashed.DeviceKey),
            KeyGeneration = (byte)flashed.KeyGeneration,
            SiteKey = Convert.FromBase64String(flashed.SiteKey),
            Broker = new BrokerAddress
            {
                Host = flashed.BrokerHost,
                Port = Broker.Port, // a free one, whatever stands on the flash
                CaCertificate = Convert.FromBase64String(flashed.CaCertificate),
                ClientCertificate = Convert.FromBase64String(flashed.ClientCertificate),
                ClientKey = Convert.FromBase64String(flashed.ClientKey),
                MakeCertificate = ClientCertificates.Make,
            },
        };
    }

    private SimulatedChargePoint MakeChargePoint(SimulatorOptions board)
    {
        string name = board.ChargePoint;
        var chargePoint = new SimulatedChargePoint(board, Time, Scenario.Visits.Where(visit => visit.ChargePoint == name));
        Truth.Meter(name, chargePoint.InitialRegisterWh, MeterResolutionWh);
        long initialMj = chargePoint.InitialRegisterWh * 3_600_000;
        chargePoint.MeterRead += (_, utcMs, energyMj) => Truth.Reading(name, utcMs, energyMj - initialMj);
        chargePoint.ContactorClosed += (_, utcMs, energyMj) => Truth.Closed(name, utcMs, energyMj - initialMj);
        chargePoint.Bay.CarMoved += (visit, comes, utcMs) => Tell(visit, comes, utcMs);
        return chargePoint;
    }

    private void Tell(Visit visit, bool comes, long utcMs)
    {
        if (comes)
        {
            Truth.PluggedIn(visit.ChargePoint, utcMs, visit.Token, visit.IsMember);
        }
        else
        {
            Truth.Unplugged(visit.ChargePoint, utcMs);
        }
    }
}
