using System.Text.RegularExpressions;

namespace ChargePointFw.Integration;

/// <summary>A run to watch, without anybody watching.</summary>
[TestClass]
public sealed partial class LiveTests
{
    [TestMethod]
    public void EndsByItself_WithAMatch()
    {
        using DemoProcess demo = DemoProcess.Run("--speed", "1200", "--hours", "6");
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.IsGreaterThan(0, demo.Closing["delivered_wh"]);
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder));
    }

    [TestMethod]
    [DataRow(false, DisplayName = "to the run alone")]
    [DataRow(true, DisplayName = "to the broker too, as a terminal does")]
    public void CtrlC_EndsWithAMatch_AndLeavesNothingBehind(bool alsoToTheBroker)
    {
        using DemoProcess demo = DemoProcess.Start("--speed", "900", "--outage", "cp-01@1:30+99:00");
        demo.Wait(Started());
        Thread.Sleep(7_000);
        IReadOnlyList<int> children = demo.Children();
        Assert.IsNotEmpty(children, "a broker runs");
        if (alsoToTheBroker)
        {
            demo.InterruptWithBroker();
        }
        else
        {
            demo.Interrupt();
        }

        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.IsGreaterThan(0, demo.Closing["delivered_wh"]);
        HashSet<int> alive = [.. ProcessTable.Read().Select(entry => entry.Id)];
        Assert.IsFalse(children.Any(alive.Contains), "no broker stays");
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder));
    }

    [TestMethod]
    public void CtrlCInTheMiddleOfADay_EndsAtOnce_AndLeavesNothingBehind()
    {
        using DemoProcess demo = DemoProcess.Start("--once");
        demo.WaitForError(new Regex("^ 30 %"));
        demo.Interrupt();
        Assert.AreNotEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.DoesNotMatchRegex(new Regex("Unhandled|   at "), demo.Story);
        Assert.IsFalse(demo.Output.Any(line => line.Contains("ledger=", StringComparison.Ordinal)), "half a day says nothing");
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder));
    }

    [GeneratedRegex("^Broker: ")]
    private static partial Regex Started();
}
