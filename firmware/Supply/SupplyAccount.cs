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

    /// <summary>Share of the site's measured surplus that is credited on top, in thousandths.</summary>
    public int LivePermille;

    /// <summary>Credited so far, Wh.</summary>
    public int LiveWh;

    /// <summary>What a record has told of that, Wh.</summary>
    public int RecordedLiveWh;

    /// <summary>Measurements behind the credit.</summary>
    public int Measurements;

    private const long UnitsPerWh = 3_600_000_000; // W × thousandths × ms
    private long liveUnits;

    /// <summary>What records may still call covered, Wh.</summary>
    public int RemainingWh => AllocatedWh - ForfeitedWh + LiveWh - CoveredWh;

    /// <summary>What is left of the allocation alone, Wh: live supply counts as used first, as it would be lost.</summary>
    /// <param name="unbookedWh">Drawn and not yet recorded, Wh.</param>
    public long AllocationLeftWh(long unbookedWh)
    {
        long drawnWh = CoveredWh + unbookedWh - LiveWh;
        return AllocatedWh - ForfeitedWh - (drawnWh > 0 ? drawnWh : 0);
    }

    /// <summary>Credits the share of a surplus.</summary>
    /// <param name="surplusW">The whole site's, W.</param>
    /// <param name="spanMs">How long it lasted, ms.</param>
    public void Credit(int surplusW, long spanMs)
    {
        liveUnits += (long)surplusW * LivePermille * spanMs;
        LiveWh = (int)(liveUnits / UnitsPerWh);
        Measurements++;
    }

    /// <summary>Takes up a credit that a record told before a restart.</summary>
    public void RestoreLive(int liveWh)
    {
        liveUnits = liveWh * UnitsPerWh;
        LiveWh = liveWh;
        RecordedLiveWh = liveWh;
    }

    public void Begin(long startUtcMs)
    {
        StartUtcMs = startUtcMs;
        AllocationId = 0;
        AllocatedWh = 0;
        ForfeitedWh = 0;
        CoveredWh = 0;
        LivePermille = 0;
        Measurements = 0;
        RestoreLive(0);
    }
}
