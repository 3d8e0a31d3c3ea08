using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>An AC post: within what a session allows, the contactor follows the vehicle.</summary>
[TestClass]
public class AcPostTests
{
    private const int PauseMs = 30_000;

    [TestMethod]
    public void TheContactor_WaitsForTheVehicle_AfterTheOffer()
    {
        World world = Ready();
        world.Plug();
        world.Present(World.Member);
        while (!world.Outputs.EnableCharger)
        {
            world.Tick();
        }

        Check.That(!world.IsContactorClosed, "not in the step that offers");
        world.Inputs.VehicleRequestsEnergy = false; // B: it counted as asking until it was offered something
        world.Run(5_000);
        Check.That(world.Outputs.EnableCharger && !world.IsContactorClosed, "offered, nothing live");
        world.Inputs.VehicleRequestsEnergy = true;
        world.Tick();
        Check.That(world.IsContactorClosed, "closed in the step that sees state C");
    }

    [TestMethod]
    public void AVehicleThatPauses_HasNothingLive_AndGoesOnAfterTheContactorsRest()
    {
        World world = Ready();
        world.StartMember();
        Check.That(world.IsContactorClosed, "charges");
        world.Run(60_000);
        world.Inputs.VehicleRequestsEnergy = false;
        world.Tick();
        Check.That(!world.IsContactorClosed && world.Outputs.EnableCharger, "open at once, the offer stands");
        Check.Is((int)ChargingState.SuspendedEV, (int)world.Outputs.ChargingState, "state");
        world.Run(5_000);
        world.Inputs.VehicleRequestsEnergy = true;
        world.Run(PauseMs - 5_000 - World.TickMs);
        Check.Is(1, world.Closings, "the contactor rests");
        world.Run(2 * World.TickMs);
        Check.That(world.IsContactorClosed, "and closes");
        Check.Is(0, world.CountOf(RecordType.SessionEnded), "one session");
    }

    [TestMethod]
    public void AVehicleThatChatters_DoesNotWearTheContactor()
    {
        World world = Ready();
        world.StartMember();
        for (int i = 0; i < 600; i++)
        {
            world.Inputs.VehicleRequestsEnergy = i % 2 == 0;
            world.Run(1_000);
        }

        Check.That(world.Closings <= world.Settings.MaximumClosuresPerHour, "closings in ten minutes: " + world.Closings.ToString());
        Check.That(world.Closings > 1, "and it charges now and then");
    }

    [TestMethod]
    public void AVehicleThatNeverAsks_EndsTheSession_WithNothingLive()
    {
        World world = Ready();
        world.StartMember();
        world.Inputs.VehicleRequestsEnergy = false;
        int closings = world.Closings;
        world.Run(world.Settings.VehicleFinishedMs + 10_000);
        Check.Is(closings, world.Closings, "closings");
        Check.Is((int)StoppedReason.StoppedByEV, (int)world.Last(RecordType.SessionEnded).StoppedReason, "reason");
    }

    [TestMethod]
    public void AStopRequest_OpensWhenTheVehicleLetsGo_AndByForceIfItDoesNot()
    {
        World world = Ready();
        world.StartMember();
        world.Run(5_000);
        world.Inputs.IsStopRequested = true;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger && world.IsContactorClosed, "the vehicle is asked first");
        world.Inputs.VehicleRequestsEnergy = false;
        world.Tick();
        Check.That(!world.IsContactorClosed, "it let go");

        world = Ready();
        world.RampDownMs = 100_000;
        world.StartMember();
        world.Inputs.IsStopRequested = true;
        Check.That(world.RunUntilContactor(false, world.Settings.ForceOpenMs + 1_000), "by force");
    }

    [TestMethod]
    public void SteppedRarely_ItDoesTheSame()
    {
        World dense = Story(false);
        World sparse = Story(true);
        Check.Is(dense.Closings, sparse.Closings, "closings");
        Check.Is(dense.Records.Count, sparse.Records.Count, "records");
        Check.Is(dense.FlowedWh, sparse.FlowedWh, "energy");
        Check.That(sparse.Steps < dense.Steps, "fewer steps");
    }

    private static World Story(bool isSparse)
    {
        World world = Ready();
        world.IsSparse = isSparse;
        world.MeterEveryMs = 700;
        world.StartMember();
        for (int i = 0; i < 12; i++)
        {
            world.Inputs.VehicleRequestsEnergy = i % 3 != 1;
            world.Run(11_300);
        }

        return world;
    }

    private static World Ready()
    {
        World world = MemberStory.Ready(new int[] { 30_000, 30_000 }, World.MinuteMs);
        world.Settings.ClosesOnRequest = true;
        world.Settings.VehicleFinishedMs = 300_000;
        return world;
    }
}
