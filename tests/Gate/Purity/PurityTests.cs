using ChargePointFw.Gate.Compiling;
using ChargePointFw.Gate.Projects;

namespace ChargePointFw.Gate.Purity;

[TestClass]
public sealed class PurityTests
{
    private const string Remedy = "Decisions take what they need as inputs and leave their answers as outputs.";

    [TestMethod]
    [DataRow(DeviceProjects.Seams)]
    [DataRow(DeviceProjects.Firmware)]
    public void Decisions_CallNothingOutside(string project) =>
        Finding.AssertNone(Impure(DeviceBuild.Shared.Get(project)), Remedy);

    [TestMethod]
    [DataRow(DeviceProjects.Seams)]
    [DataRow(DeviceProjects.Firmware)]
    public void Decisions_AreTheSameSourceForEveryBoard(string project) =>
        Finding.AssertNone(PurityCheck.FindDirectives(DeviceBuild.Shared.Get(project).Compilation), "No #if in firmware/ or hal/Seams.");

    [TestMethod]
    [DataRow("System.IO.", "System.IO.File.Exists(\"a\");")]
    [DataRow("System.Net.", "System.Net.Dns.GetHostEntry(\"a\");")]
    [DataRow("System.Device.", "new System.Device.Gpio.GpioController();")]
    [DataRow("nanoFramework.", "nanoFramework.Runtime.Native.Power.RebootDevice();")]
    [DataRow("System.Threading.Thread", "System.Threading.Thread.Sleep(1);")]
    [DataRow("System.Threading.Timer", "new System.Threading.Timer(null, null, 1, 1);")]
    [DataRow("System.Threading.WaitHandle", "System.Threading.WaitHandle.WaitAll(null);")]
    [DataRow("System.Threading.AutoResetEvent", "new System.Threading.AutoResetEvent(false);")]
    [DataRow("System.Threading.ManualResetEvent", "new System.Threading.ManualResetEvent(false);")]
    [DataRow("System.DateTime::get_UtcNow", "var now = System.DateTime.UtcNow.Ticks;")]
    [DataRow("System.DateTime::get_Today", "var now = System.DateTime.Today.Ticks;")]
    [DataRow("System.Environment::get_TickCount64", "var now = System.Environment.TickCount64;")]
    [DataRow("System.Diagnostics.Stopwatch", "System.Diagnostics.Stopwatch.StartNew();")]
    [DataRow("System.Random", "new System.Random();")]
    [DataRow("System.Console", "System.Console.WriteLine(\"a\");")]
    public void EveryRow_IsCaughtWhereItIsPlanted(string row, string statement)
    {
        Assert.Contains(row, PurityCheck.Rows, "The row is not in the table any more.");
        var built = DeviceCompiler.CompileSnippet($"#pragma warning disable\nnamespace Planted;\nclass Decision\n{{\n    void Step()\n    {{\n        {statement}\n    }}\n}}\n");
        Assert.IsNotNull(built.Image, string.Join('\n', built.Findings));
        Assert.Contains(
            finding => finding.Code == PurityCheck.Code && finding.Path == "Planted.cs" && finding.Line == 7,
            Impure(built),
            $"'{statement}' passed as a pure decision.");
    }

    [TestMethod]
    public void EveryRow_IsPlantedOnce()
    {
        var planted = typeof(PurityTests).GetMethod(nameof(EveryRow_IsCaughtWhereItIsPlanted))!
            .GetCustomAttributes(typeof(DataRowAttribute), false).Cast<DataRowAttribute>().Select(row => (string)row.Data[0]!);
        // nanoFramework has no local time: get_Now stands in the table for the day it comes.
        Assert.IsEmpty(PurityCheck.Rows.Except(planted).Except(["System.DateTime::get_Now"]), "Plant a statement for each row of the table.");
    }

    [TestMethod]
    public void AConditionalSource_IsRefusedWithFileAndLine()
    {
        var built = DeviceCompiler.CompileSnippet("namespace Planted;\nclass Decision\n{\n#if ESP32\n    int _pin;\n#endif\n}\n");
        var finding = PurityCheck.FindDirectives(built.Compilation).Single();
        Assert.AreEqual("Planted.cs(4,1)", $"{finding.Path}({finding.Line},{finding.Column})");
    }

    [TestMethod]
    public void ArithmeticOnGivenTimes_IsPure()
    {
        var built = DeviceCompiler.CompileSnippet("namespace Planted;\npublic class Decision\n{\n    public long Left(long nowMs, long untilMs) { return untilMs - nowMs; }\n    public object Day(long ticks) { return new System.DateTime(ticks); }\n}\n");
        Finding.AssertNone(Impure(built), "The check is too strict.");
    }

    private static List<Finding> Impure(DeviceAssembly assembly)
    {
        if (assembly.Image == null)
            return [];   // DeviceCompileTests says why it does not compile
        using var modules = new DeviceModules([assembly.Image]);
        return PurityCheck.FindImpureCalls(modules.Own[0]).ToList();
    }
}
