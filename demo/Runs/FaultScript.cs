using ChargePointFw.Simulator;

namespace ChargePointFw.Demo.Runs;

/// <summary>Brings the ordered faults about when they are due, and mends them.</summary>
internal sealed class FaultScript(DateTimeOffset startUtc, IReadOnlyList<SimulatedChargePoint> chargePoints, IReadOnlyList<FaultOrder> orders)
{
    private readonly HashSet<FaultOrder> present = [];
    private readonly HashSet<FaultOrder> past = [];

    /// <summary>The next instant at which one begins or ends.</summary>
    public DateTimeOffset NextUtc => orders.Except(past)
        .Select(order => startUtc + order.After + (present.Contains(order) ? order.Length : TimeSpan.Zero))
        .DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>Does what is due.</summary>
    public void Follow(DateTimeOffset nowUtc)
    {
        foreach (FaultOrder order in orders.Except(past).Where(order => nowUtc >= startUtc + order.After).ToList())
        {
            if (present.Add(order))
            {
                Change(order, order.Fault.Begin);
            }
            else if (nowUtc >= startUtc + order.After + order.Length)
            {
                End(order);
            }
        }
    }

    /// <summary>The end of the run: whatever is broken is mended, so that everything recorded comes in.</summary>
    public void MendAll()
    {
        foreach (FaultOrder order in present.Except(past).ToList())
        {
            End(order);
        }
    }

    private void End(FaultOrder order)
    {
        past.Add(order);
        Change(order, order.Fault.End);
    }

    private void Change(FaultOrder order, Action<SimulatedChargePoint> change)
    {
        SimulatedChargePoint chargePoint = order.ChargePoint is null ? chargePoints[0] : chargePoints.First(one => one.Name == order.ChargePoint);
        chargePoint.Bay.AdvanceTo(chargePoint.NowUtcMs);
        change(chargePoint);
        chargePoint.Wake();
    }
}
