using ChargePointFw.Control;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Link;

/// <summary>
/// Takes commands: each once (its number is above the last one's, its boot is this one) and in time. It only asks; the
/// step decides. The answer goes out with the state.
/// </summary>
public sealed class CommandDesk
{
    private const int LongestBytes = 512;

    /// <summary>No command is good for longer, ms: what waits somewhere for its hour is none of ours.</summary>
    private const int LongestValidityMs = 10 * 60_000;
    private const string AvailabilityName = "availability";

    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly IDocumentStore store;
    private readonly HandOver handOver;
    private readonly Refusals refusals;
    private readonly CommandReader reader;
    private readonly StoredAvailability stored;

    public CommandDesk(
        IKeyedHash hash, KeyRing keys, string site, string chargePoint, IDocumentStore store, HandOver handOver, Refusals refusals)
    {
        this.hash = hash;
        this.keys = keys;
        this.store = store;
        this.handOver = handOver;
        this.refusals = refusals;
        reader = new CommandReader(site, chargePoint);
        stored = new StoredAvailability(hash, keys, site, chargePoint);
    }

    /// <summary>Number of the last command taken since the boot, 0 for none.</summary>
    public long LastId { get; private set; }

    public CommandResult LastResult { get; private set; }

    /// <summary>Takes up what was said of service before the restart.</summary>
    public void Load()
    {
        byte[] kept = store.Load(AvailabilityName);
        if (kept != null && refusals.Accepts(stored.Read(kept), 0))
        {
            handOver.IsAvailable = stored.IsAvailable;
        }
    }

    /// <summary>A command arrived; true when it was taken, whatever came of it.</summary>
    public bool Take(byte[] document, int bootNumber)
    {
        if (document.Length > LongestBytes)
        {
            return refusals.Accepts(SecurityEventKind.Malformed, 0);
        }

        byte[] body = SignedDocument.Open(hash, keys, document, out SecurityEventKind refusal);
        if (!refusals.Accepts(refusal, 0))
        {
            return false;
        }

        SecurityEventKind verdict = reader.Read(body, LastId, bootNumber);
        bool isRepeated = verdict == SecurityEventKind.Older && reader.Id == LastId;
        if (isRepeated)
        {
            return false; // MQTT delivers at least once: that is no attack
        }

        if (!refusals.Accepts(verdict == SecurityEventKind.None ? InTime() : verdict, 0))
        {
            return false;
        }

        LastResult = Do();
        LastId = reader.Id;
        return true;
    }

    // Without a known time nobody can tell; what only takes energy away does no harm.
    private SecurityEventKind InTime()
    {
        long nowUtcMs = handOver.UtcMs;
        bool mayGiveEnergy = reader.Kind == CommandKind.Start || reader.Kind == CommandKind.ClearFault;
        return nowUtcMs == 0 ? mayGiveEnergy ? SecurityEventKind.Expired : SecurityEventKind.None
            : reader.ExpiresUtcMs <= nowUtcMs ? SecurityEventKind.Expired
            : reader.ExpiresUtcMs - nowUtcMs > LongestValidityMs ? SecurityEventKind.Implausible
            : SecurityEventKind.None;
    }

    private CommandResult Do() => reader.Kind switch
    {
        CommandKind.Start => Start(),
        CommandKind.Stop => Stop(),
        CommandKind.Available => SetAvailable(true),
        CommandKind.ClearFault => ClearFault(),
        CommandKind.SelfTest => Ask(ref handOver.SelfTestRequests),
        CommandKind.Reboot => Reboot(),
        CommandKind.Report => Ask(ref handOver.ReportRequests),
        _ => SetAvailable(false),
    };

    private static CommandResult Ask(ref int requests)
    {
        requests++;
        return CommandResult.Accepted;
    }

    private CommandResult Reboot()
    {
        handOver.IsRebootAsked = true;
        return handOver.SessionNumber == 0 ? CommandResult.Accepted : CommandResult.Scheduled;
    }

    private CommandResult Start()
    {
        bool isFree = handOver.SessionNumber == 0 && handOver.ChargingState == ChargingState.EVConnected;
        if (!isFree || !handOver.IsAvailable || !VerdictEffects.MayStart(handOver.Verdict))
        {
            return CommandResult.Rejected;
        }

        handOver.RemoteTokenHash = reader.TokenHash;
        handOver.RemoteTokens++;
        return CommandResult.Accepted;
    }

    private CommandResult Stop()
    {
        if (reader.SessionNumber != handOver.SessionNumber)
        {
            return CommandResult.Rejected;
        }

        handOver.StopSessionNumber = handOver.SessionNumber;
        return CommandResult.Accepted;
    }

    // All that stay, or none: what needs somebody on site is not made to look half mended.
    private CommandResult ClearFault()
    {
        int lasting = handOver.Faults & FaultWatch.Lasting;
        if (lasting == 0 || (lasting & ~FaultWatch.ClearedFromAfar) != 0)
        {
            return CommandResult.Rejected;
        }

        handOver.ClearRequests++;
        return CommandResult.Accepted;
    }

    private CommandResult SetAvailable(bool isAvailable)
    {
        if (!store.Save(AvailabilityName, stored.Write(isAvailable)))
        {
            return CommandResult.Rejected;
        }

        handOver.IsAvailable = isAvailable;
        return isAvailable || handOver.SessionNumber == 0 ? CommandResult.Accepted : CommandResult.Scheduled;
    }
}
