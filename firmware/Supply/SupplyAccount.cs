namespace ChargePointFw.Supply;

/// <summary>One interval of this charge point: what was allocated to it and what members have drawn from it.</summary>
public sealed class SupplyAccount
{
    /// <summary>Start of the interval, ms since 1970 in UTC; -1 before the first.</summary>
    public long StartUtcMs = -1;
    public long AllocationId;
    public int AllocatedWh;

    /// <summary>Part of the allocation given up for uncovered energy taken earlier, Wh.</summary>
    public int ForfeitedWh;

    /// <summary>Member energy already recorded as covered, Wh.</summary>
    public int CoveredWh;

    /// <summary>What records may still call covered, Wh.</summary>
    public int RemainingWh => AllocatedWh - ForfeitedWh - CoveredWh;

    public void Begin(long startUtcMs)
    {
        StartUtcMs = startUtcMs;
        AllocationId = 0;
        AllocatedWh = 0;
        ForfeitedWh = 0;
        CoveredWh = 0;
    }
}
