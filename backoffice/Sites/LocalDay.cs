namespace ChargePointFw.BackOffice.Sites;

/// <summary>Days and times of a site's clock as instants.</summary>
public static class LocalDay
{
    /// <summary>A day's first instant; the first of two where midnight comes twice.</summary>
    public static DateTimeOffset MidnightUtc(TimeZoneInfo zone, DateOnly day)
    {
        // Some zones skip midnight when clocks go forward: the day then begins when the clock goes on.
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        return Utc(zone, midnight);
    }

    /// <summary>The instant at which a site's clock shows a time that it does show; the first of two.</summary>
    public static DateTimeOffset Utc(TimeZoneInfo zone, DateTime local)
    {
        TimeSpan offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
