using System.Data.Common;
using System.Threading.Channels;
using ChargePointFw.BackOffice.Operations;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// One worker hands what came, in order, to the <see cref="Intake"/>. Its queue is bounded; when it is full, MQTT waits.
/// It has the patience that the intake has not: what the database refuses is tried again.
/// </summary>
internal sealed class IngestWorker : IAsyncDisposable
{
    /// <summary>Messages waiting for the worker: at 8 records each, more than a fleet of 500 sends in a second.</summary>
    public const int MaximumQueued = 1024;

    /// <summary>Messages in one transaction: all that wait. Those of many charge points lie in the same pages, which are written once.</summary>
    public const int MaximumBatch = MaximumQueued;

    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(5);

    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(MaximumQueued) { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Intake intake;
    private readonly IngestCounters counters;
    private readonly TimeProvider time;
    private readonly ILogger<IngestWorker> log;
    private Task running = Task.CompletedTask;
    private ITimer? lookAgain;

    public IngestWorker(Intake intake, IngestCounters counters, TimeProvider time, ILogger<IngestWorker> log)
    {
        this.intake = intake;
        this.counters = counters;
        this.time = time;
        this.log = log;
    }

    /// <summary>Where records come.</summary>
    public const string RecordFilter = "cpfw/1/+/+/record";

    /// <summary>Where everything else comes that charge points say.</summary>
    public static IReadOnlyList<string> OtherFilters { get; } = ["cpfw/1/+/+/state", "cpfw/1/+/+/telemetry", "cpfw/1/+/+/report"];

    /// <summary>What to subscribe to.</summary>
    public static IReadOnlyList<string> TopicFilters { get; } = [RecordFilter, .. OtherFilters];

    public void Start()
    {
        intake.Load();
        lookAgain = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        running = Task.Run(RunAsync);
    }

    /// <summary>False once it has ended before it was told to.</summary>
    public bool IsAlive => !running.IsFaulted;

    /// <summary>Messages that wait.</summary>
    public int Queued => queue.Reader.Count;

    /// <summary>Takes a message; waits while the queue is full. Called by the broker link, one message at a time.</summary>
    public void Take(string topic, byte[] payload)
    {
        var work = new Work(topic, payload);
        if (queue.Writer.TryWrite(work) || stopping.IsCancellationRequested)
        {
            return;
        }

        if (topic.EndsWith("/telemetry", StringComparison.Ordinal))
        {
            counters.CountDroppedTelemetry(); // the next one says the same
            return;
        }

        try
        {
            queue.Writer.WriteAsync(work, stopping.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception stop) when (stop is OperationCanceledException or ObjectDisposedException or ChannelClosedException)
        {
            // Stopping. Not stored, hence not acknowledged: the charge point keeps it.
        }
    }

    /// <summary>Wakes the worker, which does what is due.</summary>
    public void Wake() => queue.Writer.TryWrite(new Work("", [])); // when the queue is full, its messages wake it just as well

    /// <summary>The connection stands (again): everything that is in force is told again. <paramref name="done"/> runs after it.</summary>
    public void TellAll(Action done) => _ = queue.Writer.WriteAsync(new Work("", [], done), stopping.Token).AsTask();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (lookAgain is not null)
        {
            await lookAgain.DisposeAsync();
        }

        queue.Writer.TryComplete();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync(stopping.Token))
            {
                try
                {
                    await TakeBatchAsync();
                }
                catch (Exception defect) when (defect is not OperationCanceledException)
                {
                    log.LogError(defect, "Ingest goes on with the next batch"); // nothing acknowledged, so nothing lost
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
    }

    private async Task TakeBatchAsync()
    {
        var arrivals = new List<Arrival>();
        Action? afterTellingAll = null;
        for (int taken = 0; taken < MaximumBatch && queue.Reader.TryRead(out Work? work); taken++)
        {
            if (work.Topic.Length > 0)
            {
                if (intake.Take(work.Topic, work.Payload) is { } arrival)
                {
                    arrivals.Add(arrival);
                }
            }
            else
            {
                afterTellingAll += work.AfterTellingAll;
            }
        }

        if (arrivals.Count > 0)
        {
            await StoreAsync(arrivals);
        }

        lookAgain!.Change(intake.LookAround() ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        if (afterTellingAll is not null)
        {
            intake.TellAll();
            afterTellingAll();
        }
    }

    private async Task StoreAsync(List<Arrival> arrivals)
    {
        for (TimeSpan pause = firstPause; ; pause = pause * 2 < longestPause ? pause * 2 : longestPause)
        {
            try
            {
                if (counters.Refusal == DatabaseState.Gone)
                {
                    intake.Load(); // what stands there now may be another state of it
                }

                intake.Store(arrivals);
                counters.Refuse(null);
                return;
            }
            catch (DbException refused) when (StoreTrouble.IsPassing(refused))
            {
                counters.CountRetry();
                counters.Refuse(DatabaseState.Of(refused));
                log.LogWarning("{WhatToDo} ({Reason}); next try in {Pause}", StoreTrouble.WhatToDo(refused), refused.Message, pause);
                await Task.Delay(pause, time, stopping.Token);
            }
            catch (Exception defect) when (defect is not OperationCanceledException)
            {
                log.LogError(defect, "A batch of {Count} messages cannot be stored", arrivals.Count);
                await StoreOneByOneAsync(arrivals);
                return;
            }
        }
    }

    // One message that trips over a defect of ours must not hold up all the others.
    private async Task StoreOneByOneAsync(List<Arrival> arrivals)
    {
        foreach (Arrival arrival in arrivals)
        {
            if (arrivals.Count > 1)
            {
                await StoreAsync([arrival]);
            }
            else if (arrival.Refusal is null)
            {
                await StoreAsync([arrival with { Refusal = QuarantineReason.ProcessingFailed }]);
            }
        }
    }

    /// <summary>A message, or without topic a tick or (with an action) the wish that all be told again.</summary>
    private sealed record Work(string Topic, byte[] Payload, Action? AfterTellingAll = null);
}
