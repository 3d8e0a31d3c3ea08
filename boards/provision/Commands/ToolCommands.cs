// The tool's commands: each reads its options, asks the vault's desk, and says what to do next.
using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Hosting;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Provision.Broker;
using ChargePointFw.Provision.Configuration;
using ChargePointFw.Provision.Flash;
using ChargePointFw.Provision.Identity;

namespace ChargePointFw.Provision.Commands;

/// <summary>The commands of the provisioning tool.</summary>
internal static class ToolCommands
{
    private static readonly Option<string> vault = new("--vault") { Description = "Folder of secrets, outside any repository (default: CPFW_VAULT, else your data folder)", DefaultValueFactory = _ => Vault.DefaultFolder, Recursive = true };
    private static readonly Option<string> site = new("--site") { Description = "Name of the site", Required = true };
    private static readonly Option<string> chargePoint = new("--charge-point") { Description = "Name of the charge point", Required = true };
    private static readonly Option<string> board = new("--board") { Description = "Its board: " + string.Join(", ", BoardFacts.Names), Required = true };
    private static readonly Option<string?> zone = new("--zone") { Description = "Time zone of a new site, such as Asia/Tokyo" };
    private static readonly Option<int> interval = new("--interval") { Description = "Minutes of a new site's intervals: 15, 30 or 60 (default: 30)" };
    private static readonly Option<string?> brokerHost = new("--broker-host") { Description = "The broker's name or address as the charge points see it; for a new site" };
    private static readonly Option<int> brokerPort = new("--broker-port") { Description = "Its port (default: 8883)" };
    private static readonly Option<FileInfo?> settings = new("--settings") { Description = "JSON with the rest of config.json: meters, connector, contacts, limits" };
    private static readonly Option<FileInfo> remoteSettings = new("--settings") { Description = "JSON with what it is to run with over its own file; {} for nothing", Required = true };
    private static readonly Option<int> days = new("--days") { Description = "How long the certificate is good, days", DefaultValueFactory = _ => 730 };
    private static readonly Option<string> by = new("--by") { Description = "Who does it", DefaultValueFactory = _ => Environment.UserName };
    private static readonly Option<string?> pages = new("--pages") { Description = "Address of the back office's pages, for the label's code" };
    private static readonly Option<string> port = new("--port") { Description = "Serial port, such as /dev/ttyUSB0", Required = true };
    private static readonly Option<string> image = new("--image") { Description = "The board's image, ChargePointFw.*.bin", Required = true };
    private static readonly Option<string?> target = new("--target") { Description = "nanoff's target (default: the board's own)" };
    private static readonly Option<string?> ssid = new("--wifi-ssid") { Description = "Name of the Wi-Fi; its password is taken from CPFW_WIFI_PASSWORD" };
    private static readonly Option<string> nanoff = new("--nanoff") { Description = "The nanoff program", DefaultValueFactory = _ => Nanoff.DefaultExecutable };
    private static readonly Option<bool> dryRun = new("--dry-run") { Description = "Show each command, run none" };
    private static readonly Option<string> folder = new("--out") { Description = "Folder of the broker's files", Required = true };
    private static readonly Option<string[]> hosts = new("--host") { Description = "Name or address of the broker; may be repeated", Required = true };
    private static readonly Option<int> listen = new("--port") { Description = "Port of the broker", DefaultValueFactory = _ => 8883 };
    private static readonly Option<string?> address = new("--address") { Description = "Address to listen at (default: all)" };

