namespace ChargePointFw.Control;

/// <summary>One measurement of the site's surplus as it came over the link; never changed, so that it may be handed over whole.</summary>
public sealed class MeasuredSurplus
{
    public readonly int SurplusW;

    /// <summary>When it was measured, ms since 1970 in UTC.</summary>
    public readonly long MeasuredUtcMs;

    public MeasuredSurplus(int surplusW, long measuredUtcMs)
    {
        SurplusW = surplusW;
        MeasuredUtcMs = measuredUtcMs;
    }
}
