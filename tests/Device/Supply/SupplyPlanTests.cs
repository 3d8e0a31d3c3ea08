using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Supply;

[TestClass]
public class SupplyPlanTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long HalfHour = World.HalfHourMs;

    [TestMethod]
    public void EveryStart_IsFoundAndNothingBetween()
    {
        for (int count = 0; count <= 9; count++)
        {
            var energies = new int[count];
            for (int i = 0; i < count; i++)
            {
                energies[i] = 1;
            }

            SupplyPlan plan = World.Plan(1, 30, energies);
            for (int i = 0; i < count; i++)
            {
                Check.Is(i, plan.Find(Midnight + (i * HalfHour)), "start " + i.ToString());
                Check.Is(-1, plan.Find(Midnight + (i * HalfHour) + 1), "a millisecond later");
            }

            Check.Is(-1, plan.Find(Midnight - HalfHour), "before the first");
            Check.Is(-1, plan.Find(Midnight + (count * HalfHour)), "after the last");
        }
    }

    [TestMethod]
    public void TheNextStart_IsTheFirstThatBearsTheEnergy()
    {
        SupplyPlan plan = World.Plan(1, 30, new int[] { 500, 0, 100, 900 });
        Check.Is(Midnight, plan.NextStartUtcMs(Midnight - 1, 500), "the first");
        Check.Is(Midnight + (3 * HalfHour), plan.NextStartUtcMs(Midnight, 500), "one that begins now does not count");
        Check.Is(Midnight + (2 * HalfHour), plan.NextStartUtcMs(Midnight, 100), "less is enough");
        Check.Is(0, plan.NextStartUtcMs(Midnight, 901), "none");
        plan.ValidUntilUtcMs = Midnight + (3 * HalfHour);
        Check.Is(0, plan.NextStartUtcMs(Midnight, 500), "beyond its validity a plan says nothing");
    }
}
