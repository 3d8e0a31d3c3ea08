namespace ChargePointFw.Simulator.World;

/// <summary>A car at the charger: takes full power until the last fifth, then tapers to a third.</summary>
public sealed class Car(Visit visit)
{
    private const long MillijoulesPerWh = 3_600_000;
    private readonly long wantedMj = visit.EnergyWh * MillijoulesPerWh;
    private long takenMj;

    /// <summary>The visit that it is here for.</summary>
    public Visit Visit => visit;

    /// <summary>It still wants energy.</summary>
    public bool RequestsEnergy => LeftMj > 0;

    /// <summary>What it still wants, mJ.</summary>
    public long LeftMj => wantedMj - takenMj;

    /// <summary>Power that it would take over the next second, W.</summary>
    public int PowerW
    {
        get
        {
            long leftMj = LeftMj;
            long fifthMj = wantedMj / 5;
            long powerW = leftMj >= fifthMj
                ? visit.MaximumPowerW
                : (visit.MaximumPowerW / 3) + (visit.MaximumPowerW * 2L / 3 * leftMj / fifthMj);

            // The last second takes just what is left; a watt for a second is a thousand millijoules.
            return (int)Math.Min(powerW, (leftMj + 999) / 1000);
        }
    }

    /// <summary>It has taken this much.</summary>
    public void Take(long millijoules) => takenMj += millijoules;
}
