using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Pages.HalfHours;

/// <summary>One interval in the map.</summary>
/// <param name="Day">Row, from 0.</param>
/// <param name="Slot">Column, from 0: by the time since the day began, so that a day of 23 or 25 hours is told as it was.</param>
/// <param name="Level">0 for nothing, up to <see cref="HeatMap.Levels"/>.</param>
/// <param name="StartMs">Start of the interval, ms since 1970 in UTC.</param>
/// <param name="EnergyWh">What it is coloured by.</param>
public sealed record HeatCell(int Day, int Slot, int Level, long StartMs, long EnergyWh);

/// <summary>A month's intervals as a map of days and times: geometry only, the page draws it.</summary>
/// <param name="Cells">Those with energy.</param>
/// <param name="Days">Dates, in order.</param>
/// <param name="Slots">Columns: as many as the longest day has intervals.</param>
/// <param name="LargestWh">What the strongest colour stands for.</param>
public sealed record HeatMap(IReadOnlyList<HeatCell> Cells, IReadOnlyList<DateOnly> Days, int Slots, long LargestWh)
{
    /// <summary>Colours.</summary>
    public const int Levels = 6;

    public const int CellWidth = 18;
    public const int CellHeight = 14;
    public const int Left = 40;
    public const int Top = 18;

    public int Width => Left + (Slots * CellWidth);

    public int Height => Top + (Days.Count * CellHeight);

    /// <param name="site">Whose month.</param>
    /// <param name="first">The month's first day.</param>
    /// <param name="intervals">In any order.</param>
    /// <param name="energy">What it is coloured by, Wh.</param>
    public static HeatMap Of(Site site, DateOnly first, IReadOnlyList<LedgerInterval> intervals, Func<LedgerInterval, long> energy)
    {
        DateOnly[] days = [.. Enumerable.Range(0, DateTime.DaysInMonth(first.Year, first.Month)).Select(first.AddDays)];
        long[] starts = [.. days.Append(days[^1].AddDays(1)).Select(day => LocalDay.MidnightUtc(site.Zone, day).ToUnixTimeMilliseconds())];
        long largestWh = Math.Max(1, intervals.Select(energy).DefaultIfEmpty().Max());
        var cells = new List<HeatCell>();
        foreach (LedgerInterval one in intervals.Where(one => energy(one) > 0 && one.StartMs >= starts[0] && one.StartMs < starts[^1]))
        {
            int at = Array.BinarySearch(starts, one.StartMs);
            int day = at >= 0 ? at : ~at - 1;
            int level = 1 + (int)Math.Min(Levels - 1, (decimal)energy(one) * Levels / (largestWh + 1m));
            cells.Add(new HeatCell(day, (int)((one.StartMs - starts[day]) / site.IntervalMs), level, one.StartMs, energy(one)));
        }

        int slots = (int)Enumerable.Range(0, days.Length).Max(i => (starts[i + 1] - starts[i] + site.IntervalMs - 1) / site.IntervalMs);
        return new HeatMap(cells, days, slots, largestWh);
    }
}
