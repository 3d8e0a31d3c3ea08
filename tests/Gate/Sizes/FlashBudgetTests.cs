using ChargePointFw.Gate.Compiling;
using ChargePointFw.Gate.Lists;

namespace ChargePointFw.Gate.Sizes;

[TestClass]
public sealed class FlashBudgetTests
{
    private static readonly string[] s_unneeded = ["tests/Device", "tests/DeviceModbus", "tests/DeviceDay", "boards/esp32-devkit", "boards/olimex-esp32-evb"];

    private const string Board = "boards/wt32-eth01/Board.cs";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void EveryBoard_FitsItsFlash()
    {
        var budgets = FlashBudget.Of(Repository.Root, DeviceBuild.Shared).ToList();
        foreach (var budget in budgets)
            TestContext.WriteLine(budget.ToString());
        Assert.IsNotEmpty(budgets, "No board was found.");
        Finding.AssertNone(budgets.SelectMany(budget => budget.Findings), "A board's budgets are in its Board.cs.");
    }

    [TestMethod]
    [DataRow("JournalSegments = 24", "JournalSegments = 25", "flash-too-full files may take 64 blocks")]
    [DataRow("JournalSegments = 24", "JournalSegments = 29", "flash-too-full files may take 76 blocks")]
    [DataRow("JournalSegmentBytes = 8_128", "JournalSegmentBytes = 8_192", "flash-too-full")]
    [DataRow("FileSystemBytes = 256", "FileSystemBytes = 252", "flash-too-full")]
    [DataRow("DeploymentBytes = 1_792", "DeploymentBytes = 512", "program-too-large")]
    [DataRow("public const int FileSystemBytes = 256 * 1_024;", "", "no-budget Board has no constant FileSystemBytes")]
    public void ABudgetThatDoesNotFit_IsNamed(string old, string replacement, string expected)
    {
        using var scratch = new ScratchRepository(s_unneeded);
        scratch.Replace(Board, old, replacement);
        AssertFound(scratch, "boards/wt32-eth01/Wt32Eth01.nfproj: " + expected);
    }

    [TestMethod]
    public void ALibraryWithoutASize_IsNamed()
    {
        using var scratch = new ScratchRepository(s_unneeded);
        scratch.Replace("boards/wt32-eth01/Wt32Eth01.nfproj", "nanoFramework.System.Text.1.3.42", "nanoFramework.System.Text.1.3.43");
        AssertFound(scratch, "size-unknown nanoFramework.System.Text 1.3.43");
    }

    private static void AssertFound(ScratchRepository scratch, string expected)
    {
        var findings = FlashBudget.Of(scratch.Root, new DeviceBuild(scratch.Root)).SelectMany(budget => budget.Findings).Select(finding => finding.ToString()).ToList();
        Assert.Contains(finding => finding.Contains(expected, StringComparison.Ordinal), findings, $"Expected: {expected}\nFound:\n{string.Join('\n', findings)}");
    }
}
