namespace ChargePointFw.Serial.Tests;

internal static class Linux
{
    /// <summary>Pseudo-terminals are opened as Linux does it; elsewhere a test says so and ends.</summary>
    public static void Only()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Serial lines are tested on Linux.");
    }
}
