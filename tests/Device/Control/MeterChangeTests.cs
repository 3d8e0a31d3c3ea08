using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>
/// What a meter may tell that contradicts what was believed, and what becomes of it: no energy at once, and nothing
/// unrecorded in the end. One row for each line of the table in <c>firmware/Control/README.md</c>.
/// </summary>
[TestClass]
public class MeterChangeTests
{
    private const int SilenceMs = 5 * 60_000;

    // 50 kW and a tenth are 4,583 Wh in five minutes and 917 in the minute of agreeing; for the 11.1 s of a stop they are 169, two steps and one to spare.
    [TestMethod]
    [DataRow(0, 0, 0)]
    [DataRow(-1, 0, 0)]
    [DataRow(172, 172, 0)]
    [DataRow(173, 173, 0)]
    [DataRow(4_500, 4_500, 0)]
    [DataRow(9_000, 0, 1)]
    [DataRow(1_000_000_000, 0, 1)]
    [DataRow(-2, 0, 1)]
    [DataRow(-900_000, 0, 1)]
    public void AfterASilenceWithAnOpenContactor_ALeapCountsOnceItHasAgreed(int leapWh, int idleWh, int baselines)
    {
        World world = AfterSilence(leapWh);
        bool isBelieved = leapWh >= -1 && leapWh <= 172;
        world.Run(world.Settings.MeterConfirmMs - 10_000);
        Check.Is(0, world.CountOf(RecordType.IdleEnergy), "no energy at once");
        Check.That(isBelieved == (world.Outputs.Verdict != SupplyVerdict.DeniedMeterImplausible), "verdict");
        world.Run(20_000);
        world.RunUntilUtc(World.MidnightUtcMs + World.HalfHourMs + 2_000);
        Check.Is(idleWh, IdleWh(world), "idle energy");
        Check.Is(baselines, world.CountOf(RecordType.MeterBaseline) - 1, "baselines");
        Check.That(world.Outputs.Verdict != SupplyVerdict.DeniedMeterImplausible, "charges again");
        Check.Is(world.BaseRegisterWh < 1_000_000 && leapWh == -1 ? 1_000_000 : world.BaseRegisterWh, RecordedWh(world), "all is recorded");
    }

    [TestMethod]
    [DataRow(4_500)]
    [DataRow(1_000_000_000)]
    [DataRow(-900_000)]
    public void ALeapThatHeals_IsNothing(int leapWh)
    {
        World world = AfterSilence(leapWh);
        world.Run(world.Settings.MeterConfirmMs - 10_000);
        world.BaseRegisterWh -= leapWh;
        world.Run(2 * world.Settings.MeterConfirmMs);
        Check.Is(0, world.CountOf(RecordType.IdleEnergy), "no energy");
        Check.Is(1, world.CountOf(RecordType.MeterBaseline), "no baseline");
        Check.That(world.Outputs.Verdict != SupplyVerdict.DeniedMeterImplausible, "charges again");
    }

    [TestMethod]
    public void TwoLeapsWithASilenceBetween_DoNotConfirmEachOther()
    {
        World world = AfterSilence(4_500);
        world.Run(2_000);
        world.IsMeterSilent = true;
        world.Run(2 * world.Settings.MeterConfirmMs);
        world.IsMeterSilent = false;
        world.Run(2_000);
        Check.Is(0, world.CountOf(RecordType.IdleEnergy), "no energy of four readings");
        world.BaseRegisterWh -= 4_500;
        world.Run(2_000);
        Check.That(world.Outputs.Verdict != SupplyVerdict.DeniedMeterImplausible, "charges again");
        Check.Is(1, world.CountOf(RecordType.MeterBaseline), "no baseline");
    }

    [TestMethod]
    public void AMeterThatNeverAgreesWithItself_IsNothing()
    {
        World world = AfterSilence(0);
        for (int i = 0; i < 120; i++)
        {
            world.BaseRegisterWh += i % 2 == 0 ? 40_000 : -40_001;
            world.Run(1_000);
        }

        Check.Is(0, IdleWh(world), "energy");
        Check.Is(1, world.CountOf(RecordType.MeterBaseline), "baselines");
        Check.That(world.Outputs.Verdict == SupplyVerdict.DeniedMeterImplausible, "and nothing charges");
    }

