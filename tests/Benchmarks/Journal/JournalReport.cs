namespace ChargePointFw.Benchmarks.Journal;

/// <summary>Prints what the journal is worth.</summary>
internal static class JournalReport
{
    /// <summary>0; 1 when a case was not exactly once.</summary>
    public static int Print(TextWriter to)
    {
        IReadOnlyList<CutRow> rows = [.. PowerCutTable.Play(), .. DamageTable.Play()];
        PrintRows(rows, to);
        JournalFigures figures = JournalFigures.Play();
        to.WriteLine();
        PrintFigures(figures, to);
        int lost = rows.Sum(row => row.Lost);
        int twice = rows.Sum(row => row.Twice);
        bool isKept = rows.All(row => row.IsExactlyOnce) && figures.IsKept;
        Line(to, $"journal cases={rows.Sum(row => row.Cases)} lost={lost} twice={twice} energy_off_wh={rows.Sum(row => row.EnergyOffWh)} appends_per_session={figures.AppendsPerSession:F2} bytes_per_session={figures.BytesPerSession:F0} rewrites={figures.Rewrites} sessions_kept={figures.SessionsThatFit} erasures_per_session={FlashWear.Erasures(figures.AppendsPerSession):F1} recovery_bytes={figures.RecoveryBytes} recovery_hmacs={figures.RecoveryHashes} verdict={(isKept ? "ok" : "VIOLATION")}");
        return isKept ? 0 : 1;
    }

    /// <summary>The most that the heap may have grown after its first month, bytes: less than one small object a session over a year.</summary>
    public const long MostGrowthBytes = 16_384;

    /// <summary>0; 1 when the heap grew or the books are wrong.</summary>
    public static int PrintYear(TextWriter to)
    {
        using Year year = Year.Play(12);
        to.WriteLine("month | heap bytes | flash bytes | records | most waiting | longest message");
        for (int i = 0; i < year.Months.Count; i++)
        {
            MonthEnd month = year.Months[i];
            Line(to, $"{i + 1,5} | {month.HeapBytes,10} | {month.FlashBytes,11} | {month.Records,7} | {month.MostWaiting,12} | {month.LongestMessage,15}");
        }

        bool isKept = year.GrowthBytes <= MostGrowthBytes && year.Ledger.Problems.Count == 0
            && year.Ledger.SessionWh + year.Ledger.IdleWh == year.DeliveredWh;
        foreach (string problem in year.Ledger.Problems)
        {
            to.WriteLine(problem);
        }

        Line(to, $"year sessions={year.Ledger.SessionsEnded} delivered_wh={year.DeliveredWh} told_wh={year.Ledger.SessionWh + year.Ledger.IdleWh} heap_growth_bytes={year.GrowthBytes} verdict={(isKept ? "ok" : "VIOLATION")}");
        return isKept ? 0 : 1;
    }

    private static void PrintFigures(JournalFigures figures, TextWriter to)
    {
        const int SessionsPerDay = 20;
        double perDay = figures.AppendsPerSession * SessionsPerDay;
        to.WriteLine("a session within one half hour    | this firmware | others");
        Line(to, $"appends                           | {figures.AppendsPerSession,13:F2} | WARP 2, MicroOcpp 0 (it rewrites)");
        Line(to, $"bytes                             | {figures.BytesPerSession,13:F0} | WARP 16, MicroOcpp 2820 (measured)");
        Line(to, $"rewritten files                   | {figures.Rewrites,13} | MicroOcpp 9 (measured)");
        Line(to, $"blocks erased, estimated          | {FlashWear.Erasures(figures.AppendsPerSession),13:F1} | MicroOcpp {FlashWear.Erasures(9):F1} by the same model");
        Line(to, $"years at {SessionsPerDay} sessions a day, worst | {FlashWear.Years(perDay, FlashWear.FreeBlocksLeft),13:F0} | MicroOcpp {FlashWear.Years(9 * SessionsPerDay, FlashWear.FreeBlocksLeft):F0} by the same model and room");
        Line(to, $"years with all {FlashWear.Blocks} blocks at it      | {FlashWear.Years(perDay, FlashWear.Blocks),13:F0} |");
        Line(to, $"sessions kept in {figures.RingBytes / 1_024} KB           | {figures.SessionsThatFit,13} | WARP 7680, OpenEVSE about 80 events, MicroOcpp 4 a connector");
        Line(to, $"and then                          | {figures.VerdictWhenFull}");
        Line(to, $"a restart with {figures.RecordsWhenFull} records reads {figures.RecoveryBytes} bytes and computes {figures.RecoveryHashes} HMACs; none of the others publishes it");
        to.WriteLine();
    }

    private static void PrintRows(IReadOnlyList<CutRow> rows, TextWriter to)
    {
        to.WriteLine("what was cut or damaged             | link    | cases | lost | twice | energy off, Wh");
        foreach (CutRow row in rows)
        {
            Line(to, $"{row.What,-35} | {(row.IsOnline ? "online" : "offline"),-7} | {row.Cases,5} | {row.Lost,4} | {row.Twice,5} | {row.EnergyOffWh,5}");
        }

        foreach (string problem in rows.SelectMany(row => row.Problems.Take(4)))
        {
            to.WriteLine(problem);
        }
    }

    private static void Line(TextWriter to, FormattableString text) => to.WriteLine(FormattableString.Invariant(text));
}
