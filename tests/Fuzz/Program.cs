// Fuzzes by hand: 'config' or 'messages', as many cases as one likes. What is found is written beside, for the corpus.
using System.CommandLine;
using ChargePointFw.Fuzz;

var cases = new Option<long>("--cases") { Description = "How many (default: 100000 files, 1000000 messages)" };
var seed = new Option<int>("--seed") { Description = "Replays a run", DefaultValueFactory = _ => Random.Shared.Next(1, 1_000_000) };
var config = new Command("config", "Bent config.json through the device's reader, the tool's, and a board.") { cases, seed };
config.SetAction(parsed => Run(parsed, 100_000, ("config", static () => new ConfigurationTarget())));
var messages = new Command("messages", "Bent MQTT messages, so many to a charge point and so many to a back office.") { cases, seed };
messages.SetAction(parsed => Run(parsed, 1_000_000, ("device", static () => new DeviceTarget()), ("office", static () => new OfficeTarget())));
return await new RootCommand("Feeds nonsense, and looks at what comes of it.") { config, messages }.Parse(args).InvokeAsync();

int Run(ParseResult parsed, long usual, params (string Name, Func<ITarget> Make)[] targets)
{
    long wanted = parsed.GetValue(cases) is > 0 and var given ? given : usual;
    foreach ((string name, Func<ITarget> make) in targets)
    {
        try
        {
            using ITarget target = make();
            Campaign.Run(name, target, parsed.GetValue(seed), wanted, Console.WriteLine);
        }
        catch (FindingException finding)
        {
            string file = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"{finding.Route}-{DateTime.UtcNow:HHmmss}.bin"));
            File.WriteAllBytes(file, finding.Payload);
            Console.WriteLine(finding);
            Console.WriteLine($"Its bytes are in {file}; once mended they belong in tests/Fuzz/corpus.");
            return 1;
        }
    }

    return 0;
}
