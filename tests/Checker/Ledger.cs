namespace ChargePointFw.Checker;

/// <summary>The back office's ledger as it stands in one moment: all that the checks look at.</summary>
internal sealed record Ledger(
    IReadOnlyList<LedgerSession> Sessions,
    IReadOnlyList<LedgerInterval> Intervals,
    IReadOnlyList<LedgerAllocation> Allocations,
    IReadOnlyList<LedgerAllocation> Promises,
    IReadOnlyList<LedgerLiveCredit> LiveCredits,
    IReadOnlyList<LedgerRecord> Records,
    IReadOnlyList<LedgerGap> Gaps,
    IReadOnlyList<LedgerRepeat> Repeats)
{
    /// <summary>Charge points with records or allocations.</summary>
    public IEnumerable<string> ChargePoints() =>
        Records.Select(record => record.ChargePoint).Union(Allocations.Select(allocation => allocation.ChargePoint));

    public static Ledger Read(string databasePath)
    {
        using var sql = new LedgerSql(databasePath);
        return new Ledger(
            sql.ReadSessions(), sql.ReadIntervals(), sql.ReadAllocations(), sql.ReadPromises(), sql.ReadLiveCredits(), sql.ReadRecords(), sql.ReadGaps(), sql.ReadRepeats());
    }
}