    public static RootCommand Root() => new("Gives charge points their identity and puts it on boards.")
    {
        vault,
        StoreOption.Store,
        Make("new", "Make a charge point's keys, certificate and configuration, and register it in the back office.", [site, chargePoint, board, StoreOption.Database, zone, interval, brokerHost, brokerPort, settings, days, by, pages], NewAsync),
        Make("flash", "Put firmware, program, configuration and network on a board with nanoff.", [site, chargePoint, port, image, target, ssid, nanoff, dryRun], Flash),
        Make("check", "Read back what is on a board.", [port, nanoff, dryRun], Check),
        Make("list", "List identities, newest certificate last.", [], List),
        Make("rotate", "Give a charge point that runs new keys and a new certificate; run it again until it says that they count.", [site, chargePoint, StoreOption.Database, days, by], RotateAsync),
        Make("configure", "Send a charge point that runs other limits, time server or policy; it restarts with them once nobody charges.", [site, chargePoint, remoteSettings, StoreOption.Database, by], ConfigureAsync),
        Make("revoke", "Take a charge point's certificate back.", [site, chargePoint], Revoke),
        Make("gateway", "Make the certificate of a site's meter gateway.", [site], Gateway),
        Make("broker", "Write mosquitto's configuration, access list, certificate and revocation list.", [StoreOption.Database, folder, hosts, listen, address], BrokerAsync),
        Schema(),
    };

    private static async Task NewAsync(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        var wanted = new NewIdentity
        {
            Site = parsed.GetRequiredValue(site),
            ChargePoint = parsed.GetRequiredValue(chargePoint),
            Board = parsed.GetRequiredValue(board),
            Zone = parsed.GetValue(zone),
            IntervalMinutes = parsed.GetValue(interval),
            BrokerHost = parsed.GetValue(brokerHost),
            BrokerPort = parsed.GetValue(brokerPort),
            Settings = parsed.GetValue(settings) is { } file ? ReadSettings(file) : """{"MaximumPowerW":50000,"MeterUnit":1}""",
            CertificateDays = parsed.GetValue(days),
            By = parsed.GetRequiredValue(by),
        };
        await using BackOfficeApp app = BackOfficeApp.Create(StoreOption.Of(parsed), TimeProvider.System);
        ChargePointIdentity made = desk.New(wanted, app);
        at.Write(Label.Page(made, parsed.GetValue(pages)), "charge-points", made.Site, made.ChargePoint, "label.html");
        Say($"{made} has its identity; the certificate is good to {Day(made.CertificateUntilUtc)}. A running back office hears it within a minute.");
        Say($"Label to print: {at.PathOf("charge-points", made.Site, made.ChargePoint, "label.html")}");
        Say($"What a car is plugged into there is told to partners and apps once the back office's 'set-connector --site {made.Site} --charge-point {made.ChargePoint} …' has said it.");
        Say($"Next: 'broker' for the broker's files, 'flash --site {made.Site} --charge-point {made.ChargePoint} --port … --image …' for the board.");
    }

    private static Task Flash(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        string? password = Environment.GetEnvironmentVariable("CPFW_WIFI_PASSWORD");
        (string, string)? wifi = parsed.GetValue(ssid) is { } name ? (name, password ?? throw new ProvisionException("the Wi-Fi's password is missing: set CPFW_WIFI_PASSWORD.")) : null;
        var tool = new Nanoff(parsed.GetRequiredValue(nanoff), parsed.GetValue(dryRun), Say);
        new Flashing(at, tool, Say).Flash(
            desk.Of(parsed.GetRequiredValue(site), parsed.GetRequiredValue(chargePoint)),
            new FlashOrder(parsed.GetRequiredValue(port), parsed.GetRequiredValue(image), parsed.GetValue(target), wifi));
        Say("Next: unplug the cable, wire the board as its README says, power it, and look at its page: it must say its version within a minute.");
        return Task.CompletedTask;
    }

    private static Task Check(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        new Nanoff(parsed.GetRequiredValue(nanoff), parsed.GetValue(dryRun), Say).Run("what is on the board", "--devicedetails", "--serialport", parsed.GetRequiredValue(port));
        return Task.CompletedTask;
    }

    private static Task List(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        foreach (ChargePointIdentity one in desk.All.OrderBy(one => one.CertificateUntilUtc))
        {
            Say($"{one}  {one.Board}  keys {one.KeyGeneration}  certificate {one.CertificateSerial} to {Day(one.CertificateUntilUtc)}  {one.State.ToString().ToLowerInvariant()}");
        }

        return Task.CompletedTask;
    }

