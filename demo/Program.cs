// The program behind ./run.sh: broker, back office and simulated charge points in one run, checked at its end.
using System.CommandLine;
using ChargePointFw.Demo;
using ChargePointFw.Demo.Runs;
using ChargePointFw.Simulator.Faults;
using ChargePointFw.Simulator.Visits;
using Spectre.Console;

// Into a file or a pipe goes plain text of a fixed width.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Capabilities.Ansi = false;
    AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
    AnsiConsole.Profile.Width = 110;
}

var once = new Option<bool>("--once") { Description = "Run as fast as possible, print the interval table and the closing line, and end." };
var seed = new Option<int>("--seed") { Description = "Decides everything random; the same seed gives the same run.", DefaultValueFactory = _ => 1 };
var hours = new Option<double?>("--hours") { Description = "Simulated hours (default: what the files span; 24 with the samples)." };
var supply = new Option<string?>("--supply") { Description = "Area supply in the grid operators' 30-minute CSV; its renewable generation is scaled to the site." };
var sessions = new Option<string?>("--sessions") { Description = "Cars: charge_point,token,programme,plug_in_utc,unplug_utc,energy_wh,max_power_w." };
var sitePeakW = new Option<long>("--site-peak-w") { Description = "Power of the site in the supply file's best half hour, W.", DefaultValueFactory = _ => 90_000 };
var speed = new Option<double>("--speed") { Description = "Simulated seconds a second, when live.", DefaultValueFactory = _ => 60 };
var outage = new Option<string[]>("--outage") { Description = "Cut a charge point off from the broker: cp-02@10:00+2:30. May be repeated.", DefaultValueFactory = _ => [] };
var fault = new Option<string[]>("--fault")
{
    Description = $"Break something of a charge point (of the first, if none is named): \"meter-silent@12:00+0:10 cp-02\", hours and minutes after the start, and for how long (0:10). May be repeated. {BoardFault.Names}.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [],
};
var post = new Option<string>("--post") { Description = "What the charge points are: dc (chargers with an enable contact) or ac (posts with a control pilot, 32 A, three phases).", DefaultValueFactory = _ => "dc" };
post.AcceptOnlyFromAmong("dc", "ac");
var clouds = new Option<bool>("--clouds") { Description = "The site's roof is in the sun and clouds pass: its surplus is live supply, on top of the file's." };
var membersOnly = new Option<bool>("--members-only") { Description = "The site takes no guests (default: they are metered without any claim)." };
var console = new Option<string?>("--console") { Description = "Serial device or pseudo-terminal on which the first charge point's service console answers; live runs only." };
var tls = new Option<bool>("--tls") { Description = "The broker asks for certificates: charge points are provisioned as real boards are, and speak TLS." };
var vault = new Option<string?>("--vault") { Description = "With --tls: take the identities that the provisioning tool has put into this folder." };
var keep = new Option<string?>("--keep") { Description = "Keep the database, journals and broker configuration in this folder." };

var root = new RootCommand("Charge points, broker and back office on this machine; the ledger is checked against the simulated energy.")
{
    once, seed, hours, supply, sessions, sitePeakW, speed, outage, fault, post, clouds, membersOnly, console, tls, vault, keep,
};
root.SetAction(async (parsed, cancellation) =>
{
    try
    {
        var options = new DemoOptions
        {
            Once = parsed.GetValue(once),
            Seed = parsed.GetValue(seed),
            Hours = parsed.GetValue(hours),
            SupplyFile = parsed.GetValue(supply),
            SessionsFile = parsed.GetValue(sessions),
            SitePeakW = parsed.GetValue(sitePeakW),
            Speed = parsed.GetValue(speed),
            Outages = [.. parsed.GetValue(outage)!.Select(Outage.Parse)],
            Faults = FaultOrder.Parse(parsed.GetValue(fault)!),
            IsAc = parsed.GetValue(post) == "ac",
            Clouds = parsed.GetValue(clouds),
            MembersOnly = parsed.GetValue(membersOnly),
            ConsoleDevice = parsed.GetValue(console),
            Tls = parsed.GetValue(tls) || parsed.GetValue(vault) is not null,
            VaultFolder = parsed.GetValue(vault),
            KeepFolder = parsed.GetValue(keep),
        };
        if (options.Once && options.ConsoleDevice is not null)
        {
            throw new DemoException("--console is for a run to watch: leave out --once.");
        }

        Scenario scenario = Scenario.Load(options);
        await using Installation installation = await Installation.SetUpAsync(options, scenario, cancellation);
        return options.Once
            ? await OnceRun.RunAsync(installation, cancellation)
            : await LiveRun.RunAsync(installation, options.Speed, cancellation);
    }
    catch (Exception trouble) when (trouble is FormatException or VisitFileException or DemoException or IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync(trouble.Message);
        return 2;
    }
});
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
