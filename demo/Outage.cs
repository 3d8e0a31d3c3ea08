using System.Globalization;
using System.Text.RegularExpressions;

namespace ChargePointFw.Demo;

/// <summary>A scripted outage: the wire between a charge point and the broker is cut for a while.</summary>
/// <param name="ChargePoint">Whose wire.</param>
/// <param name="After">From this long after the run's start.</param>
/// <param name="Length">For this long.</param>
internal sealed partial record Outage(string ChargePoint, TimeSpan After, TimeSpan Length)
{
    /// <summary>Reads <c>cp-02@10:00+2:30</c>: hours and minutes after the start, and how long.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static Outage Parse(string text)
    {
        Match match = Pattern().Match(text);
        return match.Success
            ? new Outage(match.Groups[1].Value, Span(match, 2), Span(match, 4))
            : throw new FormatException($"--outage '{text}' is not of the form cp-02@10:00+2:30 (charge point, hours:minutes after the start, length).");
    }

    private static TimeSpan Span(Match match, int group) => new(
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture),
        int.Parse(match.Groups[group + 1].Value, CultureInfo.InvariantCulture),
        0);

    [GeneratedRegex(@"^([a-z0-9][a-z0-9-]{0,31})@(\d{1,4}):([0-5]\d)\+(\d{1,4}):([0-5]\d)$")]
    private static partial Regex Pattern();
}
