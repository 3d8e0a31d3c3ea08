using System.Globalization;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>Days of the week, Monday first.</summary>
[Flags]
public enum Weekdays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    Workdays = 31,
    All = 127,
}

/// <summary>
/// A time of day at a site, on some days of the week. It belongs to the day on which it begins; an end that is not after
/// the beginning is tomorrow's. What a clock change skips does not exist, and what it repeats counts twice.
/// </summary>
/// <param name="Days">On which it begins.</param>
/// <param name="FromMinute">Minutes since midnight, on the clock of the site.</param>
/// <param name="ToMinute">Exclusive; 1440 is midnight.</param>
public sealed record LocalWindow(Weekdays Days, int FromMinute, int ToMinute)
{
    private const long StepMs = 900_000; // every interval and every offset in use is a multiple of a quarter hour

    /// <summary>Reads "22:00-06:00".</summary>
    public static LocalWindow? Parse(string text, Weekdays days)
    {
        string[] parts = text.Split('-');
        return parts.Length == 2 && Minute(parts[0]) is { } from and < 1440 && Minute(parts[1]) is { } to && days != Weekdays.None
            ? new LocalWindow(days, from, to)
            : null;
    }

    /// <summary>Reads "22:00-06:00" (every day) or "Saturday,Sunday 22:00-06:00"; also Workdays and All.</summary>
    public static LocalWindow? Parse(string text)
    {
        int space = text.Trim().LastIndexOf(' ');
        string days = space < 0 ? nameof(Weekdays.All) : text.Trim()[..space];
        bool isWord = days.All(c => char.IsAsciiLetter(c) || c is ',' or ' '); // no numbers
        return isWord && Enum.TryParse(days, ignoreCase: true, out Weekdays on) ? Parse(text.Trim()[(space + 1)..], on) : null;
    }

    /// <summary>As <see cref="Parse(string)"/> reads it.</summary>
    public override string ToString() => $"{Days.ToString().Replace(" ", "", StringComparison.Ordinal)} {Hours}";

    /// <summary>"22:00-06:00".</summary>
    public string Hours => string.Create(
        CultureInfo.InvariantCulture, $"{FromMinute / 60:00}:{FromMinute % 60:00}-{ToMinute / 60:00}:{ToMinute % 60:00}");

    /// <summary>Starts of the intervals in [from, until) that lie in a window from beginning to end, ms since 1970 in UTC.</summary>
    public static IEnumerable<long> Resolve(IReadOnlyList<LocalWindow> windows, TimeZoneInfo zone, long fromMs, long untilMs, long intervalMs)
    {
        for (long startMs = fromMs; startMs < untilMs; startMs += intervalMs)
        {
            if (windows.Any(window => window.Holds(zone, startMs, intervalMs)))
            {
                yield return startMs;
            }
        }
    }

    /// <summary>Whether a whole interval lies in this window.</summary>
    public bool Holds(TimeZoneInfo zone, long startMs, long intervalMs)
    {
        for (long atMs = startMs; atMs < startMs + intervalMs; atMs += StepMs)
        {
            if (!Holds(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), zone)))
            {
                return false;
            }
        }

        return true;
    }

    private bool Holds(DateTimeOffset local)
    {
        int minute = (local.Hour * 60) + local.Minute;
        return FromMinute < ToMinute
            ? On(local.DayOfWeek) && minute >= FromMinute && minute < ToMinute
            : (On(local.DayOfWeek) && minute >= FromMinute) || (On(local.AddDays(-1).DayOfWeek) && minute < ToMinute);
    }

    private bool On(DayOfWeek day) => Days.HasFlag((Weekdays)(1 << (((int)day + 6) % 7)));

    private static int? Minute(string text) =>
        text.Trim() == "24:00" ? 1440
        : TimeOnly.TryParseExact(text.Trim(), "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time) && time.Minute % 15 == 0
            ? (time.Hour * 60) + time.Minute
            : null;
}
