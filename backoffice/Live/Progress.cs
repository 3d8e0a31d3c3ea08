using System.Collections.Concurrent;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Live;

/// <summary>
/// How far each charge point has come, for whoever waits for it: reads memory only and may be asked from any thread at
/// any rate. One entry a charge point and verified journal.
/// </summary>
public sealed class Progress
{
    private readonly ConcurrentDictionary<(string Site, string ChargePoint, long JournalId), long> acknowledged = new();
    private readonly ConcurrentDictionary<(string Site, string ChargePoint), long> publishedPlans = new();
    private readonly ConcurrentDictionary<(string Site, string ChargePoint), (long Version, DateTimeOffset HeardUtc)> heldPlans = new();

    /// <summary>
    /// Highest record up to which every one of this journal is committed, and the acknowledgement handed to MQTT (or left
    /// to the next connection when there is none); 0 for none.
    /// </summary>
    public long AcknowledgedNumber(string site, string chargePoint, long journalId) =>
        acknowledged.GetValueOrDefault((site, chargePoint, journalId));

    /// <summary>Newest version of the charge point's plan; 0 for none.</summary>
    public long PublishedPlanVersion(string site, string chargePoint) => publishedPlans.GetValueOrDefault((site, chargePoint));

    /// <summary>Version that the charge point last said it holds; 0 for none.</summary>
    public long HeldPlanVersion(string site, string chargePoint) => heldPlans.GetValueOrDefault((site, chargePoint)).Version;

    /// <summary>Which plan it said it holds, and when; null when it has not since the start.</summary>
    internal (long Version, DateTimeOffset HeardUtc)? SaidPlan(ChargePoint chargePoint) =>
        heldPlans.TryGetValue((chargePoint.Site.Name, chargePoint.Name), out (long, DateTimeOffset) said) ? said : null;

    internal void Acknowledged(ChargePoint chargePoint, long journalId, long number) =>
        acknowledged[(chargePoint.Site.Name, chargePoint.Name, journalId)] = number;

    internal void Published(ChargePoint chargePoint, long version) =>
        publishedPlans[(chargePoint.Site.Name, chargePoint.Name)] = version;

    internal void Held(ChargePoint chargePoint, long version, DateTimeOffset heardUtc) =>
        heldPlans[(chargePoint.Site.Name, chargePoint.Name)] = (version, heardUtc);
}
