using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>Assertions that name the thing measured and both values.</summary>
public static class Check
{
    public static void That(bool condition, string what) => Assert.IsTrue(condition, what);

    public static void Is(long expected, long actual, string what) =>
        Assert.IsTrue(expected == actual, what + ": expected " + expected.ToString() + ", found " + actual.ToString());

    public static void Is(string expected, string actual, string what) =>
        Assert.IsTrue(expected == actual, what + ": expected '" + expected + "', found '" + actual + "'");

    /// <summary>Compares bytes and names the first that differs.</summary>
    public static void Same(byte[] expected, byte[] actual, int count, string what)
    {
        for (int i = 0; i < count; i++)
        {
            Is(expected[i], actual[i], what + ", byte " + i.ToString());
        }
    }
}
