// nanoFramework.TestFramework as MSTest: tests in its words that MSTest runs, and what becomes of failures and skips.
using System.Collections;
using System.Reflection;
using Nano = nanoFramework.TestFramework;
using NanoFailed = TestFrameworkShared.AssertFailedException;

namespace ChargePointFw.Host.Tests;

/// <summary>Found and run by MSTest, though none of its attributes is MSTest's.</summary>
[Nano.TestClass]
public class InTheDevicesWords
{
    private static int s_setups;

    [Nano.Setup]
    public void SetUp() => s_setups++;

    [Nano.TestMethod]
    public void Setup_HasRunOnce() => Nano.Assert.AreEqual(1, s_setups);

    [Nano.TestMethod]
    [Nano.DataRow(1, "one")]
    [Nano.DataRow(2, "two")]
    public void Rows_BecomeArguments(int number, string word)
    {
        Nano.Assert.AreEqual(1, s_setups);
        Nano.Assert.AreEqual(number == 1 ? "one" : "two", word);
    }

    [Nano.TestMethod]
    public void ThrowsException_WantsExactlyThatType()
    {
        Nano.Assert.ThrowsException(typeof(ArgumentNullException), () => throw new ArgumentNullException());
        Nano.Assert.ThrowsException(typeof(NanoFailed), () => Nano.Assert.ThrowsException(typeof(ArgumentException), () => throw new ArgumentNullException()));
        Nano.Assert.ThrowsException(typeof(NanoFailed), () => Nano.Assert.ThrowsException(typeof(ArgumentException), () => { }));
    }
}

[TestClass]
public class TestFrameworkTests
{
    public static IEnumerable<object[]> Holding =>
    [
        [() => Nano.Assert.AreEqual(1L, 1L)],
        [() => Nano.Assert.AreEqual("a", "a")],
        [() => Nano.Assert.AreEqual(1, (object)1)],
        [() => Nano.Assert.AreNotEqual(1, 2)],
        [() => Nano.Assert.AreSame(Type.Missing, Type.Missing)],
        [() => Nano.Assert.IsTrue(true)],
        [() => Nano.Assert.IsNull(null)],
        [() => Nano.Assert.IsInstanceOfType("", typeof(string))],
        [() => Nano.Assert.IsNotInstanceOfType("", typeof(object))],
        [() => Nano.Assert.Contains("b", "abc")],
        [() => Nano.Assert.StartsWith("a", "abc")],
        [() => Nano.CollectionAssert.AreEqual(new[] { 1, 2 }, new ArrayList { 1, 2 })],
        [() => Nano.CollectionAssert.Empty(Array.Empty<int>())],
    ];

    public static IEnumerable<object[]> Failing =>
    [
        [() => Nano.Assert.AreEqual(1, 2), "Assert.AreEqual failed. Expected:<1>. Actual:<2>. 2"],
        [() => Nano.Assert.AreEqual("a", null), "Assert.AreEqual failed. Expected:<a>. Actual:<(null)>. null"],
        [() => Nano.Assert.AreNotEqual(1, 1, "why"), "Assert.AreNotEqual failed. Expected any value except:<1>. Actual:<1>. why"],
        [() => Nano.Assert.IsTrue(1 > 2), "Assert.IsTrue failed. 1 > 2"],
        [() => Nano.Assert.IsNotNull(null), "Assert.IsNotNull failed. null"],
        [() => Nano.Assert.Contains("x", "abc"), "Assert.Contains failed. 'abc' does not contain 'x'. \"abc\""],
        [() => Nano.Assert.Contains(null, "abc"), "Assert.Contains failed. The parameter 'expected' is invalid. The value cannot be null."],
        [() => Nano.CollectionAssert.AreEqual(new[] { 1 }, new[] { 2 }), "CollectionAssert.AreEqual failed. (Element at index 0 do not match. Expected:<1>. Actual:<2>.)"],
        [() => Nano.CollectionAssert.NotEmpty(Array.Empty<int>(), "none"), "CollectionAssert.NotEmpty failed. none"],
    ];

    [TestMethod]
    public void AValueOfAnotherType_IsRefusedAsADeviceWould()
    {
        ITestDataSource row = new Nano.DataRowAttribute(1L, "one");
        MethodInfo method = typeof(InTheDevicesWords).GetMethod(nameof(InTheDevicesWords.Rows_BecomeArguments))!;
        string said = Assert.ThrowsExactly<ArgumentException>(() => row.GetData(method)).Message;
        Assert.Contains("1 is Int64, the parameter number is Int32", said);
    }

    [TestMethod]
    public void Null_IsRefusedAsADeviceWould()
    {
        ITestDataSource row = new Nano.DataRowAttribute(1, null!);
        MethodInfo method = typeof(InTheDevicesWords).GetMethod(nameof(InTheDevicesWords.Rows_BecomeArguments))!;
        string said = Assert.ThrowsExactly<ArgumentException>(() => row.GetData(method)).Message;
        Assert.Contains("null for the parameter", said);
    }

