using System.Globalization;
using ChargePointFw.BackOffice.Sessions;

namespace ChargePointFw.Demo.Runs;

/// <summary>A row of the interval ledger: one charge point and half hour, or several summed up; energies in Wh.</summary>
internal sealed record IntervalRow(
    string Label, DateTimeOffset StartUtc, long AllocatedWh, long CoveredWh, long UncoveredWh, long UnclaimedWh)
{
    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh;

    /// <summary>The ledger's intervals, one row a charge point and half hour.</summary>
    public static IReadOnlyList<IntervalRow> Read(Ledger ledger, DateTimeOffset startUtc, DateTimeOffset endUtc) =>
    [
        .. ledger.CanonicalRows(startUtc, endUtc)
            .Where(row => row.StartsWith("interval|", StringComparison.Ordinal))
            .Select(row => Parse(row.Split('|'))),
    ];

    /// <summary>One row for all with the same label.</summary>
    public static IntervalRow Sum(IGrouping<string, IntervalRow> rows) => new(
        rows.Key,
        rows.Min(row => row.StartUtc),
        rows.Sum(row => row.AllocatedWh),
        rows.Sum(row => row.CoveredWh),
        rows.Sum(row => row.UncoveredWh),
        rows.Sum(row => row.UnclaimedWh));

    // interval|site|charge point|start|allocated|covered|uncovered|unclaimed|idle
    private static IntervalRow Parse(string[] cells) => new(
        cells[2],
        DateTimeOffset.Parse(cells[3], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        Number(cells[4]),
        Number(cells[5]),
        Number(cells[6]),
        Number(cells[7]));

    private static long Number(string cell) => long.Parse(cell, CultureInfo.InvariantCulture);
}
