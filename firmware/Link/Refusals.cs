using ChargePointFw.Control;
using ChargePointFw.Records;

namespace ChargePointFw.Link;

/// <summary>Counts what was refused or found damaged; the control thread turns the count into a record now and then.</summary>
public sealed class Refusals
{
    private readonly HandOver handOver;

    public Refusals(HandOver handOver) => this.handOver = handOver;

    /// <summary>Takes a verdict on a document; true when it was accepted.</summary>
    public bool Accepts(SecurityEventKind verdict, long claimedVersion)
    {
        if (verdict == SecurityEventKind.None)
        {
            return true;
        }

        handOver.RefusedKind = verdict;
        handOver.RefusedVersion = claimedVersion > 0 && claimedVersion <= 0xFFFFFFFFL ? claimedVersion : 0;
        handOver.RefusedCount++;
        return false;
    }
}
