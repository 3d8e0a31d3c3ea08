namespace ChargePointFw.Benchmarks.Journal;

/// <summary>Prints what the journal is worth.</summary>
internal static class JournalReport
{
    /// <summary>0; 1 when a case was not exactly once.</summary>
    public static int Print(TextWriter to)
    {
        IReadOnlyList<CutRow> rows = [.. PowerCutTable.Play(), .. DamageTable.Play()];
        PrintRows(rows, to);
        return rows.All(row => row.IsExactlyOnce) ? 0 : 1;
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