    // The silence has suspended the session; what is in dispute is none of its energy, nor is what flowed until the contactor
    // was open: nobody can tell the two apart.
    [TestMethod]
    [DataRow(4_000, 0)]
    [DataRow(1_000_000_000, 1)]
    [DataRow(-500_000, 1)]
    public void InASession_ItEndsAtTheRegisterBelieved(int leapWh, int baselines)
    {
        World world = MemberStory.Charging();
        long readWh = world.Inputs.Meter.RegisterWh - 1_000_000;
        BeSilent(world, leapWh);
        world.Run(world.Settings.MeterConfirmMs + 10_000);
        Record ended = world.Last(RecordType.SessionEnded);
        Check.Is((int)StoppedReason.Other, (int)ended.StoppedReason, "reason");
        Check.Is(1_000_000 + readWh, ended.RegisterWh, "register");
        Check.Is(readWh, world.SessionEnergyWh(), "session's energy");
        Check.Is(baselines == 0 ? leapWh + world.FlowedWh - readWh : 0, IdleWh(world), "idle energy");
        Check.Is(baselines, world.CountOf(RecordType.MeterBaseline) - 1, "baselines");
        Check.Is(world.BaseRegisterWh + world.FlowedWh, RecordedWh(world), "all is recorded");
    }

