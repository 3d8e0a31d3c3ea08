namespace ChargePointFw.Checker;

/// <summary>
/// What was allocated: by the rule in every interval begun, over all charge points never more than the supply, and never
/// less, with the live supply that was credited on top, than what is called covered.
/// </summary>
internal sealed class AllocationCheck(
    Ledger ledger, SessionRecords records, SupplyTruth supply, IReadOnlyList<string> chargePoints, Findings findings)
{
    private readonly Dictionary<(string ChargePoint, long StartUtcMs), long> storedWh = Stored(ledger);

    /// <summary>Checks, and returns what the rule allocates in the run, Wh.</summary>
    public long Compare(long runStartUtcMs, long runEndUtcMs)
    {
        long allocatedWh = 0;
        for (long start = supply.StartOf(runStartUtcMs); start < runEndUtcMs; start += supply.IntervalMs)
        {
            foreach (string chargePoint in chargePoints)
            {
                long ruleWh = supply.AllocationWh(start, chargePoints.Count);
                findings.Expect($"{chargePoint}, interval {Instant.Minute(start)}", "allocation", ruleWh, storedWh.GetValueOrDefault((chargePoint, start)));
                allocatedWh += ruleWh;
            }
        }

        CheckSupply();
        CheckCovered(ledger, records, findings);
        return allocatedWh;
    }

    private void CheckSupply()
    {
        foreach (IGrouping<long, long> interval in storedWh.GroupBy(a => a.Key.StartUtcMs, a => a.Value))
        {
            long supplyWh = supply.EnergyWh(interval.Key);
            if (interval.Sum() > supplyWh)
            {
                findings.Add($"Site, interval {Instant.Minute(interval.Key)}: allocated over all charge points expected at most {supplyWh} Wh, found {interval.Sum()} Wh.");
            }
        }
    }

    /// <summary>Nowhere more is called covered than was allocated.</summary>
    public static void CheckCovered(Ledger ledger, SessionRecords records, Findings findings)
    {
        Dictionary<(string ChargePoint, long StartUtcMs), long> storedWh = Stored(ledger);
        foreach (LedgerInterval interval in ledger.Intervals)
        {
            long allocatedWh = storedWh.GetValueOrDefault((interval.ChargePoint, interval.StartUtcMs));
            long liveWh = records.LiveWh.GetValueOrDefault((interval.ChargePoint, interval.StartUtcMs));
            if (interval.Energies.CoveredWh > allocatedWh + liveWh)
            {
                string and = liveWh > 0 ? $" and {liveWh} Wh of live supply" : "";
                findings.Add($"{interval.ChargePoint}, interval {Instant.Minute(interval.StartUtcMs)}: covered expected at most the allocation of {allocatedWh} Wh{and}, found {interval.Energies.CoveredWh} Wh.");
            }
        }
    }

    private static Dictionary<(string ChargePoint, long StartUtcMs), long> Stored(Ledger ledger) => ledger.Allocations
        .GroupBy(a => (a.ChargePoint, a.StartUtcMs), a => a.EnergyWh)
        .ToDictionary(group => group.Key, group => group.Sum());
}
