namespace ChargePointFw.Seams;

/// <summary>One reading of the energy meter; made once and filled again, so that polling allocates nothing.</summary>
public sealed class MeterReading
{
    /// <summary>Energy.Active.Import.Register in Wh, rounded down to the meter's resolution; 0 to 2^40 - 1.</summary>
    public long RegisterWh;

    /// <summary>Power.Active.Import in W at the time of reading.</summary>
    public int PowerW;

    /// <summary>When the meter was read, on the monotonic clock; -1 before the first reading.</summary>
    public long ReadAtMs = -1;

    /// <summary>Serial number as the meter tells it, at most 12 ASCII characters; null when it tells none.</summary>
    public string Serial;

    /// <summary>A second meter of the same energy has told something else for long enough to be believed.</summary>
    public bool IsContradicted;
}
