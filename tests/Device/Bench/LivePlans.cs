using ChargePointFw.Supply;

namespace ChargePointFw.Device.Tests.Bench;

/// <summary>Plans with a share of the site's surplus in every half hour, also in those without an allocation.</summary>
public static class LivePlans
{
    public static SupplyPlan Of(int[] halfHoursWh, int livePermille)
    {
        var plan = new SupplyPlan
        {
            Version = 1,
            IntervalMinutes = 30,
            ValidUntilUtcMs = World.MidnightUtcMs + (48 * 60 * World.MinuteMs),
            Count = halfHoursWh.Length,
        };
        for (int i = 0; i < halfHoursWh.Length; i++)
        {
            plan.StartUtcMs[i] = World.MidnightUtcMs + (i * World.HalfHourMs);
            plan.EnergyWh[i] = halfHoursWh[i];
            plan.AllocationId[i] = 100 + i;
            plan.LivePermille[i] = (short)livePermille;
        }

        return plan;
    }
}
