using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>What the wall clock changes by itself, while inputs stay the same: the interval, and a membership.</summary>
public sealed class WallClockAgenda
{
    private readonly ChargePointSettings settings;
    private readonly SupplyLedger ledger;

    public WallClockAgenda(ChargePointSettings settings, SupplyLedger ledger)
    {
        this.settings = settings;
        this.ledger = ledger;
    }

    /// <summary>When the next of them comes, monotonic ms.</summary>
    /// <param name="inputs">This step's.</param>
    /// <param name="memberUntilUtcMs">End of the session's membership; 0 for none.</param>
    public long NextMs(Inputs inputs, long memberUntilUtcMs)
    {
        if (inputs.ClockQuality == ClockQuality.Unknown)
        {
            return long.MaxValue;
        }

        long intervalMs = inputs.Plan != null ? inputs.Plan.IntervalMs : settings.IntervalMinutes * 60_000L;
        long nextUtcMs = ledger.Current.StartUtcMs + (ledger.IsClockBehind ? 0 : intervalMs);
        nextUtcMs = memberUntilUtcMs > inputs.UtcMs && memberUntilUtcMs < nextUtcMs ? memberUntilUtcMs : nextUtcMs;
        return inputs.NowMs + (nextUtcMs - inputs.UtcMs);
    }
}
