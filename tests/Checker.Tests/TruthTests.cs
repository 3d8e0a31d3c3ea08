namespace ChargePointFw.Checker.Tests;

[TestClass]
public sealed class TruthTests
{
    private const long WhInMillijoules = 3_600_000;

    [TestMethod]
    public void ADayOfReadingsOfTheSameEnergy_KeepsTwo()
    {
        Truth truth = Metered(1);
        for (long utcMs = 0; utcMs < 86_400_000; utcMs += 1000)
        {
            truth.Reading("cp-01", utcMs, 5 * WhInMillijoules);
        }

        Assert.AreEqual(2, truth.ReadingsKept("cp-01"));
    }

    [TestMethod]
    [DataRow(1, 5, DisplayName = "two of 0 Wh, two of 1 Wh, one of 2 Wh")]
    [DataRow(10, 2, DisplayName = "one register: the first and the last")]
    public void ASlowFlow_KeepsTwoReadingsARegister(int resolutionWh, int kept)
    {
        Truth truth = Metered(resolutionWh);
        for (int i = 0; i <= 20; i++)
        {
            truth.Reading("cp-01", i, i * WhInMillijoules / 10);
        }

        Assert.AreEqual(kept, truth.ReadingsKept("cp-01"));
    }

    [TestMethod]
    public void AReadingAtTheSameInstant_ReplacesTheOneBefore()
    {
        Truth truth = Metered(1);
        truth.Reading("cp-01", 5, WhInMillijoules);
        truth.Reading("cp-01", 5, 2 * WhInMillijoules);
        Assert.AreEqual(1, truth.ReadingsKept("cp-01"));
    }

    [TestMethod]
    public void TheTruthDoesNotGoBack()
    {
        Truth truth = Metered(1);
        truth.Reading("cp-01", 5, WhInMillijoules);
        Assert.ThrowsExactly<ArgumentException>(() => truth.Reading("cp-01", 4, WhInMillijoules));
        Assert.ThrowsExactly<ArgumentException>(() => truth.Reading("cp-01", 6, WhInMillijoules - 1));
    }

    [TestMethod]
    public void AReadingNeedsAMeter_AndARegisterIsAMultipleOfItsResolution()
    {
        var truth = new Truth();
        Assert.ThrowsExactly<InvalidOperationException>(() => truth.Reading("cp-01", 0, 0));
        Assert.ThrowsExactly<ArgumentException>(() => truth.Meter("cp-01", 1_005, 10));
    }

    [TestMethod]
    public void OneCarAtATime()
    {
        var truth = new Truth();
        Assert.ThrowsExactly<InvalidOperationException>(() => truth.Unplugged("cp-01", 0));
        truth.PluggedIn("cp-01", 1, "zesp3-0001", true);
        Assert.ThrowsExactly<InvalidOperationException>(() => truth.PluggedIn("cp-01", 2, "zesp3-0002", true));
        truth.Unplugged("cp-01", 3);
        Assert.ThrowsExactly<InvalidOperationException>(() => truth.PluggedIn("cp-01", 2, "zesp3-0002", true));
    }

    private static Truth Metered(int resolutionWh)
    {
        var truth = new Truth();
        truth.Meter("cp-01", 1_000, resolutionWh);
        return truth;
    }

    [TestMethod]
    public void AContactorThatClosesBeforeABoundary_IsNoReading_OneThatClosesAfterItEndsWhatHasFlowed()
    {
        var before = new MeterTrace(0, 1);
        before.Add(0, 0);
        before.Add(600, 0, isClosure: true);
        before.Add(2_000, 10 * WhInMillijoules);
        Assert.AreEqual(5, before.AtBoundary(1_000));

        var after = new MeterTrace(0, 1);
        after.Add(0, 0);
        after.Add(1_200, 0, isClosure: true);
        after.Add(2_000, 10 * WhInMillijoules);
        Assert.AreEqual(0, after.AtBoundary(1_000));
    }
}
