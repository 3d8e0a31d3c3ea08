// The physical truth of a site's photovoltaics: what is left over before the charge points take any.
namespace ChargePointFw.Simulator.World;

/// <summary>The site's surplus over time: each value holds until the next one's instant, and before the first there is none.</summary>
public sealed class Sun
{
    private readonly long[] fromUtcMs;
    private readonly int[] surplusW;

    /// <param name="values">From when (ms since 1970 in UTC) how much (W, not below 0).</param>
    public Sun(IEnumerable<(long FromUtcMs, int SurplusW)> values)
    {
        (long FromUtcMs, int SurplusW)[] inOrder = [.. values.OrderBy(value => value.FromUtcMs)];
        fromUtcMs = [.. inOrder.Select(value => value.FromUtcMs)];
        surplusW = [.. inOrder.Select(value => Math.Max(0, value.SurplusW))];
    }

    /// <summary>Surplus at an instant, W.</summary>
    public int SurplusW(long utcMs)
    {
        int index = Array.BinarySearch(fromUtcMs, utcMs);
        index = index < 0 ? ~index - 1 : index;
        return index < 0 ? 0 : surplusW[index];
    }

    /// <summary>True surplus energy from one instant to another, mJ.</summary>
    public long EnergyMj(long fromMs, long untilMs)
    {
        long sumMj = 0;
        for (int i = 0; i < fromUtcMs.Length; i++)
        {
            long endsMs = i + 1 < fromUtcMs.Length ? fromUtcMs[i + 1] : long.MaxValue;
            long spanMs = Math.Min(endsMs, untilMs) - Math.Max(fromUtcMs[i], fromMs);
            sumMj += spanMs > 0 ? spanMs * surplusW[i] : 0;
        }

        return sumMj;
    }
}
