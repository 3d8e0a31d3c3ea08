using ChargePointFw.Benchmarks.Steps;
using ChargePointFw.Control;
using ChargePointFw.Records;

namespace ChargePointFw.Benchmarks.Tests;

/// <summary>The day of the step benchmark: skipping ahead changes nothing, and a quiet step takes no heap.</summary>
[TestClass]
public class StepTests
{
    [TestMethod]
    public void SkippingAhead_GivesTheSameRecords()
    {
        var day = new Day(3);
        DayFigures sparse = day.Play(isDense: false);
        DayFigures dense = day.Play(isDense: true);

        Assert.AreEqual(Day.SessionCount, dense.CountOf(RecordType.SessionStarted));
        Assert.AreEqual(Day.SessionCount, dense.CountOf(RecordType.SessionEnded));
        CollectionAssert.AreEqual(Text(dense), Text(sparse));
        Assert.IsLessThan(dense.Steps / 5, sparse.Steps);
    }

    [TestMethod]
    public void AQuietStep_TakesNoHeap()
    {
        DayFigures figures = new Day(4).Play(isDense: false);

        foreach (SessionPhase phase in (SessionPhase[])[SessionPhase.Idle, SessionPhase.Waiting, SessionPhase.Delivering])
        {
            Assert.IsGreaterThan(0, figures.QuietSteps(phase), phase.ToString());
            Assert.AreEqual(0, figures.QuietBytes(phase), phase.ToString());
        }
    }

    private static string[] Text(DayFigures figures) => [.. figures.Records.Select(Convert.ToHexString)];
}
