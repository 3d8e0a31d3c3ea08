using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Control;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>
/// A day on surplus alone, under clouds that come and go every 20 seconds, with a member who wants all there is. Counted
/// from outside: switches and millijoules.
/// </summary>
internal sealed class CloudyDay
{
    private const long StartUtcMs = 1_775_001_600_000; // 2026-04-01T00:00:00Z; the sun rises at 6 and sets at 18
    private const long HourMs = 3_600_000;
    private const long IntervalMs = HourMs / 2;
    private const int Intervals = 48;
    private const long CloudMs = 20_000;
    private const int NoonW = 60_000;
    private const string Token = "member-1";
    private static readonly ChargePointSettings settings = new();

    private readonly Sun sun;
    private readonly List<long> closuresUtcMs = [];
    private readonly long[] drawnMj = new long[Intervals];

    private CloudyDay(int seed)
    {
        Seed = seed;
        var dice = new Random(seed);
        sun = new Sun(Enumerable.Range(0, (int)(Intervals * IntervalMs / CloudMs)).Select(i =>
        {
            double hour = i * CloudMs / (double)HourMs;
            double clearW = NoonW * Math.Max(0, Math.Sin((hour - 6) / 12 * Math.PI));
            return (StartUtcMs + (i * CloudMs), i % 2 == 0 ? (int)clearW : (int)(clearW * dice.NextDouble() / 5));
        }));
    }

    public int Seed { get; }

    /// <summary>Times that the contactor closed.</summary>
    public int Closures => closuresUtcMs.Count;

    /// <summary>The most that fell into any 60 minutes.</summary>
    public int MostAnHour => closuresUtcMs.Select(from => closuresUtcMs.Count(utcMs => utcMs >= from && utcMs < from + HourMs)).DefaultIfEmpty().Max();

    /// <summary>What a switch that follows the sun would have done: closures at every rise over the power that counts as enough.</summary>
    public int ClosuresOfASwitch { get; private set; }

    public double DrawnWh => drawnMj.Sum() / (double)Bay.MillijoulesPerWh;

    public double SunWh => SunMj(0, Intervals) / (double)Bay.MillijoulesPerWh;

    /// <summary>Drawn beyond what the sun truly gave in the same interval, Wh.</summary>
    public double UncoveredWh => Enumerable.Range(0, Intervals).Sum(i => Math.Max(0, drawnMj[i] - SunMj(i, i + 1))) / (double)Bay.MillijoulesPerWh;

    /// <summary>Within the budgets, nothing uncovered, and not by standing idle.</summary>
    public bool IsKept =>
        Closures <= settings.MaximumClosuresPerDay && MostAnHour <= settings.MaximumClosuresPerHour && UncoveredWh == 0 && DrawnWh > SunWh / 4;

    /// <summary>One line for whoever compares runs.</summary>
    public string KeyFigures => FormattableString.Invariant(
        $"clouds seed={Seed} changes={Intervals * IntervalMs / CloudMs} contactor_closures={Closures} of {settings.MaximumClosuresPerDay} a day, most_an_hour={MostAnHour} of {settings.MaximumClosuresPerHour} (a switch: {ClosuresOfASwitch}) sun_wh={SunWh:F0} drawn_wh={DrawnWh:F0} uncovered_wh={UncoveredWh:F3} verdict={(IsKept ? "ok" : "VIOLATION")}");

    public static CloudyDay Play(int seed)
    {
        var day = new CloudyDay(seed);
        day.Run();
        return day;
    }

    private void Run()
    {
        using var board = new Board(new BoardSetup
        {
            Settings = settings,
            StartUtcMs = StartUtcMs,
            Visits = [new Visit("cp-01", Token, true, StartUtcMs + HourMs, StartUtcMs + (25 * HourMs), 2_000_000, 22_000)],
            Grid = new StepGrid(settings.StepMs, 0, []),
            Sun = sun,
            SegmentCount = 48,
        });
        board.HandOver.Plan = Plan();
        board.HandOver.Tokens = new TokenList { Version = 1, Count = 1 };
        board.HandOver.Tokens.Hash[0] = Board.HashOf(Token);
        board.HandOver.Tokens.ValidUntilUtcMs[0] = StartUtcMs + (48 * HourMs);
        for (int i = 0; i < Intervals; i++)
        {
            long beforeMj = board.Bay.EnergyMj;
            RunTo(board, StartUtcMs + ((i + 1) * IntervalMs));
            drawnMj[i] = board.Bay.EnergyMj - beforeMj;
        }

        bool wasEnough = false;
        for (long utcMs = StartUtcMs; utcMs < StartUtcMs + (Intervals * IntervalMs); utcMs += CloudMs)
        {
            bool isEnough = sun.SurplusW(utcMs) >= settings.LiveEnableW;
            ClosuresOfASwitch += isEnough && !wasEnough ? 1 : 0;
            wasEnough = isEnough;
        }
    }

    private void RunTo(Board board, long endUtcMs)
    {
        while (board.NowUtcMs < endUtcMs)
        {
            int before = board.ContactorClosures;
            board.StepAt(board.NextStep(endUtcMs));
            if (board.ContactorClosures > before)
            {
                closuresUtcMs.Add(board.NowUtcMs);
            }
        }
    }

    private long SunMj(int from, int to) => sun.EnergyMj(StartUtcMs + (from * IntervalMs), StartUtcMs + (to * IntervalMs));

    private static SupplyPlan Plan()
    {
        var plan = new SupplyPlan { Version = 1, IntervalMinutes = 30, ValidUntilUtcMs = StartUtcMs + (48 * HourMs), Count = Intervals };
        for (int i = 0; i < Intervals; i++)
        {
            plan.StartUtcMs[i] = StartUtcMs + (i * IntervalMs);
            plan.AllocationId[i] = 100 + i;
            plan.LivePermille[i] = 1_000;
        }

        return plan;
    }
}
