namespace ChargePointFw.Checker;

/// <summary>
/// Cars against sessions. A power cut may divide one car's energy into several sessions, so that all sessions of one
/// car together are compared with it; each session is also checked in itself.
/// </summary>
internal sealed class SessionCheck(Ledger ledger, SessionRecords records, SupplyTruth supply, long runEndUtcMs, Findings findings)
{
    /// <summary>Records carry time in steps of 100 ms, rounded down, and device and truth step one after the other.</summary>
    private const long ToleranceMs = 1000;

    /// <summary>Compares all cars of one charge point with all its sessions.</summary>
    public void Compare(string chargePoint, IReadOnlyList<ExpectedStay> stays)
    {
        LedgerSession[] sessions = [.. ledger.Sessions.Where(session => session.Key.ChargePoint == chargePoint)];
        ILookup<ExpectedStay?, LedgerSession> byStay = sessions.ToLookup(session => StayOf(session, stays));
        CheckInThemselves(sessions, records, findings);
        foreach (LedgerSession session in byStay[null])
        {
            findings.Add($"{session.Key}: expected no session, for no car belongs to it; found {session.Total.DeliveredWh} Wh.");
        }

        foreach (ExpectedStay stay in stays)
        {
            CompareStay(stay, [.. byStay[stay]]);
        }
    }

    /// <summary>The car that was plugged in when the session started; by register if the charge point did not know the time.</summary>
    private static ExpectedStay? StayOf(LedgerSession session, IReadOnlyList<ExpectedStay> stays) => session.StartedUtcMs > 0
        ? stays.LastOrDefault(stay => stay.Stay.PluggedInUtcMs - ToleranceMs <= session.StartedUtcMs)
        : stays.FirstOrDefault(stay => stay.StartRegisterWh <= session.StartRegisterWh && session.StartRegisterWh < stay.EndRegisterWh);

    /// <summary>Every session of the ledger: its kinds add up, and its registers differ by what it delivered.</summary>
    public static void CheckInThemselves(Ledger ledger, SessionRecords records, Findings findings) =>
        CheckInThemselves(ledger.Sessions, records, findings);

    private static void CheckInThemselves(IEnumerable<LedgerSession> sessions, SessionRecords records, Findings findings)
    {
        foreach (LedgerSession session in sessions)
        {
            CheckInItself(session, records.LostWh(session.Key), findings);
        }
    }

    private static void CheckInItself(LedgerSession session, long lostWh, Findings findings)
    {
        Energies total = session.Total;
        if (!(total with { DeliveredWh = total.DeliveredWh - lostWh }).IsBalanced)
        {
            findings.Add($"{session.Key}: delivered {total.DeliveredWh} Wh is not covered {total.CoveredWh} + uncovered {total.UncoveredWh} + unclaimed {total.UnclaimedWh} Wh{(lostWh > 0 ? $" + lost {lostWh} Wh" : "")}.");
        }

        if (session.EndRegisterWh is long endWh)
        {
            findings.Expect(session.Key.ToString(), "delivered as the difference of its registers", endWh - session.StartRegisterWh, total.DeliveredWh);
        }
    }

    private void CompareStay(ExpectedStay stay, LedgerSession[] sessions)
    {
        if (sessions.Length == 0)
        {
            if (stay.DeliveredWh != 0)
            {
                findings.Add($"{stay.Stay}: the session is missing; expected {stay.DeliveredWh} Wh, found no session.");
            }

            return;
        }

        string where = Name(sessions);
        if (stay.IsOver(runEndUtcMs))
        {
            CompareWhole(where, stay, sessions);
        }

        CompareClaim(stay, sessions);
        CompareIntervals(where, stay, sessions);
    }

    private void CompareWhole(string where, ExpectedStay stay, LedgerSession[] sessions)
    {
        foreach (LedgerSession open in sessions.Where(session => session.EndRegisterWh is null))
        {
            findings.Add($"{open.Key}: expected to have ended, for the car left at {Instant.Second(stay.Stay.UnpluggedUtcMs!.Value)}; found open.");
        }

        findings.Expect(where, "start register", stay.StartRegisterWh, sessions.Min(session => session.StartRegisterWh));
        if (sessions.Max(session => session.EndRegisterWh) is long endWh)
        {
            findings.Expect(where, "end register", stay.EndRegisterWh, endWh);
        }

        Energies found = sessions.Aggregate(default(Energies), (sum, session) => sum + session.Total);
        findings.Expect(where, "in all", stay.Total, found);
    }

    private void CompareClaim(ExpectedStay stay, LedgerSession[] sessions)
    {
        foreach (LedgerSession session in sessions)
        {
            if (records.BySession[session.Key].Any(record => record.IsMember != stay.Stay.IsMember))
            {
                findings.Add($"{session.Key}: expected to be a {(stay.Stay.IsMember ? "member" : "guest")}'s, found records of a {(stay.Stay.IsMember ? "guest" : "member")}.");
            }
        }
    }

    /// <summary>While a car is still charging, a half hour is known to the ledger once a reading after its end was recorded.</summary>
    private void CompareIntervals(string where, ExpectedStay stay, LedgerSession[] sessions)
    {
        ILookup<long, RecordBytes> found = sessions.Select(session => session.Key).Distinct()
            .SelectMany(key => records.BySession[key])
            .ToLookup(record => record.IntervalStartUtcMs);
        foreach (long start in stay.Intervals.Keys.Union(found.Select(interval => interval.Key)).Order())
        {
            bool isRunning = !stay.IsOver(runEndUtcMs) && start + supply.IntervalMs >= runEndUtcMs;
            findings.Expect(
                $"{where}, interval {Instant.Minute(start)}", "in its records",
                stay.Intervals.GetValueOrDefault(start), SessionRecords.Sum(found[start]), isRunning);
        }
    }

    private static string Name(LedgerSession[] sessions) => sessions.Length == 1
        ? sessions[0].Key.ToString()
        : $"{sessions[0].Key.ChargePoint}, sessions {string.Join(" and ", sessions.Select(session => session.Key.Number))} of one car";
}
