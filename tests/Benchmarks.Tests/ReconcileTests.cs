using ChargePointFw.Benchmarks.Reconcile;

namespace ChargePointFw.Benchmarks.Tests;

/// <summary>The reconciliation benchmark, small: everything that was planted is found, and nothing else.</summary>
[TestClass]
public class ReconcileTests
{
    [TestMethod]
    public async Task TwentyThousandSessions_EveryPlantedDefectIsFound_AndNothingElse()
    {
        ReconcileBenchmark run = await ReconcileBenchmark.PlayAsync(seed: 1, sessions: 20_000, TextWriter.Null);
        Assert.AreEqual(20_000L, run.Result.Sessions - run.Scores.Single(one => one.Kind == "SessionEndedTwice").Planted);
        KindScore[] wrong = [.. run.Scores.Where(one => one.Planted == 0 || one is not { Precision: 1, Recall: 1 })];
        Assert.IsEmpty(wrong, string.Join('\n', wrong.AsEnumerable()));
        Assert.IsGreaterThanOrEqualTo(20, run.Scores.Count);
    }
}
