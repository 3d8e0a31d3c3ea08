using ChargePointFw.Simulator.Visits;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Properties;

/// <summary>The sessions file: what it may be, and how it is refused.</summary>
[TestClass]
public sealed class VisitFileTests
{
    private const string Header = "charge_point,token,programme,plug_in_utc,unplug_utc,energy_wh,max_power_w";
    private const string Good = "cp-01,abc-1,zesp3,2026-04-01T01:00:00Z,2026-04-01T02:00:00Z,5000,11000";

    private static readonly (string Text, int Line, string Reason)[] malformed =
    [
        ("", 1, "empty"),
        ("\n\n", 1, "empty"),
        ("charge_point,token\n" + Good, 1, "column 'programme' is missing"),
        (Header.ToUpperInvariant() + "\n" + Good, 1, "column 'charge_point' is missing"),
        (Header + "\n" + Good + ",1", 2, "8 columns instead of 7"),
        (Header + "\n" + Good + "\n\n" + "cp-01,abc", 4, "2 columns instead of 7"),
        (Header + "\n" + Good.Replace("cp-01", "CP-01", StringComparison.Ordinal), 2, "charge_point 'CP-01'"),
        (Header + "\n" + Good.Replace("cp-01", "", StringComparison.Ordinal), 2, "charge_point ''"),
        (Header + "\n" + Good.Replace("cp-01", new string('a', 33), StringComparison.Ordinal), 2, "charge_point"),
        (Header + "\n" + Good.Replace("cp-01", "../etc", StringComparison.Ordinal), 2, "charge_point"),
        (Header + "\n" + Good.Replace("abc-1", "a b", StringComparison.Ordinal), 2, "token 'a b'"),
        (Header + "\n" + Good.Replace("abc-1", "", StringComparison.Ordinal), 2, "token ''"),
        (Header + "\n" + Good.Replace("zesp3", "ZESP3", StringComparison.Ordinal), 2, "programme 'ZESP3'"),
        (Header + "\n" + Good.Replace("2026-04-01T01:00:00Z", "2026-04-01 01:00:00", StringComparison.Ordinal), 2, "plug_in_utc"),
        (Header + "\n" + Good.Replace("2026-04-01T02:00:00Z", "2026-04-31T02:00:00Z", StringComparison.Ordinal), 2, "unplug_utc '2026-04-31T02:00:00Z'"),
        (Header + "\n" + Good.Replace("T02:00:00Z", "T02:00:00", StringComparison.Ordinal), 2, "unplug_utc"),
        (Header + "\n" + Good.Replace("T02:00:00Z", "T01:00:00Z", StringComparison.Ordinal), 2, "not after"),
        (Header + "\n" + Good.Replace("T02:00:00Z", "T00:00:00Z", StringComparison.Ordinal), 2, "not after"),
        (Header + "\n" + Good.Replace("5000", "0", StringComparison.Ordinal), 2, "energy_wh '0'"),
        (Header + "\n" + Good.Replace("5000", "-5", StringComparison.Ordinal), 2, "energy_wh '-5'"),
        (Header + "\n" + Good.Replace("5000", "5.5", StringComparison.Ordinal), 2, "energy_wh '5.5'"),
        (Header + "\n" + Good.Replace("5000", "1000001", StringComparison.Ordinal), 2, "energy_wh '1000001'"),
        (Header + "\n" + Good.Replace("5000", "99999999999999999999", StringComparison.Ordinal), 2, "energy_wh"),
        (Header + "\n" + Good.Replace("11000", "", StringComparison.Ordinal), 2, "max_power_w ''"),
        (Header + "\n" + Good.Replace("abc-1", "\"abc-1", StringComparison.Ordinal) + "\n" + Good, 2, "quotation mark"),
        (Header + "\n" + Good + "\n" + Good.Replace("01:00:00Z", "01:30:00Z", StringComparison.Ordinal).Replace("02:00:00Z", "03:00:00Z", StringComparison.Ordinal), 3, "still occupied by the visit of line 2"),
        (Header + "\n" + Good + "\n" + Good.Replace("02:00:00Z", "03:00:00Z", StringComparison.Ordinal).Replace("01:00:00Z", "02:00:00Z", StringComparison.Ordinal), 3, "still occupied"),
    ];

    [TestMethod]
    public void EachMalformedFile_NamesFileLineAndReason()
    {
        foreach ((string text, int line, string reason) in malformed)
        {
            string path = Write(text);
            VisitFileException refusal = Assert.ThrowsExactly<VisitFileException>(() => VisitFile.Read(path), text);
            Assert.StartsWith($"{path}:{line}: ", refusal.Message, text);
            Assert.Contains(reason, refusal.Message, text);
            File.Delete(path);
        }
    }

    [TestMethod]
    public void AMissingFile_IsNamed() =>
        Assert.Contains("nowhere.csv:0: ", Assert.ThrowsExactly<VisitFileException>(() => VisitFile.Read("nowhere.csv")).Message);

    [TestMethod]
    [DataRow(Header + "\n" + Good, DisplayName = "plain")]
    [DataRow("\uFEFF" + Header + "\r\n" + Good + "\r\n", DisplayName = "as a spreadsheet saves it")]
    [DataRow("note,max_power_w,energy_wh,unplug_utc,plug_in_utc,programme,token,charge_point\n\"a, b\",11000,5000,2026-04-01T02:00:00Z,2026-04-01T01:00:00Z,zesp3,abc-1,cp-01", DisplayName = "other columns, other order")]
    [DataRow(Header + "\n\n \n cp-01 , abc-1 ,zesp3,2026-04-01T10:00:00+09:00,2026-04-01T02:00Z,5000,11000\n\n", DisplayName = "spaces, empty lines, another zone")]
    public void TheSameVisit_InManyForms(string text)
    {
        string path = Write(text);
        Visit visit = VisitFile.Read(path).Single();
        File.Delete(path);
        Assert.AreEqual(new Visit("cp-01", "abc-1", true, 1_775_005_200_000, 1_775_008_800_000, 5_000, 11_000), visit);
    }

    [TestMethod]
    public void Visits_ComeInTheOrderOfPlugIn()
    {
        string later = Good.Replace("cp-01", "cp-02", StringComparison.Ordinal).Replace("T01:", "T00:", StringComparison.Ordinal);
        string path = Write(Header + "\n" + Good + "\n" + later);
        CollectionAssert.AreEqual(new[] { "cp-02", "cp-01" }, VisitFile.Read(path).Select(visit => visit.ChargePoint).ToArray());
        File.Delete(path);
    }

    private static string Write(string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        return path;
    }
}
