// nanoFramework.TestFramework's assertions about collections.
using System.Collections;

namespace nanoFramework.TestFramework;

/// <summary>Assertions about collections; each throws TestFrameworkShared.AssertFailedException.</summary>
public sealed class CollectionAssert
{
    public CollectionAssert()
    {
    }

    public static void Empty(ICollection collection, string message = "")
    {
        Assert.NotNull(collection, "CollectionAssert.Empty");
        if (collection.Count != 0)
            Assert.Fail("CollectionAssert.Empty", message);
    }

    public static void NotEmpty(ICollection collection, string message = "")
    {
        Assert.NotNull(collection, "CollectionAssert.NotEmpty");
        if (collection.Count == 0)
            Assert.Fail("CollectionAssert.NotEmpty", message);
    }

    /// <summary>Same number of equal elements in the same order.</summary>
    public static void AreEqual(ICollection expected, ICollection actual, string message = "")
    {
        if (Difference(expected, actual) is { } difference)
            Assert.Fail("CollectionAssert.AreEqual", $"{message}({difference})");
    }

    public static void AreNotEqual(ICollection notExpected, ICollection actual, string message = "")
    {
        if (Difference(notExpected, actual) is null)
            Assert.Fail("CollectionAssert.AreNotEqual", $"{message}(Both collection contain same elements.)");
    }

    // Null when there is none.
    private static string Difference(ICollection expected, ICollection actual)
    {
        if (expected == actual)
            return null;
        if (expected is null || actual is null)
            return "";
        if (expected.Count != actual.Count)
            return "Different number of elements.";
        var others = actual.GetEnumerator();
        var index = 0;
        foreach (var element in expected)
        {
            others.MoveNext();
            if (!Equals(element, others.Current))
                return $"Element at index {index} do not match. Expected:<{element}>. Actual:<{others.Current}>.";
            index++;
        }
        return null;
    }
}
