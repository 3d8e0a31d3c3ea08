// Real faults against real processes: one command a fault. Without a name it lists them.
using System.CommandLine;
using System.Globalization;
using ChargePointFw.Faults.Runs;
using ChargePointFw.Faults.Worlds;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seed = new Option<int?>("--seed") { Description = "Decides everything random; left out, one is drawn and printed." };
var chargePoints = new Option<int>("--charge-points") { Description = "How many charge points there are.", DefaultValueFactory = _ => 4 };
var times = new Option<int>("--times") { Description = "Kills of the broker, and as many of the back office.", DefaultValueFactory = _ => 100 };

Command[] faults =
[
    Fault("kills", "kill -9 of broker and back office in full flow: nothing lost, nothing twice.", [times], (parsed, folder, drawn) =>
        KillRun.Play(folder, drawn, parsed.GetValue(times), parsed.GetValue(chargePoints))),
    Fault("backlog", "A day without the wire, and how fast it comes in.", [], (parsed, folder, drawn) =>
        BacklogRun.Play(folder, drawn, parsed.GetValue(chargePoints))),
    Fault("cut", "The network goes down under living connections; in a namespace of its own: unshare -rn.", [], (parsed, folder, drawn) =>
        WireRun.PlayCut(folder, drawn, parsed.GetValue(chargePoints))),
    Fault("slow", "A line of 200 ms and 16 kB/s.", [], (parsed, folder, drawn) =>
        WireRun.PlaySlow(folder, drawn, parsed.GetValue(chargePoints))),
    Fault("disk", "The database's disk is full; in a namespace of its own: unshare -rm.", [], (parsed, folder, drawn) =>
        StoreRun.PlayDisk(folder, drawn, parsed.GetValue(chargePoints))),
    Fault("overflow", "The broker throws away what it has confirmed.", [], (parsed, folder, drawn) =>
        StoreRun.PlayOverflow(folder, drawn, parsed.GetValue(chargePoints))),
    Fault("restore", "The back office starts from an older copy of its file.", [], (parsed, folder, drawn) =>
        StoreRun.PlayRestore(folder, drawn, parsed.GetValue(chargePoints))),
];
var root = new RootCommand("Real faults against a real broker and the back office as a process of its own.");
foreach (Command fault in faults)
{
    root.Add(fault);
}

return root.Parse(args).Invoke();

Command Fault(string name, string description, Option[] own, Func<ParseResult, string, int, int> play)
{
    var command = new Command(name, description) { seed, chargePoints };
    Array.ForEach(own, command.Options.Add);
    command.SetAction(parsed =>
    {
        int drawn = parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000);
        Console.WriteLine($"{name} --seed {drawn}");
        string folder = Directory.CreateTempSubdirectory("cpfw-faults-").FullName;
        try
        {
            return play(parsed, folder, drawn);
        }
        catch (FaultException trouble)
        {
            Console.Error.WriteLine($"{trouble.Message}\nAgain: {name} --seed {drawn}");
            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });
    return command;
}
