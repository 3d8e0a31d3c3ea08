namespace ChargePointFw.Control;

/// <summary>
/// Offers less the hotter it is: everything up to a first temperature, from there along a line down to the least current at a
/// second one, the least up to a third, and there nothing. Hysteresis is one play for all three: the temperature that counts
/// rises at once and falls when it is 3 K less, so that no border is crossed to and fro.
/// </summary>
public sealed class Derating
{
    /// <summary>The play, tenths of a kelvin.</summary>
    public const int PlayDeciK = 30;

    private readonly ChargePointSettings settings;
    private bool hasBegun;
    private int heldDeciC;

    public Derating(ChargePointSettings settings) => this.settings = settings;

    /// <summary>What the temperature leaves.</summary>
    public DeratingState State { get; private set; }

    /// <summary>The current that may be offered, A; 0 where there is nothing to offer (a DC charger).</summary>
    public int OfferA { get; private set; }

    /// <summary>Takes this step's temperature.</summary>
    /// <param name="decidegreesC">Tenths of a degree, or <see cref="int.MinValue"/> for a sensor that has failed.</param>
    public void Step(int decidegreesC)
    {
        OfferA = settings.CurrentLimitA;
        if (settings.StopFromC == 0)
        {
            return;
        }

        if (decidegreesC == int.MinValue)
        {
            hasBegun = false;
            State = DeratingState.SensorFailed;
            return;
        }

        bool isAbove = !hasBegun || decidegreesC > heldDeciC;
        heldDeciC = isAbove ? decidegreesC : heldDeciC - decidegreesC > PlayDeciK ? decidegreesC + PlayDeciK : heldDeciC;
        hasBegun = true;
        int fromDeciC = 10 * settings.DeratingFromC;
        bool isDerated = settings.DeratingFromC != 0 && heldDeciC > fromDeciC;
        State = heldDeciC >= 10 * settings.StopFromC ? DeratingState.TooHot : isDerated ? DeratingState.Derated : DeratingState.Full;
        if (isDerated)
        {
            int spanDeciK = (10 * settings.DeratingUntilC) - fromDeciC;
            int beyondDeciK = heldDeciC - fromDeciC < spanDeciK ? heldDeciC - fromDeciC : spanDeciK;
            int lessA = ((settings.CurrentLimitA - settings.DeratingToA) * beyondDeciK) + spanDeciK - 1;
            OfferA = settings.CurrentLimitA - (lessA / spanDeciK); // rounded down: never more than the line
        }
    }
}
