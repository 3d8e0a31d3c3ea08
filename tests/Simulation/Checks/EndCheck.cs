// What must hold after everything has healed: truth, flash and ledger against one another.
using ChargePointFw.Checker;
using ChargePointFw.Records;
using ChargePointFw.Simulation.Boards;
using ChargePointFw.Simulation.Office;
using ChargePointFw.Simulation.Weather;
using Dapper;

namespace ChargePointFw.Simulation.Checks;

/// <summary>Reads the database once the storm is over.</summary>
internal sealed class EndCheck(Forecast forecast, SimulatedOffice office, IReadOnlyList<StormChargePoint> chargePoints, Truth truth)
{
    private const int ShownDifferences = 8;

    /// <exception cref="ViolationException">Something does not hold.</exception>
    public void Run(long nowMs)
    {
        Dictionary<string, List<Stored>> stored = ReadRecords();
        foreach (StormChargePoint one in chargePoints)
        {
            List<Stored> mine = stored.GetValueOrDefault(one.Name, []);
            EveryRecordOnce(one, mine);
            EveryWattHourOnce(one, mine);
        }

        BuffersAreBounded();
        LedgerIsItsRecords();
        ForbidAny("the checker", LedgerChecker.CheckInItself(office.Options.DatabaseFile));
        if (forecast.IsFair)
        {
            CheckResult result = LedgerChecker.Compare(
                truth,
                SupplyTruth.Of(forecast.IntervalMinutes, forecast.SupplyWh),
                forecast.ChargePoints,
                office.Options.DatabaseFile,
                Forecast.StartMs,
                nowMs);
            ForbidAny("the truth", result.Differences);
        }
    }

    private Dictionary<string, List<Stored>> ReadRecords() => office.Read(connection => connection.Query<Stored>(
        """
        SELECT charge_point.name AS Name, journal.journal_id AS JournalId, record.number AS Number, record.bytes AS Bytes
        FROM record JOIN journal ON journal.id = record.journal_row JOIN charge_point ON charge_point.id = journal.charge_point_id
        ORDER BY charge_point.name, journal.ordinal, record.number
        """).GroupBy(one => one.Name).ToDictionary(group => group.Key, group => group.ToList()));

    // 4: each record is in the ledger exactly once, byte by byte, or stated as lost and rotten; nothing is there that no flash
    // ever held.
    private static void EveryRecordOnce(StormChargePoint one, List<Stored> stored)
    {
        var there = new HashSet<(long, long)>();
        foreach (Stored record in stored)
        {
            if (record.IsLoss)
            {
                for (long number = record.Number; number <= record.LostUpTo; number++)
                {
                    // The tag of the one before may have rotted, and this one cannot be verified then.
                    bool isRotten = one.Flash.Rotted.Contains((record.JournalId, number)) || one.Flash.Rotted.Contains((record.JournalId, number - 1));
                    Require(isRotten, "4 lost is only what is", $"{one.Name}: record {number} of journal {record.JournalId} is stated as lost and did not rot");
                    there.Add((record.JournalId, number));
                }

                continue;
            }

            there.Add((record.JournalId, record.Number));
            Require(
                one.Log.Of(record.JournalId, record.Number).Any(bytes => bytes.AsSpan().SequenceEqual(record.Bytes)),
                "5 no message of one device is another's",
                $"{one.Name}: record {record.Number} of journal {record.JournalId} is in the ledger and was never in its flash");
        }

        for (long number = 1; number <= one.Board.CommittedUpTo; number++)
        {
            Require(there.Contains((one.Board.JournalId, number)), "4 each record exactly once", $"{one.Name}: record {number} of journal {one.Board.JournalId} is not in the ledger");
        }
    }

    // 3: registers telescope from the first reading to the last; what the meter counted stands in exactly one record, or in a
    // bracket around lost ones.
    private void EveryWattHourOnce(StormChargePoint one, List<Stored> stored)
    {
        var walk = new RegisterWalk(one.Name, TrueWh(one) + one.Meter.OffsetWh);
        stored.ForEach(row => walk.Take(row.Bytes));
        walk.End(forecast.MeterResolutionWh);
        foreach ((long journalId, long number) in walk.Bracketed)
        {
            long told = office.Read(connection => connection.ExecuteScalar<long>(
                """
                SELECT (SELECT count(*) FROM journal_gap WHERE journal_row = journal.id AND to_number < @number AND register_after_wh IS NOT NULL)
                    + (SELECT count(*) FROM alarm WHERE kind = 'EnergyBracketed' AND journal_row = journal.id AND number = @number)
                FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE charge_point.name = @Name AND journal_id = @journalId
                """,
                new { one.Name, journalId, number }));
            Require(told > 0, "4 the energy of lost records is bracketed", $"{one.Name}: nobody tells of the registers before record {number}");
        }
    }

    // 4: the ledger built live is the ledger rebuilt.
    private void LedgerIsItsRecords()
    {
        IReadOnlyList<string> live = office.Ledger.CanonicalRows(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        office.Ledger.Rebuild();
        IReadOnlyList<string> rebuilt = office.Ledger.CanonicalRows(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        string? other = live.Except(rebuilt).Concat(rebuilt.Except(live)).FirstOrDefault();
        Require(other is null && live.Count == rebuilt.Count, "4 the ledger rebuilt is the ledger built live", other ?? "rows");
    }

    private void BuffersAreBounded()
    {
        long quarantined = office.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM quarantine"));
        Require(quarantined <= office.Options.QuarantineRows, "6 bounded", $"{quarantined} rows put aside");
    }

    private static long TrueWh(StormChargePoint one) => one.Board.Bay.EnergyMj / Simulator.World.Bay.MillijoulesPerWh;

    private static void ForbidAny(string who, IReadOnlyList<string> differences) =>
        Require(differences.Count == 0, "3 and 4 by " + who, $"{differences.Count} differences: {string.Join(" | ", differences.Take(ShownDifferences))}");

    private static void Require(bool holds, string invariant, string detail)
    {
        if (!holds)
        {
            throw new ViolationException(invariant, detail);
        }
    }

    private sealed record Stored
    {
        public string Name { get; init; } = "";
        public long JournalId { get; init; }
        public long Number { get; init; }
        public byte[] Bytes { get; init; } = [];
        public bool IsLoss => (RecordType)Bytes[1] == RecordType.RecordsLost;
        public long LostUpTo => Records.Bytes.Take(Bytes, 24, 4);
    }
}
