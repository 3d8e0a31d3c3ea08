using System.Globalization;
using ChargePointFw.Demo.Runs;
using Spectre.Console;

namespace ChargePointFw.Demo.Screen;

/// <summary>The interval ledger, drawn: what was allocated to all charge points, and what of it was used.</summary>
internal static class IntervalTable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan finestSpan = TimeSpan.FromHours(50);

    /// <summary>Prints a row a half hour; a row a day for runs of more than two days.</summary>
    public static void Print(Installation installation, IReadOnlyList<IntervalRow> intervals, DateTimeOffset endUtc)
    {
        DateTimeOffset startUtc = installation.Scenario.StartUtc;
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(Installation.Zone);
        string format = endUtc - startUtc <= finestSpan ? "MM-dd HH:mm" : "yyyy-MM-dd";
        IntervalRow[] rows =
        [
            .. intervals.GroupBy(row => TimeZoneInfo.ConvertTime(row.StartUtc, zone).ToString(format, CultureInfo.InvariantCulture))
                .Select(IntervalRow.Sum)
                .OrderBy(row => row.StartUtc),
        ];
        long most = rows.Length == 0 ? 0 : rows.Max(row => Math.Max(row.AllocatedWh + row.LiveWh, row.DeliveredWh));
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"{Installation.Site}, all charge points, Wh ({Installation.Zone})") };
        table.AddColumn(new TableColumn("interval").NoWrap());
        table.AddColumn(new TableColumn("█ cov. ░ alloc. ▓ guest").NoWrap());
        bool hasLive = rows.Any(row => row.LiveWh > 0);
        foreach (string heading in (string[])["allocated", .. hasLive ? (string[])["live"] : [], "covered", "uncovered", "unclaimed"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        foreach (IntervalRow row in rows)
        {
            table.AddRow([row.Label, Bar(row, most), .. Texts(row, hasLive)]);
        }

        table.AddRow(["total", "", .. Texts(rows.GroupBy(_ => "total").Select(IntervalRow.Sum).FirstOrDefault() ?? new IntervalRow("", startUtc, 0, 0, 0, 0, 0), hasLive)]);
        AnsiConsole.Write(table);
    }

    private static string[] Texts(IntervalRow row, bool hasLive) =>
    [
        Text(row.AllocatedWh), .. hasLive ? (string[])[Text(row.LiveWh)] : [], Text(row.CoveredWh), Text(row.UncoveredWh), Text(row.UnclaimedWh),
    ];

    private static string Bar(IntervalRow row, long most)
    {
        int covered = Width(row.CoveredWh, most);
        int allocated = Math.Max(Width(row.AllocatedWh + row.LiveWh, most) - covered, 0);
        int unclaimed = Math.Min(Width(row.UnclaimedWh, most), BarWidth - Math.Min(covered + allocated, BarWidth));
        return $"[green]{new string('█', covered)}[/][grey]{new string('░', allocated)}[/][yellow]{new string('▓', unclaimed)}[/]";
    }

    private static int Width(long energyWh, long most) => most == 0 ? 0 : (int)(((energyWh * BarWidth) + most - 1) / most);

    private static string Text(long energyWh) => energyWh.ToString("N0", CultureInfo.InvariantCulture);
}
