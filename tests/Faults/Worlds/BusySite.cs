// Supply and cars of a site where something happens all the time.
using System.Globalization;
using System.Text;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Faults.Worlds;

/// <summary>What a world plays: a site whose charge points are never idle for long. All follows from the seed.</summary>
internal sealed class BusySite
{
    /// <summary>Name of the site.</summary>
    public const string Name = "tokyo-01";

    /// <summary>Its zone; the operators' files are written in it.</summary>
    public const string Zone = "Asia/Tokyo";

    /// <summary>As long as a plan reaches for sure when it is made: no other version is needed meanwhile.</summary>
    public const int LongestHours = 30;

    private const string SupplyHeader =
        "DATE,TIME,エリア需要,原子力,火力(LNG),火力(石炭),火力(石油),火力(その他),水力,地熱,バイオマス,太陽光発電実績,太陽光出力制御量,風力発電実績,風力出力制御量,揚水,蓄電池,連系線,その他,合計,備考,予備";

    /// <param name="seed">Decides cars and supply.</param>
    /// <param name="chargePoints">How many there are.</param>
    /// <param name="secondsPerCar">From one car to the next at the same charge point.</param>
    public BusySite(int seed, int chargePoints, int secondsPerCar)
    {
        Seed = seed;
        ChargePoints = [.. Enumerable.Range(1, chargePoints).Select(number => $"cp-{number:00}")];

        // The next half hour: the plan that the back office makes now begins with it, whenever "now" is exactly.
        DateTimeOffset soon = DateTimeOffset.UtcNow.AddMinutes(2);
        StartUtc = new DateTimeOffset(soon.UtcTicks - (soon.UtcTicks % TimeSpan.FromMinutes(30).Ticks), TimeSpan.Zero).AddMinutes(30);
        Visits = MakeVisits(secondsPerCar);
    }

    public int Seed { get; }

    public IReadOnlyList<string> ChargePoints { get; }

    /// <summary>Begin of simulated time: the half hour that follows the present one.</summary>
    public DateTimeOffset StartUtc { get; }

    /// <summary>End of supply and cars.</summary>
    public DateTimeOffset EndUtc => StartUtc.AddHours(LongestHours);

    public IReadOnlyList<Visit> Visits { get; }

    /// <summary>Power of the site's supply in its best half hour, W.</summary>
    public long PeakW => 40_000L * ChargePoints.Count;

    /// <summary>Writes the operators' file: some half hours have nothing, most have more than the cars want.</summary>
    public void WriteSupply(string path)
    {
        var random = new Random(Seed);
        var text = new StringBuilder("単位[MW平均],,,供給力\r\n").Append(SupplyHeader).Append("\r\n");
        for (int i = 0; i < 2 * LongestHours; i++)
        {
            DateTime time = StartUtc.AddHours(9).AddMinutes(30 * i).UtcDateTime;
            int windMw = i == 0 ? 1000 : random.Next(8) == 0 ? 0 : random.Next(50, 1001);
            text.Append(CultureInfo.InvariantCulture, $"{time:yyyyMMdd},{time:H:mm},5000,0,0,0,0,0,0,0,0,0,0,{windMw},0,0,0,0,0,{windMw},,\r\n");
        }

        File.WriteAllText(path, text.ToString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
    }

    private List<Visit> MakeVisits(int secondsPerCar)
    {
        var visits = new List<Visit>();
        long periodMs = 1_000L * secondsPerCar;
        for (int at = 0; at < ChargePoints.Count; at++)
        {
            var random = new Random(HashCode(Seed, at));
            long endMs = EndUtc.AddMinutes(-2).ToUnixTimeMilliseconds();
            for (long ms = StartUtc.ToUnixTimeMilliseconds() + 5_000; ms + periodMs < endMs; ms += periodMs)
            {
                bool isMember = random.Next(4) > 0;
                long stayMs = periodMs / 2 + random.NextInt64(periodMs / 4);
                visits.Add(new Visit(
                    ChargePoints[at], isMember ? $"member-{random.Next(5)}" : "guest-1", isMember, ms, ms + stayMs, random.Next(200, 20_000), random.Next(7_000, 50_000)));
            }
        }

        return visits;
    }

    // As System.HashCode, but the same in every process.
    private static int HashCode(int seed, int at) => unchecked((seed * 7_919) + at);
}
