namespace ChargePointFw.Checker;

/// <summary>
/// Live supply: what the ledger credits to each interval is the largest that its records say, the records of a journal never
/// say less than before, and all charge points together never more than the sun gave.
/// </summary>
internal sealed class LiveCheck(Ledger ledger, SessionRecords records, SupplyTruth supply, SurplusTruth? surplus, Findings findings)
{
    /// <summary>Checks, and returns what the records credit in all, Wh.</summary>
    public long Compare()
    {
        var foundWh = ledger.LiveCredits.ToDictionary(one => (one.ChargePoint, one.StartUtcMs), one => one.LiveWh);
        foreach ((string chargePoint, long startUtcMs) in records.LiveWh.Keys.Union(foundWh.Keys).Order())
        {
            findings.Expect(
                $"{chargePoint}, interval {Instant.Minute(startUtcMs)}", "live supply in the ledger",
                records.LiveWh.GetValueOrDefault((chargePoint, startUtcMs)), foundWh.GetValueOrDefault((chargePoint, startUtcMs)));
        }

        CheckGrowth();
        CheckSurplus();
        return records.LiveWh.Values.Sum();
    }

    private void CheckGrowth()
    {
        foreach (var interval in records.All.Where(r => r.Record.Type == RecordBytes.LiveSupplied)
            .GroupBy(r => (r.Stored.ChargePoint, r.Stored.Journal, r.Record.IntervalStartUtcMs)))
        {
            long beforeWh = 0;
            foreach ((LedgerRecord stored, RecordBytes record) in interval)
            {
                if (record.LiveWh < beforeWh)
                {
                    findings.Add($"{stored}, interval {Instant.Minute(interval.Key.IntervalStartUtcMs)}: live supply falls; expected at least {beforeWh} Wh, found {record.LiveWh} Wh.");
                }

                beforeWh = Math.Max(beforeWh, record.LiveWh);
            }
        }
    }

    private void CheckSurplus()
    {
        if (surplus is null)
        {
            return;
        }

        foreach (IGrouping<long, long> interval in records.LiveWh.GroupBy(one => one.Key.StartUtcMs, one => one.Value))
        {
            long trueWh = surplus.EnergyWh(interval.Key, interval.Key + supply.IntervalMs);
            if (interval.Sum() > trueWh)
            {
                findings.Add($"Site, interval {Instant.Minute(interval.Key)}: live supply over all charge points expected at most {trueWh} Wh, found {interval.Sum()} Wh.");
            }
        }
    }
}
