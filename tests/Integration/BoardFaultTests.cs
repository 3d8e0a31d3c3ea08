namespace ChargePointFw.Integration;

/// <summary><c>--fault</c>: every fault of the list, while a member charges; the next driver but one finds everything well.</summary>
[TestClass]
public sealed class BoardFaultTests
{
    // How the first session ends, and the row for staff; "-": none, because nothing can tell it.
    private static readonly (string Order, string Ends, string Row)[] table =
    [
        ("meter-silent@0:10+0:05", "EVDisconnected, suspended 1 times", "DeniedMeterStale"),
        ("meter-nan@0:10+0:05", "EVDisconnected, suspended 1 times", "DeniedMeterStale"),
        ("meter-stuck@0:10+0:05", "EVDisconnected, suspended 1 times", "DeniedMeterImplausible"),
        ("meter-jump@0:10+0:05", "EVDisconnected, suspended 1 times", "DeniedMeterImplausible"),
        ("meter-rollback@0:10+0:05", "EVDisconnected, suspended 1 times", "DeniedMeterImplausible"),
        ("meter-exchanged@0:08+0:02", "Other, suspended 1 times", "MeterExchanged"),
        ("contactor-welded@0:10+0:10", "EVDisconnected", "ContactorWelded"),
        ("contactor-does-not-close@0:01+0:10", "Other", "ContactorDoesNotClose"),
        ("contactor-chatters@0:10", "Other", "ContactorChatters"),
        ("contactor-opens@0:10", "Other", "ContactorOpens"),
        ("contactor-auxiliary@0:10", "Other", "ContactorOpens"),
        ("emergency-stop@0:10+0:01", "EmergencyStop", "EmergencyStop"),
        ("door@0:10+0:01", "Other", "DoorOpen"),
        ("residual-current@0:10+0:01", "GroundFault", "ResidualCurrent"),
        ("over-temperature@0:10+0:01", "Other", "OverTemperature"),
        ("warm@0:10+0:02", "EVDisconnected", "-"), // a DC charger can be stopped, not limited
        ("hot@0:10+0:01", "Other", "OverTemperature"),
        ("temperature-wire@0:10+0:01", "Other", "OverTemperature"),
        ("clock-lost@0:10+0:05", "EVDisconnected, suspended 1 times", "DeniedClockUnknown"),
        ("storage-full@0:17+0:02", "EVDisconnected", "StoreFailed"),
        ("card-reader-dead@0:01+0:02", "StoppedByEV", "CardReaderFailed"),
        ("power-cut@0:10+0:02", "PowerLoss", "Restarted"),
    ];

    public static IEnumerable<string> Orders => table.Select(row => row.Order);

    [TestMethod]
    public void TheTable_WalksTheWholeList_ThatARefusalNames()
    {
        using DemoProcess demo = DemoProcess.Run("--once", "--fault", "meter-asleep@0:10");
        Assert.AreEqual(2, demo.WaitForEnd(), demo.Story);
        string refusal = demo.Errors.Single();
        Assert.StartsWith("--fault 'meter-asleep' is not known; known are ", refusal);
        string[] known = refusal[(refusal.IndexOf(" are ", StringComparison.Ordinal) + 5)..].TrimEnd('.').Split(", ");
        Assert.AreSequenceEqual(
            known.Order(StringComparer.Ordinal),
            table.Select(row => row.Order[..row.Order.IndexOf('@', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    [TestMethod]
    [DynamicData(nameof(Orders))]
    public void AFault_EndsWithAMatch_TheReason_AndARowForStaff(string order)
    {
        (_, string ends, string row) = table.Single(one => one.Order == order);
        using OwnFiles files = new OwnFiles().Supply(1000, 1000, 1000, 1000, 1000).Sessions(
            "cp-01,zesp3-a,zesp3,2026-04-30T15:02:00Z,2026-04-30T15:18:00Z,30000,40000",
            "cp-01,zesp3-b,zesp3,2026-04-30T15:19:30Z,2026-04-30T15:50:00Z,5000,40000",
            "cp-01,zesp3-c,zesp3,2026-04-30T16:10:00Z,2026-04-30T16:50:00Z,6000,40000");
        using DemoProcess demo = DemoProcess.Run(["--once", "--site-peak-w", "120000", "--fault", order, "cp-01", .. files.Arguments]);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        Assert.AreEqual(0, demo.Closing["uncovered_wh"], demo.Story);
        string[] sessions = [.. demo.Output.Where(line => line.StartsWith("session: cp-01", StringComparison.Ordinal))];
        Assert.Contains(ends, sessions[0], demo.Story);
        Assert.Contains("6000 Wh, StoppedByEV", sessions[^1], demo.Story);
        string[] rows = [.. demo.Output.Where(line => line.StartsWith("for staff: cp-01 ", StringComparison.Ordinal) && !line.Contains("DuplicateRecord", StringComparison.Ordinal))];
        Assert.IsTrue(row == "-" ? rows.Length == 0 : rows.Any(line => line.Contains($" {row} ({(row == "Restarted" ? "Info" : "Flag")})", StringComparison.Ordinal)), demo.Story);
    }

    [TestMethod]
    public void AnAcPost_GivesLessWhileItIsWarm_AndNothingWhileItIsHot()
    {
        int cool = EnergyOfThePost("warm@5:00");
        int warm = EnergyOfThePost("warm@0:00+0:25");
        Assert.AreEqual(22_080 * 16 / 60, cool, 200, "32 A, three phases of 230 V, sixteen minutes");
        Assert.AreEqual(19 * 690 * 16 / 60, warm, 200, "19 A at 60 °C");
        Assert.AreEqual(22_080 * 8 / 60, EnergyOfThePost("hot@0:10+0:01"), 200, "eight minutes, then too hot");
    }

    private static int EnergyOfThePost(string order)
    {
        using OwnFiles files = new OwnFiles().Supply(1000, 1000, 1000).Sessions(
            "cp-01,zesp3-a,zesp3,2026-04-30T15:02:00Z,2026-04-30T15:18:00Z,30000,40000",
            "cp-01,zesp3-b,zesp3,2026-04-30T15:40:00Z,2026-04-30T16:20:00Z,6000,40000");
        using DemoProcess demo = DemoProcess.Run(["--once", "--post", "ac", "--site-peak-w", "120000", "--fault", order, "cp-01", .. files.Arguments]);
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch, demo.Story);
        string[] sessions = [.. demo.Output.Where(line => line.StartsWith("session: cp-01", StringComparison.Ordinal))];
        Assert.Contains("6000 Wh, StoppedByEV", sessions[^1], demo.Story);
        return int.Parse(sessions[0].Split(": ")[2].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    [TestMethod]
    [DataRow("meter-silent", "--fault 'meter-silent' is not of the form")]
    [DataRow("meter-silent@0:10 cp-77", "--fault names cp-77, which is no charge point of this run; there are cp-01, ")]
    public void WhatIsNotUnderstood_IsRefusedWithWhatWouldBe(string order, string words)
    {
        using DemoProcess demo = DemoProcess.Run("--once", "--fault", order);
        Assert.AreEqual(2, demo.WaitForEnd(), demo.Story);
        Assert.Contains(words, string.Join('\n', demo.Errors), demo.Story);
    }
}
