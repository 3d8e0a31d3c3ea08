using System.CommandLine;
using System.Globalization;
using ChargePointFw.BackOffice.Broker;

namespace ChargePointFw.BackOffice.Hosting;

/// <summary>The program's commands.</summary>
internal static class CommandLine
{
    private static readonly Option<Role> role = new("--role") { Description = "What this process does, with PostgreSQL: Ingest takes records, one of any number; Office does everything else, and there is one" };
    private static readonly Option<string> group = new("--share") { Description = "Ingest: those that name the same group share the records out", DefaultValueFactory = _ => "backoffice" };
    private static readonly Option<int> brokerPort = new("--broker-port") { Description = "Port of the MQTT broker", DefaultValueFactory = _ => 1883 };
    private static readonly Option<string> brokerHost = new("--broker-host") { Description = "Host of the MQTT broker", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string?> brokerUser = new("--broker-user") { Description = "The broker's user; its password is taken from CPFW_BROKER_PASSWORD" };
    private static readonly Option<string?> brokerCa = new("--broker-ca") { Description = "Authority of the broker's certificate (PEM); needed unless the broker is on this machine" };
    private static readonly Option<string?> brokerCertificate = new("--broker-certificate") { Description = "The back office's certificate for the broker (PEM)" };
    private static readonly Option<string?> brokerKey = new("--broker-key") { Description = "That certificate's private key (PEM)" };
    private static readonly Option<string> url = new("--url") { Description = "Where the pages are served; port 0 takes a free one", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
    private static readonly Option<string[]> hosts = new("--host") { Description = "Name by which other machines' browsers reach the pages; may be repeated", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> certificate = new("--certificate") { Description = "Certificate (PEM) for an https address" };
    private static readonly Option<string?> certificateKey = new("--certificate-key") { Description = "The certificate's private key (PEM)" };
    private static readonly Option<string?> metricsToken = new("--metrics-token-file") { Description = "File with the token by which other machines read /metrics" };
    private static readonly Option<Uri?> otlp = new("--otlp") { Description = "Collector that metrics are sent to by OTLP over HTTP, for instance http://127.0.0.1:4318/v1/metrics" };
    private static readonly Option<bool> jsonLogs = new("--json-logs") { Description = "Write logs as lines of JSON" };
    private static readonly Option<DateTimeOffset> from = new("--from") { Description = "Start, RFC 3339; default: everything", DefaultValueFactory = _ => DateTimeOffset.UnixEpoch };
    private static readonly Option<DateTimeOffset> until = new("--to") { Description = "End (exclusive), RFC 3339; default: everything", DefaultValueFactory = _ => DateTimeOffset.MaxValue };

    public static RootCommand Root()
    {
        var root = new RootCommand("Back office of ChargePointFw: supply, ingest, ledger and pages.") { StoreOption.Store, Serve(), Rebuild(), Digest(), BrokerAccess() };
        Command[] others =
        [
            .. SupplyCommands.All(), .. RuleCommands.All(), .. LiveSupplyCommands.All(), .. MemberCommands.All(), .. CheckpointCommands.All(),
            .. ReconcileCommands.All(), .. QueueCommands.All(), .. BackupCommands.All(), .. PlaceCommands.All(), .. ExportCommands.All(),
            UserCommands.Root(), PartnerCommands.Root(),
        ];
        foreach (Command command in others)
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    private static Command Serve()
    {
        var command = new Command("serve", "Hear the charge points, plan their supply and serve the pages.") { StoreOption.Database, role, group, brokerHost, brokerPort, brokerUser, brokerCa, brokerCertificate, brokerKey, url, hosts, certificate, certificateKey, metricsToken, otlp, jsonLogs };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using BackOfficeApp app = BackOfficeApp.Create(
                StoreOption.Of(parsed) with
                {
                    Role = parsed.GetValue(role),
                    ShareGroup = parsed.GetRequiredValue(group),
                    BrokerHost = parsed.GetRequiredValue(brokerHost),
                    BrokerPort = parsed.GetRequiredValue(brokerPort),
                    BrokerUser = parsed.GetValue(brokerUser),
                    BrokerPassword = Environment.GetEnvironmentVariable("CPFW_BROKER_PASSWORD"),
                    BrokerCaFile = parsed.GetValue(brokerCa),
                    BrokerCertificateFile = parsed.GetValue(brokerCertificate),
                    BrokerKeyFile = parsed.GetValue(brokerKey),
                    ListenUrl = parsed.GetRequiredValue(url),
                    PublicHosts = parsed.GetValue(hosts)!,
                    CertificateFile = parsed.GetValue(certificate),
                    CertificateKeyFile = parsed.GetValue(certificateKey),
                    MetricsToken = parsed.GetValue(metricsToken) is { } tokenFile ? (await File.ReadAllTextAsync(tokenFile, cancellation)).Trim() : null,
                    OtlpEndpoint = parsed.GetValue(otlp),
                    JsonLogs = parsed.GetValue(jsonLogs),
                    LogLevel = LogLevel.Information,
                },
                TimeProvider.System);
            await app.StartAsync(cancellation);
            (parsed.GetValue(jsonLogs) ? Console.Error : Console.Out).WriteLine($"Pages at {app.Url}"); // what programs read stays JSON alone
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            }
            catch (OperationCanceledException)
            {
                // Ctrl+C or SIGTERM
            }

            return 0;
        });
        return command;
    }

    private static Command Rebuild()
    {
        var command = new Command("rebuild", "Compute sessions and interval energies anew from the stored records.") { StoreOption.Database };
        command.SetAction(async (parsed, _) =>
        {
            await using BackOfficeApp app = Open(parsed);
            string before = app.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
            long records = app.Ledger.Rebuild();
            app.IntervalSums.SumDue();
            string after = app.Ledger.Digest(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{records} records, {after}, {(before == after ? "unchanged" : "changed")}"));
            return 0;
        });
        return command;
    }

    private static Command Digest()
    {
        var command = new Command("digest", "Print the ledger's digest.") { StoreOption.Database, from, until };
        command.SetAction(async (parsed, _) =>
        {
            await using BackOfficeApp app = Open(parsed);
            Console.WriteLine(app.Ledger.Digest(parsed.GetRequiredValue(from), parsed.GetRequiredValue(until)));
            return 0;
        });
        return command;
    }

    private static Command BrokerAccess()
    {
        var command = new Command("broker-access", "Print who may say and hear what at the broker, as mosquitto's acl_file.") { StoreOption.Database };
        command.SetAction(async (parsed, _) =>
        {
            await using BackOfficeApp app = Open(parsed);
            foreach (string line in AccessList.Lines(app.Registry))
            {
                Console.WriteLine(line);
            }

            return 0;
        });
        return command;
    }

    private static BackOfficeApp Open(ParseResult parsed) =>
        BackOfficeApp.Create(StoreOption.Of(parsed), TimeProvider.System);
}
