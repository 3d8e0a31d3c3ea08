namespace ChargePointFw.Checker;

/// <summary>
/// The site's true surplus before the charge points, told as samples in order of time; between two of them it goes straight
/// from one to the other, before the first and after the last there is none. Memory grows with the samples.
/// </summary>
public sealed class SurplusTruth
{
    private const long MillijoulesPerWh = 3_600_000; // W x ms are mJ
    private readonly Lock gate = new();
    private readonly List<(long UtcMs, long SurplusW)> samples = [];

    /// <summary>The surplus at an instant.</summary>
    /// <param name="utcMs">ms since 1970 in UTC; later than the sample before.</param>
    /// <param name="surplusW">W, not negative.</param>
    public void Sample(long utcMs, long surplusW)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(surplusW);
        lock (gate)
        {
            if (samples.Count > 0 && utcMs <= samples[^1].UtcMs)
            {
                throw new ArgumentException("A sample is later than the one before.", nameof(utcMs));
            }

            samples.Add((utcMs, surplusW));
        }
    }

    /// <summary>Energy between two instants, Wh, rounded down.</summary>
    internal long EnergyWh(long fromUtcMs, long untilUtcMs)
    {
        lock (gate)
        {
            double millijoules = 0;
            for (int i = 1; i < samples.Count; i++)
            {
                long from = Math.Max(fromUtcMs, samples[i - 1].UtcMs);
                long until = Math.Min(untilUtcMs, samples[i].UtcMs);
                if (until > from)
                {
                    millijoules += (At(i, from) + At(i, until)) / 2 * (until - from);
                }
            }

            return (long)Math.Floor(millijoules / MillijoulesPerWh);
        }
    }

    // On the line that ends with this sample.
    private double At(int i, long utcMs)
    {
        ((long beforeMs, long beforeW), (long afterMs, long afterW)) = (samples[i - 1], samples[i]);
        return beforeW + ((double)(afterW - beforeW) * (utcMs - beforeMs) / (afterMs - beforeMs));
    }
}
