using ChargePointFw.Simulator.World;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>What came of a story that a power cut or a flipped bit went through.</summary>
internal sealed record StoryEnd
{
    /// <summary>Committed records that never arrived and that no boot named as lost.</summary>
    public required int Lost { get; init; }

    /// <summary>Records or sessions that arrived as two.</summary>
    public required int Twice { get; init; }

    /// <summary>What the records tell differs by so much from what flowed, Wh.</summary>
    public required long EnergyOffWh { get; init; }

    /// <summary>What else was not as it should be.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The office's books.</summary>
    public required Ledger Ledger { get; init; }
}

/// <summary>
/// A session with everything in it, over a ring that goes round meanwhile: boot, start, suspension because the
/// allocation is spent, resumption with the next, a boundary while charging, the end.
/// </summary>
internal static class PowerCutStory
{
    /// <summary>2026-04-01T00:00:00Z.</summary>
    public const long StartUtcMs = 1_775_001_600_000;

    /// <summary>Records of the earlier time: the story begins in the last segment of the ring and goes on in its first two.</summary>
    public const int History = 50;

    /// <summary>Segments of the ring.</summary>
    public const int Segments = 13;

    /// <summary>Bytes of a segment: a header and four records.</summary>
    public const int SegmentBytes = 5 * 64;

    private const int IntervalMinutes = 15;
    private const long IntervalMs = IntervalMinutes * 60_000L;
    private static readonly int[] allocationsWh = [520, 8_000, 8_000];

    /// <summary>The station of the story.</summary>
    public static Station Begin(Breaker breaker, bool isOnline)
    {
        var station = new Station(
            new StationSetup
            {
                StartUtcMs = StartUtcMs + 800_000,
                Visits = [new Visit(Papers.Name, Papers.Member, true, StartUtcMs + 805_000, StartUtcMs + 1_840_000, 100_000, 20_000)],
                Plan = Papers.Plan(1, StartUtcMs, IntervalMinutes, allocationsWh),
                Segments = Segments,
                SegmentBytes = SegmentBytes,
                History = History,
            },
            breaker);
        station.CutOff(!isOnline);
        return station;
    }

    /// <summary>Plays it; the power goes where the breaker says.</summary>
    public static StoryEnd Play(Breaker breaker, bool isOnline)
    {
        using Station station = Begin(breaker, isOnline);
        return Finish(station, breaker);
    }

    /// <summary>On to the end, half a minute beyond the last interval; everything is then delivered and looked at.</summary>
    public static StoryEnd Finish(Station station, Breaker breaker)
    {
        station.RunTo(StartUtcMs + (allocationsWh.Length * IntervalMs) + 30_000);
        station.CutOff(false);
        bool isDelivered = station.RunUntilDelivered();
        Ledger ledger = station.Office.Ledger;
        if (!isDelivered)
        {
            ledger.Complain($"delivered {ledger.Number} of {station.ChargePoint.CommittedUpTo}");
        }

        // A session whose end is damaged is ended anew.
        if (Math.Abs(ledger.EndedByPowerLoss - station.SessionsCut) > ledger.Damaged)
        {
            ledger.Complain($"{station.SessionsCut} sessions cut, {ledger.EndedByPowerLoss} ended by power loss");
        }

        if (station.TakenMj == 0 || ledger.SessionsStarted + ledger.Damaged == 0)
        {
            ledger.Complain("nobody charged");
        }

        if (station.ClosedUnrecorded > 0)
        {
            ledger.Complain("the contactor closed before its record was committed");
        }

        if (ledger.SessionsStarted != ledger.SessionsEnded && ledger.Damaged == 0)
        {
            ledger.Complain($"{ledger.SessionsStarted} sessions started, {ledger.SessionsEnded} ended");
        }

        for (int i = 0; i < allocationsWh.Length; i++)
        {
            if (ledger.CoveredWh.GetValueOrDefault(StartUtcMs + (i * IntervalMs)) > allocationsWh[i])
            {
                ledger.Complain($"covered more than allocated in interval {i}");
            }
        }

        return new StoryEnd
        {
            Lost = Math.Max(0, Missing(station.Office, breaker) - ledger.NamedLost),
            Twice = station.Office.Conflicts,
            EnergyOffWh = EnergyOffWh(station) + ledger.UncoveredWh,
            Problems = ledger.Problems,
            Ledger = ledger,
        };
    }

    private static int Missing(OfficeAtHand office, Breaker breaker)
    {
        int missing = 0;
        for (int i = 0; i < breaker.Committed.Count; i++)
        {
            bool isThere = i < office.Ledger.Number && office.Record(i + 1).AsSpan().SequenceEqual(breaker.Committed[i]);
            missing += isThere ? 0 : 1;
        }

        return missing;
    }

    private static long EnergyOffWh(Station station)
    {
        Ledger ledger = station.Office.Ledger;
        long toldWh = ledger.SessionWh + ledger.IdleWh + ledger.BracketedWh;
        long shownWh = (station.ChargePoint.Bay.EnergyMj / Bay.MillijoulesPerWh) - station.ChargePoint.InitialRegisterWh;
        return Math.Abs(toldWh - shownWh) + Math.Abs(ledger.RegisterWh - ledger.FirstRegisterWh - toldWh);
    }
}
