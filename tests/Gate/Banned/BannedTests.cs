using ChargePointFw.Gate.Compiling;
using ChargePointFw.Gate.Projects;

namespace ChargePointFw.Gate.Banned;

[TestClass]
public sealed class BannedTests
{
    private const string Remedy = "The device refuses this, crashes on it, or answers differently than a PC. Write it as the message says.";

    public static IEnumerable<object[]> Projects => DeviceProjects.Paths(Repository.Root).Select(path => new object[] { path });

    public static IEnumerable<object[]> PlantedSnippets =>
        BannedTable.Rows.SelectMany(row => row.Planted.Select(snippet => new object[] { row.Id, snippet }));

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void Sources_HoldNothingBanned(string project) =>
        Finding.AssertNone(SourceWalk.Find(DeviceBuild.Shared.Get(project).Compilation), Remedy);

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void CompiledCode_HoldsNothingBanned(string project) =>
        Finding.AssertNone(InCompiledCode(DeviceBuild.Shared.Get(project)), Remedy);

    [TestMethod]
    [DynamicData(nameof(PlantedSnippets))]
    public void EveryRowOfTheTable_IsCaughtWhereItIsPlanted(string id, string snippet)
    {
        var text = "#pragma warning disable\n" + (snippet.StartsWith("using", StringComparison.Ordinal) ? snippet : "namespace Planted;\n" + snippet) + "\n";
        var line = Array.FindIndex(text.Split('\n'), candidate => candidate.EndsWith("// here", StringComparison.Ordinal)) + 1;
        var built = DeviceCompiler.CompileSnippet(text);
        var findings = SourceWalk.Find(built.Compilation).Concat(InCompiledCode(built)).ToList();
        Assert.Contains(
            finding => finding.Code == id && finding.Path == "Planted.cs" && finding.Line == line,
            findings,
            $"Neither walk catches {id} in '{snippet}'. Found:\n{string.Join('\n', findings)}\n{string.Join('\n', built.Findings)}");
    }

    [TestMethod]
    [DataRow("class Fine { string Of(System.DayOfWeek day) { return ((int)day).ToString(); } }", DisplayName = "an enum as a number")]
    [DataRow("class Fine { string Of(double p) { return p.ToString(\"F2\") + $\"{p:F2}\"; } }", DisplayName = "a real with a format")]
    [DataRow("class Fine { void Stop(System.Threading.Thread p) { p?.Start(); } }", DisplayName = "?. that gives nothing")]
    [DataRow("class Fine { int[][] _rows = new int[2][]; int At(int p) { return unchecked(p + 1); } }", DisplayName = "arrays of arrays, unchecked")]
    [DataRow("class Fine { event System.EventHandler Changed; void Raise() { Changed?.Invoke(this, null); } }", DisplayName = "a plain event")]
    [DataRow("class Fine { object Text() { return new System.Text.StringBuilder(\"a\").Replace(\"a\", \"b\"); } }", DisplayName = "Replace of a StringBuilder")]
    public void WhatTheDeviceRuns_IsLeftAlone(string snippet)
    {
        var built = DeviceCompiler.CompileSnippet("namespace Planted;\n" + snippet + "\n");
        Assert.IsNotNull(built.Image, string.Join('\n', built.Findings));
        Finding.AssertNone(SourceWalk.Find(built.Compilation).Concat(InCompiledCode(built)), "The check is too strict: " + snippet);
    }

    private static List<Finding> InCompiledCode(DeviceAssembly assembly)
    {
        if (assembly.Image == null)
            return [];   // DeviceCompileTests says why it does not compile
        // The neighbours come along: types of one project are used in the next.
        using var modules = new DeviceModules(DeviceBuild.Shared.Images.Where(image => image.Name != assembly.Image.Name).Append(assembly.Image));
        return CodeWalk.Find(modules.Own[^1]).ToList();
    }
}
