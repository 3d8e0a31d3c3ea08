namespace ChargePointFw.Checker;

/// <summary>Recomputes the ledger from the truth and compares it with the back office's database.</summary>
public static class LedgerChecker
{
    /// <summary>Compares once all records have arrived.</summary>
    /// <param name="truth">What happened.</param>
    /// <param name="supply">The site's supply.</param>
    /// <param name="chargePoints">All charge points of the site, also those without a car.</param>
    /// <param name="databasePath">The back office's SQLite database; it is only read.</param>
    /// <param name="runStartUtcMs">Start of the run, ms since 1970 in UTC.</param>
    /// <param name="runEndUtcMs">End of the run, ms since 1970 in UTC.</param>
    /// <param name="surplus">The site's true surplus; null when nobody simulates it.</param>
    public static CheckResult Compare(
        Truth truth,
        SupplyTruth supply,
        IReadOnlyList<string> chargePoints,
        string databasePath,
        long runStartUtcMs,
        long runEndUtcMs,
        SurplusTruth? surplus = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(chargePoints.Count);
        var findings = new Findings();
        Ledger ledger = Ledger.Read(databasePath);
        SessionRecords records = SessionRecords.Of(ledger.Records, findings);
        foreach (string unknown in truth.ChargePoints().Union(ledger.ChargePoints()).Except(chargePoints))
        {
            findings.Add($"{unknown} has cars, records or allocations and is not a charge point of the site.");
        }

        Energies total = default;
        var sessions = new SessionCheck(ledger, records, supply, runEndUtcMs, findings);
        var intervals = new IntervalCheck(ledger, supply, runEndUtcMs, findings);
        foreach (string chargePoint in chargePoints)
        {
            IReadOnlyList<ExpectedStay> stays = ExpectedLedger.Of(
                chargePoint, truth, supply, chargePoints.Count, start => records.LiveWh.GetValueOrDefault((chargePoint, start)), findings);
            sessions.Compare(chargePoint, stays);
            intervals.Compare(chargePoint, stays);
            total = stays.Aggregate(total, (sum, stay) => sum + stay.Total);
        }

        long allocatedWh = new AllocationCheck(ledger, records, supply, chargePoints, findings).Compare(runStartUtcMs, runEndUtcMs);
        long liveWh = new LiveCheck(ledger, records, supply, surplus, findings).Compare();
        int duplicates = new RecordCheck(ledger, records, findings).Compare();
        return new CheckResult
        {
            Differences = findings.All(),
            Sessions = ledger.Sessions.Select(s => s.Key).Distinct().Count(),
            Duplicates = duplicates,
            DeliveredWh = total.DeliveredWh,
            CoveredWh = total.CoveredWh,
            UncoveredWh = total.UncoveredWh,
            UnclaimedWh = total.UnclaimedWh,
            AllocatedWh = allocatedWh,
            LiveWh = liveWh,
        };
    }

    /// <summary>
    /// Checks what needs no truth beside it: records each once, in sound chains of registers, sessions and intervals that
    /// are the sums of their records, covered energy within its allocation.
    /// </summary>
    /// <param name="databasePath">The back office's SQLite database; it is only read.</param>
    /// <returns>What does not hold, each a sentence.</returns>
    public static IReadOnlyList<string> CheckInItself(string databasePath)
    {
        var findings = new Findings();
        Ledger ledger = Ledger.Read(databasePath);
        SessionRecords records = SessionRecords.Of(ledger.Records, findings);
        SessionCheck.CheckInThemselves(ledger, records, findings);
        AllocationCheck.CheckCovered(ledger, records, findings);
        new RecordCheck(ledger, records, findings).Compare();
        return findings.All();
    }
}
