using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Device.Tests.Documents;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Stories of what pauses or ends a charge, how fast, and what the records say of it.</summary>
[TestClass]
public class StoppingTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long Minute = World.MinuteMs;

    [TestMethod]
    public void AfterAPause_TheContactorRestsThirtySeconds()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, Minute);
        world.StartMember();
        world.Inputs.ClaimedClockQuality = ClockQuality.Unknown;
        Check.That(world.RunUntilContactor(false, 5_000), "opens");
        long openedAtMs = world.NowMs;
        world.Inputs.ClaimedClockQuality = ClockQuality.Synchronised;
        Check.That(world.RunUntilContactor(true, 60_000), "closes again");
        Check.That(world.NowMs - openedAtMs >= 30_000, "after " + (world.NowMs - openedAtMs).ToString());
        Check.That(world.NowMs - openedAtMs <= 30_500, "and soon");
    }

    [TestMethod]
    public void Unplugged_ItOpensAtOnceAndEndsWithEVDisconnected()
    {
        World world = MemberStory.Charging();
        world.Unplug();
        world.Tick();
        Check.That(!world.IsContactorClosed && !world.Outputs.EnableCharger, "open in the same step");
        MemberStory.Ends(world, StoppedReason.EVDisconnected);
    }

    [TestMethod]
    public void TheSameCard_EndsItLocally()
    {
        World world = MemberStory.Charging();
        world.Present(World.Member);
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "the stop request is out in the same step");
        MemberStory.Ends(world, StoppedReason.Local);
    }

    [TestMethod]
    public void AnotherCard_ChangesNothing()
    {
        World world = MemberStory.Charging();
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
        World world = MemberStory.Charging();
        world.Inputs.VehicleRequestsEnergy = false;
        world.Run(20_000);
        Check.Is((int)ChargingState.SuspendedEV, (int)world.Outputs.ChargingState, "first it is suspended by the vehicle");
        world.Run(9_000);
        Check.That(world.IsContactorClosed, "not yet");
        world.Run(2_000);
        MemberStory.Ends(world, StoppedReason.StoppedByEV);
    }

    [TestMethod]
    public void ACarThatPausesShortly_KeepsItsSession()
    {
        World world = MemberStory.Charging();
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
        World world = MemberStory.Charging();
        world.Inputs.IsStopRequested = true;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stop request");
        MemberStory.Ends(world, StoppedReason.Remote);
    }

    [TestMethod]
    public void WhenTheMeterFallsSilent_ItStopsWithinFiveSecondsAndAStep()
    {
        World world = MemberStory.Charging();
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
        World world = MemberStory.Charging();
        world.Inputs.ClaimedClockQuality = ClockQuality.Unknown;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "same step");
        Check.Is((int)SupplyVerdict.DeniedClockUnknown, (int)world.Outputs.Verdict, "reason");
        world.Run(60_000);
        Check.Is(0, world.CountOf(RecordType.SessionEnded), "not ended");
        Check.Is(0, world.Last(RecordType.SessionUpdated).UtcMs, "the record claims no time");
    }

    [TestMethod]
    [DataRow(7)]
    [DataRow(29)]
    public void APlanThatEndsInsideAHalfHour_EndsWithTheContactorOpen(int afterMinutes)
    {
        World world = MemberStory.Ready(new int[] { 60_000, 60_000 }, Minute);
        long endUtcMs = World.MidnightUtcMs + (afterMinutes * Minute) + 12_345;
        world.Inputs.Plan.ValidUntilUtcMs = endUtcMs;
        world.StartMember();
        world.Run((afterMinutes - 2) * Minute);
        Check.That(world.IsContactorClosed, "charges");
        while (world.Inputs.UtcMs < endUtcMs)
        {
            world.Tick();
        }

        Check.That(!world.IsContactorClosed, "open by then");
        Check.Is((int)SupplyVerdict.DeniedPlanExpired, (int)world.Outputs.Verdict, "reason");
        Check.Is(0, world.UncoveredWh(), "uncovered");
    }

    [TestMethod]
    public void AClockThatGoesBackAnInterval_IsNotTrusted()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, 31 * Minute);
        world.StartMember();
        world.UtcOffsetMs -= 5 * Minute;
        world.Tick();
        Check.Is((int)SupplyVerdict.DeniedClockUnknown, (int)world.Outputs.Verdict, "reason");
        Check.That(!world.Outputs.EnableCharger, "stopped");
        world.Run(1_000);
        Check.Is(1, world.CountOf(RecordType.ClockStepped), "recorded");
        Check.Is(world.Last(RecordType.ClockStepped).ClaimedUtcMs + (5 * Minute), world.Last(RecordType.ClockStepped).PreviousUtcMs, "by how much");
    }

    [TestMethod]
    public void AFault_OpensAtOnceAndEnds()
    {
        World world = MemberStory.Charging();
        world.Inputs.BoardFault = FaultCode.StepFailed;
        world.Tick();
        Check.That(!world.IsContactorClosed && !world.Outputs.EnableCharger, "open in the same step");
        Check.Is((int)ConnectorStatus.Faulted, (int)world.Outputs.ConnectorStatus, "status");
        MemberStory.Ends(world, StoppedReason.Other);
        world.Present(World.Member);
        world.Run(5_000);
        Check.Is(1, world.CountOf(RecordType.SessionStarted), "no other session while the fault lasts");
    }

    [TestMethod]
    public void AFaultDuringTheRampDown_OpensAtOnceToo()
    {
        World world = MemberStory.Charging();
        world.RampDownMs = 100_000;
        world.Inputs.IsStopRequested = true;
        world.Run(500);
        Check.That(world.IsContactorClosed, "ramping down");
        world.Inputs.BoardFault = FaultCode.StepFailed;
        world.Tick();
        Check.That(!world.IsContactorClosed, "open");
    }

    [TestMethod]
    public void AFault_IsRecordedWhenItComesAndWhenItGoes()
    {
        World world = MemberStory.Charging();
        world.Inputs.BoardFault = FaultCode.StepFailed;
        world.Run(5_000);
        Check.Is(1, world.CountOf(RecordType.Fault), "raised once");
        Check.Is((int)FaultCode.StepFailed, (int)world.Last(RecordType.Fault).FaultCode, "code");
        Check.That(world.Last(RecordType.Fault).IsRaised, "raised");
        world.Inputs.BoardFault = FaultCode.None;
        world.Run(5_000);
        Check.Is(2, world.CountOf(RecordType.Fault), "cleared once");
        Check.Is((int)FaultCode.StepFailed, (int)world.Last(RecordType.Fault).FaultCode, "which");
        Check.That(!world.Last(RecordType.Fault).IsRaised, "cleared");
    }

    [TestMethod]
    public void WhenTheJournalHasNoRoom_TheSessionEndsWhileItsEndStillFits()
    {
        World world = MemberStory.Charging();
        world.Inputs.JournalRoom = SupplyRule.ReservedRecords;
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "goes on with the reserve");
        world.Inputs.JournalRoom = SupplyRule.ReservedRecords - 1;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stops");
        MemberStory.Ends(world, StoppedReason.Other);
        Check.That(world.CommittedUpTo <= 10, "few records");
    }

    [TestMethod]
    public void AMemberStruckOffTheList_IsDeauthorised()
    {
        World world = MemberStory.Charging();
        TokenList shorter = World.Members();
        shorter.Version = 2;
        shorter.Hash[0] = World.OtherMember;
        shorter.Count = 1;
        world.Inputs.Tokens = shorter;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stops in the same step");
        MemberStory.Ends(world, StoppedReason.DeAuthorized);
    }

    [TestMethod]
    public void ADifferentialThatRemovesTheMember_StopsInTheNextStep()
    {
        World world = MemberStory.Charging();
        var changed = new TokenList();
        string removed = ",\"removed\":[\"" + Papers.Hash(World.Member) + "\"]";
        new TokenListReader(Papers.Site, Papers.ChargePoint).Read(
            Ascii.Bytes(Papers.Differential(2, 1, removed)), world.Inputs.Tokens, changed);
        Check.Is(1, changed.Count, "the other member stays");
        world.Inputs.Tokens = changed;
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stops");
        MemberStory.Ends(world, StoppedReason.DeAuthorized);
    }

    [TestMethod]
    public void AColleaguesCard_EndsTheSession()
    {
        World world = MemberStory.Charging();
        TokenList list = World.Members();
        list.Group[0] = 7;
        list.Group[1] = 7;
        world.Inputs.Tokens = list;
        world.Run(1_000);
        Check.That(world.IsContactorClosed, "a group alone stops nobody");
        world.Present(World.OtherMember);
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "stops in the same step");
        MemberStory.Ends(world, StoppedReason.Local);
        world.Run(5_000);
        Check.Is(1, world.CountOf(RecordType.SessionStarted), "and starts nothing by it");
    }

    [TestMethod]
    public void AMembershipThatRunsOut_EndsTheSessionAtThatMoment()
    {
        World world = MemberStory.Ready(new int[] { 9_000, 9_000 }, Minute);
        world.Inputs.Tokens.ValidUntilUtcMs[0] = Midnight + (2 * Minute);
        world.StartMember();
        world.RunUntilUtc(Midnight + (2 * Minute) - 100);
        Check.That(world.Outputs.EnableCharger, "until then");
        world.Tick();
        Check.That(!world.Outputs.EnableCharger, "not longer");
        MemberStory.Ends(world, StoppedReason.DeAuthorized);
    }

    [TestMethod]
    public void UntilTheContactorIsOpen_EnergyBelongsToTheSession()
    {
        World world = MemberStory.Charging();
        world.RampDownMs = 100_000;
        while (world.NowMs % 1_000 != 900)
        {
            world.Tick();
        }

        // The fault comes in the very step that reads the meter; current flows until the contacts part.
        world.DropOutMs = 80;
        world.Inputs.BoardFault = FaultCode.StepFailed;
        world.Run(10_000);
        world.Inputs.BoardFault = FaultCode.None;
        world.Run(10_000);
        Check.Is(1, world.CountOf(RecordType.SessionEnded), "ended");
        Check.That(world.Last(RecordType.SessionEnded).UptimeMs > world.ContactorChangedAtMs, "with a later reading");
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "all of it");
    }

    [TestMethod]
    public void WhenUnavailable_NoSessionStartsButARunningOneGoesOn()
    {
        World world = MemberStory.Charging();
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
}
