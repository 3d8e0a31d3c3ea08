using ChargePointFw.Benchmarks.Journal;

namespace ChargePointFw.Benchmarks.Tests;

/// <summary>What the journal benchmark promises: flash traffic, sessions that fit, offline weeks, a heap that stays flat.</summary>
[TestClass]
public class JournalTests
{
    [TestMethod]
    public void ASession_CostsLittleFlashAndAThousandFit()
    {
        JournalFigures figures = JournalFigures.Play();

        Assert.IsTrue(figures.IsKept, $"{figures.AppendsPerSession} appends, {figures.BytesPerSession} bytes, {figures.Rewrites} rewrites, {figures.SessionsThatFit} fit, then {figures.VerdictWhenFull}, {figures.RecoveredRecords} of {figures.RecordsWhenFull} found");
        Assert.IsGreaterThan(2.0, figures.AppendsPerSession);
        Assert.IsLessThanOrEqualTo(3 * figures.RecordsWhenFull, figures.RecoveryHashes);
        Assert.IsLessThanOrEqualTo(3L * figures.RingBytes, figures.RecoveryBytes);
    }

    [TestMethod]
    public void TwiceTheAppends_WearTwiceAsFast() =>
        Assert.AreEqual(FlashWear.Years(20, 4), 2 * FlashWear.Years(40, 4), 0.001);

    [TestMethod]
    public void FortySessionsOffline_WithABatteryClock_AreAllDelivered()
    {
        OfflineEnd end = OfflineStory.Play(hasBatteryClock: true);

        Assert.AreEqual(OfflineStory.Sessions, end.Ledger.SessionsStarted, string.Join("; ", end.Ledger.Problems));
        Assert.AreEqual(OfflineStory.Sessions, end.Ledger.SessionsEnded);
        Assert.AreEqual(OfflineStory.Reboots + 1, end.Ledger.Boots);
        Assert.AreEqual(0, end.DeniedClockUnknown);
        AssertAllIsTold(end);
    }

    [TestMethod]
    public void FortySessionsOffline_WithoutOne_AreDeniedWhileTheTimeIsUnknown()
    {
        OfflineEnd end = OfflineStory.Play(hasBatteryClock: false);

        Assert.AreEqual(OfflineStory.SessionsBeforeFirstReboot, end.Ledger.SessionsStarted, string.Join("; ", end.Ledger.Problems));
        Assert.AreEqual(OfflineStory.Cars - OfflineStory.SessionsBeforeFirstReboot, end.DeniedClockUnknown);
        AssertAllIsTold(end);
    }

    private static void AssertAllIsTold(OfflineEnd end)
    {
        Assert.AreEqual(string.Empty, string.Join("; ", end.Ledger.Problems));
        Assert.AreEqual(0, end.Conflicts);
        Assert.IsGreaterThan(0, end.DeliveredWh);
        Assert.AreEqual(end.DeliveredWh, end.Ledger.SessionWh + end.Ledger.IdleWh);
        Assert.AreEqual(0, end.Ledger.UncoveredWh);
    }
}
