using ChargePointFw.Simulator.Time;

namespace ChargePointFw.Properties;

/// <summary>Time that stands still until it is moved, and timers that fire in order.</summary>
[TestClass]
public sealed class SimulatedTimeTests
{
    private static readonly DateTimeOffset start = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SimulatedTime time = new(start);
    private readonly List<string> fired = [];

    [TestMethod]
    public void TimersFireInOrder_EachAtItsOwnInstant()
    {
        using ITimer second = Timer("second", 2, Timeout.InfiniteTimeSpan);
        using ITimer first = Timer("first", 1, Timeout.InfiniteTimeSpan);
        Assert.AreEqual(start.AddSeconds(1), time.NextTimer);
        time.AdvanceTo(start.AddSeconds(5));
        CollectionAssert.AreEqual(new[] { "first at 1", "second at 2" }, fired);
        Assert.AreEqual(start.AddSeconds(5), time.GetUtcNow());
        Assert.IsNull(time.NextTimer);
    }

    [TestMethod]
    public void APeriodicTimer_FiresAsOftenAsItFits()
    {
        using ITimer timer = Timer("tick", 1, TimeSpan.FromSeconds(2));
        time.AdvanceTo(start.AddSeconds(6));
        CollectionAssert.AreEqual(new[] { "tick at 1", "tick at 3", "tick at 5" }, fired);
    }

    [TestMethod]
    public void ATimerChangedWhileItFires_FiresAgainInTheSameAdvance()
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                fired.Add(Now());
                timer!.Change(TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
            },
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        time.AdvanceTo(start.AddSeconds(8));
        CollectionAssert.AreEqual(new[] { "1", "4", "7" }, fired);
        timer.Dispose();
        time.AdvanceTo(start.AddSeconds(20));
        Assert.HasCount(3, fired);
    }

    [TestMethod]
    public void AStoppedOrDisposedTimer_IsSilent()
    {
        using ITimer stopped = Timer("stopped", 1, Timeout.InfiniteTimeSpan);
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Timer("disposed", 1, Timeout.InfiniteTimeSpan).Dispose();
        time.AdvanceTo(start.AddSeconds(9));
        Assert.IsEmpty(fired);
    }

    [TestMethod]
    public void ATimerDueNow_FiresWithoutMoving()
    {
        using ITimer timer = Timer("now", 0, Timeout.InfiniteTimeSpan);
        time.AdvanceTo(start);
        CollectionAssert.AreEqual(new[] { "now at 0" }, fired);
    }

    [TestMethod]
    public void GoingBack_IsAMistake()
    {
        time.AdvanceTo(start.AddSeconds(1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => time.AdvanceTo(start));
    }

    [TestMethod]
    public async Task Delays_EndWhenTheirTimeComes()
    {
        Task delay = Task.Delay(TimeSpan.FromMinutes(1), time);
        time.AdvanceTo(start.AddSeconds(59));
        Assert.IsFalse(delay.IsCompleted);
        time.AdvanceTo(start.AddSeconds(60));
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.AreEqual(TimeSpan.FromMinutes(1), time.GetElapsedTime(start.UtcTicks));
    }

    private ITimer Timer(string name, int seconds, TimeSpan period) =>
        time.CreateTimer(_ => fired.Add($"{name} at {Now()}"), null, TimeSpan.FromSeconds(seconds), period);

    private string Now() => ((int)(time.GetUtcNow() - start).TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