    private static async Task RotateAsync(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        await using BackOfficeApp app = BackOfficeApp.Create(StoreOption.Of(parsed), TimeProvider.System);
        int before = desk.Of(parsed.GetRequiredValue(site), parsed.GetRequiredValue(chargePoint)).KeyGeneration;
        ChargePointIdentity held = desk.Rotate(parsed.GetRequiredValue(site), parsed.GetRequiredValue(chargePoint), app, parsed.GetRequiredValue(by), parsed.GetValue(days));
        Say(held.KeyGeneration == before
            ? $"{held} is offered keys of generation {before + 1}; a running back office sends them within a minute. Next: run this again until it says that they count."
            : $"{held}: the keys of generation {held.KeyGeneration} count, the old certificate is taken back. Next: 'broker' writes the new list; then tell mosquitto to read it (kill -HUP).");
    }

    private static async Task ConfigureAsync(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        await using BackOfficeApp app = BackOfficeApp.Create(StoreOption.Of(parsed), TimeProvider.System);
        (ChargePointIdentity held, SettingsVersion version) = desk.Configure(
            parsed.GetRequiredValue(site), parsed.GetRequiredValue(chargePoint), ReadSettings(parsed.GetRequiredValue(remoteSettings)), app, parsed.GetRequiredValue(by));
        Say($"{held} is sent settings {version.Version}; a running back office sends them within a minute. Next: the technician's page says when they are in force, or why not.");
    }

    private static Task Revoke(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        ChargePointIdentity revoked = desk.Revoke(parsed.GetRequiredValue(site), parsed.GetRequiredValue(chargePoint));
        Say($"{revoked}: the certificate is taken back. Next: 'broker' writes the new list; then tell mosquitto to read it (kill -HUP) and restart it to end a connection that stands.");
        return Task.CompletedTask;
    }

    private static Command Schema()
    {
        var command = new Command("schema", "Print the JSON schema of config.json.");
        command.SetAction(_ => Console.Out.Write(ConfigurationSchema.Text()));
        return command;
    }

    private static Task Gateway(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        (string certificate, string key) = new BrokerFiles(at, TimeProvider.System).Gateway(parsed.GetRequiredValue(site));
        Say($"certificate {certificate}, key {key}: it may say the site's surplus, and nothing else.");
        return Task.CompletedTask;
    }

    private static async Task BrokerAsync(ParseResult parsed, IdentityDesk desk, Vault at)
    {
        await using BackOfficeApp app = BackOfficeApp.Create(StoreOption.Of(parsed), TimeProvider.System);
        var files = new BrokerFiles(at, TimeProvider.System);
        string configuration = files.Write(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(hosts), parsed.GetValue(listen), parsed.GetValue(address), app);
        (string certificate, string key) = files.BackOffice();
        Say($"mosquitto -c {configuration}");
        Say($"If mosquitto starts as root it becomes the user mosquitto: chown -R mosquitto '{Path.GetDirectoryName(configuration)}'.");
        Say($"Back office: dotnet run --project backoffice -c Release -- serve --database {parsed.GetRequiredValue(StoreOption.Database)} --broker-host {parsed.GetRequiredValue(hosts)[0]} --broker-port {parsed.GetValue(listen)} --broker-ca {files.CaFile()} --broker-certificate {certificate} --broker-key {key}");
    }

    private static string ReadSettings(FileInfo file) =>
        file is { Exists: true, Length: <= 65_536 } ? File.ReadAllText(file.FullName) : throw new ProvisionException($"{file.FullName} is not there, or longer than 64 KB.");

    private static Command Make(string name, string description, Option[] options, Func<ParseResult, IdentityDesk, Vault, Task> act)
    {
        var command = new Command(name, description);
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            try
            {
                var at = new Vault(parsed.GetRequiredValue(vault));
                await act(parsed, new IdentityDesk(at, TimeProvider.System), at);
                return 0;
            }
            catch (Exception trouble) when (trouble is ProvisionException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(trouble.Message);
                return 1;
            }
        });
        return command;
    }

    private static void Say(string line) => Console.WriteLine(line);

    private static string Day(DateTimeOffset utc) => utc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
