using ChargePointFw.Control;

namespace ChargePointFw.Supply;

/// <summary>
/// The site's measured surplus. The interval is credited with the share that its allocation names, between two
/// measurements no further apart than the maximum age, and by the lower of the two: what nobody measured is no supply.
/// Credit is drawn by the watt-hour like an allocation; whether a charge may begin on it has a hysteresis.
/// </summary>
public sealed class LiveSupply
{
    /// <summary>A measurement above it is refused, W.</summary>
    public const int MaximumSurplusW = 10_000_000;

    private const long Never = -1;
    private readonly ChargePointSettings settings;
    private readonly SupplyLedger ledger;
    private long measuredMs = Never;
    private int surplusW;
    private long turningSinceMs = Never;

    public LiveSupply(ChargePointSettings settings, SupplyLedger ledger)
    {
        this.settings = settings;
        this.ledger = ledger;
    }

    /// <summary>
    /// The share has been enough for a charge for long enough, and not too little for too long. A running charge does not
    /// ask: it uses up what is credited.
    /// </summary>
    public bool IsOffered { get; private set; }

    /// <summary>From then on, monotonic ms, the last measurement is too old.</summary>
    public long StaleAtMs => measuredMs + settings.LiveMaximumAgeMs + 1;

    /// <summary>A measurement is there and not too old.</summary>
    public bool IsFresh(long nowMs) => measuredMs >= 0 && nowMs < StaleAtMs;

    /// <summary>Takes a measurement that is newer than the last.</summary>
    /// <param name="inputs">This step's.</param>
    /// <param name="mayCredit">The interval that runs is known.</param>
    public void Step(Inputs inputs, bool mayCredit)
    {
        if (inputs.SurplusMeasuredMs <= measuredMs || inputs.SurplusMeasuredMs > inputs.NowMs)
        {
            return;
        }

        long previousMs = measuredMs;
        int lowerW = inputs.SurplusW < surplusW ? inputs.SurplusW : surplusW;
        measuredMs = inputs.SurplusMeasuredMs;
        surplusW = inputs.SurplusW < 0 ? 0 : inputs.SurplusW > MaximumSurplusW ? MaximumSurplusW : inputs.SurplusW;
        bool isContinuous = previousMs >= 0 && measuredMs - previousMs <= settings.LiveMaximumAgeMs;
        if (isContinuous && mayCredit && lowerW > 0)
        {
            ledger.Credit(lowerW, previousMs, measuredMs);
        }

        if (!isContinuous)
        {
            IsOffered = false;
            turningSinceMs = Never;
        }

        Offer();
    }

    private void Offer()
    {
        long shareW = (long)surplusW * ledger.Current.LivePermille / 1_000;
        bool isTurning = IsOffered ? shareW < settings.LiveDisableW : shareW >= settings.LiveEnableW;
        if (!isTurning)
        {
            turningSinceMs = Never;
            return;
        }

        turningSinceMs = turningSinceMs < 0 ? measuredMs : turningSinceMs;
        int delayMs = IsOffered ? settings.LiveDisableDelayMs : settings.LiveEnableDelayMs;
        if (measuredMs - turningSinceMs >= delayMs)
        {
            IsOffered = !IsOffered;
            turningSinceMs = Never;
        }
    }
}
