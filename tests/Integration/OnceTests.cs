using System.Globalization;

namespace ChargePointFw.Integration;

/// <summary><c>--once</c>: a day in seconds through the real broker and the real database, repeatable.</summary>
[TestClass]
public sealed class OnceTests
{
    [TestMethod]
    public void RunsMatch_TheSameSeedGivesTheSameLine_AlsoOnABusyMachine_AndAnotherSeedAnother()
    {
        using DemoProcess first = DemoProcess.Run("--once", "--hours", "16", "--seed", "7");
        Assert.AreEqual(0, first.WaitForEnd(), first.Story);
        ClosingLine line = first.Closing;
        Assert.IsTrue(line.IsMatch, first.Story);
        Assert.IsGreaterThanOrEqualTo(6, line["sessions"]);
        Assert.IsGreaterThan(0, line["covered_wh"]);
        Assert.AreEqual(0, line["uncovered_wh"]);
        Assert.AreEqual(line["delivered_wh"], line["covered_wh"] + line["unclaimed_wh"]);
        Assert.IsLessThanOrEqualTo(line["allocated_wh"], line["covered_wh"]);

        using (new BusyCores(2))
        {
            using DemoProcess again = DemoProcess.Run("--once", "--hours", "16", "--seed", "7");
            Assert.AreEqual(line.Text, again.Closing.Text, again.Story);
        }

        using DemoProcess other = DemoProcess.Run("--once", "--hours", "16", "--seed", "8");
        Assert.IsTrue(other.Closing.IsMatch, other.Story);
        Assert.AreNotEqual(line.Digest, other.Closing.Digest);
    }

    [TestMethod]
    public void TwoRunsSideBySide_BothMatch()
    {
        using DemoProcess one = DemoProcess.Start("--once", "--hours", "12");
        using DemoProcess two = DemoProcess.Start("--once", "--hours", "12", "--seed", "2");
        Assert.AreEqual(0, one.WaitForEnd(), one.Story);
        Assert.AreEqual(0, two.WaitForEnd(), two.Story);
        Assert.IsTrue(one.Closing.IsMatch && two.Closing.IsMatch);
    }

    [TestMethod]
    public void OwnFiles_AFourthChargePointAndAGuest_Match()
    {
        using OwnFiles files = new OwnFiles()
            .Supply([0, 0, 400, 1000, 700, 0, 300, 1000, 1000, 900])
            .Sessions(
                "cp-04,zesp3-a,zesp3,2026-04-30T15:10:00Z,2026-04-30T19:50:00Z,30000,22000",
                "annex-1,guest-b,none,2026-04-30T15:20:00+00:00,2026-04-30T16:05:00Z,9000,11000",
                "cp-01,zesp3-c,zesp3,2026-05-01T01:45:00+09:00,2026-04-30T19:59:00Z,4000,50000",
                "annex-1,zesp3-a2,zesp3,2026-04-30T18:00:00Z,2026-04-30T19:30:00Z,80000,50000");
        using DemoProcess demo = DemoProcess.Run(["--once", "--site-peak-w", "120000", .. files.Arguments]);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        ClosingLine line = demo.Closing;
        Assert.IsTrue(line.IsMatch, demo.Story);
        Assert.AreEqual(5, line["charge_points"], "the usual three and the two of the file");
        Assert.AreEqual(4, line["sessions"]);
        Assert.AreEqual(0, line["uncovered_wh"]);
        Assert.IsTrue(line["unclaimed_wh"] is > 0 and <= 9_000, line.Text);
        Assert.IsGreaterThan(20_000, line["covered_wh"]);

        // 5300 of 1000 MW-half hours at a peak of 120 kW, shared by five and rounded down each time.
        Assert.AreEqual(new[] { 400, 1000, 700, 300, 1000, 1000, 900 }.Sum(mw => 120_000L * mw / 1000 / 2 / 5 * 5), line["allocated_wh"]);
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder), string.Create(CultureInfo.InvariantCulture, $"left in {demo.TemporaryFolder}"));
    }

    [TestMethod]
    public void ADayUnderClouds_DrawsOnTheRoof_AndSwitchesWithinTheBudget()
    {
        using DemoProcess demo = DemoProcess.Run("--once", "--clouds", "--hours", "14", "--seed", "3");
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.AreEqual(0, demo.Closing["uncovered_wh"]);
        Assert.IsGreaterThan(0, demo.Closing["live_wh"], demo.Story);
        Assert.IsLessThanOrEqualTo(3 * 96, demo.Closing["contactor_closures"], demo.Story);
        Assert.Contains("contactor closures:", demo.Story);
    }

    [TestMethod]
    [DataRow(1, "cp-01,guest-a,none,2026-04-30T15:10:00Z,2026-04-30T15:50:00Z,5000,22000", DisplayName = "guests only")]
    [DataRow(0, "cp-01,zesp3-a,zesp3,2026-04-30T15:10:00Z,2026-04-30T15:10:01Z,5000,22000", DisplayName = "a car that stays a second")]
    public void SmallSites_Match(int sessions, string line)
    {
        using OwnFiles files = new OwnFiles().Supply(1000, 0, 1000).Sessions(line);
        using DemoProcess demo = DemoProcess.Run(["--once", .. files.Arguments]);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.IsGreaterThanOrEqualTo(sessions, demo.Closing["sessions"]);
    }

    [TestMethod]
    public void NoCarsAtAll_Match()
    {
        using OwnFiles files = new OwnFiles().Supply(1000, 0, 1000).Sessions();
        using DemoProcess demo = DemoProcess.Run(["--once", .. files.Arguments]);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.AreEqual(0, demo.Closing["sessions"]);
    }
}
