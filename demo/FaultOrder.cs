using System.Globalization;
using System.Text.RegularExpressions;
using ChargePointFw.Simulator.Faults;

namespace ChargePointFw.Demo;

/// <summary>A fault that was ordered: something about a charge point does not work for a while.</summary>
/// <param name="Fault">Which.</param>
/// <param name="After">From this long after the run's start.</param>
/// <param name="Length">For this long.</param>
/// <param name="ChargePoint">Whose; null: the first one's.</param>
internal sealed partial record FaultOrder(BoardFault Fault, TimeSpan After, TimeSpan Length, string? ChargePoint)
{
    private static readonly TimeSpan usualLength = TimeSpan.FromMinutes(10);

    /// <summary>Reads the words of the command line: a charge point may follow its fault as a word of its own.</summary>
    /// <exception cref="FormatException">One is not of the form, or no fault has that name.</exception>
    public static IReadOnlyList<FaultOrder> Parse(IEnumerable<string> words)
    {
        var orders = new List<string>();
        foreach (string word in words)
        {
            if (word.Contains('@', StringComparison.Ordinal) || orders.Count == 0)
            {
                orders.Add(word);
            }
            else
            {
                orders[^1] += " " + word;
            }
        }

        return [.. orders.Select(Parse)];
    }

    private static FaultOrder Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"--fault '{text}' is not of the form meter-silent@12:00+0:10 cp-02 (fault, hours:minutes after the start, length, charge point).");
        }

        BoardFault fault = BoardFault.Find(match.Groups[1].Value)
            ?? throw new FormatException($"--fault '{match.Groups[1].Value}' is not known; known are {BoardFault.Names}.");
        return new FaultOrder(
            fault,
            Span(match, 2),
            match.Groups[4].Success ? Span(match, 4) : usualLength,
            match.Groups[6].Success ? match.Groups[6].Value : null);
    }

    private static TimeSpan Span(Match match, int group) => new(
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture),
        int.Parse(match.Groups[group + 1].Value, CultureInfo.InvariantCulture),
        0);

    [GeneratedRegex(@"^([a-z-]+)@(\d{1,4}):([0-5]\d)(?:\+(\d{1,4}):([0-5]\d))?(?: ([a-z0-9][a-z0-9-]{0,31}))?$")]
    private static partial Regex Pattern();
}
