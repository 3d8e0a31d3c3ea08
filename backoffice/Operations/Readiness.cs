using System.Data.Common;
using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Operations;

/// <summary>Whether what comes can be stored and answered.</summary>
/// <param name="IsReady">All of it.</param>
/// <param name="Database">A word of <see cref="DatabaseState"/>.</param>
/// <param name="Broker">"connected", "disconnected", or "refused": its access list does not let us hear something.</param>
/// <param name="Disk">"ok", "low", or "unknown".</param>
/// <param name="DiskFreeBytes">Beside the database; null while unknown.</param>
/// <param name="LastCommitAgeMs">Since this process committed last.</param>
public sealed record ReadinessReport(bool IsReady, string Database, string Broker, string Disk, long? DiskFreeBytes, long LastCommitAgeMs);

/// <summary>
/// Asks database, broker and disk. While ingest is refused its reason is told at once; else a row is written, once in
/// <see cref="KeptMs"/> however often somebody asks.
/// </summary>
public sealed class Readiness
{
    /// <summary>With less beside the database it is "low", and not ready: a day of a large site.</summary>
    public const long LeastFreeBytes = 64L * 1024 * 1024;

    /// <summary>So long an answer of the database counts, ms of real time.</summary>
    private const long KeptMs = 1_000;

    private readonly Lock asking = new();
    private readonly Database database;
    private readonly IBrokerLink broker;
    private readonly IngestCounters counters;
    private readonly TimeProvider time;
    private (string State, long AtMs)? kept;

    internal Readiness(Database database, IBrokerLink broker, IngestCounters counters, TimeProvider time) =>
        (this.database, this.broker, this.counters, this.time) = (database, broker, counters, time);

    /// <summary>How it stands now.</summary>
    public ReadinessReport Ask()
    {
        string state = counters.Refusal ?? Probe();
        long? freeBytes = FreeBytes();
        string disk = freeBytes is null ? "unknown" : freeBytes < LeastFreeBytes ? "low" : "ok";
        bool isConnected = broker.IsConnected;
        return new ReadinessReport(
            state == DatabaseState.Ok && isConnected && disk != "low", state, isConnected ? "connected" : broker.RefusedFilter is null ? "disconnected" : "refused", disk, freeBytes,
            Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - database.LastCommitMs));
    }

    private string Probe()
    {
        lock (asking)
        {
            if (kept is { } held && Environment.TickCount64 - held.AtMs < KeptMs)
            {
                return held.State;
            }

            string state = DatabaseState.Ok;
            try
            {
                database.Probe();
            }
            catch (DbException refused)
            {
                state = DatabaseState.Of(refused);
            }

            kept = (state, Environment.TickCount64);
            return state;
        }
    }

    private long? FreeBytes()
    {
        try
        {
            return database.Folder is { } folder ? new DriveInfo(folder).AvailableFreeSpace : null;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
