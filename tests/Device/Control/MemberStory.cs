using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>How a member's stories begin and end.</summary>
public static class MemberStory
{
    /// <summary>A member charges since ten seconds.</summary>
    public static World Charging()
    {
        World world = Ready(new int[] { 60_000, 60_000, 60_000 }, World.MinuteMs);
        world.StartMember();
        world.Run(10_000);
        Check.That(world.IsContactorClosed, "charges");
        return world;
    }

    /// <summary>Lets it end, and looks at what must hold then.</summary>
    public static void Ends(World world, StoppedReason reason)
    {
        world.Run(10_000);
        Check.Is(1, world.CountOf(RecordType.SessionEnded), "ended once");
        Check.Is((int)reason, (int)world.Last(RecordType.SessionEnded).StoppedReason, "reason");
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "energy");
        Check.Is(0, world.UncoveredWh(), "uncovered");
        Check.Is(0, world.Outputs.SessionNumber, "no session");
        Check.That(!world.IsContactorClosed, "open");
    }

    public static World Ready(int[] halfHoursWh, long afterMidnightMs) => Ready(30, halfHoursWh, afterMidnightMs, 1);

    public static World Ready(int[] halfHoursWh, long afterMidnightMs, int resolutionWh) =>
        Ready(30, halfHoursWh, afterMidnightMs, resolutionWh);

    public static World Ready(int minutes, int[] energiesWh, long afterMidnightMs, int resolutionWh)
    {
        var settings = new ChargePointSettings { MeterResolutionWh = resolutionWh, IntervalMinutes = minutes };
        var world = new World(settings, World.MidnightUtcMs + afterMidnightMs);
        world.Inputs.Plan = World.Plan(1, minutes, energiesWh);
        world.Boot();
        return world;
    }
}
