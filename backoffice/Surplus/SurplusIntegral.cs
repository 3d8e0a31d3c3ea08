namespace ChargePointFw.BackOffice.Surplus;

/// <summary>A site's measured surplus in one interval so far.</summary>
/// <param name="StartMs">Start of the interval, ms since 1970 in UTC.</param>
/// <param name="EnergyMj">Σ min(one measurement, the next) × time between them, mJ.</param>
/// <param name="Measurements">Measured in it.</param>
/// <param name="LargestGapMs">Longest time without a measurement within it, ms.</param>
/// <param name="LastMeasuredMs">The newest that went into it, ms since 1970 in UTC.</param>
public readonly record struct SurplusInterval(long StartMs, long EnergyMj, long Measurements, long LargestGapMs, long LastMeasuredMs)
{
    /// <summary>mJ (W × ms) in a Wh.</summary>
    public const long MillijoulesPerWh = 3_600_000;

    /// <summary>Whole Wh, rounded down.</summary>
    public long EnergyWh => EnergyMj / MillijoulesPerWh;
}

/// <summary>
/// Adds measurements up by interval, with the rule by which charge points are credited: the lesser of two measurements for
/// the time between them, if that is not longer than the maximum age. Pure arithmetic; remembers one measurement.
/// </summary>
public sealed class SurplusIntegral(long intervalMs)
{
    private SurplusMeasurement? last;
    private SurplusInterval current;

    /// <summary>The newest measurement.</summary>
    public SurplusMeasurement? Last => last;

    /// <summary>Goes on from what is stored of the interval that ran; what lies in between is a gap.</summary>
    public void Resume(SurplusInterval stored) => current = stored;

    /// <summary>Takes a measurement that is newer than the last.</summary>
    /// <returns>The intervals it changed, oldest first: one, or two over a boundary.</returns>
    public IReadOnlyList<SurplusInterval> Add(SurplusMeasurement one)
    {
        long startMs = one.MeasuredMs - (one.MeasuredMs % intervalMs);
        var changed = new List<SurplusInterval>(2);
        long sinceMs = last?.MeasuredMs ?? current.LastMeasuredMs;
        bool isCounted = last is { } before && one.MeasuredMs - before.MeasuredMs <= SurplusMeasurement.MaximumAgeMs;
        long lesserW = isCounted ? Math.Min(last!.Value.SurplusW, one.SurplusW) : 0;
        if (current.StartMs != startMs)
        {
            if (current.StartMs != 0)
            {
                // Two are never further apart than an interval and count: then only the gap at its end is news.
                long toEndMs = Math.Max(0, current.StartMs + intervalMs - sinceMs);
                changed.Add(current with
                {
                    EnergyMj = current.EnergyMj + (lesserW * toEndMs),
                    LargestGapMs = Math.Max(current.LargestGapMs, toEndMs),
                });
            }

            current = new SurplusInterval(startMs, 0, 0, 0, 0);
        }

        long fromMs = Math.Max(sinceMs, startMs);
        current = new SurplusInterval(
            startMs,
            current.EnergyMj + (lesserW * (one.MeasuredMs - fromMs)),
            current.Measurements + 1,
            Math.Max(current.LargestGapMs, one.MeasuredMs - fromMs),
            one.MeasuredMs);
        changed.Add(current);
        last = one;
        return changed;
    }
}
