using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Stories of a member's charge: when it starts, pauses and stops, and what the records say.</summary>
[TestClass]
public class ChargingTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long Minute = World.MinuteMs;

    [TestMethod]
    public void WithoutSupply_ItWaits_AndStartsAtTheHalfHour()
    {
        World world = Ready(new int[] { 0, 9_000 }, 28 * Minute);
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
        World world = Ready(new int[] { 9_000, 9_000 }, Minute);
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
        World world = Ready(new int[] { 9_000, 9_000 }, Minute);
        world.RefusesAppend = true;
        world.StartMember();
        world.Run(3_000);
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
        World world = Ready(new int[] { 9_000, 9_000 }, Minute);
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
        World world = Ready(new int[] { allocatedWh, allocatedWh }, Minute, resolutionWh);
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
        World world = Ready(15, new int[] { 900, 3_000, 3_000 }, 12 * Minute, 1);
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
    public void AfterAPause_TheContactorRestsThirtySeconds()
    {
        World world = Ready(new int[] { 9_000, 9_000 }, Minute);
        world.StartMember();
        world.Inputs.ClockQuality = ClockQuality.Unknown;
        Check.That(world.RunUntilContactor(false, 5_000), "opens");
        long openedAtMs = world.NowMs;
        world.Inputs.ClockQuality = ClockQuality.Synchronised;
        Check.That(world.RunUntilContactor(true, 60_000), "closes again");
        Check.That(world.NowMs - openedAtMs >= 30_000, "after " + (world.NowMs - openedAtMs).ToString());
        Check.That(world.NowMs - openedAtMs <= 30_500, "and soon");
    }

    [TestMethod]
    public void Unplugged_ItOpensAtOnceAndEndsWithEVDisconnected()
    {
        World world = Charging();
        world.Unplug();
        world.Tick();
        Check.That(!world.IsContactorClosed && !world.Outputs.EnableCharger, "open in the same step");
        Ends(world, StoppedReason.EVDisconnected);
    }

    [TestMethod]
    public void TheSameCard_EndsItLocally()
    {
        World world = Charging();
        world.Present(World.Member);
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "the stop request is out in the same step");
        Ends(world, StoppedReason.Local);
    }

    [TestMethod]
    public void AnotherCard_ChangesNothing()
    {
        World world = Charging();
        world.Present(World.OtherMember);
        world.Run(5_000);
        world.Present(World.Stranger);
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "goes on");
        Check.Is(1, world.Outputs.SessionNumber, "same session");
    }

    [TestMethod]
    public void ACarThatWantsNoMore_EndsItWithStoppedByEV()
    {
        World world = Charging();
        world.Inputs.VehicleRequestsEnergy = false;
        world.Run(20_000);
        Check.Is((int)ChargingState.SuspendedEV, (int)world.Outputs.ChargingState, "first it is suspended by the vehicle");
        world.Run(9_000);
        Check.That(world.IsContactorClosed, "not yet");
        world.Run(2_000);
        Ends(world, StoppedReason.StoppedByEV);
    }

    [TestMethod]
    public void ACarThatPausesShortly_KeepsItsSession()
    {
        World world = Charging();
        for (int i = 0; i < 4; i++)
        {
            world.Inputs.VehicleRequestsEnergy = false;
            world.Run(25_000);
            world.Inputs.VehicleRequestsEnergy = true;
            world.Run(5_000);
        }

        Check.Is(1, world.Closings, "never opened");
    }

    [TestMethod]
    public void ARemoteStop_EndsItWithRemote()
    {
        World world = Charging();
        world.Inputs.IsStopRequested = true;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stop request");
        Ends(world, StoppedReason.Remote);
    }

    [TestMethod]
    public void WhenTheMeterFallsSilent_ItStopsWithinFiveSecondsAndAStep()
    {
        World world = Charging();
        world.RampDownMs = 100_000;
        world.IsMeterSilent = true;
        long lastReadMs = world.Inputs.Meter.ReadAtMs;
        while (world.Outputs.EnableCharger && world.NowMs < lastReadMs + 60_000)
        {
            world.Tick();
        }

        Check.That(world.NowMs - lastReadMs <= 5_100, "stop request after " + (world.NowMs - lastReadMs).ToString());
        Check.Is((int)SupplyVerdict.DeniedMeterStale, (int)world.Outputs.Verdict, "reason");
        long stopMs = world.NowMs;
        Check.That(world.RunUntilContactor(false, 10_000), "opens");
        Check.Is(3_000, world.NowMs - stopMs, "by force");
        world.Run(10_000);
        Check.Is((int)ChargingState.SuspendedEVSE, (int)world.Outputs.ChargingState, "waits");
        world.IsMeterSilent = false;
        Check.That(world.RunUntilContactor(true, 60_000), "resumes with the meter");
        world.Unplug();
        world.Run(10_000);
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "what flowed while it was silent is recorded");
    }

    [TestMethod]
    public void WhenTheClockIsLost_ItPausesAndDoesNotEnd()
    {
        World world = Charging();
        world.Inputs.ClockQuality = ClockQuality.Unknown;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "same step");
        Check.Is((int)SupplyVerdict.DeniedClockUnknown, (int)world.Outputs.Verdict, "reason");
        world.Run(60_000);
        Check.Is(0, world.CountOf(RecordType.SessionEnded), "not ended");
        Check.Is(0, world.Last(RecordType.SessionUpdated).UtcMs, "the record claims no time");
    }

    [TestMethod]
    public void AClockThatGoesBackAnInterval_IsNotTrusted()
    {
        World world = Ready(new int[] { 9_000, 9_000 }, 31 * Minute);
        world.StartMember();
        world.UtcOffsetMs -= 5 * Minute;
        world.Tick();
        Check.Is((int)SupplyVerdict.DeniedClockUnknown, (int)world.Outputs.Verdict, "reason");
        Check.That(!world.Outputs.EnableCharger, "stopped");
        world.Run(1_000);
        Check.Is(1, world.CountOf(RecordType.ClockStepped), "recorded");
        Check.Is(world.Last(RecordType.ClockStepped).UtcMs + (5 * Minute), world.Last(RecordType.ClockStepped).PreviousUtcMs, "by how much");
    }

    [TestMethod]
    public void AFault_OpensAtOnceAndEnds()
    {
        World world = Charging();
        world.Inputs.Fault = FaultCode.StepFailed;
        world.Tick();
        Check.That(!world.IsContactorClosed && !world.Outputs.EnableCharger, "open in the same step");
        Check.Is((int)ConnectorStatus.Faulted, (int)world.Outputs.ConnectorStatus, "status");
        Ends(world, StoppedReason.Other);
        world.Present(World.Member);
        world.Run(5_000);
        Check.Is(1, world.CountOf(RecordType.SessionStarted), "no other session while the fault lasts");
    }

    [TestMethod]
    public void AFaultDuringTheRampDown_OpensAtOnceToo()
    {
        World world = Charging();
        world.RampDownMs = 100_000;
        world.Inputs.IsStopRequested = true;
        world.Run(500);
        Check.That(world.IsContactorClosed, "ramping down");
        world.Inputs.Fault = FaultCode.StepFailed;
        world.Tick();
        Check.That(!world.IsContactorClosed, "open");
    }

    [TestMethod]
    public void AFault_IsRecordedWhenItComesAndWhenItGoes()
    {
        World world = Charging();
        world.Inputs.Fault = FaultCode.StepFailed;
        world.Run(5_000);
        Check.Is(1, world.CountOf(RecordType.Fault), "raised once");
        Check.Is((int)FaultCode.StepFailed, (int)world.Last(RecordType.Fault).FaultCode, "code");
        Check.That(world.Last(RecordType.Fault).IsRaised, "raised");
        world.Inputs.Fault = FaultCode.None;
        world.Run(5_000);
        Check.Is(2, world.CountOf(RecordType.Fault), "cleared once");
        Check.Is((int)FaultCode.StepFailed, (int)world.Last(RecordType.Fault).FaultCode, "which");
        Check.That(!world.Last(RecordType.Fault).IsRaised, "cleared");
    }

    [TestMethod]
    public void WhenTheJournalHasNoRoom_TheSessionEndsWhileItsEndStillFits()
    {
        World world = Charging();
        world.Inputs.JournalRoom = SupplyRule.ReservedRecords;
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "goes on with the reserve");
        world.Inputs.JournalRoom = SupplyRule.ReservedRecords - 1;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stops");
        Ends(world, StoppedReason.Other);
        Check.That(world.CommittedUpTo <= 10, "few records");
    }

    [TestMethod]
    public void AMemberStruckOffTheList_IsDeauthorised()
    {
        World world = Charging();
        TokenList shorter = World.Members();
        shorter.Version = 2;
        shorter.Hash[0] = World.OtherMember;
        shorter.Count = 1;
        world.Inputs.Tokens = shorter;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stops in the same step");
        Ends(world, StoppedReason.DeAuthorized);
    }

    [TestMethod]
    public void AMembershipThatRunsOut_EndsTheSessionAtThatMoment()
    {
        World world = Ready(new int[] { 9_000, 9_000 }, Minute);
        world.Inputs.Tokens.ValidUntilUtcMs[0] = Midnight + (2 * Minute);
        world.StartMember();
        world.RunUntilUtc(Midnight + (2 * Minute) - 100);
        Check.That(world.Outputs.EnableCharger, "until then");
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "not longer");
        Ends(world, StoppedReason.DeAuthorized);
    }

    [TestMethod]
    public void ANewPlanForAnIntervalThatHasBegun_ChangesNothing()
    {
        World world = Charging();
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
        World world = Ready(new int[] { 0 }, Minute);
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
        World world = Ready(new int[] { 60_000, 0, 9_000 }, 28 * Minute);
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
        World world = Ready(new int[] { 60_000, 60_000, 60_000 }, (29 * Minute) + 300);
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
    public void UntilTheContactorIsOpen_EnergyBelongsToTheSession()
    {
        World world = Charging();
        world.RampDownMs = 100_000;
        while (world.NowMs % 1_000 != 900)
        {
            world.Tick();
        }

        // The fault comes in the very step that reads the meter; current flows until the contacts part.
        world.DropOutMs = 80;
        world.Inputs.Fault = FaultCode.StepFailed;
        world.Run(10_000);
        world.Inputs.Fault = FaultCode.None;
        world.Run(10_000);
        Check.Is(1, world.CountOf(RecordType.SessionEnded), "ended");
        Check.That(world.Last(RecordType.SessionEnded).UptimeMs > world.ContactorChangedAtMs, "with a later reading");
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "all of it");
    }

    [TestMethod]
    public void StrayEnergy_IsRecordedOnceAnInterval()
    {
        World world = Ready(new int[] { 9_000 }, 29 * Minute);
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
        World world = Ready(new int[] { 9_000, 9_000 }, Minute);
        world.Present(World.Member);
        world.Run(2_000);
        world.Plug();
        world.Run(5_000);
        Check.Is(0, world.CountOf(RecordType.SessionStarted), "sessions");
        Check.Is((int)ChargingState.EVConnected, (int)world.Outputs.ChargingState, "state");
    }

    [TestMethod]
    public void WhenUnavailable_NoSessionStartsButARunningOneGoesOn()
    {
        World world = Charging();
        world.Inputs.IsAvailable = false;
        world.Run(10_000);
        Check.That(world.IsContactorClosed, "goes on");
        Check.Is((int)ConnectorStatus.Unavailable, (int)world.Outputs.ConnectorStatus, "status");
        world.Unplug();
        world.Run(10_000);
        world.StartMember();
        Check.Is(1, world.CountOf(RecordType.SessionStarted), "no other");
        Check.Is((int)SupplyVerdict.DeniedUnavailable, (int)world.Outputs.Verdict, "reason");
    }

    private static World Charging()
    {
        World world = Ready(new int[] { 60_000, 60_000, 60_000 }, Minute);
        world.StartMember();
        world.Run(10_000);
        Check.That(world.IsContactorClosed, "charges");
        return world;
    }

    private static void Ends(World world, StoppedReason reason)
    {
        world.Run(10_000);
        Check.Is(1, world.CountOf(RecordType.SessionEnded), "ended once");
        Check.Is((int)reason, (int)world.Last(RecordType.SessionEnded).StoppedReason, "reason");
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "energy");
        Check.Is(0, world.UncoveredWh(), "uncovered");
        Check.Is(0, world.Outputs.SessionNumber, "no session");
        Check.That(!world.IsContactorClosed, "open");
    }

    private static World Ready(int[] halfHoursWh, long afterMidnightMs) => Ready(30, halfHoursWh, afterMidnightMs, 1);

    private static World Ready(int[] halfHoursWh, long afterMidnightMs, int resolutionWh) =>
        Ready(30, halfHoursWh, afterMidnightMs, resolutionWh);

    private static World Ready(int minutes, int[] energiesWh, long afterMidnightMs, int resolutionWh)
    {
        var settings = new ChargePointSettings { MeterResolutionWh = resolutionWh, IntervalMinutes = minutes };
        var world = new World(settings, Midnight + afterMidnightMs);
        world.Inputs.Plan = World.Plan(1, minutes, energiesWh);
        world.Boot();
        return world;
    }
}
