using System.Diagnostics;
using System.Globalization;
using ChargePointFw.BackOffice;
using ChargePointFw.BackOffice.Reconciliation;
using Microsoft.Data.Sqlite;

namespace ChargePointFw.Benchmarks.Reconcile;

/// <summary>How a kind of finding fared.</summary>
/// <param name="Kind">As the back office names it.</param>
/// <param name="Planted">Defects that it should find.</param>
/// <param name="Found">Findings.</param>
/// <param name="Right">Findings of what was planted.</param>
internal sealed record KindScore(string Kind, int Planted, int Found, int Right)
{
    public double Precision => Found == 0 ? 1 : (double)Right / Found;

    public double Recall => Planted == 0 ? 1 : (double)Right / Planted;
}

/// <summary>
/// Sessions by the million with planted defects, reconciled in one run: seconds, heap, and for each kind whether everything
/// planted was found and nothing else.
/// </summary>
internal sealed class ReconcileBenchmark
{
    public const int PromisedSeconds = 60;

    // Which finding a defect is told as. This is where both vocabularies meet, and nowhere else.
    private static readonly Dictionary<Defect, string[]> kindsOf = new()
    {
        [Defect.StartReadAsNull] = ["ZeroStart"], [Defect.MeterResetDuringSession] = ["MeterRollback"], [Defect.MeterResetBeforeSession] = ["MeterRollback"],
        [Defect.RegisterDipped] = ["IntervalsNotMonotonic"], [Defect.UnitErrorOfMeter] = ["EnergyAbovePower"], [Defect.EnergyStatedTwice] = ["EnergyDoesNotAddUp"],
        [Defect.ClockLostOnReboot] = ["EndBeforeStart"], [Defect.ClockYearsFastAfterReboot] = ["EndInFuture"], [Defect.ClockSetForward] = ["ClockJump"],
        [Defect.ClockSlowAtStart] = ["OverlapOnConnector"], [Defect.CarLeftForDays] = ["OverlongSession"], [Defect.EndNeverSent] = ["SessionStillOpen"],
        [Defect.StartNeverSent] = ["SessionWithoutStart"], [Defect.StartRetried] = ["SessionStartedTwice"], [Defect.EndRetriedWithMore] = ["SessionEndedTwice"],
        [Defect.ChargedWithoutSession] = ["IdleEnergy"], [Defect.MeterReplaced] = ["MeterExchanged"],
        [Defect.RecordsLostDuringSession] = ["GapInRecords", "EnergyAcrossGap"], [Defect.StoredBytesEdited] = ["BrokenChain"], [Defect.OfflineForDays] = ["ArrivedLate"],
        [Defect.GuestDriver] = ["NotAMember"], [Defect.CardOfNobody] = ["ClaimWithoutMember"], [Defect.CardLent] = ["OverlapOfToken"],
        [Defect.PlanForgotInterval] = ["EnergyWithoutAllocation"], [Defect.DrewMoreThanPromised] = ["CoveredAboveAllocation"],
        [Defect.KeptChargingUncovered] = ["UncoveredEnergy"], [Defect.SupplyCutAfterwards] = ["BudgetExceeded"],
        [Defect.CertificateTooSmall] = ["CertificateAllocatedTwice"], [Defect.RecordDeliveredTwice] = ["DuplicateRecord"], [Defect.RecordNumberReused] = ["RecordConflict"],
    };

    public required IReadOnlyList<KindScore> Scores { get; init; }

