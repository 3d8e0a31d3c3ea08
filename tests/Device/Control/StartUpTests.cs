using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>The first steps after a restart: nothing lost, nothing twice, nothing guessed.</summary>
[TestClass]
public class StartUpTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long Minute = World.MinuteMs;

    [TestMethod]
    public void TheVeryFirstStart_RecordsBootAndBaseline()
    {
        World world = Ready(Minute);
        Check.Is(2, world.Records.Count, "records");
        Check.Is((int)RecordType.Boot, (int)world.At(0).Type, "boot first");
        Check.Is((int)RecordType.MeterBaseline, (int)world.At(1).Type, "then the baseline");
        Check.Is(world.BaseRegisterWh, world.At(1).RegisterWh, "register");
        Check.Is(ChargePointFw.Firmware.Version, world.At(0).FirmwareVersion, "version");
    }

    [TestMethod]
    public void WithoutAMeter_NothingStarts()
    {
        var world = new World(new ChargePointSettings(), Midnight + Minute) { IsMeterSilent = true };
        world.Inputs.Plan = World.Plan(1, 30, new int[] { 9_000, 9_000 });
        world.Boot();
        world.StartMember();
        Check.Is(0, world.CountOf(RecordType.SessionStarted), "sessions");
        Check.Is((int)SupplyVerdict.DeniedMeterStale, (int)world.Outputs.Verdict, "reason");
        world.IsMeterSilent = false;
        world.Run(2_000);
        world.StartMember();
        Check.That(world.IsContactorClosed, "then it does");
    }

    [TestMethod]
    public void APowerLossInASession_EndsItAtBootWithAllItsEnergy()
    {
        World world = Charging(Minute);
        world.Run(30_000);
        long flowedWh = world.FlowedWh;
        world.CutPower();
        Check.Is((int)StoppedReason.PowerLoss, (int)world.Last(RecordType.SessionEnded).StoppedReason, "reason");
        Check.Is(flowedWh, world.SessionEnergyWh(), "energy");
        Check.Is(flowedWh, world.CoveredWh(), "covered");
        Check.Is(1, world.Last(RecordType.Boot).SessionNumber, "the boot names the session");
        Check.Is(0, world.Outputs.SessionNumber, "no session");
        world.StartMember();
        Check.Is(2, world.Outputs.SessionNumber, "the next number");
    }

    [TestMethod]
    public void PowerCutBetweenOpenAndRecord_LosesNoEnergy()
    {
        World world = Charging(Minute);
        world.RefusesAppend = true;
        world.Unplug();
        world.Run(10_000);
        Check.Is(0, world.CountOf(RecordType.SessionEnded), "the end was never committed");
        world.RefusesAppend = false;
        world.CutPower();
        Check.Is(1, world.CountOf(RecordType.SessionEnded), "ended once");
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "energy");
    }

    [TestMethod]
    public void PowerCutBetweenRecordAndClose_DeliversNothing()
    {
        World world = Ready(Minute);
        world.Plug();
        world.Present(World.Member);
        world.Tick();
        Check.Is(1, world.CountOf(RecordType.SessionStarted), "recorded");
        Check.That(!world.IsContactorClosed, "not yet closed");
        world.CutPower();
        Check.Is(0, world.Last(RecordType.SessionEnded).EnergyWh, "energy");
        Check.Is(0, world.Closings, "closings");
    }

    [TestMethod]
    public void AfterARestart_TheIntervalRemembersWhatItGave()
    {
        World world = Ready(Minute);
        world.Inputs.Plan = World.Plan(2, 30, new int[] { 2_000, 9_000 });
        world.CutPower();
        for (int i = 0; i < 4; i++)
        {
            world.StartMember();
            world.Run(40_000);
            world.CutPower();
        }

        world.Unplug();
        world.Run(10_000);
        Check.That(world.CoveredWhIn(Midnight) <= 9_000, "plan of before");
        Check.Is(0, world.UncoveredWh(), "uncovered");
        Check.That(world.FlowedWh <= 2_000, "flowed " + world.FlowedWh.ToString());
        Check.That(world.FlowedWh > 1_000, "some did");
    }

    [TestMethod]
    public void PowerLossSoonAfterABoundary_ChargesTheRightInterval()
    {
        World world = Ready((30 * Minute) - 10_000);
        world.PowerW = 0;
        world.StartMember();
        Check.That(world.IsContactorClosed, "connected, but the car takes nothing yet");
        world.RunUntilUtc(Midnight + (30 * Minute) + 5_000);
        world.PowerW = 50_000;
        world.Run(20_000);
        long flowedWh = world.FlowedWh;
        Check.That(flowedWh > 200, "now it does");
        world.CutPower();
        Check.Is(0, world.CoveredWhIn(Midnight), "the interval before");
        Check.Is(flowedWh, world.CoveredWhIn(Midnight + (30 * Minute)), "the interval in which it flowed");
    }

    [TestMethod]
    public void PowerLossMinutesAfterABoundary_ChargesTheRightInterval()
    {
        World world = Ready((29 * Minute) + 30_000);
        world.StartMember();
        world.RunUntilUtc(Midnight + (31 * Minute));
        long flowedWh = world.FlowedWh;
        long beforeWh = world.Last(RecordType.IntervalClosed).EnergyWh;
        world.CutPower();
        Check.Is(beforeWh, world.CoveredWhIn(Midnight), "the interval before");
        Check.Is(flowedWh - beforeWh, world.CoveredWhIn(Midnight + (30 * Minute)), "the interval after");
        Check.Is(101, world.Last(RecordType.SessionEnded).AllocationId, "its allocation");
        Check.Is(9_000 - (flowedWh - beforeWh), world.ChargePoint.Ledger.Current.RemainingWh, "what is left of it");
    }

    [TestMethod]
    public void PowerLossWithoutAPlanAtBoot_ClaimsNothing()
    {
        World world = Charging(Minute);
        world.Run(10_000);
        long flowedWh = world.FlowedWh;
        world.Inputs.Plan = null;
        world.CutPower();
        Check.Is(0, world.CoveredWh(), "covered");
        Check.Is(flowedWh, world.UncoveredWh(), "uncovered");
    }

    [TestMethod]
    public void UncoveredEnergy_IsMadeGoodAlsoAfterARestart()
    {
        World world = Charging(Minute);
        world.Run(10_000);
        SupplyPlan plan = world.Inputs.Plan;
        world.Inputs.Plan = null;
        world.CutPower();
        long owedWh = world.UncoveredWh();
        Check.That(owedWh > 100, "uncovered " + owedWh.ToString());
        world.CutPower();
        world.Inputs.Plan = plan;
        world.Run(1_000);
        Check.Is(plan.EnergyWh[0] - owedWh, world.ChargePoint.Ledger.Current.RemainingWh, "this interval pays");
        world.RunUntilUtc(Midnight + (30 * Minute) + 1_000);
        Check.Is(plan.EnergyWh[1], world.ChargePoint.Ledger.Current.RemainingWh, "once");
    }

    [TestMethod]
    public void ALowerRegister_IsANewBaselineAndNoEnergy()
    {
        World world = Charging(Minute);
        world.Unplug();
        world.Run(10_000);
        long lastWh = world.Last(RecordType.SessionEnded).RegisterWh;
        long before = world.SessionEnergyWh();
        world.BaseRegisterWh = 5;
        world.CutPower(5_000);
        Check.Is(1, world.CountOf(RecordType.MeterBaseline), "not believed at once");
        world.Run(world.Settings.MeterConfirmMs);
        Check.Is(2, world.CountOf(RecordType.MeterBaseline), "baseline");
        Check.Is(lastWh, world.Last(RecordType.MeterBaseline).PreviousRegisterWh, "old last");
        Check.That(world.Last(RecordType.MeterBaseline).RegisterWh < 1_000, "new first");
        Check.Is(before, world.SessionEnergyWh(), "no energy");
        Check.Is(0, world.CountOf(RecordType.IdleEnergy), "no stray energy");
    }

    [TestMethod]
    public void ALeapThatNoSessionCanHaveTaken_IsANewBaselineAndNoEnergy()
    {
        World world = Charging(Minute);
        world.Run(10_000);
        long before = world.SessionEnergyWh();
        world.BaseRegisterWh += 3_000_000_000;
        world.CutPower();
        Check.Is(2, world.CountOf(RecordType.MeterBaseline), "baseline");
        Check.Is(before, world.SessionEnergyWh(), "no energy");
        Check.Is((int)StoppedReason.PowerLoss, (int)world.Last(RecordType.SessionEnded).StoppedReason, "the session ended");
    }

    // What the register shows wrong in the first seconds after the power is back.
    [TestMethod]
    [DataRow(40_000L)]
    [DataRow(-900_000L)]
    [DataRow(-1L)]
    [DataRow(3_000_000_000L)]
    public void WrongFirstReadings_AreNoEnergyAndNoBaseline(long errorWh)
    {
        World world = Charging(Minute);
        world.Run(Minute);
        long flowedWh = world.FlowedWh;
        world.BaseRegisterWh += errorWh;
        world.CutPower(40_000);
        world.BaseRegisterWh -= errorWh;
        world.Run(2 * world.Settings.MeterConfirmMs);
        Check.Is(flowedWh, world.SessionEnergyWh(), "what flowed");
        Check.Is(1, world.CountOf(RecordType.MeterBaseline), "baselines");
        Check.Is((int)StoppedReason.PowerLoss, (int)world.Last(RecordType.SessionEnded).StoppedReason, "the session ended");
    }

    [TestMethod]
    public void AFaultBeforeTheRegisterIsBelieved_StatesNone()
    {
        World world = Charging(Minute);
        world.Run(Minute);
        world.BaseRegisterWh += 40_000;
        world.Inputs.BoardFault = FaultCode.ChargerFault;
        world.CutPower(10_000);
        Check.Is(0, world.Last(RecordType.Fault).RegisterWh, "raised");
        world.BaseRegisterWh -= 40_000;
        world.Run(2 * world.Settings.MeterConfirmMs);
        world.Inputs.BoardFault = FaultCode.None;
        world.Run(Minute);
        Check.Is(world.BaseRegisterWh + world.FlowedWh, world.Last(RecordType.Fault).RegisterWh, "over");
    }

    [TestMethod]
    public void AnotherMeterAfterAPowerLossInASession_EndsItAtTheOldRegister()
    {
        World world = Ready(Minute);
        world.Inputs.Meter.Serial = "OLD-1";
        world.Records.Clear();
        world.Recovered = new RecoveredState();
        world.CommittedUpTo = 0;
        world.Boot();
        world.StartMember();
        world.Run(10_000);
        long lastRecordedWh = world.Last(RecordType.SessionStarted).RegisterWh;
        world.Inputs.Meter.Serial = "NEW-2";
        world.BaseRegisterWh = 7_000_000;
        world.CutPower();
        Record ended = world.Last(RecordType.SessionEnded);
        Check.Is(lastRecordedWh, ended.RegisterWh, "old last register");
        Record baseline = world.Last(RecordType.MeterBaseline);
        Check.Is("NEW-2", baseline.MeterSerial, "serial");
        Check.Is(lastRecordedWh, baseline.PreviousRegisterWh, "old last");
        Check.That(baseline.RegisterWh >= 7_000_000, "new first");
        Check.That(ended.Number < baseline.Number, "the end comes before the new baseline");
        Check.Is(0, world.SessionEnergyWh(), "the difference of two meters is no energy");
    }

    [TestMethod]
    public void AMeterThatToldItsSerialLate_IsNoOtherMeter()
    {
        World world = Charging(Minute);
        world.Run(10_000);
        world.Inputs.Meter.Serial = "SDM-1";
        long flowedWh = world.FlowedWh;
        world.CutPower();
        Check.Is(flowedWh, world.SessionEnergyWh(), "its energy counts");
    }

    [TestMethod]
    public void EnergyWhileTheControllerWasOff_IsRecordedAsStray()
    {
        World world = Ready(Minute);
        world.BaseRegisterWh += 40;
        world.CutPower();
        world.IsSparse = true;
        world.RunUntilUtc(Midnight + (30 * Minute));
        world.Run(2_000);
        Check.Is(40, world.Last(RecordType.IdleEnergy).RegisterWh - world.Last(RecordType.IdleEnergy).PreviousRegisterWh, "Wh");
    }

    [TestMethod]
    public void PowerCutAfterPowerCut_NumbersGoOn()
    {
        World world = Ready(Minute);
        for (int i = 0; i < 5; i++)
        {
            world.CutPower();
        }

        for (int i = 0; i < world.Records.Count; i++)
        {
            Check.Is(i + 1, world.At(i).Number, "number");
        }

        Check.Is(6, world.CountOf(RecordType.Boot), "boots");
    }

    private static World Charging(long afterMidnightMs)
    {
        World world = Ready(afterMidnightMs);
        world.StartMember();
        Check.That(world.IsContactorClosed, "charges");
        return world;
    }

    private static World Ready(long afterMidnightMs)
    {
        var world = new World(new ChargePointSettings(), Midnight + afterMidnightMs);
        world.Inputs.Plan = World.Plan(1, 30, new int[] { 9_000, 9_000, 9_000 });
        world.Boot();
        return world;
    }
}
