namespace ChargePointFw.BackOffice.Planning;

/// <summary>How one interval's supply is shared out: pure arithmetic, no database.</summary>
public static class SupplyShare
{
    /// <summary>
    /// What one more charge point is given: an equal share rounded down, never more than what nobody holds yet, and
    /// nothing when that is not worth a start. Remainders are not handed out.
    /// </summary>
    /// <param name="supplyWh">The site's supply in the interval, Wh.</param>
    /// <param name="chargePoints">Charge points of the site, at least 1.</param>
    /// <param name="allocatedWh">What other charge points hold of this interval already, Wh.</param>
    /// <param name="minimumUsefulWh">Shares below it are not given, Wh.</param>
    /// <param name="maximumWh">Bound of one allocation, Wh.</param>
    /// <returns>Wh; 0 for no allocation.</returns>
    public static long Of(long supplyWh, int chargePoints, long allocatedWh, long minimumUsefulWh, long maximumWh)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chargePoints);
        long shareWh = Math.Min(Math.Min(supplyWh / chargePoints, supplyWh - allocatedWh), maximumWh);
        return shareWh <= 0 || shareWh < minimumUsefulWh ? 0 : shareWh;
    }
}