    public required ReconcileResult Result { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Of processors; on a busy machine less than the seconds tell.</summary>
    public required double ProcessorSeconds { get; init; }

    /// <summary>Most managed memory in use in the first and in the second half of the run, MB.</summary>
    public required (double FirstMb, double SecondMb) Heap { get; init; }

    public bool IsRight => Scores.All(one => one is { Precision: 1, Recall: 1, Planted: > 0 });

    public static async Task<ReconcileBenchmark> PlayAsync(int seed, int sessions, TextWriter to)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cpfw-reconcile-");
        try
        {
            string file = Path.Combine(folder.FullName, "ledger.db");
            var making = Stopwatch.StartNew();
            WorldPlan plan = await WorldPlan.MakeAsync(file, seed, sessions);
            Line(to, $"seed {seed}; {sessions} sessions made in {making.Elapsed.TotalSeconds:F0} s, {new FileInfo(file).Length / 1_000_000} MB, {plan.Planted.Count} defects planted");
            await using BackOfficeApp app = WorldPlan.Open(file, WorldPlan.End);
            GC.Collect();
            using var heap = new HeapWatch();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            var running = Stopwatch.StartNew();
            ReconcileResult result = app.Reconciler.Run(null, DateTimeOffset.UnixEpoch, WorldPlan.End, "benchmark");
            double seconds = running.Elapsed.TotalSeconds;
            double processorSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            return new ReconcileBenchmark
            {
                Scores = Score(file, plan.Planted), Result = result, Seconds = seconds, ProcessorSeconds = processorSeconds, Heap = heap.Stop(),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public int Print(int seed, TextWriter to)
    {
        to.WriteLine("kind                       | planted |  found | precision | recall");
        to.WriteLine("---------------------------+---------+--------+-----------+-------");
        foreach (KindScore one in Scores)
        {
            Line(to, $"{one.Kind,-26} | {one.Planted,7} | {one.Found,6} | {one.Precision,9:F4} | {one.Recall:F4}");
        }

        to.WriteLine("EndAfterClosing needs a clerk who closed a session; it has its own test.");
        Line(to, $"reconcile seed={seed} sessions={Result.Sessions} records={Result.Records} findings={Result.Findings} seconds={Seconds:F1} of {PromisedSeconds} processor_seconds={ProcessorSeconds:F1} heap_mb_max={Heap.FirstMb:F0}/{Heap.SecondMb:F0} (first/second half) precision_min={Scores.Min(one => one.Precision):F4} recall_min={Scores.Min(one => one.Recall):F4} verdict={(IsRight ? "ok" : "VIOLATION")}");
        return IsRight ? 0 : 1; // a broken promise is an error; time never is
    }

    private static List<KindScore> Score(string file, IReadOnlyList<Planted> planted)
    {
        ILookup<string, string> expected = planted.SelectMany(one => kindsOf[one.Defect].Select(kind => (kind, About: About(kind, one))))
            .ToLookup(one => one.kind, one => one.About);
        ILookup<string, string> found = Found(file).ToLookup(one => one.Kind, one => one.About);
        return
        [
            .. kindsOf.Values.SelectMany(kinds => kinds).Concat(found.Select(group => group.Key)).Distinct().Order(StringComparer.Ordinal).Select(kind =>
            {
                HashSet<string> wanted = [.. expected[kind]];
                return new KindScore(kind, wanted.Count, found[kind].Count(), found[kind].Distinct().Count(wanted.Contains));
            }),
        ];
    }

    // What a finding names, in figures that both know.
    private static string About(string kind, Planted one) => kind switch
    {
        "GapInRecords" or "MeterExchanged" or "BrokenChain" or "DuplicateRecord" or "RecordConflict" => $"{one.JournalRow}#{one.Record}",
        "EnergyWithoutAllocation" or "CoveredAboveAllocation" or "UncoveredEnergy" => $"{one.ChargePointId}@{one.IntervalMs}",
        "BudgetExceeded" => $"{one.SiteId}@{one.IntervalMs}",
        "CertificateAllocatedTwice" => one.Certificate,
        _ => $"{one.JournalRow}/{one.Session}",
    };

    private static List<(string Kind, string About)> Found(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT kind, CASE
                WHEN kind = 'GapInRecords' THEN journal_row || '#' || json_extract(evidence, '$.from')
                WHEN kind IN ('MeterExchanged', 'DuplicateRecord', 'RecordConflict') THEN journal_row || '#' || json_extract(evidence, '$.records[0]')
                WHEN kind = 'BrokenChain' THEN journal_row || '#' || json_extract(evidence, '$.record')
                WHEN kind = 'CertificateAllocatedTwice' THEN json_extract(evidence, '$.certificate')
                WHEN kind = 'BudgetExceeded' THEN site_id || '@' || at_utc_ms
                WHEN session_number = 0 THEN charge_point_id || '@' || at_utc_ms
                ELSE journal_row || '/' || session_number END
            FROM finding_now WHERE state = 'Open'
            """;
        using SqliteDataReader reader = command.ExecuteReader();
        var found = new List<(string, string)>();
        while (reader.Read())
        {
            found.Add((reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }

    private static void Line(TextWriter to, FormattableString line) => to.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Looks at the heap ten times a second.</summary>
    private sealed class HeapWatch : IDisposable
    {
        private readonly List<long> seen = [GC.GetTotalMemory(false)];
        private readonly Timer timer;

        public HeapWatch() => timer = new Timer(_ => Look(), null, 100, 100);

        public (double FirstMb, double SecondMb) Stop()
        {
            Dispose();
            Look();
            lock (seen)
            {
                return (seen.Take((seen.Count + 1) / 2).Max() / 1e6, seen.Skip(seen.Count / 2).Max() / 1e6);
            }
        }

        public void Dispose() => timer.Dispose();

        private void Look()
        {
            lock (seen)
            {
                seen.Add(GC.GetTotalMemory(false));
            }
        }
    }
}
