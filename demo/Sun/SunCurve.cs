namespace ChargePointFw.Demo.Sun;

/// <summary>
/// A site's surplus over the day: a roof in the sun from six to six on the site's clock, clouds that pass, a building that
/// takes some of it. A function of time and seed alone.
/// </summary>
internal sealed class SunCurve(int seed, long peakW, TimeZoneInfo zone)
{
    private const double SunriseHour = 6;
    private const double SunsetHour = 18;
    private const int BuildingShare = 10; // the building takes a tenth of the peak
    private const long CloudMs = 90_000; // from one patch of sky to the next
    private const double ThickestCloud = 0.85;

    /// <summary>Generation less the building, before the charge points, W; never negative.</summary>
    public long SurplusW(DateTimeOffset utc)
    {
        double hour = TimeZoneInfo.ConvertTime(utc, zone).TimeOfDay.TotalHours;
        if (hour is <= SunriseHour or >= SunsetHour)
        {
            return 0;
        }

        double height = Math.Sin(Math.PI * (hour - SunriseHour) / (SunsetHour - SunriseHour));
        long generatedW = (long)(peakW * height * (1 - (ThickestCloud * Cloud(utc.ToUnixTimeMilliseconds()))));
        return Math.Max(0, generatedW - (peakW / BuildingShare));
    }

    // 0 clear, 1 thick: half of the sky is clear, and it changes gradually.
    private double Cloud(long utcMs)
    {
        long patch = utcMs / CloudMs;
        double along = (double)(utcMs % CloudMs) / CloudMs;
        double cover = (Patch(patch) * (1 - along)) + (Patch(patch + 1) * along);
        return Math.Max(0, (2 * cover) - 1);
    }

    private double Patch(long number)
    {
        ulong mixed = unchecked(((ulong)number * 0x9E3779B97F4A7C15) + ((ulong)(uint)seed * 0xD1B54A32D192ED03));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return (mixed >> 11) * (1.0 / (1UL << 53));
    }
}
