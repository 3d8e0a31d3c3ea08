// hal/Host offers what the nanoFramework packages offer, member by member, and nothing else in their namespaces.
using System.Reflection;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class SurfaceTests
{
    // Where the mapping needs it. An entry that is no longer needed fails the test.
    private static readonly HashSet<string> s_exceptions =
    [
        // MSTest finds its own attributes only, and runs tests through them.
        "nanoFramework.TestFramework.TestClassAttribute: base Microsoft.VisualStudio.TestTools.UnitTesting.TestClassAttribute, the package has System.Attribute",
        "nanoFramework.TestFramework.TestMethodAttribute: base Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute, the package has System.Attribute",
        "nanoFramework.TestFramework.TestMethodAttribute: M ExecuteAsync public,override System.Threading.Tasks.Task`1[Microsoft.VisualStudio.TestTools.UnitTesting.TestResult[]] Microsoft.VisualStudio.TestTools.UnitTesting.ITestMethod testMethod",
        "nanoFramework.TestFramework.DataRowAttribute: interface Microsoft.VisualStudio.TestTools.UnitTesting.ITestDataSource",
        "TestFrameworkShared.AssertFailedException: base Microsoft.VisualStudio.TestTools.UnitTesting.AssertFailedException, the package has System.Exception",
        "nanoFramework.TestFramework.SkipTestException: base Microsoft.VisualStudio.TestTools.UnitTesting.AssertInconclusiveException, the package has System.Exception",
    ];

    private static readonly Assembly[] s_assemblies =
    [
        typeof(Hal.Host.VirtualPins).Assembly,
        typeof(nanoFramework.TestFramework.Assert).Assembly,
    ];

    private static readonly Dictionary<string, Surface> s_facts = Facts.ReadAll();

    [TestMethod]
    public void EveryPublicTypeAndMember_IsOneOfThePackages()
    {
        var violations = s_assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !IsOurs(type))
            .SelectMany(type => Violations(Reflected.Read(type)))
            .ToHashSet();

        var needless = s_exceptions.Except(violations).Select(each => "needless exception: " + each).ToArray();
        violations.ExceptWith(s_exceptions);
        Assert.AreEqual("", string.Join(Environment.NewLine, violations.Concat(needless).Order()));
    }

    [TestMethod]
    [DataRow("nanoFramework.M2Mqtt.MqttClient")]
    [DataRow("nanoFramework.M2Mqtt.IMqttClient")]
    [DataRow("System.Device.Gpio.GpioController")]
    [DataRow("System.Device.Gpio.GpioPin")]
    [DataRow("System.Device.I2c.I2cDevice")]
    [DataRow("System.Device.Spi.SpiDevice")]
    [DataRow("System.Device.Adc.AdcChannel")]
    [DataRow("System.Device.Pwm.PwmChannel")]
    [DataRow("System.IO.Ports.SerialPort")]
    [DataRow("System.IO.Hashing.Crc32")]
    [DataRow("nanoFramework.TestFramework.Assert")]
    public void WhatProductCodeUses_IsThere(string name) =>
        Assert.IsTrue(s_assemblies.Any(assembly => assembly.GetType(name) is { IsPublic: true }), name);

    [TestMethod]
    public void AllTwentyEightAssemblies_AreAmongTheFacts() =>
        Assert.HasCount(28, Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Facts"), "*.tsv"));

    [TestMethod]
    [DataRow(typeof(FakeCrc32), "System.IO.Hashing.Crc32", "M Append public System.Void System.Int32 value")]
    [DataRow(typeof(FakeCrc32), "System.IO.Hashing.Crc32", "class,sealed")]
    [DataRow(typeof(FakeQos), "nanoFramework.M2Mqtt.Messages.MqttQoSLevel", "V ExactlyOnce 3")]
    [DataRow(typeof(FakeAssert), "nanoFramework.TestFramework.Assert", "M IsTrue public,static System.Void System.Boolean condition")]
    [DataRow(typeof(FakeBusInfo), "System.Device.Spi.SpiBusInfo", "interface System.IDisposable")]
    [DataRow(typeof(FakeBusInfo), "System.Device.Spi.SpiBusInfo", "M .ctor public System.Void")]
    [DataRow(typeof(FakeCrc32), "System.IO.Hashing.Crc64", "no such type")]
    public void AFakeThatDiffers_IsNamed(Type fake, string claimedName, string expected)
    {
        var violations = Violations(Reflected.Read(fake) with { Name = claimedName });

        Assert.Contains(violation => violation.StartsWith(claimedName, StringComparison.Ordinal) && violation.Contains(expected, StringComparison.Ordinal), violations);
    }

    private static bool IsOurs(Type type) => type.Namespace == "ChargePointFw.Hal.Host";

    private static List<string> Violations(Surface host)
    {
        if (!s_facts.TryGetValue(host.Name, out var fact))
            return [$"{host.Name}: no such type in the packages"];
        var violations = new List<string>();
        if (host.Kind != fact.Kind)
            violations.Add($"{host.Name}: {host.Kind}, the package has {fact.Kind}");
        if (host.Base != fact.Base)
            violations.Add($"{host.Name}: base {host.Base}, the package has {fact.Base}");
        violations.AddRange(host.Interfaces.Except(fact.Interfaces).Select(each => $"{host.Name}: interface {each}"));
        violations.AddRange(fact.Interfaces.Except(host.Interfaces).Select(each => $"{host.Name}: interface {each} is missing"));
        violations.AddRange(host.Members.Except(fact.Members).Select(each => $"{host.Name}: {each}"));
        return violations;
    }

#pragma warning disable CA1034, CA1052, CA1708, CA1801 // they are wrong on purpose
    public sealed class FakeCrc32
    {
        public void Append(int value) => GC.KeepAlive(value);

        public override string ToString() => "";
    }

    public enum FakeQos
    {
        AtMostOnce = 0,
        AtLeastOnce = 1,
        ExactlyOnce = 3,
    }

    public sealed class FakeAssert
    {
        public static void IsTrue(bool condition) => GC.KeepAlive(condition);
    }

    public abstract class FakeBusInfo : IDisposable
    {
#pragma warning disable CA1012 // an abstract class with a public constructor
        public FakeBusInfo()
        {
        }
#pragma warning restore CA1012

        public void Dispose() => GC.SuppressFinalize(this);
    }
#pragma warning restore CA1034, CA1052, CA1708, CA1801
}
