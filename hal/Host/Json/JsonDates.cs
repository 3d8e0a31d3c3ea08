// Which strings the package takes for dates: more than one would think, see TryRead.
using System.Globalization;

namespace nanoFramework.Json;

internal static class JsonDates
{
    private const int ShortestLength = 18;

    private static readonly string[] s_days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    private static readonly string[] s_months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>
    /// True for every string of 18 characters or more that begins with a date and time, or holds a number in brackets
    /// ("/Date(5)/", but also "the meter (5) is old"), or begins with 8 digits, any character, and 6 digits that make a date.
    /// </summary>
    internal static bool TryRead(string text, out DateTime date)
    {
        date = DateTime.MaxValue;
        if (text.Length < ShortestLength)
            return false;
        if (text == "0001-01-01T00:00:00Z")
        {
            date = DateTime.MinValue;
            return true;
        }
        if (TryReadStandard(text, out date))
            return true;
        if (!TryReadBrackets(text, ref date))
            TryReadCalendar(text, out date);
        return date != DateTime.MaxValue;
    }

    // The four formats of the device's DateTime.TryParse. What follows is ignored, a zone too; the digits after the
    // point are counted as ticks, so that only seven of them mean what they say.
    private static bool TryReadStandard(string text, out DateTime date)
    {
        var scan = new Scan(text);
        int[] fields = new int[7];
        var matches =
            (scan.Restart() && ReadDay(ref scan, fields) && scan.Spaces() && ReadTime(ref scan, fields) && scan.Is('Z'))
            || (scan.Restart() && ReadDay(ref scan, fields) && scan.Is('T') && ReadTime(ref scan, fields) && scan.Is('.') && scan.Number(0, 9_999_999, out fields[6]))
            || (scan.Restart() && ReadDay(ref scan, fields) && scan.Is('T') && ReadTime(ref scan, fields))
            || (scan.Restart() && scan.OneOf(s_days, out _) && scan.Is(',') && scan.Spaces()
                && scan.Number(1, 31, out fields[2]) && scan.Spaces() && scan.OneOf(s_months, out fields[1]) && scan.Spaces()
                && scan.Number(0, 9999, out fields[0]) && scan.Spaces() && ReadTime(ref scan, fields));
        date = default;
        if (!matches || fields[0] == 0 || fields[2] > DateTime.DaysInMonth(fields[0], fields[1]))
            return false;
        date = new DateTime(fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], DateTimeKind.Utc).AddTicks(fields[6]);
        return true;
    }

    private static bool ReadDay(ref Scan scan, int[] fields)
    {
        fields[6] = 0;
        return scan.Number(0, 9999, out fields[0]) && scan.Is('-') && scan.Number(1, 12, out fields[1]) && scan.Is('-') && scan.Number(1, 31, out fields[2]);
    }

    private static bool ReadTime(ref Scan scan, int[] fields)
    {
        fields[6] = 0;
        return scan.Number(0, 23, out fields[3]) && scan.Is(':') && scan.Number(0, 59, out fields[4]) && scan.Is(':') && scan.Number(0, 59, out fields[5]);
    }

    // "/Date(ticks)/": the number counts ticks from the year 1. A negative one leaves the date that is there.
    private static bool TryReadBrackets(string text, ref DateTime date)
    {
        var parts = text.Split('(', ')');
        if (parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var ticks))
            return false;
        if (ticks >= 0)
            date = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    // iCalendar: 19980119T020000Z, with or without DTSTART and the zone's name.
    private static bool TryReadCalendar(string text, out DateTime date)
    {
        date = DateTime.MaxValue;
        var value = text;
        if (text.Contains("DTSTART", StringComparison.Ordinal) || text.Contains("DTEND", StringComparison.Ordinal))
        {
            var parts = text.Split(':');
            if (parts.Length < 2)
                return false;
            value = parts[1];
        }
        if (value.Length < 15)
            return false;
        var numbers = new int[6];
        var starts = new[] { 0, 4, 6, 9, 11, 13 };
        for (var i = 0; i < starts.Length; i++)
        {
            if (!int.TryParse(value.AsSpan(starts[i], i == 0 ? 4 : 2), NumberStyles.Integer, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }
        if (numbers[0] is < 1 or > 9999 || numbers[1] is < 1 or > 12 || numbers[2] < 1 || numbers[2] > DateTime.DaysInMonth(numbers[0], numbers[1])
            || numbers[3] is < 0 or > 23 || numbers[4] is < 0 or > 59 || numbers[5] is < 0 or > 59)
            return false;
        date = new DateTime(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], DateTimeKind.Utc);
        return true;
    }

    /// <summary>A time span, -ddddd.HH:mm:ss.fffffff, seconds and their fraction optional; a lone number counts days.</summary>
    /// <exception cref="InvalidCastException">The text is none.</exception>
    internal static TimeSpan ReadTimeSpan(string text)
    {
        var scan = new Scan(text);
        scan.Restart();
        var isNegative = scan.Is('-');
        var isTime = scan.Number(0, int.MaxValue / 10, out var days);
        var hours = 0;
        var minutes = 0;
        var seconds = 0;
        long ticks = 0;
        if (isTime && !scan.IsAtEnd)
        {
            if (scan.Is('.'))
                isTime = scan.Number(0, 24, out hours);
            else
                (hours, days) = (days, 0);
            isTime = isTime && hours <= 24 && scan.Is(':') && scan.Number(0, 59, out minutes);
            if (isTime && scan.Is(':'))
                isTime = scan.Number(0, 59, out seconds) && (!scan.Is('.') || scan.Fraction(out ticks));
        }
        if (!isTime || !scan.IsAtEnd)
            throw new InvalidCastException();
        var span = new TimeSpan(days, hours, minutes, seconds).Add(TimeSpan.FromTicks(ticks));
        return isNegative ? -span : span;
    }

    private struct Scan(string text)
    {
        private int _at;

        internal readonly bool IsAtEnd => _at == text.Length;

        internal bool Restart()
        {
            _at = 0;
            return true;
        }

        internal bool Is(char character)
        {
            if (_at >= text.Length || text[_at] != character)
                return false;
            _at++;
            return true;
        }

        internal bool Spaces()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                _at++;
            return true;
        }

        internal bool OneOf(string[] names, out int number)
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (string.Compare(text, _at, names[i], 0, names[i].Length, StringComparison.OrdinalIgnoreCase) == 0)
                {
                    number = i + 1;
                    _at += names[i].Length;
                    return true;
                }
            }
            number = 0;
            return false;
        }

        // A part of a second as ticks, to seven digits.
        internal bool Fraction(out long ticks)
        {
            ticks = 0;
            var start = _at;
            for (var weight = TimeSpan.TicksPerSecond / 10; _at < text.Length && char.IsAsciiDigit(text[_at]); weight /= 10)
                ticks += (text[_at++] - '0') * weight;
            return _at > start;
        }

        // As many digits as the highest value has.
        internal bool Number(int lowest, int highest, out int number)
        {
            number = 0;
            var start = _at;
            for (var limit = highest; _at < text.Length && char.IsAsciiDigit(text[_at]) && (_at == start || (limit > 0 && number * 10 <= highest)); limit /= 10)
                number = number * 10 + text[_at++] - '0';
            return _at > start && number >= lowest && number <= highest;
        }
    }
}
