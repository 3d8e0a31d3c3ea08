using System.Globalization;
using ChargePointFw.Simulation.Mutations;

namespace ChargePointFw.Simulation.Tests;

/// <summary>Every planted bug is found, in seeds that nobody looked at while it was planted.</summary>
[TestClass]
public sealed class MutantTests
{
    private const int FirstSeed = 1_700_000;
    private const int MostSeeds = 200;
    private const int AtOnce = 4;

    public static IEnumerable<object[]> Names => Mutants.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void APlantedBug_IsFound(string name)
    {
        for (int first = FirstSeed; first < FirstSeed + MostSeeds; first += AtOnce)
        {
            using var output = new StringWriter(CultureInfo.InvariantCulture);
            if (new StormRun(days: 1, chargePoints: 3, name).Play(Enumerable.Range(first, AtOnce), output).Violations > 0)
            {
                Console.WriteLine(output);
                return;
            }
        }

        Assert.Fail($"{name} was not found in {MostSeeds} seeds");
    }
}
