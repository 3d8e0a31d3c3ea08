// The program behind ./bench.sh: one command a benchmark. Without a name it lists them.
using System.CommandLine;
using ChargePointFw.Benchmarks.Enforcement;
using ChargePointFw.Benchmarks.Ingest;
using ChargePointFw.Benchmarks.Journal;
using ChargePointFw.Benchmarks.Pages;
using ChargePointFw.Benchmarks.Reconcile;
using ChargePointFw.Benchmarks.Steps;
using ChargePointFw.Simulation;

var seed = new Option<int>("--seed") { Description = "Decides everything random; the same seed gives the same figures.", DefaultValueFactory = _ => 1 };
var stops = new Option<int>("--stops") { Description = "Stops per cause and meter resolution.", DefaultValueFactory = _ => 1_000 };

var enforcement = new Command("enforcement", "Random stops of every cause: steps, milliseconds, uncovered and unused watt-hours; and a day with clouds.") { seed, stops };
enforcement.SetAction(parsed =>
{
    EnforcementRun run = EnforcementRun.Play(parsed.GetValue(seed), parsed.GetValue(stops));
    EnforcementReport.Print(run, Console.Out);
    CloudyDay day = CloudyDay.Play(parsed.GetValue(seed));
    Console.WriteLine(day.KeyFigures);
    return run.Violations.Any() || !day.IsKept ? 1 : 0;
});

var step = new Command("step", "A simulated day: steps, heap, flash traffic, closures.") { seed };
step.SetAction(parsed => StepReport.Print(parsed.GetValue(seed), Console.Out));

var year = new Option<bool>("--year") { Description = "Instead: the heap over a simulated year of one charge point." };
var journal = new Command("journal", "Power cuts and bit flips at every byte, flash traffic and wear, recovery.") { year };
journal.SetAction(parsed => parsed.GetValue(year) ? JournalReport.PrintYear(Console.Out) : JournalReport.Print(Console.Out));

var storm = new Command("storm", "Charge-point days of the storm that one core simulates in a second.") { seed };
storm.SetAction(parsed =>
{
    // The runtime compiles some ten thousand methods in the first seconds: a storm of thousands of seeds does so once.
    var run = new StormRun(days: 10, chargePoints: 4, mutation: null);
    run.Play(Enumerable.Range(parsed.GetValue(seed) + 1_000, 4), TextWriter.Null);
    return run.Play(Enumerable.Range(parsed.GetValue(seed), 20), Console.Out).Violations == 0 ? 0 : 1;
});

var sessions = new Option<int>("--sessions") { Description = "Sessions to be reconciled.", DefaultValueFactory = _ => 1_000_000 };
var reconcile = new Command("reconcile", "A million sessions with planted defects: seconds, heap, precision and recall by kind.") { seed, sessions };
reconcile.SetAction(async (parsed, _) =>
    (await ReconcileBenchmark.PlayAsync(parsed.GetValue(seed), parsed.GetValue(sessions), Console.Out)).Print(parsed.GetValue(seed), Console.Out));

var kept = new Option<string?>("--database") { Description = "A file to be kept: made when it is not there, used again when it is." };
var times = new Option<int>("--times") { Description = "How often each page is asked for.", DefaultValueFactory = _ => 40 };
var pages = new Command("pages", "Every page of the desk over a million sessions: ms from request to answer.") { seed, sessions, kept, times };
pages.SetAction(async (parsed, _) =>
{
    DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-pages-");
    try
    {
        (int withSeed, int many) = (parsed.GetValue(seed), parsed.GetValue(sessions));
        await using PagesBenchmark run = await PagesBenchmark.OpenAsync(
            parsed.GetValue(kept) ?? Path.Combine(folder.FullName, "ledger.db"), withSeed, many, Console.Out);
        return PagesBenchmark.Print(withSeed, many, await run.MeasureAsync(parsed.GetValue(times)), Console.Out);
    }
    finally
    {
        folder.Delete(recursive: true);
    }
});

var records = new Option<int>("--records") { Description = "Records in each of its runs.", DefaultValueFactory = _ => 200_000 };
var ingest = new Command("ingest", "Durable records a second on SQLite and PostgreSQL beside the broker's own rate; ms to the commit.") { records };
ingest.SetAction(async (parsed, _) => IngestBenchmark.Summarise(await IngestBenchmark.PlayAsync(parsed.GetValue(records), Console.Out), Console.Out));

Command[] benchmarks = [enforcement, step, journal, storm, reconcile, pages, ingest];
var root = new RootCommand("Benchmarks of the firmware: counts and ratios.");
foreach (Command benchmark in benchmarks)
{
    root.Add(benchmark);
}

root.SetAction(_ =>
{
    foreach (Command benchmark in benchmarks)
    {
        Console.WriteLine($"./bench.sh {benchmark.Name,-12}  {benchmark.Description}");
    }
});
return await root.Parse(args).InvokeAsync();
