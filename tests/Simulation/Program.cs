// dotnet run --project tests/Simulation -c Release -- storm --seeds 1..100 --days 3
using System.CommandLine;
using ChargePointFw.Simulation;
using ChargePointFw.Simulation.Mutations;

var seeds = new Option<string>("--seeds") { Description = "One seed, or A..B.", DefaultValueFactory = _ => "1..20" };
var days = new Option<int>("--days") { Description = "Days of storm, each seed.", DefaultValueFactory = _ => 2 };
var chargePoints = new Option<int>("--charge-points") { Description = "Charge points at the site.", DefaultValueFactory = _ => 4 };
var mutation = new Option<string?>("--mutation") { Description = "Plants a bug that must be found: " + string.Join(", ", Mutants.Names) + "." };
var storm = new Command("storm", "Cars, meters, flash, power, wires, broker, back office and disk in trouble; then it heals, and every invariant is checked.") { seeds, days, chargePoints, mutation };
storm.SetAction(parsed =>
{
    if (!SeedRange.TryParse(parsed.GetValue(seeds)!, out SeedRange range))
    {
        Console.Error.WriteLine($"--seeds {parsed.GetValue(seeds)} is neither a number nor A..B.");
        return 2;
    }

    string? planted = parsed.GetValue(mutation);
    if (planted is not null && !Mutants.Names.Contains(planted))
    {
        Console.Error.WriteLine($"--mutation {planted} is unknown: {string.Join(", ", Mutants.Names)}.");
        return 2;
    }

    var run = new StormRun(parsed.GetValue(days), parsed.GetValue(chargePoints), planted);
    return run.Play(range.Seeds, Console.Out).Violations == 0 ? 0 : 1;
});
return new RootCommand("Deterministic simulation of charge points and back office in virtual time.") { storm }.Parse(args).Invoke();
