// nanoFramework.TestFramework's attributes as MSTest's, so that one test source runs on a device and under dotnet test.
using System.Reflection;
using MSTest = Microsoft.VisualStudio.TestTools.UnitTesting;

namespace nanoFramework.TestFramework;

/// <summary>A class of tests. It must stand in a namespace, and keep what it shares in static fields: the device has no instance.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class TestClassAttribute : MSTest.TestClassAttribute
{
    public virtual TestMethodAttribute GetTestMethodAttribute(TestMethodAttribute testMethodAttribute) => testMethodAttribute;
}

/// <summary>A test. With <see cref="DataRowAttribute"/>s give both: the device does not need this one then, MSTest does.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public class TestMethodAttribute : MSTest.TestMethodAttribute
{
    public TestMethodAttribute()
    {
    }

    /// <summary>Runs the test, before the first of its class the class's Setup, and after the last its Cleanup.</summary>
    public override async Task<MSTest.TestResult[]> ExecuteAsync(MSTest.ITestMethod testMethod)
    {
        var life = ClassLife.Of(testMethod.MethodInfo.DeclaringType);
        if (life.SetUp() is { } setupFailure)
            return [Result(setupFailure)];
        var results = await base.ExecuteAsync(testMethod).ConfigureAwait(false);
        return life.AfterTest() is { } cleanupFailure ? [.. results, Result(cleanupFailure)] : results;
    }

    private static MSTest.TestResult Result(Exception failure) => new()
    {
        Outcome = failure is SkipTestException ? MSTest.UnitTestOutcome.Inconclusive : MSTest.UnitTestOutcome.Failed,
        TestFailureException = failure,
    };
}

/// <summary>Arguments of one run of a test.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class DataRowAttribute : Attribute, MSTest.ITestDataSource
{
    /// <exception cref="ArgumentNullException"><paramref name="methodParameters"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="methodParameters"/> is empty.</exception>
    public DataRowAttribute(params object[] methodParameters)
    {
        ArgumentNullException.ThrowIfNull(methodParameters);
        if (methodParameters.Length == 0)
            throw new ArgumentException("methodParameters can not be empty");
        MethodParameters = methodParameters;
    }

    public object[] MethodParameters { get; }

    /// <exception cref="ArgumentException">
    /// A value is null, which cannot be built for a device, or not of its parameter's type: a device converts nothing and fails.
    /// </exception>
    IEnumerable<object[]> MSTest.ITestDataSource.GetData(MethodInfo methodInfo)
    {
        var parameters = methodInfo.GetParameters();
        for (int i = 0; i < parameters.Length && i < MethodParameters.Length; i++)
        {
            if (MethodParameters[i] is not { } value)
                throw new ArgumentException($"{methodInfo.Name}: null for the parameter {parameters[i].Name} cannot be built for a device; give an empty text");
            if (!parameters[i].ParameterType.IsInstanceOfType(value))
                throw new ArgumentException($"{methodInfo.Name}: {value} is {value.GetType().Name}, the parameter {parameters[i].Name} is {parameters[i].ParameterType.Name}; a device does not convert it");
        }

        return [MethodParameters];
    }

    string MSTest.ITestDataSource.GetDisplayName(MethodInfo methodInfo, object[] data) =>
        methodInfo.Name + " (" + string.Join(",", data.Select(value => value is string ? $"\"{value}\"" : value?.ToString() ?? "null")) + ")";
}

/// <summary>Runs once before the tests of its class. When it skips, they are skipped; when it fails, they fail (on the device they run on).</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public class SetupAttribute : Attribute
{
}

/// <summary>Runs once after the tests of its class.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public class CleanupAttribute : Attribute
{
}
