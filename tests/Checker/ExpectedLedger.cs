namespace ChargePointFw.Checker;

/// <summary>One car's energy as the ledger must show it: registers in Wh, energies by start of the interval (ms UTC).</summary>
internal sealed record ExpectedStay(
    Stay Stay, long StartRegisterWh, long EndRegisterWh, SortedDictionary<long, Energies> Intervals)
{
    public long DeliveredWh => EndRegisterWh - StartRegisterWh;

    /// <summary>True if the car had left by then, ms since 1970 in UTC.</summary>
    public bool IsOver(long utcMs) => Stay.UnpluggedUtcMs <= utcMs;

    public Energies Total => Intervals.Values.Aggregate(default(Energies), (sum, next) => sum + next);
}

/// <summary>
/// The ledger recomputed from the truth. All energy between a plug-in and the next belongs to the car that was plugged
/// in first, to the half hour in which it flowed, and to one kind.
/// </summary>
internal sealed class ExpectedLedger
{
    private readonly SupplyTruth supply;
    private readonly int chargePoints;
    private readonly Func<long, long> liveWh;

    private ExpectedLedger(SupplyTruth supply, int chargePoints, Func<long, long> liveWh)
    {
        this.supply = supply;
        this.chargePoints = chargePoints;
        this.liveWh = liveWh;
    }

    /// <summary>The stays of one charge point in order of time.</summary>
    /// <param name="chargePoint">The charge point.</param>
    /// <param name="truth">What happened.</param>
    /// <param name="supply">The site's supply.</param>
    /// <param name="chargePoints">How many share it.</param>
    /// <param name="liveWh">Live supply that the charge point was credited in an interval, Wh; <see cref="LiveCheck"/> judges it.</param>
    /// <param name="findings">Where differences go.</param>
    public static IReadOnlyList<ExpectedStay> Of(
        string chargePoint, Truth truth, SupplyTruth supply, int chargePoints, Func<long, long> liveWh, Findings findings)
    {
        (MeterTrace meter, IReadOnlyList<Stay> stays) = truth.At(chargePoint);
        long freeWh = (stays.Count == 0 ? meter.LastRegisterWh : meter.ShownAt(stays[0].PluggedInUtcMs)) - meter.FirstRegisterWh;
        if (freeWh != 0)
        {
            findings.Add($"{chargePoint}: the truth has {freeWh} Wh before any car was plugged in.");
        }

        var ledger = new ExpectedLedger(supply, chargePoints, liveWh);
        List<ExpectedStay> expected = [.. stays.Select((stay, i) => ledger.Measure(meter, stay, i + 1 < stays.Count ? stays[i + 1].PluggedInUtcMs : long.MaxValue))];
        ledger.Cover(expected);
        return expected;
    }

    /// <summary>Registers and delivered energy by interval.</summary>
    private ExpectedStay Measure(MeterTrace meter, Stay stay, long nextPlugInUtcMs)
    {
        long startWh = meter.ShownAt(stay.PluggedInUtcMs);
        long endWh = nextPlugInUtcMs == long.MaxValue ? meter.LastRegisterWh : meter.ShownAt(nextPlugInUtcMs);
        var intervals = new SortedDictionary<long, Energies>();
        long beforeWh = startWh;
        for (long start = supply.StartOf(stay.PluggedInUtcMs); beforeWh < endWh; start += supply.IntervalMs)
        {
            long afterWh = Math.Clamp(meter.AtBoundary(start + supply.IntervalMs), beforeWh, endWh);
            if (afterWh > beforeWh)
            {
                intervals[start] = new Energies(afterWh - beforeWh, 0, 0, 0);
            }

            beforeWh = afterWh;
        }

        return new ExpectedStay(stay, startWh, endWh, intervals);
    }

    /// <summary>
    /// Gives each Wh its kind, interval by interval: members draw on the allocation in order of time; what goes beyond
    /// is uncovered and forfeited from the allocations that follow, used or not; guests never touch them.
    /// </summary>
    private void Cover(List<ExpectedStay> stays)
    {
        if (stays.All(stay => stay.Intervals.Count == 0))
        {
            return;
        }

        long last = stays.Where(stay => stay.Intervals.Count > 0).Max(stay => stay.Intervals.Keys.Last());
        long forfeitWh = 0;
        for (long start = supply.StartOf(stays[0].Stay.PluggedInUtcMs); start <= last; start += supply.IntervalMs)
        {
            long leftWh = supply.AllocationWh(start, chargePoints);
            long lostWh = Math.Min(leftWh, forfeitWh);
            leftWh -= lostWh;
            forfeitWh -= lostWh;
            leftWh += liveWh(start);
            foreach (ExpectedStay stay in stays)
            {
                if (!stay.Intervals.TryGetValue(start, out Energies energies))
                {
                    continue;
                }

                long coveredWh = stay.Stay.IsMember ? Math.Min(leftWh, energies.DeliveredWh) : 0;
                long uncoveredWh = stay.Stay.IsMember ? energies.DeliveredWh - coveredWh : 0;
                stay.Intervals[start] = new Energies(energies.DeliveredWh, coveredWh, uncoveredWh, stay.Stay.IsMember ? 0 : energies.DeliveredWh);
                leftWh -= coveredWh;
                forfeitWh += uncoveredWh;
            }
        }
    }
}
