using ChargePointFw.Benchmarks.Journal;

namespace ChargePointFw.Benchmarks.Tests;

/// <summary>
/// Months of one charge point. The heap is the process's: nothing else may run meanwhile, and what the test runner itself keeps or lets
/// go (some 80 KB were seen) is borne. <c>./bench.sh journal --year</c> has a process of its own, and is strict.
/// </summary>
[TestClass]
[DoNotParallelize]
public class YearTests
{
    private const int Months = 4;
    private const long MostGrowthHere = 8 * JournalReport.MostGrowthBytes;
    private const int KeptBytes = 8_192;

    [TestMethod]
    public void OverMonths_TheHeapStaysFlatAndEveryBufferBounded()
    {
        using Year year = Year.Play(Months);

        Assert.AreEqual(string.Empty, string.Join("; ", year.Ledger.Problems));
        Assert.AreEqual(year.DeliveredWh, year.Ledger.SessionWh + year.Ledger.IdleWh);
        Assert.HasCount(Months, year.Months);
        Assert.IsLessThanOrEqualTo(MostGrowthHere, year.GrowthBytes, string.Join(Environment.NewLine, year.Months));
        foreach (MonthEnd month in year.Months)
        {
            Assert.IsLessThanOrEqualTo(12, month.MostWaiting);
            Assert.IsLessThanOrEqualTo(8 * 768, month.LongestMessage);
            Assert.IsLessThanOrEqualTo(256 * 1_024L, month.FlashBytes);
        }
    }

    [TestMethod]
    public void AFewKilobytesKeptEachDay_WouldBeSeen()
    {
        var kept = new List<byte[]>();
        using Year year = Year.Play(Months, () => kept.Add(new byte[KeptBytes]));

        Assert.IsGreaterThan(MostGrowthHere, year.GrowthBytes);
        Assert.HasCount(Months * Year.MonthDays, kept);
    }
}
