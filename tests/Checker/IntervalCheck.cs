namespace ChargePointFw.Checker;

/// <summary>A charge point's half hours in the ledger against its cars: every Wh in the half hour in which it flowed.</summary>
internal sealed class IntervalCheck(Ledger ledger, SupplyTruth supply, long runEndUtcMs, Findings findings)
{
    public void Compare(string chargePoint, IReadOnlyList<ExpectedStay> stays)
    {
        bool isCharging = stays.Any(stay => !stay.IsOver(runEndUtcMs));
        Dictionary<long, LedgerInterval> found = ledger.Intervals.Where(i => i.ChargePoint == chargePoint)
            .DistinctBy(i => i.StartUtcMs).ToDictionary(i => i.StartUtcMs);
        Dictionary<long, Energies> expected = stays.SelectMany(stay => stay.Intervals)
            .GroupBy(i => i.Key, i => i.Value)
            .ToDictionary(group => group.Key, group => group.Aggregate((sum, next) => sum + next));
        foreach (long start in expected.Keys.Union(found.Keys).Order())
        {
            string where = $"{chargePoint}, interval {Instant.Minute(start)}";
            bool isRunning = isCharging && start + supply.IntervalMs >= runEndUtcMs;
            findings.Expect(where, "in the ledger", expected.GetValueOrDefault(start), found.GetValueOrDefault(start)?.Energies ?? default, isRunning);
            findings.Expect(where, "idle", 0, found.GetValueOrDefault(start)?.IdleWh ?? 0);
        }
    }
}
