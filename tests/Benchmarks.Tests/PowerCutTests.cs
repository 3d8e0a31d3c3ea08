using ChargePointFw.Benchmarks.Journal;

namespace ChargePointFw.Benchmarks.Tests;

/// <summary>Power cuts in every operation on the flash and flipped bits in every byte: exactly once, or named as lost.</summary>
[TestClass]
public class PowerCutTests
{
    [TestMethod]
    public void ACutAnywhere_LosesNothingAndTellsNothingTwice()
    {
        IReadOnlyList<CutRow> rows = PowerCutTable.Play();

        AssertExactlyOnce(rows);
        foreach (bool isOnline in (bool[])[true, false])
        {
            Assert.AreEqual(65, CasesOf(rows, "session's start", isOnline));
            Assert.AreEqual(65, CasesOf(rows, "suspension", isOnline));
            Assert.AreEqual(65, CasesOf(rows, "resumption", isOnline));
            Assert.AreEqual(65, CasesOf(rows, "boundary of a half hour", isOnline));
            Assert.AreEqual(65, CasesOf(rows, "session's end", isOnline));
            Assert.AreEqual(2 * 65, CasesOf(rows, "header of a new segment", isOnline));
        }
    }

    [TestMethod]
    public void AFlippedBitAnywhere_IsNamedAsLostAndItsEnergyBracketed()
    {
        IReadOnlyList<CutRow> rows = DamageTable.Play();

        AssertExactlyOnce(rows);
        Assert.HasCount(6, rows);
    }

    [TestMethod]
    public void AFlashThatLies_IsFoundLosing()
    {
        var whole = new Breaker([]);
        PowerCutStory.Play(whole, isOnline: false);
        int suspension = whole.Operations.Select(operation => operation.Name).ToList().IndexOf("suspension");

        StoryEnd end = PowerCutStory.Play(new Breaker([(suspension, 0)]) { ForgetsLast = true }, isOnline: false);

        Assert.IsGreaterThan(0, end.Lost);
    }

    private static int CasesOf(IEnumerable<CutRow> rows, string what, bool isOnline) =>
        rows.Single(row => row.What == what && row.IsOnline == isOnline).Cases;

    private static void AssertExactlyOnce(IEnumerable<CutRow> rows)
    {
        foreach (CutRow row in rows)
        {
            Assert.IsTrue(row.IsExactlyOnce, string.Join(Environment.NewLine, row.Problems));
        }
    }
}
