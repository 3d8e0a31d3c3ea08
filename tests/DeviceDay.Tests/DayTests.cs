using System.Globalization;
using System.Text;
using ChargePointFw.Records;

[assembly: DoNotParallelize]

namespace ChargePointFw.DeviceDay.Tests;

/// <summary>What the day prints here is what it printed when the golden file was written, and it tells the whole story.</summary>
[TestClass]
public sealed class DayTests
{
    private static readonly string[] Printed = Run();

    private static readonly List<Record> Records = Printed
        .Where(line => line.Length > 18 && line.Substring(11).StartsWith("record ", StringComparison.Ordinal))
        .Select(line => Decode(line[18..]))
        .ToList();

    [TestMethod]
    public void TheDay_PrintsTheGoldenFile()
    {
        string[] golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "day.txt"));
        int same = Enumerable.Range(0, Math.Min(golden.Length, Printed.Length)).TakeWhile(i => golden[i] == Printed[i]).Count();
        Assert.IsTrue(
            same == golden.Length && same == Printed.Length,
            $"""
            day.txt, line {same + 1} (of {golden.Length}; printed were {Printed.Length}):
              golden:  {golden.ElementAtOrDefault(same) ?? "(end)"}
              printed: {Printed.ElementAtOrDefault(same) ?? "(end)"}
            If the firmware was meant to change so: tests/DeviceDay/renew.sh writes the file anew and shows what differs.
            """);
    }

    [TestMethod]
    public void TheRecords_AreWithoutAGap() =>
        CollectionAssert.AreEqual(Enumerable.Range(1, Records.Count).Select(n => (long)n).ToList(), Records.ConvertAll(record => record.Number));

    // These hold whatever the golden file says, so that writing it anew cannot lose the story.
    [TestMethod]
    public void TheRecords_TellWhatTheScriptPlays()
    {
        AssertTold(3, "boots", record => record.Type == RecordType.Boot);
        AssertTold(1, "a boot that finds a session open", record => record.Type == RecordType.Boot && record.SessionNumber != 0);
        AssertTold(1, "a session that the power loss ended", record => record.StoppedReason == StoppedReason.PowerLoss);
        AssertTold(2, "baselines of the meter", record => record.Type == RecordType.MeterBaseline);
        AssertTold(1, "the other meter", record => record.MeterSerial == "MTR-B" && record.RegisterWh == 17);
        AssertTold(2, "plans", record => record.Type == RecordType.PlanAccepted);
        AssertTold(1, "a forged plan", record => record.SecurityEventKind == SecurityEventKind.BadSignature);
        AssertTold(4, "sessions begun offline", record => record.Type == RecordType.SessionStarted && record.IsOffline);
        AssertTold(1, "a charge that resumes", record => record.Type == RecordType.SessionUpdated && record.ChargingState == ChargingState.Charging);
        Record suspended = Records.First(record => record.Type == RecordType.SessionUpdated);
        Assert.AreEqual(ChargingState.SuspendedEVSE, suspended.ChargingState);
        Assert.IsLessThan(30 * 60_000, suspended.UtcMs - Page.MidnightUtcMs - (8 * 3_600_000), "before the half hour without allocation begins");
    }

    [TestMethod]
    public void EveryWattHour_IsInASessionAndCovered()
    {
        string line = Printed.Single(line => line.Contains(" meters ", StringComparison.Ordinal));
        long[] energiesWh = line[10..].Split(' ').Where(word => word.All(char.IsAsciiDigit) && word.Length > 0)
            .Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        Assert.HasCount(3, energiesWh, line);
        Assert.IsGreaterThan(5_000, energiesWh[0], line);
        Assert.AreEqual(energiesWh[0], energiesWh[1], "metered and in sessions");
        Assert.AreEqual(energiesWh[0], energiesWh[2], "metered and covered");
        Assert.AreEqual(energiesWh[0], Records.Sum(record => (long)record.EnergyWh), "metered and in the records printed");
    }

    [TestMethod]
    public void TheBacklog_GoesOutInMessagesOfEightAndIsAcknowledged()
    {
        int mended = Array.FindIndex(Printed, line => line.EndsWith("the wire is mended", StringComparison.Ordinal));
        int next = Array.FindIndex(Printed, mended, line => line.StartsWith("==", StringComparison.Ordinal));
        int messages = Printed[mended..next].Count(line => line.EndsWith("/cp-1/record", StringComparison.Ordinal));
        Assert.AreEqual(2, messages, "more than one message, and no more than needed");
        StringAssert.Contains(Printed[^2], $"committed {Records.Count}, acknowledged {Records.Count}, arrived {Records.Count}");
    }

    private static void AssertTold(int expected, string what, Predicate<Record> isMeant) =>
        Assert.HasCount(expected, Records.FindAll(isMeant), what);

    private static string[] Run()
    {
        TextWriter console = Console.Out;
        var printed = new StringWriter(new StringBuilder(), CultureInfo.InvariantCulture) { NewLine = "\n" };
        try
        {
            Console.SetOut(printed);
            Program.Main();
        }
        finally
        {
            Console.SetOut(console);
        }

        return printed.ToString().TrimEnd('\n').Split('\n');
    }

    private static Record Decode(string digits)
    {
        var record = new Record();
        Assert.IsTrue(RecordLayout.Decode(Convert.FromHexString(digits), 0, record), digits);
        return record;
    }
}
