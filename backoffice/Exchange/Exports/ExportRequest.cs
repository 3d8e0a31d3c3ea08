using System.Globalization;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Exchange.Exports;

/// <summary>What is exported.</summary>
public enum ExportKind
{
    /// <summary>Sessions that began in the period.</summary>
    Sessions,

    /// <summary>What sessions drew in the period's intervals, one row for each session and interval.</summary>
    SessionIntervals,

    /// <summary>The interval ledger: supplied, promised, drawn, settled.</summary>
    Intervals,

    /// <summary>What staff booked otherwise in the period's intervals, as differences.</summary>
    Corrections,

    /// <summary>The charge points' records, byte for byte: what everything else rests on.</summary>
    Records,
}

/// <summary>In which form.</summary>
public enum ExportFormat
{
    /// <summary>CSV in UTF-8 with byte order mark.</summary>
    Csv,

    /// <summary>CSV in CP932; letters that it does not have stand as [U+20BB7].</summary>
    CsvCp932,

    /// <summary>One JSON object a line, UTF-8.</summary>
    JsonLines,
}

/// <summary>Days on a site's clock.</summary>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day, through it.</param>
public sealed record ExportPeriod(DateOnly First, DateOnly Last)
{
    /// <summary>Days at most.</summary>
    public const int MostDays = 3_660;

    private const string DayForm = "yyyy-MM-dd";
    private const string MonthForm = "yyyy-MM";

    /// <summary>As people write it: a month, or a first and a last day.</summary>
    /// <exception cref="RegistryException">Neither, no such day, or the last is before the first.</exception>
    public static ExportPeriod Of(string? month, string? firstDay, string? lastDay)
    {
        if (!string.IsNullOrWhiteSpace(month))
        {
            DateOnly first = Month(month);
            return new ExportPeriod(first, first.AddMonths(1).AddDays(-1));
        }

        var period = new ExportPeriod(Day(firstDay), Day(lastDay));
        return period.Last < period.First ? throw new RegistryException(Why.EndsBeforeItBegins)
            : period.Last.DayNumber - period.First.DayNumber < MostDays ? period
            : throw new RegistryException(Why.ExportTooLong, MostDays);
    }

    /// <summary>A month's first day.</summary>
    /// <exception cref="RegistryException">It is none.</exception>
    public static DateOnly Month(string? text) => Parse(text, MonthForm) ?? throw new RegistryException(Why.NoMonth, text ?? "");

    /// <summary>From the first day's first instant to the last day's end, at a site; ms since 1970 in UTC.</summary>
    internal (long FromMs, long UntilMs) At(Site site) =>
        (LocalDay.MidnightUtc(site.Zone, First).ToUnixTimeMilliseconds(), LocalDay.MidnightUtc(site.Zone, Last.AddDays(1)).ToUnixTimeMilliseconds());

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First:yyyy-MM-dd}_{Last:yyyy-MM-dd}");

    private static DateOnly Day(string? text) => Parse(text, DayForm) ?? throw new RegistryException(Why.NoDay, text ?? "");

    private static DateOnly? Parse(string? text, string form) =>
        DateOnly.TryParseExact(text?.Trim(), form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year is > 2000 and < 2200 ? day : null;
}

/// <summary>An export that somebody wants.</summary>
/// <param name="Kind">What.</param>
/// <param name="Format">In which form.</param>
/// <param name="Sites">Of which sites; what is none of somebody's is left out before.</param>
/// <param name="Period">Of when, on each site's own clock.</param>
public sealed record ExportRequest(ExportKind Kind, ExportFormat Format, IReadOnlyList<Site> Sites, ExportPeriod Period)
{
    /// <summary>A name for the file, which says what is in it.</summary>
    public string FileName => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Sites.Count == 1 ? Sites[0].Name : "sites")}-{Kind.ToString().ToLowerInvariant()}-{Period}{(Format == ExportFormat.JsonLines ? ".jsonl" : Format == ExportFormat.Csv ? ".csv" : "-cp932.csv")}");
}

/// <summary>What was written.</summary>
/// <param name="Rows">Rows, without the names of the columns.</param>
/// <param name="NamedLetters">Letters that CP932 does not have, and that stand by their numbers.</param>
public sealed record ExportResult(long Rows, long NamedLetters);
