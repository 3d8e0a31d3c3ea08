using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>A cause to stop: how it comes about, how the firmware must call it, and from when it can know.</summary>
internal abstract class StopCause(string name, SupplyVerdict verdict)
{
    public string Name => name;

    /// <summary>The reason that the firmware must give.</summary>
    public SupplyVerdict Verdict => verdict;

    /// <summary>The supply itself ends: what is left unused of it is counted.</summary>
    public virtual bool IsSupplyEnding => false;

    /// <summary>Chooses plug-in and plan, and what happens when.</summary>
    public abstract void Arrange(Situation situation);

    /// <summary>The instant from which a step can know, ms since 1970 in UTC; asked when the stop request is out.</summary>
    public virtual long KnownUtcMs(Situation situation, Board board, ReserveWatch reserve) => situation.EventUtcMs;
}
