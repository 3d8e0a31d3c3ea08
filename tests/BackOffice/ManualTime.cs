namespace ChargePointFw.BackOffice.Tests;

/// <summary>Time that moves when a test says so; timers ring, in order, on the test's own thread.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    public void AdvanceTo(DateTimeOffset target)
    {
        while (true)
        {
            ManualTimer? next;
            lock (gate)
            {
                next = timers.Where(timer => timer.DueUtc <= target).MinBy(timer => timer.DueUtc);
                now = next is null ? target : next.DueUtc > now ? next.DueUtc : now;
                if (next is null)
                {
                    return;
                }

                next.Rearm();
            }

            next.Ring();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (gate)
        {
            timers.Add(timer);
        }

        return timer;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset DueUtc { get; private set; } = DateTimeOffset.MaxValue;

        public void Ring() => callback(state);

        public void Rearm() => DueUtc = period > TimeSpan.Zero ? DueUtc + period : DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            lock (time.gate)
            {
                DueUtc = dueTime < TimeSpan.Zero ? DateTimeOffset.MaxValue : time.now + dueTime;
                period = every;
                return true;
            }
        }

        public void Dispose()
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
