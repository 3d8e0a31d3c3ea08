namespace ChargePointFw.Seams;

/// <summary>One measurement of the site's surplus; made once and filled again, so that polling allocates nothing.</summary>
public sealed class SurplusReading
{
    /// <summary>Power left over, W; 0 when the site takes from the grid.</summary>
    public int SurplusW;

    /// <summary>When it was measured, on the monotonic clock; -1 before the first.</summary>
    public long MeasuredMs = -1;
}
