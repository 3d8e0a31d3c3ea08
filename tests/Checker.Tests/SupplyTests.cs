using System.Globalization;
using System.Text;

namespace ChargePointFw.Checker.Tests;

[TestClass]
public sealed class SupplyTests
{
    private const string Unit = "単位[MW平均],,,供給力";
    private const string Header20 = "DATE,TIME,エリア需要,原子力,火力(LNG),火力(石炭),火力(石油),火力(その他),水力,地熱,バイオマス,太陽光発電実績,太陽光出力制御量,風力発電実績,風力出力制御量,揚水,蓄電池,連系線,その他,合計";
    private const string Header22 = "DATE,TIME,エリア需要,原子力,火力(LNG),火力(石炭),火力(石油),火力(その他),火力出力制御量,水力,地熱,バイオマス,バイオマス出力制御量,太陽光発電実績,太陽光出力制御量,風力発電実績,風力出力制御量,揚水,蓄電池,連系線,その他,合計";
    private const string TheForm = "2026/1/1,0:30,26147,0,10177,6861,416,1766,755,0,452,0,0,115,0,120,0,5,6,7";
    private readonly string path = Path.GetTempFileName();

    [TestCleanup]
    public void Delete() => File.Delete(path);

    [TestMethod]
    [DataRow("2026/1/1,0:30", DisplayName = "slashes")]
    [DataRow("20260101,0:30", DisplayName = "eight digits")]
    [DataRow("20260101,00:30", DisplayName = "two digits of the hour")]
    [DataRow("\"2026/1/1\",\"0:30\"", DisplayName = "quoted")]
    public void DateAndTime_AreTheStartInJapan(string dateAndTime)
    {
        SupplyTruth supply = Read(Unit, Header20, TheForm.Replace("2026/1/1,0:30", dateAndTime, StringComparison.Ordinal));
        Assert.AreEqual(45_000L, supply.EnergyWh(Utc("2025-12-31T15:30Z")));
        Assert.AreEqual(0L, supply.EnergyWh(Utc("2025-12-31T15:00Z")));
    }

    [TestMethod]
    public void EveryFieldQuoted_CarriageReturns_BlankLines()
    {
        string quoted = string.Join(',', TheForm.Split(',').Select(field => $"\"{field}\""));
        Assert.AreEqual(45_000L, Read(Unit + "\r", Header20 + "\r", quoted + "\r", ",,,,\r", "\r").EnergyWh(Utc("2025-12-31T15:30Z")));
    }

    [TestMethod]
    public void Utf8WithItsMark_And22Columns_AreFoundByName()
    {
        const string row = "2026/1/1,0:00,1,2,3,4,5,6,999,10,20,30,999,40,999,50,999,-7,-8,-9,10,11";
        File.WriteAllText(path, $"{Unit}\n{Header22}\n{row}\n{Half(row)}\n", new UTF8Encoding(true));
        SupplyTruth supply = SupplyTruth.FromOperatorsCsv(path, 90_000);
        Assert.AreEqual(45_000L, supply.EnergyWh(Utc("2025-12-31T15:00Z")));
        Assert.AreEqual(45_000L * 120 / 150, supply.EnergyWh(Utc("2025-12-31T15:30Z")));

        static string Half(string text) => text.Replace("0:00,", "0:30,", StringComparison.Ordinal).Replace(",40,", ",10,", StringComparison.Ordinal);
    }

    [TestMethod]
    public void EnergyIsRoundedDownExactly()
    {
        SupplyTruth supply = Read(Unit, Header20, Row("0:00", 7, 0), Row("0:30", 3, 0), Row("1:00", 2.5m, 0));
        Assert.AreEqual(45_000L, supply.EnergyWh(Utc("2025-12-31T15:00Z")));
        Assert.AreEqual(19_285L, supply.EnergyWh(Utc("2025-12-31T15:30Z")));
        Assert.AreEqual(16_071L, supply.EnergyWh(Utc("2025-12-31T16:00Z")));
    }

    [TestMethod]
    public void LessThanNothing_IsNothing()
    {
        SupplyTruth supply = Read(Unit, Header20, Row("0:00", 7, 0), Row("0:30", 3, -4), Row("1:00", 3, -1));
        Assert.AreEqual(0L, supply.EnergyWh(Utc("2025-12-31T15:30Z")));
        Assert.AreEqual(90_000L * 30 * 2 / (7 * 60), supply.EnergyWh(Utc("2025-12-31T16:00Z")));
    }

    [TestMethod]
    public void AFileWithoutAnythingRenewable_SuppliesNothing() =>
        Assert.AreEqual(0L, Read(Unit, Header20, Row("0:00", 0, 0)).EnergyWh(Utc("2025-12-31T15:00Z")));

    [TestMethod]
    public void TheRule_DividesEquallyAndRoundsDown()
    {
        SupplyTruth supply = SupplyTruth.Of(30, new Dictionary<long, long> { [0] = 44_999 });
        Assert.AreEqual(14_999L, supply.AllocationWh(0, 3));
    }

    [TestMethod]
    [DataRow("単位[万kW],,,供給力", Header20, TheForm, DisplayName = "another unit")]
    [DataRow(Unit, "DATE,TIME,エリア需要", "2026/1/1,0:00,1", DisplayName = "columns missing")]
    [DataRow(Unit, Header20, "2026/1/1,0:00,1", DisplayName = "short row")]
    [DataRow(Unit, Header20, TheForm + "\n" + TheForm, DisplayName = "the same half hour twice")]
    [DataRow(Unit, Header20, "2026/13/1,0:30,26147,0,10177,6861,416,1766,755,0,452,0,0,115,0,120,0,5,6,7", DisplayName = "no date")]
    [DataRow(Unit, Header20, "2026/1/1,0:15,26147,0,10177,6861,416,1766,755,0,452,0,0,115,0,120,0,5,6,7", DisplayName = "not a half hour")]
    [DataRow(Unit, Header20, "2026/1/1,0:30,26147,0,10177,6861,416,1766,x,0,452,0,0,115,0,120,0,5,6,7", DisplayName = "not a number")]
    public void WhatIsNotTheFormat_IsRefused(string unit, string header, string rows) =>
        Assert.ThrowsExactly<InvalidDataException>(() => Read(unit, header, rows));

    private static string Row(string time, decimal hydro, decimal wind) => FormattableString.Invariant($"2026/1/1,{time},1,0,0,0,0,0,{hydro},0,0,0,0,{wind},0,0,0,0,0,1");

    private static long Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private SupplyTruth Read(params string[] lines)
    {
        File.WriteAllBytes(path, CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(string.Join('\n', lines) + "\n"));
        return SupplyTruth.FromOperatorsCsv(path, 90_000);
    }
}
