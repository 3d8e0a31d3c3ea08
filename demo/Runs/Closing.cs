using System.Globalization;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.Checker;
using ChargePointFw.Demo.Screen;

namespace ChargePointFw.Demo.Runs;

/// <summary>What every run ends with: the interval table, the differences if there are any, and the closing line.</summary>
internal static class Closing
{
    /// <summary>0 when the ledger matches, 1 otherwise.</summary>
    public static int Print(Installation installation, DateTimeOffset endUtc)
    {
        DateTimeOffset startUtc = installation.Scenario.StartUtc;
        LedgerTotals totals = installation.BackOffice.Ledger.Totals(startUtc, endUtc);
        string digest = installation.BackOffice.Ledger.Digest(startUtc, endUtc);
        CheckResult check = installation.Check(endUtc);
        IReadOnlyList<IntervalRow> intervals = IntervalRow.Read(installation.BackOffice.Ledger, startUtc, endUtc);
        IntervalTable.Print(installation, intervals, endUtc);

        var differences = new List<string>(check.Differences);
        IntervalRow[] beyond = [.. intervals.Where(row => row.CoveredWh > row.AllocatedWh + row.LiveWh)];
        differences.AddRange(beyond.Select(row => $"{row.Label}, interval {row.StartUtc:u}: covered {row.CoveredWh} Wh of {row.AllocatedWh} Wh allocated and {row.LiveWh} Wh of live supply."));
        Compare(differences, "sessions", totals.Sessions, check.Sessions);
        Compare(differences, "delivered_wh", totals.DeliveredWh, check.DeliveredWh);
        Compare(differences, "covered_wh", totals.CoveredWh, check.CoveredWh);
        Compare(differences, "uncovered_wh", totals.UncoveredWh, check.UncoveredWh);
        Compare(differences, "unclaimed_wh", totals.UnclaimedWh, check.UnclaimedWh);
        Compare(differences, "allocated_wh", totals.AllocatedWh, check.AllocatedWh);
        Compare(differences, "live_wh", totals.LiveWh, check.LiveWh);
        foreach (string difference in differences)
        {
            Console.WriteLine("  " + difference);
        }

        if (installation.HasFaults)
        {
            StaffTable.Print(installation, endUtc);
        }

        Console.WriteLine($"covered above allocated: in {beyond.Length} of {intervals.Count} charge points' half hours");
        Console.WriteLine($"contactor closures: {string.Join(", ", installation.Fleet.ChargePoints.Select(cp => $"{cp.Name} {cp.ContactorClosures}"))}");
        bool matches = differences.Count == 0;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"charge_points={installation.Scenario.ChargePoints.Count} sessions={totals.Sessions} records={totals.Records} delivered_wh={totals.DeliveredWh} covered_wh={totals.CoveredWh} uncovered_wh={totals.UncoveredWh} unclaimed_wh={totals.UnclaimedWh} allocated_wh={totals.AllocatedWh} live_wh={totals.LiveWh} contactor_closures={installation.Fleet.ChargePoints.Sum(cp => cp.ContactorClosures)} duplicates={check.Duplicates} digest={digest} ledger={(matches ? "match" : "MISMATCH")}"));
        return matches ? 0 : 1;
    }

    private static void Compare(List<string> differences, string what, long ledger, long truth)
    {
        if (ledger != truth)
        {
            differences.Add($"{what}: the ledger's totals say {ledger}, the checker {truth}.");
        }
    }
}
