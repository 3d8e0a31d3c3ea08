using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Simulation.Mutations;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation;

/// <summary>Many seeds, one a core at a time.</summary>
/// <param name="days">Days of storm, each seed.</param>
/// <param name="chargePoints">Charge points at the site.</param>
/// <param name="mutation">A bug to plant; null for none.</param>
internal sealed class StormRun(int days, int chargePoints, string? mutation)
{
    /// <summary>Runs the seeds and prints what happened; a violation with the command that replays it.</summary>
    public StormResult Play(IEnumerable<int> seeds, TextWriter output)
    {
        // The tables of a run are small and live for seconds: memory serves as the disk, where there is such a folder.
        string shared = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string folder = Directory.CreateDirectory(Path.Combine(shared, "cpfw-storm-" + Guid.NewGuid().ToString("N"))).FullName;
        string empty = Path.Combine(folder, "empty.db");
        Database.Open(empty, 1, TimeProvider.System).Dispose(); // every seed's begins as a copy of it
        var results = new ConcurrentBag<SeedResult>();
        var free = new ConcurrentBag<string>();
        var clock = Stopwatch.StartNew();
        TimeSpan workedBefore = Process.GetCurrentProcess().TotalProcessorTime;
        try
        {
            Parallel.ForEach(seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
            {
                // One folder a core, over and over: what reads rows is compiled anew for each path of a database.
                string mine = free.TryTake(out string? former) ? former : Path.Combine(folder, Guid.NewGuid().ToString("N"));
                SeedResult result = Storm.Run(seed, days, chargePoints, Mutants.Make(mutation), empty, mine);
                free.Add(mine);
                results.Add(result);
                if (result.Violation is not null)
                {
                    lock (output)
                    {
                        Print(result, output);
                    }
                }
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        TimeSpan worked = Process.GetCurrentProcess().TotalProcessorTime - workedBefore;
        return Sum(results, clock.Elapsed, worked, output);
    }

    private void Print(SeedResult result, TextWriter output)
    {
        TimeSpan at = TimeSpan.FromMilliseconds(result.AtMs - Forecast.StartMs);
        string planted = mutation is null ? "" : " --mutation " + mutation;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {result.Seed}, day {at.Days} {at:hh\\:mm\\:ss\\.fff}: {result.Violation}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  replay: dotnet run --project tests/Simulation -c Release -- storm --seeds {result.Seed} --days {days} --charge-points {chargePoints}{planted}"));
    }

    private StormResult Sum(ConcurrentBag<SeedResult> results, TimeSpan elapsed, TimeSpan worked, TextWriter output)
    {
        var faults = new FaultCounts();
        foreach (SeedResult result in results)
        {
            faults.Add(result.Faults);
        }

        int violations = results.Count(result => result.Violation is not null);
        long chargePointDays = results.Count * (long)chargePoints * days;
        double perSecondAndCore = chargePointDays / worked.TotalSeconds;
        foreach (Fault fault in Enum.GetValues<Fault>())
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {fault,-22}{faults[fault],10}"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seeds={results.Count} charge_point_days={chargePointDays} seconds={elapsed.TotalSeconds:0.0} core_seconds={worked.TotalSeconds:0.0} charge_point_days_per_second_and_core={perSecondAndCore:0.0}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"violations={violations}"));
        return new StormResult(violations, chargePointDays, perSecondAndCore, faults, [.. results.OrderBy(result => result.Seed)]);
    }
}

/// <summary>What came of many seeds.</summary>
internal sealed record StormResult(
    int Violations, long ChargePointDays, double ChargePointDaysPerSecondAndCore, FaultCounts Faults, IReadOnlyList<SeedResult> Seeds);
