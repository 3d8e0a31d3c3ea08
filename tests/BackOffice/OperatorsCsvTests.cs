using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Tests;

[TestClass]
public sealed class OperatorsCsvTests
{
    private static readonly DateTimeOffset FirstUtc = new(2026, 1, 1, 15, 0, 0, TimeSpan.Zero);

    private static IReadOnlyList<SupplyInterval> Read(string text, long sitePeakW = 50_000, int intervalMinutes = 30) =>
        OperatorsCsv.Read(SupplyFiles.Stream(text), "file.csv", sitePeakW, intervalMinutes);

    [TestMethod]
    [DataRow(Layout.Cp932)]
    [DataRow(Layout.Utf8)]
    [DataRow(Layout.Utf8WithMark)]
    [DataRow(Layout.TwentyTwoColumns)]
    [DataRow(Layout.Quoted)]
    [DataRow(Layout.CompactDate)]
    [DataRow(Layout.OtherColumnOrder)]
    [DataRow(Layout.WindowsLines)]
    [DataRow(Layout.LeadingZeros)]
    public void EveryLayout_GivesTheSameSupply(Layout layout)
    {
        IReadOnlyList<SupplyInterval> supply = OperatorsCsv.Read(new MemoryStream(SupplyFiles.TwoHalfHours(layout)), "file.csv", 50_000);
        CollectionAssert.AreEqual(
            new[] { (FirstUtc, 10_000L), (FirstUtc.AddMinutes(30), 25_000L) },
            supply.Select(one => (one.StartUtc, one.EnergyWh)).ToArray());
        Assert.AreEqual("GENERAL_GREEN", supply[0].Source);
    }

    [TestMethod]
    [DataRow("DATE,TIME", "DAY,TIME", 2, "has no column DATE")]
    [DataRow("太陽光発電実績", "太陽光", 2, "has no column 太陽光発電実績")]
    [DataRow("地熱", "水力", 2, "has the column 水力 twice")]
    [DataRow("単位[MW平均]", "単位[万kW]", 1, "does not begin with the unit 単位[MW平均]")]
    [DataRow("2026/1/2,0:30", "2026/13/2,0:30", 4, "'2026/13/2' is no date")]
    [DataRow("2026/1/2,0:30", "2026-1-2,0:30", 4, "'2026-1-2' is no date")]
    [DataRow("2026/1/2,0:30", ",0:30", 4, "'' is no date")]
    [DataRow("2026/1/2,0:30", "2026/1/2,24:00", 4, "'24:00' is not the start of a half hour")]
    [DataRow("2026/1/2,0:30", "2026/1/2,0:15", 4, "'0:15' is not the start of a half hour")]
    [DataRow("2026/1/2,0:30", "2026/1/2,", 4, "'' is not the start of a half hour")]
    [DataRow("2026/1/2,0:30", "2026/1/2,0:00", 4, "repeats the half hour of line 3")]
    [DataRow("1766,30,", "1766,,", 4, "'' is no number of megawatts")]
    [DataRow("1766,30,", "1766,1e3,", 4, "'1e3' is no number of megawatts")]
    [DataRow("1766,30,", "1766,abc,", 4, "'abc' is no number of megawatts")]
    [DataRow("1766,30,", "1766,NaN,", 4, "'NaN' is no number of megawatts")]
    [DataRow("1766,30,", "1766,\"1,030\",", 4, "'1,030' is no number of megawatts")]
    [DataRow("1766,30,", "1766,99999999,", 4, "'99999999' is no number of megawatts")]
    [DataRow("1766,30,", "30,", 4, "has 19 columns, the header 20")]
    [DataRow("1766,30,", "1766,30,0,", 4, "has 21 columns, the header 20")]
    [DataRow("1766,30,", "1766,3\"0,", 4, "has a quotation mark out of place: close it on its line, or double it within a text")]
    [DataRow("1766,30,", "1766,\"30,", 4, "has a quotation mark out of place: close it on its line, or double it within a text")]
    public void AMalformedFile_NamesItsLineAndWhy(string what, string instead, int line, string reason)
    {
        string text = SupplyFiles.Text(SupplyFiles.Row("2026/1/2", "0:00", "10"), SupplyFiles.Row("2026/1/2", "0:30", "30"));
        int at = text.LastIndexOf(what, StringComparison.Ordinal);
        SupplyImportException refusal = Assert.ThrowsExactly<SupplyImportException>(() => Read(text[..at] + instead + text[(at + what.Length)..]));
        Assert.AreEqual(line, refusal.Line);
        Assert.AreEqual(reason, refusal.Reason);
        Assert.AreEqual("file.csv", refusal.File);
        StringAssert.StartsWith(refusal.Message, $"file.csv, line {line}: ");
    }

