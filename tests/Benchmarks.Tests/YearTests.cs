using ChargePointFw.Benchmarks.Journal;

namespace ChargePointFw.Benchmarks.Tests;

/// <summary>Months of one charge point. The heap is the process's: nothing else may run meanwhile.</summary>
[TestClass]
[DoNotParallelize]
public class YearTests
{
    private const int Months = 4;

    [TestMethod]
    public void OverMonths_TheHeapStaysFlatAndEveryBufferBounded()
    {
        using Year year = Year.Play(Months);

        Assert.AreEqual(string.Empty, string.Join("; ", year.Ledger.Problems));
        Assert.AreEqual(year.DeliveredWh, year.Ledger.SessionWh + year.Ledger.IdleWh);
        Assert.HasCount(Months, year.Months);
        Assert.IsLessThanOrEqualTo(JournalReport.MostGrowthBytes, year.GrowthBytes, string.Join(Environment.NewLine, year.Months));
        foreach (MonthEnd month in year.Months)
        {
            Assert.IsLessThanOrEqualTo(12, month.MostWaiting);
            Assert.IsLessThanOrEqualTo(8 * 768, month.LongestMessage);
            Assert.IsLessThanOrEqualTo(256 * 1_024L, month.FlashBytes);
        }
    }

    [TestMethod]
    public void AKilobyteKeptEachDay_WouldBeSeen()
    {
        var kept = new List<byte[]>();
        using Year year = Year.Play(Months, () => kept.Add(new byte[1_024]));

        Assert.IsGreaterThan(JournalReport.MostGrowthBytes, year.GrowthBytes);
        Assert.HasCount(Months * Year.MonthDays, kept);
    }
}
