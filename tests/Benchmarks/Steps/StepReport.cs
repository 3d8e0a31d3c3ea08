using ChargePointFw.Control;
using ChargePointFw.Records;

namespace ChargePointFw.Benchmarks.Steps;

/// <summary>Plays one day densely and sparsely, and prints what it cost.</summary>
internal static class StepReport
{
    private static readonly (string Name, SessionPhase Phase)[] phases =
    [
        ("idle", SessionPhase.Idle),
        ("waiting", SessionPhase.Waiting),
        ("charging", SessionPhase.Delivering),
    ];

    /// <summary>0; 1 when dense and sparse stepping differ, or a step takes heap.</summary>
    public static int Print(int seed, TextWriter to)
    {
        var day = new Day(seed);
        day.Play(isDense: false); // once for the compiler
        DayFigures sparse = day.Play(isDense: false);
        DayFigures dense = day.Play(isDense: true);
        bool isSame = dense.Records.Count == sparse.Records.Count
            && dense.Records.Zip(sparse.Records).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        int sessions = dense.CountOf(RecordType.SessionStarted);
        long quietBytes = phases.Sum(phase => dense.QuietBytes(phase.Phase));

        Line(to, $"seed {seed}; one charge point, one day, {sessions} sessions");
        to.WriteLine();
        Line(to, $"steps a day, every 100 ms         {dense.Steps,10}");
        Line(to, $"steps a day that can matter       {sparse.Steps,10}   {(double)dense.Steps / sparse.Steps:F1} times fewer; same records byte for byte: {(isSame ? "yes" : "NO")}");
        to.WriteLine();
        to.WriteLine("phase     |      steps | heap bytes a step | a step in virtual calls");
        foreach ((string name, SessionPhase phase) in phases)
        {
            double bytes = (double)dense.QuietBytes(phase) / Math.Max(1, dense.QuietSteps(phase));
            Line(to, $"{name,-9} | {dense.QuietSteps(phase),10} | {bytes,17:F3} | {StepCost.InCalls(day, phase),10:F0}");
        }

        Line(to, $"a record  | {dense.Records.Count,10} | {(double)dense.BusyBytes / dense.Records.Count,17:F1} | the PC's HMAC and the simulated switch: around the decision");
        to.WriteLine();
        to.WriteLine("flash traffic a session           | appends |  bytes | rewrites");
        Line(to, $"this firmware, boundaries, waits  | {(double)dense.Appends / sessions,7:F1} | {(double)dense.AppendedBytes / sessions,6:F0} | 0");
        to.WriteLine("MicroOcpp (measured)              |       0 |   2820 | 9");
        to.WriteLine("WARP (no interval, no claim)      |       2 |     16 | 0");
        Line(to, $"records: {string.Join(", ", Kinds(dense))}");
        to.WriteLine();
        Line(to, $"contactor closures a day          {dense.Closures,10}   {(double)dense.Closures / sessions:F1} a session");
        to.WriteLine();
        Line(to, $"step seed={seed} steps_dense={dense.Steps} steps_sparse={sparse.Steps} same_records={(isSame ? "yes" : "no")} heap_bytes={quietBytes} appends_per_session={(double)dense.Appends / sessions:F1} bytes_per_session={(double)dense.AppendedBytes / sessions:F0} closures_per_day={dense.Closures} verdict={(isSame && quietBytes == 0 ? "ok" : "VIOLATION")}");
        return isSame && quietBytes == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Kinds(DayFigures figures) =>
        Enum.GetValues<RecordType>().Where(type => figures.CountOf(type) > 0).Select(type => $"{figures.CountOf(type)} {type}");

    private static void Line(TextWriter to, FormattableString text) => to.WriteLine(FormattableString.Invariant(text));
}
