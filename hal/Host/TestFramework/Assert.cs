// nanoFramework.TestFramework's assertions. The package's obsolete ones (Equal, True, Throws, …) are left out.
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TestFrameworkShared;

namespace nanoFramework.TestFramework;

/// <summary>Assertions; each throws <see cref="AssertFailedException"/>.</summary>
public sealed partial class Assert
{
    public Assert()
    {
    }

    public static void AreNotSame(object notExpected, object actual, [CallerArgumentExpression(nameof(actual))] string message = "")
    {
        if (ReferenceEquals(notExpected, actual))
            Fail("Assert.AreNotSame", message);
    }

    public static void AreSame(object expected, object actual, [CallerArgumentExpression(nameof(actual))] string message = "")
    {
        if (ReferenceEquals(expected, actual))
            return;
        var hint = expected is ValueType || actual is ValueType ? "Value types are never the same, use AreEqual(). " : "";
        Fail("Assert.AreSame", hint + Show(message));
    }

    /// <summary>Holds when <paramref name="expected"/> is a part of <paramref name="value"/>.</summary>
    public static void Contains(string expected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        NotNull(expected, "Assert.Contains");
        NotNull(value, "Assert.Contains");
        if (!value.Contains(expected, StringComparison.Ordinal))
            Fail("Assert.Contains", $"'{value}' does not contain '{expected}'. {Show(message)}");
    }

    public static void DoesNotContains(string notExpected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        NotNull(notExpected, "Assert.DoesNotContains");
        NotNull(value, "Assert.DoesNotContains");
        if (value.Contains(notExpected, StringComparison.Ordinal))
            Fail("Assert.DoesNotContains", $"'{value}' should not contain '{notExpected}'. {Show(message)}");
    }

    public static void EndsWith(string expected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        NotNull(expected, "Assert.EndsWith");
        NotNull(value, "Assert.EndsWith");
        if (!value.EndsWith(expected, StringComparison.Ordinal))
            Fail("Assert.EndsWith", $"'{value}' does not end with '{expected}'. {Show(message)}");
    }

    public static void IsFalse(bool condition, [CallerArgumentExpression(nameof(condition))] string message = "")
    {
        if (condition)
            Fail("Assert.IsFalse", message);
    }

    /// <summary>Holds for exactly this type, not for one derived from it.</summary>
    public static void IsInstanceOfType(object value, Type expected, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        NotNull(expected, "Assert.IsInstanceOfType");
        if (value?.GetType() != expected)
            Fail("Assert.IsInstanceOfType", $"Expected type:<{expected}>. Actual type:<{Show(value?.GetType())}>. {Show(message)}");
    }

    public static void IsNotInstanceOfType(object value, Type notExpected, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        NotNull(notExpected, "Assert.IsNotInstanceOfType");
        if (value?.GetType() == notExpected)
            Fail("Assert.IsNotInstanceOfType", $"Wrong type:<{notExpected}>. Actual type:<{value.GetType()}>. {Show(message)}");
    }

    public static void IsNotNull([NotNull] object value, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        if (value is null)
            Fail("Assert.IsNotNull", message);
    }

    public static void IsNull(object value, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        if (value is not null)
            Fail("Assert.IsNull", message);
    }

    public static void IsTrue(bool condition, [CallerArgumentExpression(nameof(condition))] string message = "")
    {
        if (!condition)
            Fail("Assert.IsTrue", message);
    }

    /// <summary>Ends the test as inconclusive.</summary>
    [DoesNotReturn]
    public static void SkipTest(string message = null) => throw new SkipTestException(message);

    public static void StartsWith(string expected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
    {
        NotNull(expected, "Assert.StartsWith");
        NotNull(value, "Assert.StartsWith");
        if (!value.StartsWith(expected, StringComparison.Ordinal))
            Fail("Assert.StartsWith", $"'{value}' does not start with '{expected}'. {Show(message)}");
    }

    /// <summary>Holds when the action throws exactly this type.</summary>
    public static void ThrowsException(Type exception, Action action, [CallerArgumentExpression(nameof(action))] string message = "")
    {
        NotNull(action, "Assert.ThrowsException");
        NotNull(exception, "Assert.ThrowsException");
        try
        {
            action.Invoke();
        }
#pragma warning disable CA1031 // whatever it is, it is the answer
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            if (thrown.GetType() == exception)
                return;
            Fail("Assert.ThrowsException", $"Threw exception {thrown.GetType().Name}, but exception {exception.Name} was expected. {Show(message)}\r\nException Message: {thrown.Message}");
        }
        Fail("Assert.ThrowsException", $"No exception thrown. {exception.Name} exception was expected. {Show(message)}");
    }

    internal static void NotNull(object value, string assertion, [CallerArgumentExpression(nameof(value))] string parameter = null)
    {
        if (value is null)
            Fail(assertion, $"The parameter '{parameter}' is invalid. The value cannot be null.");
    }

    [DoesNotReturn]
    internal static void Fail(string assertion, string message) =>
        throw new AssertFailedException($"{assertion} failed. {(string.IsNullOrEmpty(message) ? "" : Show(message))}");

    internal static string Show(object value) => (value is null ? "(null)" : value.ToString() ?? "(object)").Replace("\0", "\\0", StringComparison.Ordinal);
}
