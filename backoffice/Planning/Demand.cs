using ChargePointFw.BackOffice.Live;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>What a charge point's last words say of its need.</summary>
public enum Demand
{
    /// <summary>Not heard, or lost: nothing is concluded from silence.</summary>
    Unknown,

    /// <summary>Nobody is there, or the car wants nothing.</summary>
    None,

    /// <summary>A member's car charges.</summary>
    Charging,

    /// <summary>A member's car waits for renewable supply.</summary>
    Waiting,
}

/// <summary>From states to needs; guests need no allocation.</summary>
internal static class Demands
{
    public static Demand Of(LiveState? live) => live switch
    {
        null or { IsLost: true } => Demand.Unknown,
        { Session: 0 } or { Claim: "none" } => Demand.None,
        { State: "SuspendedEVSE", Verdict: "DeniedAllocationSpent" or "DeniedNoAllocationNow" or "DeniedLiveSupplyLow" or "DeniedLiveSupplyStale" } => Demand.Waiting,
        { State: "Charging" } => Demand.Charging,
        _ => Demand.None,
    };

    /// <summary>How often a charge point's weight counts.</summary>
    public static long Factor(Demand demand, int waitingCounts) => demand is Demand.Waiting or Demand.Charging ? waitingCounts : 1;
}
