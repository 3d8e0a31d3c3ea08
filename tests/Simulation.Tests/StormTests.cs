using System.Globalization;
using ChargePointFw.Simulation.Weather;

namespace ChargePointFw.Simulation.Tests;

/// <summary>A slice of the storm: seeds that are always the same, and some that nobody has seen before.</summary>
[TestClass]
public sealed class StormTests
{
    private const int ChargePoints = 4;
    private const int Days = 2;

    [TestMethod]
    public void TheSameSeedsAsEver_LeaveEveryInvariantStanding()
    {
        StormResult result = Play(Enumerable.Range(1, 24), null);
        foreach (Fault fault in Enum.GetValues<Fault>())
        {
            Assert.IsGreaterThan(0, result.Faults[fault], $"{fault} was never injected");
        }
    }

    [TestMethod]
    public void FreshSeeds_LeaveEveryInvariantStanding()
    {
        int first = Random.Shared.Next(1_000, 1_000_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seeds {first}..{first + 15}"));
        Play(Enumerable.Range(first, 16), null);
    }

    [TestMethod]
    public void TheSameSeed_EndsTheSame()
    {
        SeedResult one = Play([7], null).Seeds[0];
        SeedResult again = Play([7], null).Seeds[0];
        Assert.AreEqual(one.AtMs, again.AtMs);
        foreach (Fault fault in Enum.GetValues<Fault>())
        {
            Assert.AreEqual(one.Faults[fault], again.Faults[fault], fault.ToString());
        }
    }

    private static StormResult Play(IEnumerable<int> seeds, string? mutation)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        StormResult result = new StormRun(Days, ChargePoints, mutation).Play(seeds, output);
        Console.WriteLine(output);
        Assert.AreEqual(0, result.Violations, output.ToString());
        return result;
    }
}
