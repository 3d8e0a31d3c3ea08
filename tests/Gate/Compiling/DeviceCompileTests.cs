using ChargePointFw.Gate.Lists;
using ChargePointFw.Gate.Projects;

namespace ChargePointFw.Gate.Compiling;

[TestClass]
public sealed class DeviceCompileTests
{
    public static IEnumerable<object[]> Projects => DeviceProjects.Paths(Repository.Root).Select(path => new object[] { path });

    [TestMethod]
    [DynamicData(nameof(Projects))]
    public void EveryDeviceProject_CompilesAgainstNanoFramework(string project) => Finding.AssertNone(
        DeviceBuild.Shared.Get(project).Findings,
        $"{project} would not build for the device. Use what tests/Facts offers, or reference the package that has it (packages.config and .nfproj).");

    [TestMethod]
    public void AProject_SeesOnlyThePackagesThatItReferences()
    {
        using var planted = new PlantedRepository();
        planted.Write("firmware/Step.cs", "namespace Planted;\npublic class Step\n{\n    System.Device.Gpio.GpioPin Pin() { return null; }\n}\n");
        var findings = new DeviceBuild(planted.Root).Get(DeviceProjects.Firmware).Findings;
        StringAssert.StartsWith(findings.Single().ToString(), "firmware/Step.cs(4,12): CS0234 ", "System.Device.Gpio is not referenced there.");
    }

    [TestMethod]
    public void AProject_SeesTheProjectsThatItReferences()
    {
        using var planted = new PlantedRepository();
        planted.Write("hal/Seams/Step.cs", "namespace Planted;\npublic interface IContactor { void Open(); }\n");
        planted.Write("firmware/Step.cs", "namespace Planted;\npublic class Step { public IContactor Contactor; }\n");
        Assert.AreEqual("CS0246", new DeviceBuild(planted.Root).Get(DeviceProjects.Firmware).Findings.Single().Code, "Without a ProjectReference it is not seen.");
        planted.Replace("firmware/Firmware.nfproj", "</Project>", "  <ItemGroup><ProjectReference Include=\"../hal/Seams/Seams.nfproj\" /></ItemGroup>\n</Project>");
        Finding.AssertNone(new DeviceBuild(planted.Root).Get(DeviceProjects.Firmware).Findings, "The reference leads to the interface.");
    }

    [TestMethod]
    public void AnEmptyListOfSources_Compiles()
    {
        using var planted = new PlantedRepository();
        planted.Write("hal/Drivers/List.projitems", PlantedRepository.List());
        Assert.IsNotNull(new DeviceBuild(planted.Root).Get(DeviceProjects.Drivers).Image, "A folder without sources yet is not an error.");
    }

    [TestMethod]
    [DataRow("int LowestOf(int[] values) { int least = values[0]; foreach (int value in values) least = value < least ? value : least; return least; }")]
    [DataRow("string Text(int wh) => $\"{wh} Wh\";")]
    [DataRow("int Kind(object o) => o switch { int n when n > 0 => 1, string { Length: > 3 } => 2, null => 0, _ => -1 };")]
    [DataRow("event System.EventHandler Changed; void Raise() => Changed?.Invoke(this, System.EventArgs.Empty);")]
    [DataRow("System.Collections.Hashtable Table() { var table = new System.Collections.Hashtable(); table[\"a\"] = 1; return table; }")]
    [DataRow("byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);")]
    [DataRow("void Guarded(object gate) { lock (gate) { System.Threading.Thread.Sleep(1); } }")]
    [DataRow("byte[] Tag(byte[] key, byte[] body) { using (var hmac = new System.Security.Cryptography.HMACSHA256(key)) return hmac.ComputeHash(body); }")]
    public void WhatTheDeviceKnows_IsAccepted(string member)
    {
        var built = DeviceCompiler.CompileSnippet($"namespace Planted;\npublic class Sample\n{{\n    {member}\n}}\n");
        Finding.AssertNone(built.Findings.Where(finding => finding.Code is not ("CS0067" or "CS8321")), "The gate refuses what the device accepts: " + member);
        Assert.IsNotNull(built.Image, member);
    }

    [TestMethod]
    [DataRow("CS0234", "object A() => System.Linq.Enumerable.Empty<int>();", DisplayName = "LINQ as methods")]
    [DataRow("CS0234", "object A() => new System.Collections.Generic.List<int>();", DisplayName = "List<int>")]
    [DataRow("CS0117", "string A(string[] p) => string.Join(\",\", p);", DisplayName = "string.Join")]
    [DataRow("CS1061", "string A(string p) => p.Replace(\"a\", \"b\");", DisplayName = "string.Replace")]
    [DataRow("CS8179", "object A(int p) => (p, p);", DisplayName = "tuple")]
    [DataRow("CS0518", "object A(int p) { int? q = p; return q; }", DisplayName = "Nullable<int>")]
    [DataRow("CS0518", "object A(int[] p) => p?.Length;", DisplayName = "?. that gives a value")]
    [DataRow("CS1935", "object A(int[] p) => from q in p select q;", DisplayName = "LINQ as a query")]
    [DataRow("CS0246", "int A(Span<int> p) => p.Length;", DisplayName = "Span")]
    [DataRow("CS0518", "void A() { System.Span<byte> p = stackalloc byte[4]; }", DisplayName = "stackalloc")]
    [DataRow("CS8936", "string[] A() => [\"a\"];", DisplayName = "collection expression")]
    [DataRow("CS0518", "async void A() { }", DisplayName = "async")]
    [DataRow("CS0234", "System.Collections.Generic.IEnumerable<int> A() { yield return 1; }", DisplayName = "yield of a generic")]
    [DataRow("CS0518", "record A(int P);", DisplayName = "record")]
    [DataRow("CS0518", "decimal A() => 1m;", DisplayName = "decimal")]
    [DataRow("CS0117", "object A() => System.Enum.GetValues(typeof(System.DayOfWeek));", DisplayName = "Enum.GetValues")]
    [DataRow("CS0117", "bool A(char p) => char.IsDigit(p);", DisplayName = "char.IsDigit")]
    [DataRow("CS0117", "void A(int[] p) => System.Array.Sort(p);", DisplayName = "Array.Sort")]
    [DataRow("CS0103", "bool A(string p) => p.StartsWith(\"a\") && StringComparison.Ordinal == 0;", DisplayName = "StringComparison")]
    [DataRow("CS0518", "volatile int _p; int A() => _p;", DisplayName = "volatile")]
    [DataRow("CS0518", "int A(int[] p) => p[^1];", DisplayName = "index from the end")]
    [DataRow("CS8632", "string? A() => null;", DisplayName = "nullable annotation")]
    [DataRow("CS0246", "object A() => new Console();", DisplayName = "nothing is implicit")]
    [DataRow("CS0219", "void A() { int unused = 1; }", DisplayName = "a warning counts")]
    public void WhatTheDeviceDoesNotKnow_IsRefusedWithFileAndLine(string code, string member)
    {
        var built = DeviceCompiler.CompileSnippet($"namespace Planted;\npublic class Sample\n{{\n    {member}\n}}\n");
        Assert.Contains(
            finding => finding.Code == code && finding.Path == "Planted.cs" && finding.Line == 4,
            built.Findings,
            $"Expected {code} at Planted.cs(4). Found:\n{string.Join('\n', built.Findings)}");
    }
}
