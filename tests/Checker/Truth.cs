namespace ChargePointFw.Checker;

/// <summary>
/// What truly happened: cars and meters, told by whoever simulates them, in order of time. One writer; a comparison may
/// run meanwhile. Memory grows with cars and Wh, not with time.
/// </summary>
public sealed class Truth
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, MeterTrace> meters = [];
    private readonly Dictionary<string, List<Stay>> stays = [];

    /// <summary>A charge point's meter, before its first reading. Register = initial + floor(mJ / 3,600,000), in steps of the resolution.</summary>
    /// <param name="chargePoint">The charge point.</param>
    /// <param name="initialRegisterWh">Register at zero energy, Wh; a multiple of the resolution.</param>
    /// <param name="resolutionWh">Step of the register, Wh.</param>
    public void Meter(string chargePoint, long initialRegisterWh, int resolutionWh)
    {
        lock (gate)
        {
            meters.Add(chargePoint, new MeterTrace(initialRegisterWh, resolutionWh));
        }
    }

    /// <summary>The meter was read.</summary>
    /// <param name="chargePoint">The charge point.</param>
    /// <param name="utcMs">Instant of the reading, ms since 1970 in UTC.</param>
    /// <param name="millijoules">True cumulative energy then, mJ.</param>
    public void Reading(string chargePoint, long utcMs, long millijoules) => Add(chargePoint, utcMs, millijoules, isClosure: false);

    /// <summary>
    /// The contactor closed: what flows from then on has not flowed before, so that none of it belongs to an interval that
    /// had ended by then. The parameters are those of <see cref="Reading"/>.
    /// </summary>
    public void Closed(string chargePoint, long utcMs, long millijoules) => Add(chargePoint, utcMs, millijoules, isClosure: true);

    private void Add(string chargePoint, long utcMs, long millijoules, bool isClosure)
    {
        lock (gate)
        {
            if (!meters.TryGetValue(chargePoint, out MeterTrace? meter))
            {
                throw new InvalidOperationException($"{chargePoint} has no meter: Meter() comes before Reading().");
            }

            meter.Add(utcMs, millijoules, isClosure);
        }
    }

    /// <summary>A car was plugged in; the charge point must be free.</summary>
    /// <param name="chargePoint">The charge point.</param>
    /// <param name="utcMs">ms since 1970 in UTC.</param>
    /// <param name="token">The driver's token, for the sentences.</param>
    /// <param name="isMember">True if the driver charges under the programme.</param>
    public void PluggedIn(string chargePoint, long utcMs, string token, bool isMember)
    {
        lock (gate)
        {
            if (!stays.TryGetValue(chargePoint, out List<Stay>? list))
            {
                stays.Add(chargePoint, list = []);
            }

            if (list.Count > 0 && !(list[^1].UnpluggedUtcMs <= utcMs))
            {
                throw new InvalidOperationException($"{chargePoint} is taken at {Instant.Second(utcMs)}.");
            }

            list.Add(new Stay(chargePoint, utcMs, null, token, isMember));
        }
    }

    /// <summary>The car was unplugged.</summary>
    public void Unplugged(string chargePoint, long utcMs)
    {
        lock (gate)
        {
            if (!stays.TryGetValue(chargePoint, out List<Stay>? list) || list[^1].UnpluggedUtcMs != null)
            {
                throw new InvalidOperationException($"No car is plugged in at {chargePoint}.");
            }

            list[^1] = list[^1] with { UnpluggedUtcMs = utcMs };
        }
    }

    /// <summary>Readings kept for one charge point, to see that memory is bounded.</summary>
    public int ReadingsKept(string chargePoint)
    {
        lock (gate)
        {
            return meters.TryGetValue(chargePoint, out MeterTrace? meter) ? meter.Count : 0;
        }
    }

    /// <summary>Charge points that the truth knows of.</summary>
    internal IReadOnlyList<string> ChargePoints()
    {
        lock (gate)
        {
            return [.. meters.Keys.Union(stays.Keys).Order(StringComparer.Ordinal)];
        }
    }

    internal (MeterTrace Meter, IReadOnlyList<Stay> Stays) At(string chargePoint)
    {
        lock (gate)
        {
            MeterTrace meter = meters.TryGetValue(chargePoint, out MeterTrace? found) ? found.Copy() : new MeterTrace(0, 1);
            return (meter, stays.TryGetValue(chargePoint, out List<Stay>? list) ? [.. list] : []);
        }
    }
}
