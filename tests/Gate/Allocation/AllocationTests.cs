using ChargePointFw.Gate.Compiling;
using ChargePointFw.Gate.Projects;

namespace ChargePointFw.Gate.Allocation;

[TestClass]
public sealed class AllocationTests
{
    [TestMethod]
    public void TheStep_AllocatesNothing()
    {
        Assert.IsNotNull(DeviceBuild.Shared.Get(DeviceProjects.Firmware).Image, "firmware/ does not compile for the device; see EveryDeviceProject_CompilesAgainstNanoFramework.");
        using var modules = new DeviceModules(DeviceBuild.Shared.Images);
        var findings = AllocationCheck.Find(modules, AllocationCheck.StepType, AllocationCheck.StepMethod);
        // Before the first decision is written there is no step to look at; from then on a missing one fails.
        if (findings == null && !DeviceProject.Load(Repository.Root, Path.Combine(Repository.Root, DeviceProjects.Firmware)).Sources.Any(IsControl))
            Assert.Inconclusive("firmware/Control has no sources yet.");
        Assert.IsNotNull(findings, $"There is no {AllocationCheck.StepType}.{AllocationCheck.StepMethod}. If the step moved, say so in AllocationCheck.");
        Finding.AssertNone(findings, "A step runs ten times a second, for years: allocate at boot and keep it in fields.");
    }

    // The meters are polled in every step; only a serial number that was not known before makes a text.
    [TestMethod]
    [DataRow("ChargePointFw.Modbus.RegisterMeter")]
    [DataRow("ChargePointFw.Modbus.ModbusSurplusMeter")]
    public void PollingAMeter_AllocatesNothing(string meter)
    {
        using var modules = new DeviceModules([DeviceBuild.Shared.Get(DeviceProjects.Modbus).Image!, DeviceBuild.Shared.Get(DeviceProjects.Seams).Image!]);
        var findings = AllocationCheck.Find(modules, meter, "Read");
        Assert.IsNotNull(findings, $"There is no {meter}.Read.");
        Finding.AssertNone(
            findings.Where(finding => !finding.Message.Contains("MeterPoll.TakeSerial", StringComparison.Ordinal)
                || !finding.Message.Contains("creates a String", StringComparison.Ordinal)),
            "A meter is polled ten times a second, for years: allocate at boot and keep it in fields.");
    }

    // The pilot and the card reader are looked at in every step; only a card that has been found makes its hash.
    [TestMethod]
    [DataRow(DeviceProjects.Pilot, "ChargePointFw.Pilot.PilotCharger", "Look")]
    [DataRow(DeviceProjects.Pilot, "ChargePointFw.Pilot.PilotCharger", "SetEnabled")]
    [DataRow(DeviceProjects.Mfrc522, "ChargePointFw.Mfrc522.CardSearch", "Step")]
    [DataRow(DeviceProjects.Firmware, "ChargePointFw.Indication.Indication", "Step")]
    public void LookingAtADevice_AllocatesNothing(string project, string type, string method)
    {
        using var modules = new DeviceModules([DeviceBuild.Shared.Get(project).Image!, DeviceBuild.Shared.Get(DeviceProjects.Seams).Image!]);
        var findings = AllocationCheck.Find(modules, type, method);
        Assert.IsNotNull(findings, $"There is no {type}.{method}.");
        Finding.AssertNone(findings, "It happens ten times a second, for years: allocate at boot and keep it in fields.");
    }

    [TestMethod]
    [DataRow("creates a Verdict", "new Verdict();", DisplayName = "new")]
    [DataRow("creates an array", "_bytes = new byte[4];", DisplayName = "new array")]
    [DataRow("boxes a Int32", "_any = 7;", DisplayName = "box")]
    [DataRow("boxes a DayOfWeek", "_count = _day.GetHashCode();", DisplayName = "a base method of an enum")]
    [DataRow("local of the struct Pair", "Pair pair = default; Touch(ref pair);", DisplayName = "local struct")]
    [DataRow("copies the struct Pair", "Take(_pair);", DisplayName = "a struct copied out of a field")]
    [DataRow("takes the struct Pair", "Take(_pair);", DisplayName = "a struct as an argument")]
    [DataRow("returns the struct Pair", "Give();", DisplayName = "a struct as a result")]
    [DataRow("System.String::Concat", "_text = _text + _text;", DisplayName = "text added")]
    [DataRow("loads a text", "_text = \"open\";", DisplayName = "a literal text")]
    [DataRow("creates an array", "Sum(1, 2);", DisplayName = "params")]
    [DataRow("creates a Action", "_act = () => _count++;", DisplayName = "lambda")]
    [DataRow("calls the delegate Action", "_act();", DisplayName = "a delegate called")]
    [DataRow("System.Threading.Monitor::Enter", "lock (this) { _count++; }", DisplayName = "lock")]
    [DataRow("System.Collections.ArrayList::Add", "_list.Add(null);", DisplayName = "a collection")]
    [DataRow("creates a Exception", "_any = new System.Exception();", DisplayName = "an exception that is not thrown")]
    public void AnAllocationDeepInTheChain_IsNamedWithMethodAndLine(string message, string statement)
    {
        var findings = StepOf(statement);
        Assert.Contains(
            finding => finding.Message.Contains(message, StringComparison.Ordinal) && finding.Path == "Planted.cs" && finding.Line > 0,
            findings,
            $"'{statement}' passed. Found:\n{string.Join('\n', findings)}");
        Assert.IsTrue(
            findings.All(finding => finding.Message.Contains("reached through ChargePoint.Step > Controller.Decide > EveryDay.Judge", StringComparison.Ordinal)),
            $"The way there is not named:\n{string.Join('\n', findings)}");
    }

