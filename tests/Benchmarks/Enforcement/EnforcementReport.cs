using System.Globalization;
using ChargePointFw.Control;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>The tables of a run, of fixed width, and its line of key figures.</summary>
internal static class EnforcementReport
{
    private const int ViolationsShown = 20;

    // What others wait before they switch off, by default.
    private static readonly (string Name, int Seconds)[] delays =
    [
        ("60 s (openWB)", 60),
        ("180 s (evcc)", 180),
        ("600 s (OpenEVSE, SmartEVSE)", 600),
    ];

    public static void Print(EnforcementRun run, TextWriter to)
    {
        ChargePointSettings stated = EnforcementRun.Stated(1);
        Line(to, $"seed {run.Seed}; 3 to {stated.MaximumPowerW / 1_000} kW, meter polled at 1 Hz, a step every {stated.StepMs} ms; one charger in five hears no stop");
        Line(to, $"request, half of the boards stall up to {stated.MaximumStallMs} ms now and then; contactor by force after {stated.ForceOpenMs} ms");
        to.WriteLine();
        PrintStops(run, to);
        to.WriteLine();
        PrintDelays(run, to);
        to.WriteLine();
        PrintViolations(run, to);
        to.WriteLine(KeyFigures(run));
    }

    /// <summary>One line for whoever compares runs.</summary>
    public static string KeyFigures(EnforcementRun run)
    {
        Stop[] all = [.. run.Rows.SelectMany(row => row.Stops)];
        double spentWh = run.Rows.Where(row => row.Cause.IsSupplyEnding).SelectMany(row => row.Stops).Select(stop => stop.UncoveredWh).DefaultIfEmpty().Max();
        string verdict = run.Violations.Any() ? "VIOLATION" : "ok";
        return string.Create(CultureInfo.InvariantCulture, $"enforcement seed={run.Seed} stops={all.Length} steps_max={all.Select(stop => stop.Steps).DefaultIfEmpty().Max()} open_ms_max={all.Select(stop => stop.OpenMs).DefaultIfEmpty().Max()} uncovered_spent_max_wh={spentWh:F3} unused_over_reserve={run.Rows.Sum(row => row.UnusedOverReserve)} verdict={verdict}");
    }

    private static void PrintStops(EnforcementRun run, TextWriter to)
    {
        to.WriteLine("                          |       | steps to stop | ms to open contactor  | uncovered Wh       | unused Wh      | reserve Wh");
        to.WriteLine("cause               meter | stops | min  med  max |  med   max   stalled  |    max       total |  mean     max  | mean   most used");
        to.WriteLine("--------------------------+-------+---------------+-----------------------+--------------------+----------------+-----------------");
        foreach (StopRow row in run.Rows)
        {
            if (row.Stops.Count == 0)
            {
                Line(to, $"{row.Cause.Name,-19}{row.ResolutionWh,3} Wh |     0 |");
                continue;
            }

            long[] steps = [.. row.Stops.Select(stop => (long)stop.Steps).Order()];
            long[] open = [.. row.Stops.Where(stop => !stop.IsStalled).Select(stop => stop.OpenMs).DefaultIfEmpty().Order()];
            long stalled = row.Stops.Where(stop => stop.IsStalled).Select(stop => stop.OpenMs).DefaultIfEmpty().Max();
            string unused = row.Cause.IsSupplyEnding
                ? string.Create(CultureInfo.InvariantCulture, $"{row.Stops.Average(stop => stop.UnusedWh),6:F1} {row.Stops.Max(stop => stop.UnusedWh),7:F1}  | {row.Stops.Average(stop => stop.ReserveWh),5:F1} {row.Stops.Max(stop => stop.UnusedWh / stop.ReserveWh),9:P0}")
                : "     -       -  |     -         -";
            Line(to, $"{row.Cause.Name,-19}{row.ResolutionWh,3} Wh | {row.Stops.Count,5} | {steps[0],3} {Median(steps),4} {steps[^1],4} | {Median(open),4} {open[^1],5}   {stalled,7}  | {row.Stops.Max(stop => stop.UncoveredWh),6:F3} {row.Stops.Sum(stop => stop.UncoveredWh),11:F1} | {unused}");
        }

        to.WriteLine("steps: 1 is the first step that could know, 0 is before. uncovered: beyond the allocation, or after plan's end, loss of");
        to.WriteLine("clock, stated age of the reading, revocation; in true millijoules. unused: allocated, wanted, and not drawn, by the");
        to.WriteLine("register; most used: the largest share of its reserve that a stop left. stalled: longest among those that a stall met.");
    }

    private static void PrintDelays(EnforcementRun run, TextWriter to)
    {
        to.WriteLine("the same stops, uncovered Wh in all (per stop), had the charger been switched off only after");
        to.WriteLine("cause              |     this firmware      |" + string.Concat(delays.Select(delay => $" {delay.Name,27} |")));
        foreach (IGrouping<StopCause, StopRow> group in run.Rows.GroupBy(row => row.Cause))
        {
            Stop[] stops = [.. group.SelectMany(row => row.Stops)];
            if (stops.Length > 0)
            {
                string others = string.Concat(delays.Select(delay => Cell(stops.Select(stop => stop.WithDelayWh(delay.Seconds)), 27)));
                to.WriteLine($"{group.Key.Name,-19}|{Cell(stops.Select(stop => stop.UncoveredWh), 22)}{others}");
            }
        }
    }

    private static void PrintViolations(EnforcementRun run, TextWriter to)
    {
        string[] all = [.. run.Violations];
        foreach (string violation in all.Take(ViolationsShown))
        {
            to.WriteLine("VIOLATION " + violation);
        }

        if (all.Length > ViolationsShown)
        {
            Line(to, $"… and {all.Length - ViolationsShown} more");
        }
    }

    private static string Cell(IEnumerable<double> energiesWh, int width)
    {
        double[] all = [.. energiesWh];
        return " " + string.Create(CultureInfo.InvariantCulture, $"{all.Sum():F1} ({all.Average():F3})").PadLeft(width) + " |";
    }

    private static long Median(long[] sorted) => sorted[sorted.Length / 2];

    private static void Line(TextWriter to, FormattableString text) => to.WriteLine(FormattableString.Invariant(text));
}
