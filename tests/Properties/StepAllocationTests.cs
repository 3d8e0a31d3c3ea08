using System.Diagnostics;
using System.Globalization;
using ChargePointFw.Properties.Steps;

namespace ChargePointFw.Properties;

/// <summary>A step in steady state allocates nothing.</summary>
[TestClass]
public sealed class StepAllocationTests
{
    [TestMethod]
    public void AStepInSteadyState_AllocatesZeroBytes()
    {
        foreach ((string phase, long bytes) in Count())
        {
            Assert.AreEqual(0, bytes, phase);
        }
    }

    [TestMethod]
    public void OneObjectAStep_WouldBeSeen()
    {
        foreach ((string phase, long bytes) in Count("--planted"))
        {
            Assert.IsGreaterThanOrEqualTo(24 * 40_000, bytes, phase);
        }
    }

    // A process of its own: the switch is read once, before anything is compiled.
    private static Dictionary<string, long> Count(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StepAllocationTests).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_JitObjectStackAllocation"] = "0";
        using Process child = Process.Start(start)!;
        string said = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.AreEqual(0, child.ExitCode, said);
        Dictionary<string, long> counted = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().Split(' '))
            .ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture));
        CollectionAssert.AreEquivalent(SteadySteps.Phases, counted.Keys);
        return counted;
    }
}
