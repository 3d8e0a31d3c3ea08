using System.Globalization;

namespace ChargePointFw.Checker;

/// <summary>Instants (milliseconds since 1970 in UTC) as people read them.</summary>
internal static class Instant
{
    public static string Minute(long utcMs) => Text(utcMs, "yyyy-MM-dd'T'HH:mm'Z'");

    public static string Second(long utcMs) => Text(utcMs, "yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static string Text(long utcMs, string format) =>
        DateTimeOffset.FromUnixTimeMilliseconds(utcMs).ToString(format, CultureInfo.InvariantCulture);
}
