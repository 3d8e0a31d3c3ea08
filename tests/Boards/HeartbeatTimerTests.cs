// The heartbeat's timer as boards/README.md has it built, against what the firmware takes for granted.
using System.Globalization;
using System.Text.RegularExpressions;
using ChargePointFw.Control;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed partial class HeartbeatTimerTests
{
    private const double ChipFactor = 0.7;
    private const double ChipTolerance = 0.14;
    private const double ResistorTolerance = 0.01;
    private const double CapacitorTolerance = 0.05;
    private const double RelayAndContactorMs = 120;

    private static readonly ChargePointSettings s_settings = new();

    [TestMethod]
    public void ThePartsListed_KeepTheFirmwaresBounds()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "boards", "README.md"));
        var parts = Timing().Match(readme);
        Assert.IsTrue(parts.Success, "boards/README.md lists R1 and C1.");
        var pulseMs = ChipFactor * Number(parts.Groups[1]) * Number(parts.Groups[2]); // kΩ × µF = ms
        Assert.AreEqual(Number(parts.Groups[3]) * 1_000, pulseMs, 5, "what the README calculates");
        // Only every second beat is an edge that counts.
        var shortestMs = (pulseMs * (1 - ChipTolerance) * (1 - ResistorTolerance) * (1 - CapacitorTolerance)) - s_settings.StepMs;
        var longestMs = (pulseMs * (1 + ChipTolerance) * (1 + ResistorTolerance) * (1 + CapacitorTolerance)) + RelayAndContactorMs;
        Assert.IsGreaterThan(s_settings.NoticedStallMs, shortestMs, "the firmware notices a stall before the timer can have dropped the coil");
        Assert.IsLessThanOrEqualTo(s_settings.MaximumStallMs, longestMs, "the contactor is open when the reserve ends");
        Assert.Contains($"| **{shortestMs / 1_000:F2} s** | **{longestMs / 1_000:F2} s** |", readme);
    }

    private static double Number(Group text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ChargePointFw.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Run the tests inside the repository.");
        return folder.FullName;
    }

    [GeneratedRegex(@"\| R1, C1 \| (\d+) kΩ 1 %, ([\d.]+) µF 5 % .*= ([\d.]+) s \|")]
    private static partial Regex Timing();
}
