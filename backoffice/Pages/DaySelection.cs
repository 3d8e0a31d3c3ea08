using System.Globalization;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Pages;

/// <summary>One civil day at a site, as its instants: 23 to 25 hours where clocks are changed.</summary>
/// <param name="Site">Whose day.</param>
/// <param name="Day">The date there.</param>
/// <param name="FromUtc">Its first instant.</param>
/// <param name="ToUtc">The next day's first instant.</param>
public sealed record DaySelection(Site Site, DateOnly Day, DateTimeOffset FromUtc, DateTimeOffset ToUtc)
{
    /// <summary>The day that a request names as yyyy-MM-dd, or today.</summary>
    public static DaySelection Of(Site site, string? day, DateTimeOffset nowUtc)
    {
        DateOnly today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(nowUtc, site.Zone).DateTime);
        bool isNamed = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly named)
            && named.Year is > 2000 and < 2200;
        DateOnly date = isNamed ? named : today;
        return new DaySelection(site, date, LocalDay.MidnightUtc(site.Zone, date), LocalDay.MidnightUtc(site.Zone, date.AddDays(1)));
    }

    /// <summary>For addresses and the date picker.</summary>
    public string Name => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string Before => Day.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string After => Day.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An instant on the site's clock.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Site.Zone);
}
