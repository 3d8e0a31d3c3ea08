using System.Globalization;
using ChargePointFw.BackOffice.Reconciliation;
using ChargePointFw.Demo.Runs;

namespace ChargePointFw.Demo.Screen;

/// <summary>After a run with faults: how the sessions ended, and what the back office's staff have to look at.</summary>
internal static class StaffTable
{
    /// <summary>A line a session, a line a row of the queue.</summary>
    public static void Print(Installation installation, DateTimeOffset endUtc)
    {
        foreach (string[] cells in installation.BackOffice.Ledger.CanonicalRows(installation.Scenario.StartUtc, endUtc)
            .Select(row => row.Split('|')).Where(cells => cells[0] == "session"))
        {
            Console.WriteLine($"session: {cells[2]} {cells[4]}: {cells[11]} Wh, {(cells[15].Length == 0 ? "open" : cells[15])}, suspended {cells[17]} times, last verdict {cells[18]}");
        }

        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(Installation.Zone);
        CultureInfo english = CultureInfo.GetCultureInfo("en");
        foreach (QueueRow row in installation.BackOffice.Queue.Page(new QueueFilter(), take: WorkList.MaximumPage))
        {
            Console.WriteLine($"for staff: {row.ChargePoint} {row.Kind} ({row.Severity}): {FindingTexts.Title(row.Kind, english)}. {FindingTexts.Explain(row.Kind, row.Evidence, zone, english)}");
        }
    }
}
