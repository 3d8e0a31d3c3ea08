namespace ChargePointFw.Integration;

/// <summary>A charge point that is cut off goes on by the plan it holds; what it recorded meanwhile comes later.</summary>
[TestClass]
public sealed class OutageTests
{
    private static readonly DateTimeOffset sampleStart = new(2026, 3, 31, 15, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void CutOffForTwoHours_TheLedgerMatches_TheSameDigestTwice_AndTheRecordsSayOffline()
    {
        using var files = new OwnFiles();
        using DemoProcess first = DemoProcess.Run("--once", "--hours", "14", "--outage", "cp-02@10:00+2:00", "--keep", files.KeepFolder);
        Assert.AreEqual(0, first.WaitForEnd(), first.Story);
        Assert.IsTrue(first.Closing.IsMatch);

        IReadOnlyList<StoredRecord> records = StoredRecord.Read(files.KeepFolder);
        bool IsCutOff(StoredRecord record) =>
            record.ChargePoint == "cp-02" && record.UtcMs >= At(10) && record.UtcMs < At(12);
        Assert.IsNotEmpty(records.Where(IsCutOff), "cars charge on cp-02 meanwhile");
        foreach (StoredRecord record in records.Where(record => record.UtcMs > sampleStart.ToUnixTimeMilliseconds()))
        {
            Assert.AreEqual(IsCutOff(record), record.IsOffline, $"{record.ChargePoint} {record.Number}");
        }

        using DemoProcess again = DemoProcess.Run("--once", "--hours", "14", "--outage", "cp-02@10:00+2:00");
        Assert.AreEqual(first.Closing.Text, again.Closing.Text, again.Story);
    }

    [TestMethod]
    public void AnOutageBeyondTheEnd_IsMendedBeforeTheLedgerIsCompared()
    {
        using DemoProcess demo = DemoProcess.Run("--once", "--hours", "8", "--outage", "cp-02@2:00+99:00", "--outage", "cp-01@0:00+99:00");
        Assert.AreEqual(0, demo.WaitForEnd(), demo.Story);
        Assert.IsTrue(demo.Closing.IsMatch);
        Assert.AreEqual(12_000, demo.Closing["unclaimed_wh"], "the guest on cp-02 is in the ledger, and no member was taken for one");
    }

    private static long At(int hours) => sampleStart.AddHours(hours).ToUnixTimeMilliseconds();
}
