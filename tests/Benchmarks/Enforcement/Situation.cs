using ChargePointFw.Benchmarks.Boards;
using ChargePointFw.Control;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Benchmarks.Enforcement;

/// <summary>One charge and what will end it, as the dice made it. A cause arranges plan, plug-in and event.</summary>
internal sealed class Situation
{
    /// <summary>2026-04-01T00:00:00Z, the start of the first half hour.</summary>
    public const long FirstUtcMs = 1_775_001_600_000;

    /// <summary>Length of an interval, ms.</summary>
    public const long IntervalMs = 1_800_000;

    /// <summary>Start of the second half hour.</summary>
    public const long SecondUtcMs = FirstUtcMs + IntervalMs;

    /// <summary>So much that it is never the reason for a stop, Wh.</summary>
    public const int PlentyWh = 60_000;

    private const string Token = "member-1";
    private const long BeforePlugInMs = 4_000;
    private const long LongestMs = 2 * IntervalMs;

    /// <param name="dice">Decides everything.</param>
    /// <param name="stated">What the board promises; reality keeps to it.</param>
    /// <param name="cause">What ends the charge.</param>
    public Situation(Random dice, ChargePointSettings stated, StopCause cause)
    {
        Dice = dice;
        Stated = stated;
        PowerW = dice.Next(3_000, stated.MaximumPowerW + 1);
        RampDownMs = dice.Next(stated.RampMs + 1);
        IgnoresStop = dice.Next(5) == 0;
        Plan = new SupplyPlan { Version = 1, IntervalMinutes = 30, ValidUntilUtcMs = FirstUtcMs + (4 * IntervalMs) };
        Tokens = new TokenList { Version = 1, Count = 1 };
        Tokens.Hash[0] = Board.HashOf(Token);
        Tokens.ValidUntilUtcMs[0] = FirstUtcMs + (48 * IntervalMs);
        InitialMj = dice.NextInt64(5_000_000 * Bay.MillijoulesPerWh);
        cause.Arrange(this);
        Grid = new StepGrid(stated.StepMs, dice.Next(stated.StepMs), dice.Next(2) == 0 ? [] : Stalls());
        PollPhaseMs = dice.Next(1_000);
    }

    public Random Dice { get; }

    /// <summary>What the board promises.</summary>
    public ChargePointSettings Stated { get; }

    /// <summary>Power that the car draws, W.</summary>
    public int PowerW { get; }

    /// <summary>How long full power flows after the stop request, ms; up to what is stated.</summary>
    public int RampDownMs { get; }

    /// <summary>One charger in five hears no stop request: the contactor opens under load.</summary>
    public bool IgnoresStop { get; }

    /// <summary>What has gone through the meter before, mJ: also the part of a watt-hour that it does not show.</summary>
    public long InitialMj { get; }

    /// <summary>When the meter is polled within each second, ms.</summary>
    public int PollPhaseMs { get; }

    /// <summary>When the board steps; half of them stall now and then, each time no longer than stated.</summary>
    public StepGrid Grid { get; }

    public SupplyPlan Plan { get; }

    public TokenList Tokens { get; }

    /// <summary>When the car comes and the member's card is shown.</summary>
    public long PlugInUtcMs { get; set; }

    /// <summary>When <see cref="Event"/> happens.</summary>
    public long EventUtcMs { get; set; } = long.MaxValue;

    /// <summary>What happens to the board then.</summary>
    public Action<Board>? Event { get; set; }

    /// <summary>From then on nothing that flows is covered, whatever the plan says.</summary>
    public long CoverEndsUtcMs { get; set; } = long.MaxValue;

    /// <summary>Whoever is still charging then was never stopped.</summary>
    public long DeadlineUtcMs => PlugInUtcMs + LongestMs;

    /// <summary>How long the car charges before its cause to stop, ms: seconds to a quarter of an hour.</summary>
    public long ChargeMs() => Dice.Next(10_000, 900_000);

    /// <summary>The site's surplus, seen by a meter on the board's line; null without one.</summary>
    public Sun? Sun { get; set; }

    /// <summary>That meter is polled this often, ms.</summary>
    public int SurplusEveryMs { get; set; } = 5_000;

    /// <summary>Gives every interval of the plan a share of the surplus, in thousandths.</summary>
    public void Share(int livePermille) => Array.Fill(Plan.LivePermille, (short)livePermille);

    /// <summary>Adds an allocation to the plan.</summary>
    public void Allocate(long startUtcMs, int energyWh)
    {
        Plan.StartUtcMs[Plan.Count] = startUtcMs;
        Plan.EnergyWh[Plan.Count] = energyWh;
        Plan.AllocationId[Plan.Count] = 100 + Plan.Count;
        Plan.Count++;
    }

    /// <summary>What the plan allocates to the interval that starts then, Wh.</summary>
    public int AllocatedWh(long startUtcMs)
    {
        int index = Plan.Find(startUtcMs);
        return index < 0 ? 0 : Plan.EnergyWh[index];
    }

    /// <summary>The share of the true surplus from switching on to that instant, as far as it falls into the interval that starts then, mJ.</summary>
    public long ShareMj(long startUtcMs, long untilUtcMs)
    {
        int index = Plan.Find(startUtcMs);
        long fromMs = Math.Max(startUtcMs, PlugInUtcMs - BeforePlugInMs);
        long toMs = Math.Min(startUtcMs + IntervalMs, untilUtcMs);
        return Sun is null || index < 0 || toMs <= fromMs ? 0 : Sun.EnergyMj(fromMs, toMs) * Plan.LivePermille[index] / 1_000;
    }

    /// <summary>The board and its surroundings; <paramref name="device"/> is what its firmware believes.</summary>
    public BoardSetup Setup(ChargePointSettings device) => new()
    {
        Settings = device,
        StartUtcMs = PlugInUtcMs - BeforePlugInMs,
        Visits = [new Visit("cp-01", Token, true, PlugInUtcMs, DeadlineUtcMs + IntervalMs, 900_000, PowerW)],
        Grid = Grid,
        PollPhaseMs = PollPhaseMs,
        InitialMj = InitialMj,
        RampDownMs = RampDownMs,
        IgnoresStop = IgnoresStop,
        Sun = Sun,
        SurplusEveryMs = SurplusEveryMs,
    };

    // Two steps are never further apart than the stated stall.
    private List<(long FromMs, long ToMs)> Stalls()
    {
        var list = new List<(long, long)>();
        long atMs = PlugInUtcMs;
        while (atMs < DeadlineUtcMs)
        {
            atMs += Dice.Next(8_000, 30_000);
            long lengthMs = Dice.Next(100, Stated.MaximumStallMs - Stated.StepMs + 1);
            list.Add((atMs, atMs + lengthMs));
            atMs += lengthMs;
        }

        return list;
    }
}
