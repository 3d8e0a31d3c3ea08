using System.Globalization;
using ChargePointFw.BackOffice.Sessions;

namespace ChargePointFw.Demo.Runs;

/// <summary>A row of the interval ledger: one charge point and half hour, or several summed up; energies in Wh.</summary>
internal sealed record IntervalRow(
    string Label, DateTimeOffset StartUtc, long AllocatedWh, long CoveredWh, long UncoveredWh, long UnclaimedWh, long LiveWh)
{
    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh;

    /// <summary>The ledger's intervals, one row a charge point and half hour.</summary>
    public static IReadOnlyList<IntervalRow> Read(Ledger ledger, DateTimeOffset startUtc, DateTimeOffset endUtc)
    {
        ILookup<string, string[]> rows = ledger.CanonicalRows(startUtc, endUtc).Select(row => row.Split('|')).ToLookup(cells => cells[0]);
        var liveWh = rows["live"].ToDictionary(cells => (cells[2], cells[3]), cells => Number(cells[4]));
        return [.. rows["interval"].Select(cells => Parse(cells, liveWh.GetValueOrDefault((cells[2], cells[3]))))];
    }

    /// <summary>One row for all with the same label.</summary>
    public static IntervalRow Sum(IGrouping<string, IntervalRow> rows) => new(
        rows.Key,
        rows.Min(row => row.StartUtc),
        rows.Sum(row => row.AllocatedWh),
        rows.Sum(row => row.CoveredWh),
        rows.Sum(row => row.UncoveredWh),
        rows.Sum(row => row.UnclaimedWh),
        rows.Sum(row => row.LiveWh));

    // interval|site|charge point|start|allocated|covered|uncovered|unclaimed|idle, and live|site|charge point|start|live
    private static IntervalRow Parse(string[] cells, long liveWh) => new(
        cells[2],
        DateTimeOffset.Parse(cells[3], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        Number(cells[4]),
        Number(cells[5]),
        Number(cells[6]),
        Number(cells[7]),
        liveWh);

    private static long Number(string cell) => long.Parse(cell, CultureInfo.InvariantCulture);
}
