namespace ChargePointFw.Supply;

/// <summary>
/// A verified supply plan: for each interval that has one, the allocation of this charge point. Filled once by
/// <see cref="ChargePointFw.Documents.SupplyPlanReader"/> and only read afterwards, so that it may be swapped in between two steps.
/// </summary>
public sealed class SupplyPlan
{
    /// <summary>96 hours of quarter hours; a longer plan is refused.</summary>
    public const int MaximumAllocations = 384;

    /// <summary>From one allocation to the next at most so many intervals (170 days of quarter hours): what is stored counts on it.</summary>
    public const int MaximumGapIntervals = 16_383;

    public readonly long[] StartUtcMs = new long[MaximumAllocations];
    public readonly int[] EnergyWh = new int[MaximumAllocations];
    public readonly long[] AllocationId = new long[MaximumAllocations];

    /// <summary>Share of the site's measured surplus that the interval may be credited on top, in thousandths; 0 to 1,000.</summary>
    public readonly short[] LivePermille = new short[MaximumAllocations];

    public long Version;

    /// <summary>The plan says nothing from here on, ms since 1970 in UTC.</summary>
    public long ValidUntilUtcMs;

    /// <summary>15, 30 or 60.</summary>
    public int IntervalMinutes;

    public int Count;

    public long IntervalMs => IntervalMinutes * 60_000L;

    /// <summary>Index of the allocation whose interval starts then, or -1.</summary>
    public int Find(long startUtcMs)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (StartUtcMs[middle] == startUtcMs)
            {
                return middle;
            }

            if (StartUtcMs[middle] < startUtcMs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    /// <summary>
    /// Start of the first interval after <paramref name="utcMs"/> with at least this much energy, or 0 when the plan
    /// knows of none.
    /// </summary>
    public long NextStartUtcMs(long utcMs, long leastEnergyWh)
    {
        for (int i = 0; i < Count; i++)
        {
            if (StartUtcMs[i] > utcMs && EnergyWh[i] >= leastEnergyWh && StartUtcMs[i] < ValidUntilUtcMs)
            {
                return StartUtcMs[i];
            }
        }

        return 0;
    }
}