    [TestMethod]
    [DataRow("", "has no header")]
    [DataRow("単位[MW平均],,,供給力\n", "has no header")]
    [DataRow("単位[MW平均],,,供給力\n" + SupplyFiles.Columns + "\n", "has no half hours")]
    public void AnEmptyFile_SaysSo(string text, string reason) =>
        Assert.AreEqual(reason, Assert.ThrowsExactly<SupplyImportException>(() => Read(text)).Reason);

    [TestMethod]
    public void NoRenewableSupplyAtAll_CannotBeScaled() =>
        Assert.AreEqual(
            "has no renewable supply to scale by",
            Assert.ThrowsExactly<SupplyImportException>(() => Read(SupplyFiles.Text(SupplyFiles.Row("2026/1/2", "0:00")))).Reason);

    [TestMethod]
    public void NeitherUtf8NorCp932_IsRefused()
    {
        using var stream = new MemoryStream([0x83, 0xFF, 0xFE, 0x00]);
        Assert.AreEqual(
            "neither UTF-8 nor CP932: save it as CSV (UTF-8), and import that",
            Assert.ThrowsExactly<SupplyImportException>(() => OperatorsCsv.Read(stream, "file.csv", 1)).Reason);
    }

    [TestMethod]
    public void AFileOutOfBounds_IsRefusedBeforeItIsRead()
    {
        using var stream = new MemoryStream(new byte[(4 * 1024 * 1024) + 1]);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<SupplyImportException>(() => OperatorsCsv.Read(stream, "file.csv", 1)).Reason, "longer than");
    }

    [TestMethod]
    public void StorageAndInterconnection_AreNoGeneration_AndANegativeSumIsNone()
    {
        IReadOnlyList<SupplyInterval> supply = Read(SupplyFiles.Text(
            SupplyFiles.Row("2026/1/2", "0:00", solar: "-3", wind: "1"), SupplyFiles.Row("2026/1/2", "0:30", wind: "10")));
        Assert.AreEqual(0L, supply[0].EnergyWh);
        Assert.AreEqual(25_000L, supply[1].EnergyWh);
    }

    [TestMethod]
    [DataRow("1", "3", 50_000L, 8_333L)]
    [DataRow("2", "3", 50_000L, 16_666L)]
    [DataRow("0.1", "0.3", 90_000L, 15_000L)]
    [DataRow("0.07", "0.7", 1L, 0L)]
    [DataRow("1797.999", "1798", 90_000L, 44_999L)]
    public void Scaling_IsExactAndRoundsDown(string megawatts, string peak, long sitePeakW, long expectedWh)
    {
        IReadOnlyList<SupplyInterval> supply = Read(
            SupplyFiles.Text(SupplyFiles.Row("2026/1/2", "0:00", megawatts), SupplyFiles.Row("2026/1/2", "0:30", peak)), sitePeakW);
        Assert.AreEqual(expectedWh, supply[0].EnergyWh);
        Assert.AreEqual(sitePeakW / 2, supply[1].EnergyWh);
    }

    [TestMethod]
    public void QuarterHours_HalveAHalfHour_AndHoursJoinTwo()
    {
        string text = SupplyFiles.Text(SupplyFiles.Row("2026/1/2", "0:00", "40"), SupplyFiles.Row("2026/1/2", "0:30", "100"));
        CollectionAssert.AreEqual(
            new[] { 5_000L, 5_000L, 12_500L, 12_500L }, Read(text, intervalMinutes: 15).Select(one => one.EnergyWh).ToArray());
        CollectionAssert.AreEqual(new[] { 35_000L }, Read(text, intervalMinutes: 60).Select(one => one.EnergyWh).ToArray());
    }

    [TestMethod]
    public void AnHourWithoutItsOtherHalf_IsRefused()
    {
        string text = SupplyFiles.Text(SupplyFiles.Row("2026/1/2", "0:30", "40"), SupplyFiles.Row("2026/1/2", "1:00", "100"));
        Assert.AreEqual(3, Assert.ThrowsExactly<SupplyImportException>(() => Read(text, intervalMinutes: 60)).Line);
    }

    [TestMethod]
    public void AWholeMonth_HasEveryHalfHourOnce()
    {
        IEnumerable<string> rows = Enumerable.Range(0, 31 * 48).Select(i =>
            SupplyFiles.Row($"2026/1/{(i / 48) + 1}", $"{i % 48 / 2}:{(i % 2 == 0 ? "00" : "30")}", solar: (i % 48).ToString((IFormatProvider?)null)));
        byte[] file = SupplyFiles.Cp932.GetBytes(SupplyFiles.Text([.. rows]));
        IReadOnlyList<SupplyInterval> supply = OperatorsCsv.Read(new MemoryStream(file), "eria_jukyu_202601_03.csv", 90_000);
        Assert.HasCount(31 * 48, supply);
        Assert.IsTrue(supply.Zip(supply.Skip(1)).All(pair => pair.Second.StartUtc - pair.First.StartUtc == TimeSpan.FromMinutes(30)));
        Assert.AreEqual(45_000L, supply.Max(one => one.EnergyWh));
    }

    [TestMethod]
    public void TheSampleFile_PeaksAtTheSitesPower()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "samples", "supply.csv")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        IReadOnlyList<SupplyInterval> supply = OperatorsCsv.Read(Path.Combine(folder!, "samples", "supply.csv"), 90_000);
        Assert.HasCount(8 * 48, supply);
        Assert.AreEqual(45_000L, supply.Max(one => one.EnergyWh));
        Assert.AreEqual(0L, supply.Min(one => one.EnergyWh));
    }

    [TestMethod]
    [DataRow("2026-01-02T00:00Z,5,SOLAR,", 1, "")]
    [DataRow("2026-01-02T09:00:00+09:00,5,WIND,cert 1", 1, "")]
    [DataRow("2026-01-02T00:00,5,SOLAR,", 0, "is no time with an offset")]
    [DataRow("2026-01-02,5,SOLAR,", 0, "is no time with an offset")]
    [DataRow("2026-01-02T00:10Z,5,SOLAR,", 0, "is not the start of an interval of 30 minutes")]
    [DataRow("2026-01-02T00:00Z,-5,SOLAR,", 0, "is no energy in Wh")]
    [DataRow("2026-01-02T00:00Z,5.5,SOLAR,", 0, "is no energy in Wh")]
    [DataRow("2026-01-02T00:00Z,,SOLAR,", 0, "is no energy in Wh")]
    [DataRow("2026-01-02T00:00Z,5,COAL,", 0, "is no renewable source")]
    [DataRow("2026-01-02T00:00Z,5,solar,", 0, "is no renewable source")]
    [DataRow("2026-01-02T00:00Z,5,SOLAR,c\\1", 0, "a certificate's name is plain ASCII")]
    [DataRow("2026-01-02T00:00Z,5,SOLAR,証書", 0, "a certificate's name is plain ASCII")]
    [DataRow("2026-01-02T00:00Z,5,SOLAR,c\n2026-01-02T09:00+09:00,5,SOLAR,c", 0, "repeats the interval of line 2")]
    public void PlainTable(string rows, int intervals, string reason)
    {
        using MemoryStream stream = SupplyFiles.Stream("interval_start,energy_wh,source,certificate_id\n" + rows + "\n");
        if (reason.Length == 0)
        {
            Assert.HasCount(intervals, PlainCsv.Read(stream, "plain.csv"));
            return;
        }

        SupplyImportException refusal = Assert.ThrowsExactly<SupplyImportException>(() => PlainCsv.Read(stream, "plain.csv"));
        StringAssert.Contains(refusal.Reason, reason);
        Assert.IsGreaterThan(1, refusal.Line);
    }
}
