using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Supply;

/// <summary>Allocations drawn down: never beyond, never twice, never the neighbour's.</summary>
[TestClass]
public class SupplyLedgerTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long HalfHour = World.HalfHourMs;

    [TestMethod]
    public void AnIntervalThatHasBegun_KeepsItsAllocation()
    {
        SupplyLedger ledger = Entered(1_000, 2_000);
        ledger.Enter(World.Plan(2, 30, new int[] { 9_999, 2_500 }), Midnight + 5_000, 5_000, HalfHour, false);
        Check.Is(1_000, ledger.Current.AllocatedWh, "of the plan at its beginning");
        ledger.Enter(World.Plan(2, 30, new int[] { 9_999, 2_500 }), Midnight + HalfHour, HalfHour, HalfHour, false);
        Check.Is(2_500, ledger.Current.AllocatedWh, "the next is of the newer plan");
        Check.Is(101, ledger.Current.AllocationId, "id");
    }

    [TestMethod]
    public void AnIntervalEnteredWhileTheClockWasAhead_GivesUpWhatIsTakenBackUntilItBegins()
    {
        SupplyLedger ledger = Entered(1_000, 2_000);
        ledger.Enter(World.Plan(1, 30, new int[] { 1_000, 2_000 }), Midnight + HalfHour, 5_000, HalfHour, false);
        Check.Is(300, ledger.Cover(300), "covered");
        SupplyPlan less = World.Plan(2, 30, new int[] { 1_000, 400 });
        ledger.Enter(less, Midnight + HalfHour + 5_000, 10_000, HalfHour, false);
        Check.Is(2_000, ledger.Current.AllocatedWh, "it has begun, for all we know");
        ledger.Enter(less, Midnight + 20_000, 20_000, HalfHour, false);
        Check.That(ledger.IsClockBehind, "the clock comes back");
        ledger.Enter(less, Midnight + HalfHour, HalfHour, HalfHour, false);
        Check.Is(400, ledger.Current.AllocatedWh, "less");
        Check.Is(100, ledger.Cover(300), "and no more is covered");
    }

    [TestMethod]
    public void AnIntervalBegunWithoutAPlan_TakesTheFirstThatComes()
    {
        var ledger = new SupplyLedger();
        ledger.Enter(null, Midnight + 1_000, 1_000, HalfHour, false);
        Check.Is(Midnight, ledger.Current.StartUtcMs, "begun");
        Check.Is(0, ledger.Current.AllocatedWh, "with nothing");
        ledger.Enter(World.Plan(1, 30, new int[] { 700 }), Midnight + 2_000, 2_000, HalfHour, false);
        Check.Is(700, ledger.Current.AllocatedWh, "late");
        ledger.Enter(World.Plan(2, 30, new int[] { 900 }), Midnight + 3_000, 3_000, HalfHour, false);
        Check.Is(700, ledger.Current.AllocatedWh, "and once");
    }

    [TestMethod]
    public void APlanThatHasExpired_AllocatesNothing()
    {
        SupplyPlan plan = World.Plan(1, 30, new int[] { 700, 800 });
        plan.ValidUntilUtcMs = Midnight + HalfHour;
        var ledger = new SupplyLedger();
        ledger.Enter(plan, Midnight + HalfHour, 0, HalfHour, false);
        Check.Is(0, ledger.Current.AllocatedWh, "allocated");
    }

    [TestMethod]
    public void Covered_NeverExceedsTheAllocation()
    {
        SupplyLedger ledger = Entered(1_000, 2_000);
        Check.Is(600, ledger.Cover(600), "within");
        Check.Is(400, ledger.Cover(600), "up to the end");
        Check.Is(0, ledger.Cover(50), "nothing is left");
        Check.Is(250, ledger.ForfeitWh, "the rest is owed");
        Check.Is(0, ledger.Current.RemainingWh, "remaining");
    }

    [TestMethod]
    public void WhatWasTakenUncovered_IsForfeitedFromTheNextAllocation()
    {
        SupplyLedger ledger = Entered(1_000, 2_000);
        ledger.Cover(1_300);
        ledger.Enter(World.Plan(1, 30, new int[] { 1_000, 2_000 }), Midnight + HalfHour, HalfHour, HalfHour, false);
        Check.Is(1_700, ledger.Current.RemainingWh, "the next is smaller");
        Check.Is(0, ledger.ForfeitWh, "and all is made good");
        Check.Is(1_700, ledger.Cover(2_000), "no more than that is covered");
    }

    [TestMethod]
    public void AForfeitLargerThanAnAllocation_GoesOnToTheOneAfter()
    {
        SupplyLedger ledger = Entered(1_000, 200);
        SupplyPlan plan = World.Plan(1, 30, new int[] { 1_000, 200, 500 });
        ledger.Cover(1_300);
        ledger.Enter(plan, Midnight + HalfHour, HalfHour, HalfHour, false);
        Check.Is(0, ledger.Current.RemainingWh, "all of the next");
        Check.Is(100, ledger.ForfeitWh, "still owed");
        ledger.Enter(plan, Midnight + (2 * HalfHour), 2 * HalfHour, HalfHour, false);
        Check.Is(400, ledger.Current.RemainingWh, "and the one after");
    }

    [TestMethod]
    public void AClosingInterval_StillTakesWhatWasReadForIt()
    {
        SupplyLedger ledger = Entered(1_000, 2_000);
        ledger.Cover(300);
        ledger.Enter(World.Plan(1, 30, new int[] { 1_000, 2_000 }), Midnight + HalfHour + 250, 70_250, HalfHour, true);
        Check.That(ledger.IsClosing, "closing");
        Check.Is(70_000, ledger.BoundaryMs, "the boundary on the monotonic clock");
        Check.Is(Midnight, ledger.Open.StartUtcMs, "the earlier interval is open");
        Check.Is(200, ledger.Cover(200), "and takes");
        ledger.FinishClosing();
        Check.Is(500, ledger.Closing.CoveredWh, "the earlier one's");
        Check.Is(0, ledger.Current.CoveredWh, "nothing of the later one");
        Check.Is(Midnight + HalfHour, ledger.Open.StartUtcMs, "which is open now");
    }

    [TestMethod]
    public void UncoveredFoundWhileClosing_IsForfeitedWhenItCloses()
    {
        SupplyLedger ledger = Entered(100, 2_000);
        ledger.Enter(World.Plan(1, 30, new int[] { 100, 2_000 }), Midnight + HalfHour, HalfHour, HalfHour, true);
        ledger.Cover(130);
        Check.Is(2_000, ledger.Current.RemainingWh, "not while closing");
        ledger.FinishClosing();
        Check.Is(1_970, ledger.Current.RemainingWh, "then");
    }

    [TestMethod]
    public void AClockBehindTheInterval_ChangesNothing()
    {
        SupplyLedger ledger = Entered(1_000, 2_000);
        SupplyPlan plan = World.Plan(1, 30, new int[] { 1_000, 2_000 });
        ledger.Enter(plan, Midnight + HalfHour, HalfHour, HalfHour, false);
        ledger.Enter(plan, Midnight + 1_000, HalfHour + 100, HalfHour, false);
        Check.That(ledger.IsClockBehind, "behind");
        Check.Is(Midnight + HalfHour, ledger.Current.StartUtcMs, "interval");
        ledger.Enter(plan, Midnight + HalfHour + 5, HalfHour + 200, HalfHour, false);
        Check.That(!ledger.IsClockBehind, "back");
    }

    [TestMethod]
    public void AfterARestart_WhatWasDrawnIsRemembered()
    {
        var ledger = new SupplyLedger();
        SupplyPlan plan = World.Plan(1, 30, new int[] { 1_000 });
        ledger.Restore(Midnight, 800, 0, 100);
        ledger.Recall(plan);
        Check.Is(200, ledger.Current.RemainingWh, "remaining");
        ledger.Enter(plan, Midnight + 5_000, 100, HalfHour, false);
        Check.Is(200, ledger.Current.RemainingWh, "also when entered");
    }

    [TestMethod]
    public void AfterARestart_AnAllocationOfAnotherIdIsNotTaken()
    {
        var ledger = new SupplyLedger();
        ledger.Restore(Midnight, 800, 0, 55);
        ledger.Enter(World.Plan(1, 30, new int[] { 1_000 }), Midnight + 5_000, 100, HalfHour, false);
        Check.Is(0, ledger.Current.AllocatedWh, "a second allocation of one interval");
    }

    [TestMethod]
    public void AfterARestart_WhatIsOwedIsStillOwed()
    {
        var ledger = new SupplyLedger();
        SupplyPlan plan = World.Plan(1, 30, new int[] { 1_000, 1_000 });
        ledger.Restore(Midnight, 800, 0, 100);
        ledger.Owe(250);
        ledger.Enter(plan, Midnight + 5_000, 100, HalfHour, false);
        Check.Is(0, ledger.Current.RemainingWh, "what remained of this interval goes first");
        ledger.Enter(plan, Midnight + HalfHour, 100 + HalfHour, HalfHour, false);
        Check.Is(950, ledger.Current.RemainingWh, "the rest from the next");
    }

    [TestMethod]
    public void RandomDraws_AlwaysAddUp()
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            var numbers = new SeededNumbers(seed);
            var plan = World.Plan(1, 30, new int[] { 500, 0, 900, 100, 800, 50, 700 });
            var ledger = new SupplyLedger();
            long covered = 0;
            long drawn = 0;
            for (int i = 0; i < 7; i++)
            {
                ledger.Enter(plan, Midnight + (i * HalfHour), i * HalfHour, HalfHour, i % 2 == 0);
                for (int n = 0; n < 8; n++)
                {
                    int energyWh = numbers.Below(200);
                    int part = ledger.Cover(energyWh);
                    Check.That(part >= 0 && part <= energyWh, "a part");
                    Check.That(ledger.Open.CoveredWh <= ledger.Open.AllocatedWh, "seed " + seed.ToString());
                    covered += part;
                    drawn += energyWh;
                    if (n == 2)
                    {
                        ledger.FinishClosing();
                    }
                }
            }

            Check.That(covered <= 3_050, "no more than was allocated");
            Check.That(drawn - covered >= ledger.ForfeitWh, "owed is uncovered");
        }
    }

    private static SupplyLedger Entered(int firstWh, int secondWh)
    {
        var ledger = new SupplyLedger();
        ledger.Enter(World.Plan(1, 30, new int[] { firstWh, secondWh }), Midnight, 0, HalfHour, false);
        return ledger;
    }
}
