namespace ChargePointFw.Checker;

/// <summary>
/// What one meter showed, reading by reading, in whole Wh. Bounded by the energy, not by the time: of a run of readings
/// with the same register only the first and the last are kept, and nothing else can be asked of the rest.
/// </summary>
internal sealed class MeterTrace
{
    private const long MillijoulesPerWh = 3_600_000;
    private readonly List<(long UtcMs, long RegisterWh, bool IsClosure)> readings = [];
    private readonly long initialRegisterWh;
    private readonly int resolutionWh;
    private long lastMillijoules;

    /// <param name="initialRegisterWh">Register at zero energy, Wh; a multiple of the resolution.</param>
    /// <param name="resolutionWh">Step of the register, Wh.</param>
    public MeterTrace(long initialRegisterWh, int resolutionWh)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialRegisterWh);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolutionWh, 1);
        if (initialRegisterWh % resolutionWh != 0)
        {
            throw new ArgumentException("A meter shows multiples of its resolution only.", nameof(initialRegisterWh));
        }

        this.initialRegisterWh = initialRegisterWh;
        this.resolutionWh = resolutionWh;
    }

    private MeterTrace(MeterTrace other)
    {
        initialRegisterWh = other.initialRegisterWh;
        resolutionWh = other.resolutionWh;
        readings.AddRange(other.readings);
    }

    /// <summary>Readings kept.</summary>
    public int Count => readings.Count;

    /// <summary>Register of the first reading, Wh.</summary>
    public long FirstRegisterWh => readings.Count == 0 ? initialRegisterWh : readings[0].RegisterWh;

    /// <summary>Register of the last reading, Wh.</summary>
    public long LastRegisterWh => readings.Count == 0 ? initialRegisterWh : readings[^1].RegisterWh;

    /// <summary>Adds a reading, or the instant at which the contactor closed; time and energy do not go back.</summary>
    public void Add(long utcMs, long millijoules, bool isClosure = false)
    {
        if (millijoules < lastMillijoules || (readings.Count > 0 && utcMs < readings[^1].UtcMs))
        {
            throw new ArgumentException($"The truth goes back at {utcMs} ms, {millijoules} mJ.");
        }

        lastMillijoules = millijoules;
        long wh = millijoules / MillijoulesPerWh;
        long registerWh = initialRegisterWh + (wh - (wh % resolutionWh));
        bool sameInstant = readings.Count > 0 && readings[^1].UtcMs == utcMs;
        bool middleOfRun = readings.Count > 1 && readings[^1].RegisterWh == registerWh && readings[^2].RegisterWh == registerWh;
        if (sameInstant && isClosure)
        {
            return; // the reading says it
        }

        if (sameInstant || (middleOfRun && !isClosure))
        {
            readings.RemoveAt(readings.Count - 1);
        }

        readings.Add((utcMs, registerWh, isClosure));
    }

    /// <summary>Register of the last reading not after this instant, Wh; of the first reading if all are later.</summary>
    public long ShownAt(long utcMs)
    {
        int after = FirstAfter(utcMs);
        return after == 0 ? FirstRegisterWh : readings[after - 1].RegisterWh;
    }

    /// <summary>
    /// Register at a boundary between two intervals: r0 + floor((r1 - r0) × (b - t0) / (t1 - t0)) from the readings
    /// around it, Wh; the one reading's register if there is only one. A contactor that closes after the boundary ends what
    /// can have flowed before it; one that closes before it is no reading.
    /// </summary>
    public long AtBoundary(long utcMs)
    {
        int after = FirstAfter(utcMs);
        if (after == 0 || after == readings.Count)
        {
            return after == 0 ? FirstRegisterWh : LastRegisterWh;
        }

        int before = after - 1;
        while (before > 0 && readings[before].IsClosure)
        {
            before--;
        }

        (long t0, long r0, _) = readings[before];
        (long t1, long r1, _) = readings[after];
        return r0 + ((r1 - r0) * (utcMs - t0) / (t1 - t0));
    }

    public MeterTrace Copy() => new(this);

    private int FirstAfter(long utcMs)
    {
        int low = 0;
        int high = readings.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (readings[middle].UtcMs <= utcMs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
