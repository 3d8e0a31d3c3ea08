using System.Globalization;
using ChargePointFw.Simulation.Boards;
using ChargePointFw.Simulation.Weather;
using ChargePointFw.Supply;

namespace ChargePointFw.Simulation.Checks;

/// <summary>What all charge points of the site hold together, asked of the devices themselves, never exceeds the supply.</summary>
internal sealed class SiteWatch(Forecast forecast)
{
    private readonly Dictionary<string, SupplyPlan> held = [];
    private readonly Dictionary<long, long> mostWh = new(forecast.SupplyWh);

    /// <summary>The forecast was corrected: once there was so much, so much may have been promised.</summary>
    public void Supply(long startMs, long energyWh) => mostWh[startMs] = Math.Max(mostWh.GetValueOrDefault(startMs), energyWh);

    /// <summary>A charge point holds another plan.</summary>
    public void Took(StormChargePoint chargePoint)
    {
        SupplyPlan? former = held.GetValueOrDefault(chargePoint.Name);
        if (chargePoint.Board.Status.Plan is not { } plan || former == plan)
        {
            if (chargePoint.Board.Status.Plan is null)
            {
                held.Remove(chargePoint.Name); // the saved one is damaged, and an older one is never taken again
            }

            return;
        }

        held[chargePoint.Name] = plan;
        for (int i = 0; i < plan.Count; i++)
        {
            long startMs = plan.StartUtcMs[i];
            long sumWh = held.Values.Sum(one => one.Find(startMs) is >= 0 and int at ? one.EnergyWh[at] : 0);
            if (sumWh > mostWh.GetValueOrDefault(startMs))
            {
                throw new ViolationException(
                    "2 never more promised than there is",
                    string.Create(CultureInfo.InvariantCulture, $"{chargePoint.Name} took plan {plan.Version}: {sumWh} Wh held for {startMs} of {mostWh.GetValueOrDefault(startMs)} Wh"));
            }
        }
    }
}
