using System.Globalization;

namespace ChargePointFw.Simulation;

/// <summary>Seeds from one number to another, both included.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal readonly record struct SeedRange(int First, int Last)
{
    public IEnumerable<int> Seeds => Enumerable.Range(First, Last - First + 1);

    /// <summary>Reads <c>7</c> or <c>1..100</c>.</summary>
    public static bool TryParse(string text, out SeedRange range)
    {
        string[] ends = text.Split("..");
        bool isFirst = int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first);
        bool isLast = int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last);
        range = new SeedRange(first, last);
        return isFirst && isLast && ends.Length <= 2 && first <= last;
    }
}
