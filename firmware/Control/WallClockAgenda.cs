using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Control;

/// <summary>What the wall clock changes by itself, while inputs stay the same: the interval, and a membership.</summary>
public sealed class WallClockAgenda
{
    private readonly ChargePointSettings settings;
    private readonly SupplyLedger ledger;
    private readonly SessionAccount account;

    public WallClockAgenda(ChargePointSettings settings, SupplyLedger ledger, SessionAccount account)
    {
        this.settings = settings;
        this.ledger = ledger;
        this.account = account;
    }

    /// <summary>When the next of them comes, monotonic ms.</summary>
    public long NextMs(Inputs inputs)
    {
        if (inputs.ClockQuality == ClockQuality.Unknown)
        {
            return long.MaxValue;
        }

        long intervalMs = inputs.Plan != null ? inputs.Plan.IntervalMs : settings.IntervalMinutes * 60_000L;
        long nextUtcMs = ledger.Current.StartUtcMs + (ledger.IsClockBehind ? 0 : intervalMs);
        long untilUtcMs = inputs.Tokens != null ? inputs.Tokens.MemberUntilUtcMs(account.TokenHash) : 0;
        nextUtcMs = untilUtcMs > inputs.UtcMs && untilUtcMs < nextUtcMs ? untilUtcMs : nextUtcMs;
        return inputs.NowMs + (nextUtcMs - inputs.UtcMs);
    }
}
