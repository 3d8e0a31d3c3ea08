using System.Text.RegularExpressions;

namespace ChargePointFw.Integration;

/// <summary>A file that cannot be used is named with line and reason, and nothing runs.</summary>
[TestClass]
public sealed partial class MalformedFilesTests
{
    private const string GoodCar = "cp-01,zesp3-a,zesp3,2026-04-30T15:10:00Z,2026-04-30T16:00:00Z,9000,22000";
    private const string Header = "単位[MW平均],,,供給力\nDATE,TIME,水力,地熱,バイオマス,太陽光発電実績,風力発電実績\n";

    [TestMethod]
    [DataRow("cp-01,zesp3-a,zesp3,2026-04-30T15:10:00Z,2026-04-30T16:00:00Z,many,22000", ":2:.*energy_wh 'many'", DisplayName = "no number")]
    [DataRow(GoodCar + "\ncp-01,zesp3-b,zesp3,2026-04-30T15:40:00Z,2026-04-30T17:00:00Z,9000,22000", ":3:.*line 2", DisplayName = "two cars at once")]
    [DataRow("cp-01,zesp3-a,zesp3,2026-04-30T15:10:00Z,2026-04-30T16:00:00Z,9000", ":2:.*6 columns", DisplayName = "a column short")]
    [DataRow("cp-01,zesp3-a,zesp3,30.4.2026 15:10,2026-04-30T16:00:00Z,9000,22000", ":2:.*plug_in_utc", DisplayName = "no time")]
    public void BadSessions_AreNamed(string lines, string expected)
    {
        using OwnFiles files = new OwnFiles().Supply(1000, 1000, 1000).Sessions(lines);
        Refused(files, files.SessionsFile, expected);
    }

    [TestMethod]
    [DataRow(Header + "20260501,0:00,0,0,0,0,much\n", ":3: .*'much'", DisplayName = "no number")]
    [DataRow(Header + "20260501,0:10,0,0,0,0,5\n", ":3: .*half hour", DisplayName = "no half hour")]
    [DataRow(Header + "20260501,0:00,0,0,0,0,5\n20260501,0:00,0,0,0,0,5\n", ":4: .*line 3", DisplayName = "twice the same half hour")]
    [DataRow("単位[MW平均]\nDATE,TIME,水力\n20260501,0:00,5\n", ":2: .*地熱", DisplayName = "a column is missing")]
    [DataRow("", ".*", DisplayName = "empty")]
    [DataRow(Header, ".*", DisplayName = "header only")]
    public void BadSupply_IsNamed(string text, string expected)
    {
        using OwnFiles files = new OwnFiles().Sessions(GoodCar);
        OwnFiles.Write(files.SupplyFile, text);
        Refused(files, files.SupplyFile, expected);
    }

    [TestMethod]
    public void MissingFiles_AreNamed()
    {
        using OwnFiles files = new();
        Refused(files, files.SupplyFile, "no such file");
        files.Supply(1000);
        Refused(files, files.SessionsFile, "no such file");
    }

    private static void Refused(OwnFiles files, string file, string expected)
    {
        using DemoProcess demo = DemoProcess.Run(["--once", .. files.Arguments]);
        Assert.AreEqual(2, demo.WaitForEnd(), demo.Story);
        string said = string.Join(' ', demo.Errors);
        Assert.MatchesRegex(new Regex(Regex.Escape(Path.GetFileName(file)) + @":\d+: \S"), said);
        Assert.MatchesRegex(new Regex(expected), said);
        Assert.DoesNotMatchRegex(StackTrace(), said);
        Assert.IsEmpty(demo.Output, "nothing runs");
        Assert.IsEmpty(Directory.GetFileSystemEntries(demo.TemporaryFolder), "nothing is left");
    }

    [GeneratedRegex(@"Unhandled|Exception|^\s+at ")]
    private static partial Regex StackTrace();
}
