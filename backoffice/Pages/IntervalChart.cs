namespace ChargePointFw.BackOffice.Pages;

/// <summary>One interval's place in the drawing; all in the drawing's units.</summary>
public sealed record ChartBar(
    IntervalLine Line,
    double X,
    double Width,
    double AllocatedY,
    double AllocatedHeight,
    double CoveredY,
    double CoveredHeight,
    double UncoveredY,
    double UncoveredHeight,
    double UnclaimedY,
    double UnclaimedHeight,
    double LiveY,
    double LiveHeight);

/// <summary>The day's intervals as a drawing: geometry only, the page draws it.</summary>
/// <param name="Bars">In order of time.</param>
/// <param name="Levels">Lines of equal energy: where, and Wh.</param>
/// <param name="Hours">Marks of the hours: where, and the instant.</param>
/// <param name="NowX">Where now is; null on another day.</param>
public sealed record IntervalChart(
    IReadOnlyList<ChartBar> Bars,
    IReadOnlyList<(double Y, long EnergyWh)> Levels,
    IReadOnlyList<(double X, DateTimeOffset Utc)> Hours,
    double? NowX)
{
    public const double Width = 960;
    public const double Height = 260;
    public const double Left = 52;
    public const double Right = 22;
    public const double Top = 12;
    public const double Bottom = 28;

    private const double Gap = 1.5;
    private const double Floor = Height - Bottom;
    private static readonly int[] stepTenths = [10, 15, 20, 25, 30, 40, 50, 75];

    public static IntervalChart Of(DaySelection day, IReadOnlyList<IntervalLine> intervals, DateTimeOffset nowUtc)
    {
        long topWh = Step(intervals.Select(one => Math.Max(one.AllocatedWh + one.LiveWh, one.DeliveredWh)).DefaultIfEmpty().Max()) * 4;
        double perMs = (Width - Left - Right) / (day.ToUtc - day.FromUtc).TotalMilliseconds;
        double At(DateTimeOffset instant) => Left + ((instant - day.FromUtc).TotalMilliseconds * perMs);
        double High(long energyWh) => energyWh * (Floor - Top) / topWh;
        ChartBar Bar(IntervalLine one)
        {
            double covered = High(one.CoveredWh);
            double uncovered = High(one.UncoveredWh);
            double unclaimed = High(one.UnclaimedWh);
            return new ChartBar(
                one,
                At(DateTimeOffset.FromUnixTimeMilliseconds(one.StartMs)) + Gap,
                Math.Max(1, (day.Site.IntervalMs * perMs) - (2 * Gap)),
                Floor - High(one.AllocatedWh),
                High(one.AllocatedWh),
                Floor - covered,
                covered,
                Floor - covered - uncovered,
                uncovered,
                Floor - covered - uncovered - unclaimed,
                unclaimed,
                Floor - High(one.AllocatedWh) - High(one.LiveWh),
                High(one.LiveWh));
        }

        bool isToday = nowUtc >= day.FromUtc && nowUtc < day.ToUtc;
        return new IntervalChart(
            [.. intervals.Select(Bar)],
            [.. Enumerable.Range(0, 5).Select(i => (Floor - High(i * topWh / 4), i * topWh / 4))],
            [.. EveryThreeHours(day).Select(instant => (At(instant), instant))],
            isToday ? At(nowUtc) : null);
    }

    // A quarter of the axis, in a round number of Wh.
    private static long Step(long highestWh)
    {
        for (long decade = 100; ; decade *= 10)
        {
            foreach (int tenths in stepTenths)
            {
                long step = decade * tenths / 10;
                if (step * 4 >= highestWh)
                {
                    return step;
                }
            }
        }
    }

    private static IEnumerable<DateTimeOffset> EveryThreeHours(DaySelection day)
    {
        for (DateTimeOffset instant = day.FromUtc; instant <= day.ToUtc; instant = instant.AddHours(1))
        {
            if (day.Local(instant) is { Hour: var hour, Minute: 0 } && hour % 3 == 0)
            {
                yield return instant;
            }
        }
    }
}
