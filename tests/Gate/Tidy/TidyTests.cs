namespace ChargePointFw.Gate.Tidy;

[TestClass]
public sealed class TidyTests
{
    [TestMethod]
    public void TheRepository_IsTidy()
    {
        var tracked = Repository.TrackedFiles();
        if (tracked == null)
            Assert.Inconclusive("Not a git clone, so nobody can say which files are kept.");
        Finding.AssertNone(TidyCheck.Find(Repository.Root, tracked!), "House rules of tests/Gate/README.md.");
    }

    [TestMethod]
    [DataRow("a/One.cs", "// TO" + "DO later", "a/One.cs(2,4): left-over")]
    [DataRow("a/One.cs", "// FIX" + "ME", "left-over")]
    [DataRow("a/One.md", "a HA" + "CK", "left-over")]
    [DataRow("a/run.sh", "cd /ho" + "me/somebody/charge", "a/run.sh(2,4): machine-path")]
    [DataRow("a/One.json", "\"/wo" + "rk/main\"", "machine-path")]
    [DataRow("a/One.json", "C:\\Us" + "ers\\somebody", "machine-path")]
    [DataRow("Utils/One.cs", "", "Utils: no-noun")]
    [DataRow("a/helpers/One.cs", "", "a/helpers: no-noun")]
    [DataRow("b/One.cs", "", "b: no-readme")]
    public void AnUntidyFile_IsNamed(string file, string line, string expected) => AssertFound(file, "first\n" + line + "\n", expected);

    [TestMethod]
    public void AFileOfMoreThan400Lines_IsNamed() =>
        AssertFound("a/Long.cs", string.Concat(Enumerable.Repeat("//\n", 401)), "a/Long.cs(401,1): too-long 401 lines");

    [TestMethod]
    [DataRow("a/One.cs", "var todo = list; // https://example.org/home/page, backoffice/wwwroot/home/x, ~/work/y")]
    [DataRow("a/One.tsv", "x")]
    [DataRow(".github/workflows/build.yml", "on: push")]
    [DataRow("a/M2Mqtt.Core/One.cs", "x")]
    public void ATidyFile_IsLeftAlone(string file, string line) =>
        Finding.AssertNone(Find(file, string.Concat(Enumerable.Repeat(line + "\n", 400))), "The check is too strict.");

    private static void AssertFound(string file, string text, string expected)
    {
        var findings = Find(file, text).Select(finding => finding.ToString()).ToList();
        Assert.Contains(finding => finding.Contains(expected, StringComparison.Ordinal), findings, $"Expected: {expected}\nFound:\n{string.Join('\n', findings)}");
    }

    private static List<Finding> Find(string file, string text)
    {
        var root = Directory.CreateTempSubdirectory("gate-").FullName;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.WriteAllText(Path.Combine(root, file), text);
            return TidyCheck.Find(root, [file, "a/README.md"]).ToList();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
