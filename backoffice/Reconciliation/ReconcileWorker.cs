using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>
/// Goes behind ingest: woken after a commit, it looks at what is new on a thread of its own, so that ingest pays for the
/// waking only. However often it is woken meanwhile, it looks once more. It also asks for the records that staff want again, and
/// keeps sums of days that are over.
/// </summary>
internal sealed class ReconcileWorker(Reconciler reconciler, IntervalSums sums, Database database, Registry registry, IBrokerLink broker, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private static readonly TimeSpan shortPass = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan longestRest = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task running = Task.CompletedTask;
    private long sumAgainMs;

    /// <summary>What else goes behind ingest, after the checks; asked whether it may go on, it stops between two transactions.</summary>
    public Action<Func<bool>> Behind { get; init; } = static _ => { };

    public void Start()
    {
        running = Task.Run(RunAsync);
        Wake(); // what came before a crash
    }

    /// <summary>There may be something new.</summary>
    public void Wake() => wakes.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        wakes.Writer.TryComplete();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (bool _ in wakes.Reader.ReadAllAsync())
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                AskAgain();
                reconciler.CatchUp();
                Behind(() => !stopping.IsCancellationRequested);
                SumWhileIdle();
            }
            catch (DbException refused)
            {
                log.LogWarning("The database refuses the checks ({Reason}); they go on with the next records, or by the minute", refused.Message);
            }
            catch (Exception defect)
            {
                log.LogError(defect, "A check failed; nothing of it was written, and ingest goes on");
            }

            await RestAsync(Stopwatch.GetElapsedTime(began));
        }
    }

    // While records stream in, ingest has the processors and the writer to itself for four fifths of the time; what comes meanwhile
    // is looked at together, which costs less than one by one.
    private async Task RestAsync(TimeSpan took)
    {
        if (took > shortPass)
        {
            TimeSpan rest = 4 * took < longestRest ? 4 * took : longestRest;
            await Task.Delay(rest, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Once a minute at most, and only while nothing new waits: sums make nothing true that is not true without them.
    private void SumWhileIdle()
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (nowMs >= sumAgainMs && sums.SumDue(() => !wakes.Reader.TryPeek(out bool _) && !stopping.IsCancellationRequested))
        {
            sumAgainMs = nowMs + 60_000;
        }
    }

    private void AskAgain()
    {
        foreach ((long id, long chargePointId, long journalId, long from, long to) in database.Read((connection, transaction) =>
            connection.Query<(long, long, long, long, long)>(
                "SELECT id, charge_point_id, journal_id, from_number, to_number FROM resend_wish WHERE asked_utc_ms IS NULL ORDER BY id",
                transaction: transaction).AsList()))
        {
            ChargePoint chargePoint = registry.FindChargePoint(chargePointId)!;
            if (broker.Publish(chargePoint.Topics.Resend, OutgoingDocuments.Resend(chargePoint, journalId, from, to), retain: false))
            {
                long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
                database.Write((connection, transaction) => connection.Execute(
                    "UPDATE resend_wish SET asked_utc_ms = @nowMs WHERE id = @id", new { nowMs, id }, transaction));
            }
        }
    }
}
