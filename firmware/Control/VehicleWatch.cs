namespace ChargePointFw.Control;

/// <summary>Tells a vehicle that pauses from one that has finished.</summary>
public sealed class VehicleWatch
{
    private readonly ChargePointSettings settings;
    private long idleSinceMs = -1;

    public VehicleWatch(ChargePointSettings settings) => this.settings = settings;

    /// <summary>When a vehicle that asks for nothing will have finished, monotonic ms.</summary>
    public long FinishesAtMs => idleSinceMs < 0 ? long.MaxValue : idleSinceMs + settings.VehicleFinishedMs;

    /// <summary>The contactor closes: what was before does not count.</summary>
    public void Reset() => idleSinceMs = -1;

    /// <summary>True once the vehicle has asked for nothing long enough.</summary>
    public bool HasFinished(Inputs inputs)
    {
        bool isIdleAnew = idleSinceMs < 0 && !inputs.VehicleRequestsEnergy;
        idleSinceMs = inputs.VehicleRequestsEnergy ? -1 : isIdleAnew ? inputs.NowMs : idleSinceMs;
        return inputs.NowMs >= FinishesAtMs;
    }
}
