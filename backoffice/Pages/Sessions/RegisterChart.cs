namespace ChargePointFw.BackOffice.Pages.Sessions;

/// <summary>
/// A session's register over time as a drawing: geometry only, the page draws it. Where times are unknown or go back, the
/// records stand side by side instead: a register can be looked at all the same.
/// </summary>
/// <param name="Points">In the records' order, thinned to at most <see cref="MostPoints"/>.</param>
/// <param name="Levels">Lines of equal register: where, and Wh.</param>
/// <param name="Marks">Marks of time: where, and ms since 1970 in UTC; none when the records stand side by side.</param>
/// <param name="IsByTime">Whether the drawing goes by time.</param>
public sealed record RegisterChart(
    IReadOnlyList<(double X, double Y, long Number, long RegisterWh)> Points, IReadOnlyList<(double Y, long RegisterWh)> Levels,
    IReadOnlyList<(double X, long UtcMs)> Marks, bool IsByTime)
{
    public const double Width = 960;
    public const double Height = 240;
    public const double Left = 90;
    public const double Right = 60;
    public const double Top = 14;
    public const double Bottom = 30;
    public const int MostPoints = 300;

    private const int Steps = 4;

    /// <param name="records">Number, own time (0 while unknown) and register, in order.</param>
    public static RegisterChart Of(IReadOnlyList<(long Number, long UtcMs, long RegisterWh)> records)
    {
        if (records.Count == 0)
        {
            return new RegisterChart([], [], [], IsByTime: false);
        }

        bool isByTime = records[0].UtcMs > 0 && records[^1].UtcMs > records[0].UtcMs && records.Zip(records.Skip(1)).All(pair => pair.Second.UtcMs >= pair.First.UtcMs);
        long firstMs = records[0].UtcMs;
        double span = isByTime ? records[^1].UtcMs - firstMs : Math.Max(1, records.Count - 1);
        long lowWh = records.Min(one => one.RegisterWh);
        double rise = Math.Max(1, records.Max(one => one.RegisterWh) - lowWh);
        double perX = (Width - Left - Right) / span;
        double perWh = (Height - Top - Bottom) / rise;
        int stride = ((records.Count - 1) / MostPoints) + 1;
        return new RegisterChart(
            [
                .. records.Select((one, i) => (one, i)).Where(at => at.i % stride == 0 || at.i == records.Count - 1).Select(at => (
                    Left + ((isByTime ? at.one.UtcMs - firstMs : at.i) * perX), Height - Bottom - ((at.one.RegisterWh - lowWh) * perWh), at.one.Number, at.one.RegisterWh)),
            ],
            [.. Enumerable.Range(0, Steps + 1).Select(i => (Height - Bottom - (rise * i / Steps * perWh), lowWh + (long)(rise * i / Steps)))],
            isByTime ? [.. Enumerable.Range(0, Steps + 1).Select(i => (Left + (span * i / Steps * perX), firstMs + (long)(span * i / Steps)))] : [],
            isByTime);
    }
}