    [TestMethod]
    public void AMeterExchangedUnderPower_EndsTheSessionAndIsABaselineWithItsSerial()
    {
        World world = Serving("OLD-1");
        world.StartMember();
        world.Run(10_000);
        long lastWh = world.Inputs.Meter.RegisterWh;
        world.IsMeterSilent = true;
        world.Run(60_000);
        world.IsMeterSilent = false;
        world.Inputs.Meter.Serial = "NEW-2";
        world.BaseRegisterWh += 3;
        world.Run(world.Settings.MeterConfirmMs + 10_000);
        Check.Is(lastWh, world.Last(RecordType.SessionEnded).RegisterWh, "the session's last register");
        Record baseline = world.Last(RecordType.MeterBaseline);
        Check.Is("NEW-2", baseline.MeterSerial, "serial");
        Check.Is(lastWh, baseline.PreviousRegisterWh, "old last");
        Check.Is(world.Inputs.Meter.RegisterWh, baseline.RegisterWh, "new first");
        Check.Is(0, world.CountOf(RecordType.IdleEnergy), "no energy between the two");
        world.Present(World.Member);
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "and charges again");
    }

    [TestMethod]
    public void WhileTheJournalRefuses_TheChangeWaits()
    {
        World world = AfterSilence(1_000_000_000);
        world.RefusesAppend = true;
        world.Inputs.RefusedCount = 5;
        world.Run(2 * world.Settings.MeterConfirmMs);
        Check.Is(1, world.CountOf(RecordType.MeterBaseline), "not yet");
        world.RefusesAppend = false;
        world.Run(1_000);
        Check.Is(2, world.CountOf(RecordType.MeterBaseline), "once");
        Check.Is(world.BaseRegisterWh, RecordedWh(world), "all is recorded");
    }

    // The register comes round at 1,000,100 Wh.
    [TestMethod]
    [DataRow(0L, 2)]
    [DataRow(1_000_100L, 1)]
    public void ARegisterThatComesRound_CountsOnOnlyByItsModulus(long rolloverWh, int baselines)
    {
        World world = Serving(null, rolloverWh);
        world.StartMember();
        world.Run(5_000);
        for (int i = 0; i < 30; i++)
        {
            world.BaseRegisterWh -= world.BaseRegisterWh + world.FlowedWh >= 1_000_100 ? 1_000_100 : 0;
            world.Run(1_000);
        }

        world.Unplug();
        world.Run(2 * world.Settings.MeterConfirmMs);
        Check.Is(baselines, world.CountOf(RecordType.MeterBaseline), "baselines");
        if (rolloverWh > 0)
        {
            Check.Is(world.FlowedWh, world.SessionEnergyWh(), "energy");
            Check.Is(1_000_000 + world.FlowedWh, world.Last(RecordType.SessionEnded).RegisterWh, "registers never fall");
            world.CutPower();
            Check.Is(1, world.CountOf(RecordType.MeterBaseline), "and after a restart it is the same meter");
            Check.Is(0, IdleWh(world), "without stray energy");
        }
    }

    [TestMethod]
    public void AMeterWiredBackwards_OpensTheContactorAndIsAFaultUntilTheRestart()
    {
        World world = Serving(null);
        world.IsMeterReversed = true;
        world.StartMember();
        world.Run(world.Settings.ReclosePauseMs - 1_000);
        Check.Is((int)SupplyVerdict.DeniedContactorRest, (int)world.Outputs.Verdict, "the first reading suspends");
        world.Run(10_000);
        Check.That(!world.IsContactorClosed, "the second opens for good");
        Check.Is((int)ConnectorStatus.Faulted, (int)world.Outputs.ConnectorStatus, "status");
        Check.Is((int)FaultCode.MeterReversed, (int)world.Last(RecordType.Fault).FaultCode, "fault");
        Check.Is(1, world.CountOf(RecordType.SessionEnded), "no session goes on");
        long twoReadingsWh = 50_000L * 2 * (1_100 + world.RampDownMs) / 3_600_000;
        Check.That(world.FlowedWh <= twoReadingsWh, "unmetered " + world.FlowedWh.ToString() + " Wh");
        world.Present(World.Member);
        world.Run(60_000);
        Check.That(!world.IsContactorClosed && world.Closings == 2, "does not close again");

        world.IsMeterReversed = false;
        world.Inputs.BoardFault = FaultCode.None;
        world.CutPower();
        world.StartMember();
        world.Run(5_000);
        Check.That(world.IsContactorClosed, "rewired and restarted");
    }

    [TestMethod]
    public void TwoMetersThatDisagree_EndTheSessionUntilTheRestart()
    {
        World world = MemberStory.Charging();
        world.Inputs.Meter.IsContradicted = true;
        world.Run(1_100);
        Check.That(!world.IsContactorClosed, "open");
        world.Inputs.Meter.IsContradicted = false;
        world.Present(World.Member);
        world.Run(60_000);
        Check.That(!world.IsContactorClosed, "stays open");
        Check.Is((int)FaultCode.MetersDisagree, (int)world.Last(RecordType.Fault).FaultCode, "fault");
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "energy by the register");
        Check.Is(1, world.CountOf(RecordType.SessionEnded), "ended");
    }

    // One reading tells that energy flows the other way: that is current, and no reason to think that none flows.
    [TestMethod]
    public void NegativePower_IsNeverZeroCurrent()
    {
        World world = MemberStory.Charging();
        world.RampDownMs = 60_000;
        world.Inputs.IsStopRequested = true;
        world.Run(1_000);
        world.IsMeterReversed = true;
        world.Run(1_000);
        Check.That(world.IsContactorClosed, "still carries current");
        Check.Is(0, world.CountOf(RecordType.Fault), "one reading is no fault");
        world.IsMeterReversed = false;
        world.Run(world.Settings.ForceOpenMs);
        Check.That(!world.IsContactorClosed, "opened by force");
    }

    private static World Serving(string serial) => Serving(serial, 0);

    private static World Serving(string serial, long rolloverWh)
    {
        var world = new World(new ChargePointSettings { MeterRolloverWh = rolloverWh }, World.MidnightUtcMs + (22 * World.MinuteMs));
        world.Inputs.Plan = World.Plan(1, 30, new int[] { 60_000, 60_000, 60_000 });
        world.Inputs.Meter.Serial = serial;
        world.Boot();
        return world;
    }

    // Idle; silent for five minutes, and then the register shows so much more.
    private static World AfterSilence(int leapWh)
    {
        World world = Serving(null);
        BeSilent(world, leapWh);
        return world;
    }

    private static void BeSilent(World world, int leapWh)
    {
        world.IsMeterSilent = true;
        world.Run(SilenceMs);
        world.BaseRegisterWh += leapWh;
        world.IsMeterSilent = false;
        world.Run(2_000);
    }

    private static long IdleWh(World world)
    {
        long sumWh = 0;
        for (int i = 0; i < world.Records.Count; i++)
        {
            Record record = world.At(i);
            sumWh += record.Type == RecordType.IdleEnergy ? record.RegisterWh - record.PreviousRegisterWh : 0;
        }

        return sumWh;
    }

    // Where the records end, having followed them from one to the next.
    private static long RecordedWh(World world)
    {
        long registerWh = 0;
        for (int i = 0; i < world.Records.Count; i++)
        {
            Record record = world.At(i);
            bool isEnergy = record.SessionNumber > 0 && record.Type != RecordType.Boot;
            bool follows = record.Type == RecordType.IdleEnergy || record.Type == RecordType.MeterBaseline;
            Check.That(!follows || record.PreviousRegisterWh == registerWh, "follows what was recorded");
            Check.That(!isEnergy || record.RegisterWh == registerWh + record.EnergyWh, "telescopes");
            registerWh = isEnergy || follows ? record.RegisterWh : registerWh;
        }

        return registerWh;
    }
}
