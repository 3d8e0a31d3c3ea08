// What a seed decides before the storm begins: the site, its supply, its cars, and how rough it gets.
using System.Globalization;
using System.Text;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Simulation.Weather;

/// <summary>One seed's world.</summary>
internal sealed class Forecast
{
    /// <summary>2026-04-01 0:00 UTC.</summary>
    public const long StartMs = 1_775_001_600_000;

    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;
    public const int MaximumPowerW = 50_000;

    public Forecast(int seed, int days, int chargePoints)
    {
        var dice = new Dice(seed, 1);
        Seed = seed;
        EndMs = StartMs + (days * DayMs);
        ChargePoints = [.. Enumerable.Range(1, chargePoints).Select(i => string.Create(CultureInfo.InvariantCulture, $"cp-{i:00}"))];
        IsFair = dice.Once(4);
        IntervalMinutes = IsFair ? 30 : dice.Any(15, 30, 30, 30, 60);
        MeterResolutionWh = dice.Any(1, 1, 10, 100);
        MeterPollMs = dice.Any(1_000, 2_000, 3_000, 4_000, 4_000);
        GuestsAllowed = !dice.Once(4);
        Rebalances = !IsFair && dice.Once(3);
        SegmentRecords = dice.Any(15, 31, 63);
        Segments = dice.Any(8, 16, 24);
        SupplyWh = Supply(dice);
        Visits = [.. ChargePoints.SelectMany(name => VisitsOf(name, dice))];
    }

    public int Seed { get; }

    /// <summary>When everything heals.</summary>
    public long EndMs { get; }

    public IReadOnlyList<string> ChargePoints { get; }

    /// <summary>Trouble only on the way to the ledger: then the ledger must be exact to the watt-hour and half hour.</summary>
    public bool IsFair { get; }

    public int IntervalMinutes { get; }

    public long IntervalMs => IntervalMinutes * 60_000L;

    public int MeterResolutionWh { get; }

    public int MeterPollMs { get; }

    public bool GuestsAllowed { get; }

    /// <summary>The planner shares out anew what it had promised.</summary>
    public bool Rebalances { get; }

    public int SegmentRecords { get; }

    public int Segments { get; }

    /// <summary>The site's supply by start of the interval.</summary>
    public SortedDictionary<long, long> SupplyWh { get; }

    public IReadOnlyList<Visit> Visits { get; }

    /// <summary>These intervals as a plain supply file.</summary>
    public static byte[] Csv(IEnumerable<KeyValuePair<long, long>> supplyWh)
    {
        var text = new StringBuilder("interval_start,energy_wh,source,certificate_id\n");
        foreach ((long startMs, long energyWh) in supplyWh)
        {
            text.Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(startMs):yyyy-MM-dd'T'HH:mm:ss'Z'},{energyWh},SOLAR,\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private SortedDictionary<long, long> Supply(Dice dice)
    {
        var supply = new SortedDictionary<long, long>();
        long full = (long)MaximumPowerW * IntervalMinutes / 60 * ChargePoints.Count;
        for (long start = StartMs; start < EndMs + DayMs; start += IntervalMs)
        {
            supply[start] = dice.Between(0, 9) switch
            {
                < 2 => 0,
                < 4 => dice.Between(1, 700) * ChargePoints.Count,
                < 8 => dice.Between((int)full / 20, (int)full),
                _ => full * 2,
            };
        }

        return supply;
    }

    private IEnumerable<Visit> VisitsOf(string name, Dice dice)
    {
        int number = 0;
        for (long at = StartMs + dice.Between(1, 120) * 60_000L; at < EndMs - HourMs; number++)
        {
            int powerW = dice.Between(4_000, 55_000);
            int energyWh = dice.Between(500, 25_000);
            long stayMs = ((long)energyWh * HourMs / powerW) + dice.Between(-300, 900) * 1_000L;
            stayMs = Math.Clamp(stayMs, 20_000, 5_400_000);
            bool isMember = dice.Between(0, 9) < 8;
            at += dice.Between(0, 59_999);
            yield return new Visit(name, isMember ? $"member-{dice.Between(0, 9)}" : $"guest-{number}", isMember, at, at + stayMs, energyWh, powerW);
            at += stayMs + dice.Pause(4 * HourMs) + 3_500;
        }
    }
}
