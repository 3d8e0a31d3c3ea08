using System.Text.RegularExpressions;

namespace ChargePointFw.Integration;

/// <summary>The broker dies with all it had acknowledged, and comes back from the printed configuration.</summary>
[TestClass]
public sealed partial class BrokerDeathTests
{
    [TestMethod]
    public void KilledInTheMiddleOfADay_TimeStandsStill_AndTheLineIsTheSame()
    {
        using DemoProcess undisturbed = DemoProcess.Run("--once", "--hours", "12");
        using DemoProcess demo = DemoProcess.Start("--once", "--hours", "12");
        demo.WaitForError(HalfWay());
        string found = demo.KillBroker();
        string printed = demo.WaitForError(Printed()).Groups[1].Value;
        Assert.AreEqual(found, printed, "the configuration that is printed is the broker's");
        demo.StartBroker(printed);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.AreEqual(undisturbed.Closing.Text, demo.Closing.Text, demo.Story);
    }

    [TestMethod]
    public void KilledTwiceInALiveRun_NothingIsLost()
    {
        using DemoProcess demo = DemoProcess.Start("--speed", "1800", "--hours", "6");
        string printed = demo.Wait(Printed()).Groups[1].Value;
        Thread.Sleep(3_000);
        demo.KillBroker();
        Thread.Sleep(1_000);
        demo.StartBroker(printed);
        Thread.Sleep(2_000);
        demo.KillStartedBroker();
        demo.StartBroker(printed);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.IsGreaterThan(0, demo.Closing["covered_wh"]);
    }

    [TestMethod]
    public void KilledForGoodInALiveRun_CtrlCBringsItBackAndTheLedgerMatches()
    {
        using DemoProcess demo = DemoProcess.Start("--speed", "1800", "--hours", "24");
        demo.Wait(Printed());
        Thread.Sleep(3_000);
        demo.KillBroker();
        Thread.Sleep(2_000);
        demo.Interrupt();
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder));
    }

    [GeneratedRegex("^ 50 %")]
    private static partial Regex HalfWay();

    [GeneratedRegex(@"mosquitto -c (\S+)$")]
    private static partial Regex Printed();
}
