// The causes of the table. One more: a class here, and its line in All.
using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>Every cause that the benchmark knows, in the order of the table.</summary>
internal static class StopCauses
{
    public static IReadOnlyList<StopCause> All { get; } =
    [
        new SupplySpent(),
        new NoAllocationNext(),
        new PlanExpired(),
        new LiveFeedSilent(),
        new ClockLost(),
        new MeterSilent(),
        new MemberRevoked(),
    ];

    private const long WarmUpMs = 90_000;

    // Somewhere in the first half hour, early enough for that long.
    private static long EarlyEnough(Situation situation, long chargeMs) =>
        Situation.FirstUtcMs + situation.Dice.NextInt64(5_000, Situation.IntervalMs - chargeMs - WarmUpMs);

    // An event after that long, in the first half hour or the second.
    private static void ArrangeEvent(Situation situation, Action<Board> happens)
    {
        situation.Allocate(Situation.FirstUtcMs, Situation.PlentyWh);
        situation.Allocate(Situation.SecondUtcMs, Situation.PlentyWh);
        situation.Allocate(Situation.SecondUtcMs + Situation.IntervalMs, Situation.PlentyWh);
        situation.PlugInUtcMs = Situation.FirstUtcMs + situation.Dice.NextInt64(5_000, Situation.IntervalMs);
        situation.EventUtcMs = situation.PlugInUtcMs + situation.ChargeMs();
        situation.CoverEndsUtcMs = situation.EventUtcMs;
        situation.Event = happens;
    }

    private sealed class SupplySpent() : StopCause("supply spent", SupplyVerdict.DeniedAllocationSpent)
    {
        private const int LeastForAStartWh = 260;

        public override bool IsSupplyEnding => true;

        public override void Arrange(Situation situation)
        {
            long flowMs = situation.ChargeMs() / 2;
            int leastWh = LeastForAStartWh + situation.Stated.MinimumStartWh + situation.Stated.MeterResolutionWh;
            int energyWh = leastWh + (int)(situation.PowerW * flowMs / Bay.MillijoulesPerWh);
            long chargeMs = energyWh * Bay.MillijoulesPerWh / situation.PowerW;
            bool isCarriedOver = situation.Dice.Next(2) == 0;
            situation.Allocate(Situation.FirstUtcMs, isCarriedOver ? Situation.PlentyWh : energyWh);
            situation.Allocate(Situation.SecondUtcMs, isCarriedOver ? energyWh : Situation.PlentyWh);
            situation.Allocate(Situation.SecondUtcMs + Situation.IntervalMs, Situation.PlentyWh);
            situation.PlugInUtcMs = isCarriedOver
                ? Situation.SecondUtcMs - situation.ChargeMs()
                : EarlyEnough(situation, chargeMs);
        }

        public override long KnownUtcMs(Situation situation, Board board, ReserveWatch reserve) => reserve.CrossedUtcMs;
    }

    private sealed class NoAllocationNext() : StopCause("no allocation next", SupplyVerdict.DeniedNoAllocationNow)
    {
        public override bool IsSupplyEnding => true;

        public override void Arrange(Situation situation)
        {
            situation.Allocate(Situation.FirstUtcMs, Situation.PlentyWh);
            situation.PlugInUtcMs = Situation.SecondUtcMs - WarmUpMs - situation.ChargeMs();
            situation.CoverEndsUtcMs = Situation.SecondUtcMs;
        }

        public override long KnownUtcMs(Situation situation, Board board, ReserveWatch reserve) =>
            Situation.SecondUtcMs - ReserveWatch.StopLeadMs(situation.Stated);
    }

    private sealed class PlanExpired() : StopCause("plan expired", SupplyVerdict.DeniedPlanExpired)
    {
        public override void Arrange(Situation situation)
        {
            // The end is known beforehand, so a start must be worth the time until then.
            long chargeMs = situation.ChargeMs() + WarmUpMs;
            situation.Allocate(Situation.FirstUtcMs, Situation.PlentyWh);
            situation.PlugInUtcMs = EarlyEnough(situation, chargeMs);
            situation.Plan.ValidUntilUtcMs = situation.PlugInUtcMs + chargeMs;
            situation.CoverEndsUtcMs = situation.Plan.ValidUntilUtcMs;
        }

        public override long KnownUtcMs(Situation situation, Board board, ReserveWatch reserve) =>
            situation.Plan.ValidUntilUtcMs - ReserveWatch.StopLeadMs(situation.Stated);
    }

    // Nothing is allocated but a share of a surplus that exceeds what the car can take; then the feed falls silent. What
    // flows after the stated age of the last measurement counts as uncovered, although the sun still shines.
    private sealed class LiveFeedSilent() : StopCause("live feed silent", SupplyVerdict.DeniedLiveSupplyStale)
    {
        public override void Arrange(Situation situation)
        {
            Random dice = situation.Dice;
            long chargeMs = situation.ChargeMs() + WarmUpMs;
            int permille = dice.Next(100, 1_001);
            situation.Allocate(Situation.FirstUtcMs, 0);
            situation.Allocate(Situation.SecondUtcMs, 0);
            situation.Share(permille);
            situation.Sun = new Sun([(0, dice.Next(11, 20) * situation.Stated.MaximumPowerW / 10 * 1_000 / permille)]);
            situation.SurplusEveryMs = dice.Next(1, 10) * 1_000;
            situation.PlugInUtcMs = EarlyEnough(situation, chargeMs);
            situation.EventUtcMs = situation.PlugInUtcMs + chargeMs;
            situation.Event = board => situation.CoverEndsUtcMs = board.MuteSurplusMeter() + situation.Stated.LiveMaximumAgeMs + 1;
        }

        public override long KnownUtcMs(Situation situation, Board board, ReserveWatch reserve) => situation.CoverEndsUtcMs;
    }

    private sealed class ClockLost() : StopCause("clock lost", SupplyVerdict.DeniedClockUnknown)
    {
        public override void Arrange(Situation situation) => ArrangeEvent(situation, board => board.LoseClock());
    }

    private sealed class MeterSilent() : StopCause("meter silent", SupplyVerdict.DeniedMeterStale)
    {
        // Stale is a reading that is older than the stated age, so from one millisecond more.
        public override void Arrange(Situation situation) => ArrangeEvent(situation, board =>
        {
            board.MuteMeter();
            situation.CoverEndsUtcMs = StaleUtcMs(situation, board);
        });

        public override long KnownUtcMs(Situation situation, Board board, ReserveWatch reserve) => StaleUtcMs(situation, board);

        private static long StaleUtcMs(Situation situation, Board board) =>
            board.MeterSeenAtUtcMs + situation.Stated.MeterMaximumAgeMs + 1;
    }

    private sealed class MemberRevoked() : StopCause("member revoked", SupplyVerdict.DeniedNotMember)
    {
        public override void Arrange(Situation situation) =>
            ArrangeEvent(situation, board => board.HandOver.Tokens = new TokenList { Version = 2 });
    }
}
