namespace ChargePointFw.Checker;

/// <summary>
/// The records behind the ledger: none missing, none twice, registers that never fall, covered energy that names the
/// allocation of its interval, and sessions and intervals that count each record's energy once.
/// </summary>
internal sealed class RecordCheck(Ledger ledger, SessionRecords records, Findings findings)
{
    /// <summary>Checks, and returns how many records, sessions and intervals are counted more than once.</summary>
    public int Compare()
    {
        foreach (LedgerGap gap in ledger.Gaps.Where(gap => !records.AreLost(gap.ChargePoint, gap.Journal, gap.AfterNumber, gap.BeforeNumber - 1)))
        {
            findings.Add($"{gap.ChargePoint}, journal {gap.Journal}: records {gap.AfterNumber + 1} to {gap.BeforeNumber - 1} are missing; expected {gap.AfterNumber + 1} after {gap.AfterNumber}, found {gap.BeforeNumber}.");
        }

        foreach (LedgerRepeat repeat in ledger.Repeats)
        {
            findings.Add($"{repeat.What} more than once; expected 1 time, found {repeat.Times} times.");
        }

        CheckRegisters();
        CheckAllocationIds();
        return (int)ledger.Repeats.Sum(repeat => repeat.Times - 1) + CheckSessions() + CheckIntervals();
    }

    /// <summary>Within a meter's baseline; a baseline record begins a new one.</summary>
    private void CheckRegisters()
    {
        foreach (var chargePoint in records.All.GroupBy(r => r.Stored.ChargePoint))
        {
            long beforeWh = 0;
            foreach ((LedgerRecord stored, RecordBytes record) in chargePoint)
            {
                if (record.RegisterWh < beforeWh && record.Type != RecordBytes.MeterBaseline)
                {
                    findings.Add($"{stored}: the register falls; expected at least {beforeWh} Wh, found {record.RegisterWh} Wh.");
                }

                beforeWh = record.RegisterWh ?? beforeWh;
            }
        }
    }

    private void CheckAllocationIds()
    {
        HashSet<(long, string, long)> known = [.. ledger.Promises.Select(a => (a.Id, a.ChargePoint, a.StartUtcMs))];
        foreach ((LedgerRecord stored, RecordBytes record) in records.All.Where(r => r.Record.Energies.CoveredWh > 0))
        {
            if (!known.Contains((record.AllocationId, stored.ChargePoint, record.IntervalStartUtcMs)))
            {
                findings.Add($"{stored}, session {record.Session}, interval {Instant.Minute(record.IntervalStartUtcMs)}: {record.Energies.CoveredWh} Wh are covered by allocation {record.AllocationId}, which is not one of this interval and charge point.");
            }
        }
    }

    /// <summary>Returns the number of sessions that count more than their records say.</summary>
    private int CheckSessions()
    {
        int doubled = 0;
        foreach (LedgerSession session in ledger.Sessions.DistinctBy(s => s.Key))
        {
            Energies recorded = SessionRecords.Sum(records.BySession[session.Key]);
            doubled += CountsMore(session.Key.ToString(), recorded with { DeliveredWh = recorded.DeliveredWh + records.LostWh(session.Key) }, session.Total);
        }

        HashSet<SessionKey> known = [.. ledger.Sessions.Select(s => s.Key)];
        foreach (SessionKey lone in records.BySession.Select(s => s.Key).Where(key => !known.Contains(key)))
        {
            findings.Add($"{lone}: its records are in the ledger, the session is not.");
        }

        return doubled;
    }

    /// <summary>Returns the number of intervals that count more than their records say.</summary>
    private int CheckIntervals() => ledger.Intervals.Sum(interval => CountsMore(
        $"{interval.ChargePoint}, interval {Instant.Minute(interval.StartUtcMs)}",
        SessionRecords.Sum(records.ByInterval[(interval.ChargePoint, interval.StartUtcMs)]),
        interval.Energies));

    private int CountsMore(string where, Energies recorded, Energies found)
    {
        findings.Expect(where, "as the sum of its records", recorded, found);
        return found.DeliveredWh > recorded.DeliveredWh ? 1 : 0;
    }
}
