using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>All that a step wants of the world.</summary>
public sealed class Outputs
{
    /// <summary>False is the stop request to the charger.</summary>
    public bool EnableCharger;

    public bool CloseContactor;

    /// <summary>What an AC post offers while it is enabled, A; 0 for a DC charger.</summary>
    public int OfferA;

    /// <summary>Why it is less than could be.</summary>
    public DeratingState Derating;

    public ConnectorStatus ConnectorStatus;
    public ChargingState ChargingState;
    public Claim Claim;

    /// <summary>May this charge point deliver, and if not, why.</summary>
    public SupplyVerdict Verdict;

    /// <summary>When the verdict may change for the better, ms since 1970 in UTC; 0 when nobody knows.</summary>
    public long UntilUtcMs;

    /// <summary>Number of the session that is open, 0 for none.</summary>
    public int SessionNumber;

    /// <summary>
    /// The earliest time, on the monotonic clock, at which these outputs could change while the inputs stay the same.
    /// A simulation may skip to it.
    /// </summary>
    public long NextChangeMs;

    /// <summary>The same, with readings that keep coming: without the time at which the newest one becomes too old.</summary>
    public long NextOwnChangeMs;
}
