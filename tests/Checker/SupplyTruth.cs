namespace ChargePointFw.Checker;

/// <summary>The site's renewable supply by interval, and the published rule of allocation.</summary>
public sealed class SupplyTruth
{
    private readonly SortedDictionary<long, long> energyWh;

    private SupplyTruth(int intervalMinutes, SortedDictionary<long, long> energyWh)
    {
        IntervalMinutes = intervalMinutes;
        this.energyWh = energyWh;
    }

    /// <summary>Length of an interval, minutes.</summary>
    public int IntervalMinutes { get; }

    /// <summary>Length of an interval, ms.</summary>
    internal long IntervalMs => IntervalMinutes * 60_000L;

    /// <summary>
    /// The site's supply in the shape of the area's: floor(renewable MW × site's peak W × 30 / (largest renewable MW × 60))
    /// Wh in each half hour.
    /// </summary>
    /// <param name="path">The operators' CSV.</param>
    /// <param name="sitePeakW">The site's renewable power in the file's best half hour, W.</param>
    /// <param name="intervalMinutes">30: the operators publish half hours, and no rule divides or joins them.</param>
    public static SupplyTruth FromOperatorsCsv(string path, long sitePeakW, int intervalMinutes = 30)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sitePeakW);
        ArgumentOutOfRangeException.ThrowIfNotEqual(intervalMinutes, 30);
        SortedDictionary<long, long> renewableKw = OperatorsCsv.RenewableKw(path);
        long peakKw = renewableKw.Values.DefaultIfEmpty().Max();
        var energyWh = new SortedDictionary<long, long>();
        foreach ((long startUtcMs, long kw) in renewableKw)
        {
            energyWh[startUtcMs] = peakKw == 0 ? 0 : (long)((Int128)kw * sitePeakW * 30 / ((Int128)peakKw * 60));
        }

        return new SupplyTruth(intervalMinutes, energyWh);
    }

    /// <summary>A supply written by hand: Wh by start of the interval (ms since 1970 in UTC).</summary>
    public static SupplyTruth Of(int intervalMinutes, IReadOnlyDictionary<long, long> energyWh)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervalMinutes, 1);
        return new SupplyTruth(intervalMinutes, new SortedDictionary<long, long>(energyWh.ToDictionary()));
    }

    /// <summary>The site's supply in the interval that starts then, Wh; 0 where nothing is known.</summary>
    public long EnergyWh(long intervalStartUtcMs) => energyWh.GetValueOrDefault(intervalStartUtcMs);

    /// <summary>The rule: every charge point of the site gets floor(supply / number of charge points), Wh.</summary>
    public long AllocationWh(long intervalStartUtcMs, int chargePoints) => EnergyWh(intervalStartUtcMs) / chargePoints;

    /// <summary>Start of the interval that holds this instant.</summary>
    internal long StartOf(long utcMs) => utcMs - (utcMs % IntervalMs);
}
