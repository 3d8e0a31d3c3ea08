namespace ChargePointFw.Benchmarks.Journal;

/// <summary>One row: what was cut or damaged, how many cases, and what they cost.</summary>
/// <param name="What">What it happened to.</param>
/// <param name="IsOnline">Connected all the time, or not until the story was over.</param>
internal sealed record CutRow(string What, bool IsOnline)
{
    public int Cases { get; private set; }

    public int Lost { get; private set; }

    public int Twice { get; private set; }

    public long EnergyOffWh { get; private set; }

    public List<string> Problems { get; } = [];

    /// <summary>Every case of it was exactly once.</summary>
    public bool IsExactlyOnce => Lost == 0 && Twice == 0 && EnergyOffWh == 0 && Problems.Count == 0;

    public void Add(StoryEnd end, string which)
    {
        Cases++;
        Lost += end.Lost;
        Twice += end.Twice;
        EnergyOffWh += end.EnergyOffWh;
        bool isBad = end.Lost + end.Twice + end.EnergyOffWh > 0 || end.Problems.Count > 0;
        if (isBad && Problems.Count < 20)
        {
            Problems.Add($"{What}, {(IsOnline ? "online" : "offline")}, {which}: lost {end.Lost}, twice {end.Twice}, {end.EnergyOffWh} Wh off. {string.Join("; ", end.Problems)}");
        }
    }
}

/// <summary>
/// The story with the power cut in every operation on the flash, in every state that the cut can leave: not begun, torn
/// at each byte, done and not reported. And again, where the firmware is just coming back from such a cut.
/// </summary>
internal static class PowerCutTable
{
    private const int OperationsOfARestart = 4;
    private static readonly int[] secondStates = [0, 1, 2, 3, 17, 64];

    /// <summary>Rows in the order of the story.</summary>
    public static IReadOnlyList<CutRow> Play()
    {
        var rows = new List<CutRow>();
        foreach (bool isOnline in (bool[])[true, false])
        {
            var whole = new Breaker([]);
            StoryEnd untouched = PowerCutStory.Play(whole, isOnline);
            rows.Add(new CutRow("nothing", isOnline));
            rows[^1].Add(untouched, "whole");
            Cut(rows, isOnline, whole.Operations);
        }

        return rows;
    }

    private static void Cut(List<CutRow> rows, bool isOnline, IReadOnlyList<FlashOperation> operations)
    {
        List<(string What, (int Operation, int State)[] Cuts)> cases = [];
        for (int i = 0; i < operations.Count; i++)
        {
            for (int state = 0; state <= operations[i].States; state++)
            {
                cases.Add((operations[i].Name, [(i, state)]));
            }

            cases.AddRange(Again(operations[i], i));
        }

        var ends = new StoryEnd[cases.Count];
        Parallel.For(0, cases.Count, i => ends[i] = PowerCutStory.Play(new Breaker(cases[i].Cuts), isOnline));
        foreach (IGrouping<string, int> group in Enumerable.Range(0, cases.Count).GroupBy(i => cases[i].What))
        {
            var row = new CutRow(group.Key, isOnline);
            foreach (int i in group)
            {
                row.Add(ends[i], string.Join(" and ", cases[i].Cuts.Select(cut => $"operation {cut.Operation} in state {cut.State}")));
            }

            rows.Add(row);
        }
    }

    // The first cut leaves a torn record or a whole one; the second falls into the cutting of the tail, the boot, the
    // end of the session.
    private static IEnumerable<(string What, (int Operation, int State)[] Cuts)> Again(FlashOperation operation, int place) =>
        from first in (int[])[operation.States / 2, operation.States]
        from later in Enumerable.Range(1, OperationsOfARestart)
        from second in secondStates
        select ("a second cut while coming back", new[] { (place, first), (place + later, second) });
}
