// The one clock of a simulated run: charge points and back office read it, and only the run moves it.
namespace ChargePointFw.Simulator.Time;

/// <summary>
/// A <see cref="TimeProvider"/> that stands still until <see cref="AdvanceTo"/>; due timers fire then, one after the
/// other, on the caller's thread, so that a run is repeatable.
/// </summary>
public sealed class SimulatedTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock sync = new();
    private readonly List<SimulatedTimer> timers = [];
    private DateTimeOffset now = start;
    private long utcMs = start.ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Now, milliseconds since 1970 in UTC.</summary>
    public long UtcMs => Volatile.Read(ref utcMs);

    /// <summary>When the next timer is due; null when none is.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (sync)
            {
                // One set by another thread while time moved on may be overdue: it is due now.
                DateTimeOffset? due = timers.Min(timer => timer.DueAt);
                return due < now ? now : due;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (sync)
        {
            return now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves to this instant, firing what falls due on the way. Going back is a programmer's mistake.</summary>
    public void AdvanceTo(DateTimeOffset target)
    {
        while (TakeDue(target) is { } due)
        {
            due.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (sync)
        {
            timers.Add(timer);
        }

        return timer;
    }

    // Time stands at what it returns, or at the target when there is nothing.
    private SimulatedTimer? TakeDue(DateTimeOffset target)
    {
        lock (sync)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(target, now);
            SimulatedTimer? first = timers.Count == 0 ? null : timers.Where(timer => timer.DueAt <= target).MinBy(timer => timer.DueAt);
            DateTimeOffset dueAt = first?.DueAt ?? target;
            now = dueAt > now ? dueAt : now;
            Volatile.Write(ref utcMs, now.ToUnixTimeMilliseconds());
            first?.Rearm();
            return first;
        }
    }

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? DueAt { get; private set; }

        public void Fire() => callback(state);

        public void Rearm() => DueAt = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? null : DueAt + period;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (time.sync)
            {
                period = newPeriod;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
                return true;
            }
        }

        public void Dispose()
        {
            lock (time.sync)
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