    [TestMethod]
    [DynamicData(nameof(Holding))]
    public void AnAssertionThatHolds_SaysNothing(Action assertion) => assertion();

    [TestMethod]
    [DynamicData(nameof(Failing))]
    public void AnAssertionThatFails_SaysWhy(Action assertion, string expected) =>
        Assert.AreEqual(expected, Assert.ThrowsExactly<NanoFailed>(assertion).Message);

    [TestMethod]
    [DataRow(nameof(Sample.Passes), UnitTestOutcome.Passed)]
    [DataRow(nameof(Sample.Fails), UnitTestOutcome.Failed)]
    [DataRow(nameof(Sample.Skips), UnitTestOutcome.Inconclusive)]
    public async Task EachOutcome_IsMSTests(string test, UnitTestOutcome expected) =>
        Assert.AreEqual(expected, (await Run(typeof(Sample), test)).Single().Outcome);

    [TestMethod]
    public async Task ASetupThatSkips_SkipsItsTests() =>
        Assert.AreEqual(UnitTestOutcome.Inconclusive, (await Run(typeof(SkippedSample), nameof(SkippedSample.Passes))).Single().Outcome);

    [TestMethod]
    public async Task ASetupThatFails_FailsItsTests() =>
        Assert.AreEqual(UnitTestOutcome.Failed, (await Run(typeof(BrokenSample), nameof(BrokenSample.Passes))).Single().Outcome);

    [TestMethod]
    public async Task Cleanup_RunsAfterTheLastTest()
    {
        await Run(typeof(TidySample), nameof(TidySample.First));
        Assert.AreEqual(0, TidySample.Cleanups);

        await Run(typeof(TidySample), nameof(TidySample.Second));

        Assert.AreEqual(1, TidySample.Cleanups);
    }

    [TestMethod]
    public void ADataRow_NeedsArguments()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => new Nano.DataRowAttribute(null));
        Assert.ThrowsExactly<ArgumentException>(() => new Nano.DataRowAttribute());
    }

    private static Task<TestResult[]> Run(Type type, string test) =>
        type.GetMethod(test)!.GetCustomAttribute<Nano.TestMethodAttribute>()!.ExecuteAsync(new OneTest(type.GetMethod(test)!));

    // Not test classes for MSTest: they are run by hand above.
#pragma warning disable CA1034, MSTEST0030, MSTEST0029
    public class Sample
    {
        [Nano.TestMethod]
        public void Passes() => Nano.Assert.IsTrue(true);

        [Nano.TestMethod]
        public void Fails() => Nano.Assert.IsTrue(false);

        [Nano.TestMethod]
        public void Skips() => Nano.Assert.SkipTest("not here");
    }

    public class SkippedSample
    {
        [Nano.Setup]
        public void SetUp() => Nano.Assert.SkipTest("not here");

        [Nano.TestMethod]
        public void Passes() => Nano.Assert.IsTrue(true);
    }

    public class BrokenSample
    {
        [Nano.Setup]
        public void SetUp() => throw new InvalidOperationException();

        [Nano.TestMethod]
        public void Passes() => Nano.Assert.IsTrue(true);
    }

    public class TidySample
    {
        internal static int Cleanups { get; private set; }

        [Nano.TestMethod]
        public void First() => Nano.Assert.AreEqual(0, Cleanups);

        [Nano.TestMethod]
        public void Second() => Nano.Assert.AreEqual(0, Cleanups);

        [Nano.Cleanup]
        public void CleanUp() => Cleanups++;
    }
#pragma warning restore CA1034, MSTEST0030, MSTEST0029

    // What MSTest hands to a test attribute, as far as the mapping uses it.
    private sealed class OneTest(MethodInfo method) : ITestMethod
    {
        public string TestMethodName => method.Name;

        public string TestClassName => method.DeclaringType!.FullName!;

        public Type ReturnType => method.ReturnType;

        public object?[]? Arguments => null;

        public ParameterInfo[] ParameterTypes => method.GetParameters();

        public MethodInfo MethodInfo => method;

        public Task<TestResult> InvokeAsync(object?[]? arguments)
        {
            try
            {
                method.Invoke(Activator.CreateInstance(method.DeclaringType!), BindingFlags.DoNotWrapExceptions, null, arguments, null);
                return Task.FromResult(new TestResult { Outcome = UnitTestOutcome.Passed });
            }
            catch (AssertInconclusiveException failure)
            {
                return Task.FromResult(new TestResult { Outcome = UnitTestOutcome.Inconclusive, TestFailureException = failure });
            }
            catch (AssertFailedException failure)
            {
                return Task.FromResult(new TestResult { Outcome = UnitTestOutcome.Failed, TestFailureException = failure });
            }
        }

        public Attribute[]? GetAllAttributes() => [.. method.GetCustomAttributes()];

        public TAttributeType[] GetAttributes<TAttributeType>()
            where TAttributeType : Attribute => [.. method.GetCustomAttributes<TAttributeType>()];
    }
}
