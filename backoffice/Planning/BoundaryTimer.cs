namespace ChargePointFw.BackOffice.Planning;

/// <summary>Calls at every quarter hour, which every interval boundary is: 15, 30 and 60 minutes are aligned to UTC.</summary>
internal sealed class BoundaryTimer : IAsyncDisposable
{
    private const long QuarterHourMs = 900_000;
    private readonly TimeProvider time;
    private readonly Action atBoundary;
    private readonly ILogger<BoundaryTimer> log;
    private ITimer? timer;

    public BoundaryTimer(TimeProvider time, Action atBoundary, ILogger<BoundaryTimer> log)
    {
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
        timer?.Change(TimeSpan.FromMilliseconds(QuarterHourMs - (nowMs % QuarterHourMs)), Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        try
        {
            atBoundary();
        }
        catch (Exception exception)
        {
            log.LogError(exception, "Planning at the boundary failed; the plans held stay in force");
        }

        Arm();
    }
}
