namespace ChargePointFw.BackOffice.Planning;

/// <summary>
/// Calls whenever a period begins, aligned to UTC: a quarter hour, which every interval boundary is (15, 30 and 60 minutes
/// are aligned to it), or another.
/// </summary>
internal sealed class BoundaryTimer : IAsyncDisposable
{
    /// <summary>Every boundary of every interval is one of a quarter hour.</summary>
    public const long QuarterHourMs = 900_000;

    private readonly TimeProvider time;
    private readonly long periodMs;
    private readonly Action atBoundary;
    private readonly ILogger<BoundaryTimer> log;
    private ITimer? timer;

    /// <param name="time">What is followed.</param>
    /// <param name="periodMs">Length of a period, ms.</param>
    /// <param name="atBoundary">What is called; when it throws, the next boundary comes all the same.</param>
    /// <param name="log">For what it throws.</param>
    public BoundaryTimer(TimeProvider time, long periodMs, Action atBoundary, ILogger<BoundaryTimer> log)
    {
        this.periodMs = periodMs;
        this.time = time;
        this.atBoundary = atBoundary;
        this.log = log;
    }

    public void Start()
    {
        timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    public ValueTask DisposeAsync() => timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Armed anew each time, so that a wall clock that was set does not shift it for good.
    private void Arm()
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        timer?.Change(TimeSpan.FromMilliseconds(periodMs - (nowMs % periodMs)), Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        try
        {
            atBoundary();
        }
        catch (Exception exception)
        {
            log.LogError(exception, "What was due failed; plans and lists held stay in force");
        }

        Arm();
    }
}