    [TestMethod]
    [DataRow("_count = System.Math.Max(_count, _bytes.Length); _bytes[0] = (byte)_count;", DisplayName = "numbers and a kept array")]
    [DataRow("System.Array.Copy(_bytes, _bytes, 2);", DisplayName = "Array.Copy")]
    [DataRow("if (_count < 0) throw new System.ArgumentException(\"negative\", \"count\");", DisplayName = "a thrown mistake")]
    [DataRow("_pair.A = _count; _pairs[1].A = 2;", DisplayName = "a struct changed where it lies")]
    [DataRow("foreach (byte one in _bytes) _count += one;", DisplayName = "foreach over an array")]
    [DataRow("_day = _count > 0 ? System.DayOfWeek.Monday : System.DayOfWeek.Friday;", DisplayName = "enums")]
    [DataRow("_count = _day switch { System.DayOfWeek.Monday => 1, _ => 2 };", DisplayName = "a switch")]
    public void WhatTakesNoHeap_IsLeftAlone(string statement) => Finding.AssertNone(StepOf(statement), "The check is too strict: " + statement);

    [TestMethod]
    public void EveryImplementationOfAnInterface_IsWalked()
    {
        var findings = Find("""
            namespace Planted;
            public interface IRule { void Judge(); }
            public abstract class Rule { public virtual void Judge() { } }
            public class Inherited : Rule, IRule { }
            public class Derived : Inherited { public override void Judge() { object o = new object(); } }
            public class Explicit : IRule { void IRule.Judge() { object o = new int[1]; } }
            public class ChargePoint { IRule _rule; public void Step() { _rule.Judge(); } }
            """);
        Assert.IsNotNull(findings);
        CollectionAssert.AreEquivalent(new[] { 5, 6 }, findings.Select(finding => finding.Line).ToArray(), string.Join('\n', findings));
    }

    [TestMethod]
    public void WhatTheStepDoesNotReach_MayAllocate() => Assert.IsEmpty(Find("""
        namespace Planted;
        public class ChargePoint
        {
            readonly byte[] _buffer = new byte[64];
            public void Step() { _buffer[0]++; if (_buffer[0] == 9) Step(); }
            public object Report() { return new object(); }
        }
        """)!);

    [TestMethod]
    public void AStepThatIsNotThere_IsNotTakenForAGoodOne() =>
        Assert.IsNull(Find("namespace Planted;\npublic class ChargePoint { public void Walk() { } }"));

    private static bool IsControl(ListedSource source) =>
        Repository.Relative(Repository.Root, source.FullPath).StartsWith("firmware/Control/", StringComparison.Ordinal);

    /// <summary>The statement stands three calls below the step, behind an interface.</summary>
    private static IReadOnlyList<Finding> StepOf(string statement) => Find($$"""
        #pragma warning disable
        namespace Planted;
        public struct Pair { public int A; public int B; }
        public class Verdict { }
        public interface IRule { void Judge(); }
        public class EveryDay : IRule
        {
            byte[] _bytes; object _any; string _text; int _count; System.DayOfWeek _day; Pair _pair; Pair[] _pairs;
            System.Action _act; System.Collections.ArrayList _list;
            public void Judge() { Inner(); }
            void Inner()
            {
                {{statement}}
            }
            void Touch(ref Pair pair) { pair.B = 1; }
            void Take(Pair pair) { }
            Pair Give() { throw new System.Exception(); }
            int Sum(params int[] items) { return items.Length; }
        }
        public class Controller { IRule _rule; public void Decide() { _rule.Judge(); } }
        public class ChargePoint { Controller _controller; public void Step() { _controller.Decide(); } }
        """)!;

    private static IReadOnlyList<Finding>? Find(string source)
    {
        var built = DeviceCompiler.CompileSnippet(source);
        Assert.IsNotNull(built.Image, string.Join('\n', built.Findings));
        using var modules = new DeviceModules([built.Image]);
        return AllocationCheck.Find(modules, "Planted.ChargePoint", "Step");
    }
}
