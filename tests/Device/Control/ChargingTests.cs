using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Stories of a member's charge: when it starts, what it draws and from which interval.</summary>
[TestClass]
public class ChargingTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long Minute = World.MinuteMs;

    [TestMethod]
    public void WithoutSupply_ItWaits_AndStartsAtTheHalfHour()
    {
        World world = MemberStory.Ready(new int[] { 0, 9_000 }, 28 * Minute);
        world.StartMember();
        Check.Is((int)SupplyVerdict.DeniedNoAllocationNow, (int)world.Outputs.Verdict, "verdict");
        Check.Is(Midnight + (30 * Minute), world.Outputs.UntilUtcMs, "until");
        Check.Is((int)ChargingState.SuspendedEVSE, (int)world.Outputs.ChargingState, "state");
        world.RunUntilUtc(Midnight + (30 * Minute) - 100);
        Check.Is(0, world.Closings, "closed before the half hour");
        Check.That(world.RunUntilContactor(true, 300), "closes within three steps of the half hour");
        Check.Is(World.HalfHourMs, world.Last(RecordType.SessionUpdated).IntervalStartUtcMs - Midnight, "interval");
    }

    [TestMethod]
    public void AMemberOfAnAvailableInterval_ChargesAtOnce()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, Minute);
        world.StartMember();
        Check.That(world.IsContactorClosed && world.Outputs.EnableCharger, "charges");
        Record started = world.Last(RecordType.SessionStarted);
        Check.Is((int)ChargingState.Charging, (int)started.ChargingState, "state in the record");
        Check.Is(World.Member, started.TokenHash, "token");
        Check.Is(100, started.AllocationId, "allocation");
        Check.That(!started.IsContactorClosed, "the record came before the contactor closed");
    }

    [TestMethod]
    public void TheContactor_ClosesOnlyAfterItsRecordIsCommitted()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, Minute);
        world.RefusesAppend = true;
        world.Plug();
        world.Present(World.Member);
        world.Run(1_800);
        Check.Is(0, world.Closings, "closed without a record");
        world.RefusesAppend = false;
        world.Tick();
        Check.Is(1, world.CountOf(RecordType.SessionStarted), "committed");
        Check.That(!world.IsContactorClosed, "not in the step that commits");
        world.Tick();
        Check.That(world.IsContactorClosed, "in the step that knows of it");
    }

    [TestMethod]
    public void WhenTheStoreRefusesToTheEnd_TheContactorNeverCloses()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, Minute);
        world.RefusesAppend = true;
        world.StartMember();
        world.Run(60_000);
        world.Unplug();
        world.Run(60_000);
        Check.Is(0, world.Closings, "closings");
    }

    // Resolution of the meter, power, how long the charger goes on after the stop request, energy of the interval.
    [TestMethod]
    [DataRow(1, 50_000, 500, 3_000)]
    [DataRow(16, 50_000, 500, 3_000)]
    [DataRow(100, 50_000, 500, 3_000)]
    [DataRow(1, 50_000, 100_000, 3_000)]
    [DataRow(16, 50_000, 100_000, 3_000)]
    [DataRow(100, 50_000, 100_000, 3_000)]
    [DataRow(1, 22_000, 1_000, 1_500)]
    [DataRow(16, 22_000, 100_000, 1_500)]
    [DataRow(100, 7_400, 100_000, 900)]
    public void TheReserve_StopsBeforeTheAllocationIsExceeded(int resolutionWh, int powerW, int rampDownMs, int allocatedWh)
    {
        World world = MemberStory.Ready(new int[] { allocatedWh, allocatedWh }, Minute, resolutionWh);
        world.PowerW = powerW;
        world.RampDownMs = rampDownMs;
        world.StartMember();
        Check.That(world.IsContactorClosed, "starts");
        Check.That(world.RunUntilContactor(false, 15 * Minute), "stops");
        world.Run(3_000);
        Check.Is((int)SupplyVerdict.DeniedAllocationSpent, (int)world.Last(RecordType.SessionUpdated).Verdict, "reason");
        Check.Is(0, world.UncoveredWh(), "uncovered");
        Check.That(world.CoveredWh() <= allocatedWh, "covered " + world.CoveredWh().ToString());
        long reserveWh = resolutionWh + ((50_000L * (1_000 + 6_100)) / 3_600_000) + 2;
        long unusedWh = allocatedWh - world.CoveredWh();
        Check.That(unusedWh <= reserveWh + resolutionWh + 14, "unused " + unusedWh.ToString());
        Check.That(world.FlowedWh <= allocatedWh, "really flowed " + world.FlowedWh.ToString());
    }

    [TestMethod]
    public void WhenTheAllocationIsSpent_ItPausesAndResumesInTheNextInterval()
    {
        World world = MemberStory.Ready(15, new int[] { 900, 3_000, 3_000 }, 12 * Minute, 1);
        world.StartMember();
        Check.That(world.RunUntilContactor(false, 3 * Minute), "pauses");
        world.Run(2_000);
        Check.Is((int)ChargingState.SuspendedEVSE, (int)world.Outputs.ChargingState, "state");
        Check.Is(Midnight + (15 * Minute), world.Outputs.UntilUtcMs, "until");
        world.RunUntilUtc(Midnight + (15 * Minute) - 100);
        Check.Is(1, world.Closings, "not before");
        Check.That(world.RunUntilContactor(true, 1_000), "resumes");
        Check.Is(1, world.Outputs.SessionNumber, "the same session");
        world.Run(20_000);
        world.Unplug();
        world.Run(10_000);
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "all recorded");
        Check.Is(0, world.UncoveredWh(), "uncovered");
        Check.That(world.CoveredWhIn(Midnight) <= 900, "first interval");
    }

    [TestMethod]
    public void ANewPlanForAnIntervalThatHasBegun_ChangesNothing()
    {
        World world = MemberStory.Charging();
        int allocatedWh = world.ChargePoint.Ledger.Current.AllocatedWh;
        world.Inputs.Plan = World.Plan(2, 30, new int[] { 1, 20_000, 100 });
        world.Run(10_000);
        Check.That(world.IsContactorClosed, "goes on");
        Check.Is(allocatedWh, world.ChargePoint.Ledger.Current.AllocatedWh, "allocation");
        Check.Is(1, world.CountOf(RecordType.PlanAccepted), "recorded");
        Check.Is(2, world.Last(RecordType.PlanAccepted).Version, "version");
        Check.Is(3, world.Last(RecordType.PlanAccepted).Intervals, "intervals");
    }

    [TestMethod]
    public void APlanThatComesLate_StartsAWaitingSession()
    {
        World world = MemberStory.Ready(new int[] { 0 }, Minute);
        world.Inputs.Plan = null;
        world.Run(1_000);
        world.StartMember();
        Check.Is((int)SupplyVerdict.DeniedNoPlan, (int)world.Outputs.Verdict, "reason");
        Check.That(!world.IsContactorClosed, "waits");
        world.Inputs.Plan = World.Plan(2, 30, new int[] { 9_000, 9_000 });
        Check.That(world.RunUntilContactor(true, 1_000), "starts");
    }

    [TestMethod]
    public void BeforeAnIntervalWithoutAllocation_TheContactorIsOpen()
    {
        World world = MemberStory.Ready(new int[] { 60_000, 0, 9_000 }, 28 * Minute);
        world.RampDownMs = 100_000;
        world.StartMember();
        world.RunUntilUtc(Midnight + (30 * Minute));
        Check.Is(1, world.Closings, "it had charged");
        Check.That(!world.IsContactorClosed, "open at the boundary");
        Check.That(world.NowMs - world.ContactorChangedAtMs <= 8_000, "and not much earlier");
        world.Run(60_000);
        Check.Is(world.CoveredWhIn(Midnight), world.FlowedWh, "all of it in the interval that had supply");
        Check.Is(0, world.CoveredWhIn(Midnight + (30 * Minute)), "nothing after");
    }

    [TestMethod]
    public void AcrossABoundary_EnergyIsSplitBetweenTheReadingsAroundIt()
    {
        World world = MemberStory.Ready(new int[] { 60_000, 60_000, 60_000 }, (29 * Minute) + 300);
        world.StartMember();
        world.MeterEveryMs = 700;
        world.RunUntilUtc(Midnight + (30 * Minute) - 100);
        long beforeWh = world.Inputs.Meter.RegisterWh;
        long beforeMs = world.Inputs.Meter.ReadAtMs;
        while (world.Inputs.Meter.ReadAtMs == beforeMs || world.UtcMs < Midnight + (30 * Minute))
        {
            beforeWh = world.Inputs.Meter.ReadAtMs + world.UtcOffsetMs < Midnight + (30 * Minute) ? world.Inputs.Meter.RegisterWh : beforeWh;
            beforeMs = world.Inputs.Meter.ReadAtMs + world.UtcOffsetMs < Midnight + (30 * Minute) ? world.Inputs.Meter.ReadAtMs : beforeMs;
            world.Tick();
        }

        long afterWh = world.Inputs.Meter.RegisterWh;
        long boundaryMs = Midnight + (30 * Minute) - world.UtcOffsetMs;
        long expectedWh = beforeWh + ((afterWh - beforeWh) * (boundaryMs - beforeMs) / (world.Inputs.Meter.ReadAtMs - beforeMs));
        world.Run(200);
        Record closed = world.Last(RecordType.IntervalClosed);
        Check.Is(expectedWh, closed.RegisterWh, "register at the boundary");
        Check.Is(expectedWh - beforeWh, closed.SplitBeforeWh, "from the reading before");
        Check.Is(afterWh - expectedWh, closed.SplitAfterWh, "to the reading after");
        Check.Is(Midnight, closed.IntervalStartUtcMs, "the earlier interval");
        world.Run(5_000);
        world.Unplug();
        world.Run(5_000);
        Record ended = world.Last(RecordType.SessionEnded);
        Check.Is(ended.RegisterWh - world.Last(RecordType.SessionStarted).RegisterWh, world.SessionEnergyWh(), "telescopes");
        Check.Is(Midnight + (30 * Minute), ended.IntervalStartUtcMs, "the later interval");
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "and is what flowed");
    }

    [TestMethod]
    public void StrayEnergy_IsRecordedOnceAnInterval()
    {
        World world = MemberStory.Ready(new int[] { 9_000 }, 29 * Minute);
        world.BaseRegisterWh += 5;
        world.Run(3_000);
        world.BaseRegisterWh += 2;
        world.Run(70_000);
        Check.Is(1, world.CountOf(RecordType.IdleEnergy), "one record");
        Check.Is(7, world.Last(RecordType.IdleEnergy).RegisterWh - world.Last(RecordType.IdleEnergy).PreviousRegisterWh, "Wh");
        world.BaseRegisterWh += 1;
        world.Run(1_000);
        world.Inputs.Plan = World.Plan(2, 30, new int[] { 9_000, 9_000, 9_000 });
        world.StartMember();
        Check.Is(2, world.CountOf(RecordType.IdleEnergy), "and before a session, whose register then starts behind it");
        Check.Is(world.Last(RecordType.IdleEnergy).RegisterWh, world.Last(RecordType.SessionStarted).RegisterWh, "register");
    }

    [TestMethod]
    public void WithoutAVehicle_ACardStartsNothing()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, Minute);
        world.Present(World.Member);
        world.Run(2_000);
        world.Plug();
        world.Run(5_000);
        Check.Is(0, world.CountOf(RecordType.SessionStarted), "sessions");
        Check.Is((int)ChargingState.EVConnected, (int)world.Outputs.ChargingState, "state");
    }
}
