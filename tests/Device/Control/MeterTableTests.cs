using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>
/// The table of <c>firmware/Control/README.md</c>, each row in a running charge: what it does to the contactor, and what
/// stands in the records after it has lasted for two minutes.
/// </summary>
[TestClass]
public class MeterTableTests
{
    private const int Silence = 0; // nothing
    private const int Trembles = 1; // a step less
    private const int Leaps = 2; // more than can have flowed since
    private const int LeapsFar = 3; // more than can ever have flowed
    private const int Falls = 4; // less
    private const int OtherSerial = 5; // another serial number
    private const int ComesRound = 6; // less by the modulus
    private const int Negative = 7; // power the other way
    private const int Contradicted = 8; // other pulses

    private const int Stuck = 9; // power, and the same register

    [TestMethod]
    [DataRow(Silence, false, (int)SupplyVerdict.DeniedMeterStale, (int)FaultCode.None, (int)StoppedReason.None, 0, 0)]
    [DataRow(Trembles, true, (int)SupplyVerdict.Allowed, (int)FaultCode.None, (int)StoppedReason.None, 0, 0)]
    [DataRow(Leaps, false, (int)SupplyVerdict.DeniedMeterImplausible, (int)FaultCode.None, (int)StoppedReason.Other, 1, 0)]
    [DataRow(LeapsFar, false, (int)SupplyVerdict.DeniedMeterImplausible, (int)FaultCode.None, (int)StoppedReason.Other, 0, 1)]
    [DataRow(Falls, false, (int)SupplyVerdict.DeniedMeterImplausible, (int)FaultCode.None, (int)StoppedReason.Other, 0, 1)]
    [DataRow(OtherSerial, false, (int)SupplyVerdict.DeniedMeterImplausible, (int)FaultCode.None, (int)StoppedReason.Other, 0, 1)]
    [DataRow(ComesRound, true, (int)SupplyVerdict.Allowed, (int)FaultCode.None, (int)StoppedReason.None, 0, 0)]
    [DataRow(Negative, false, (int)SupplyVerdict.DeniedFault, (int)FaultCode.MeterReversed, (int)StoppedReason.Other, 0, 0)]
    [DataRow(Contradicted, false, (int)SupplyVerdict.DeniedFault, (int)FaultCode.MetersDisagree, (int)StoppedReason.Other, 0, 0)]
    [DataRow(Stuck, false, (int)SupplyVerdict.DeniedMeterImplausible, (int)FaultCode.None, (int)StoppedReason.None, 0, 0)]
    public void WhatAMeterTells_HasItsResult(
        int tells, bool goesOn, int verdict, int fault, int reason, int idle, int baselines)
    {
        World world = Charging();
        long beforeWh = world.Inputs.Meter.RegisterWh;
        Tell(world, tells);
        world.Run(9_000);
        Check.That(world.IsContactorClosed == goesOn, "contactor");
        Check.Is(tells == Negative ? (int)SupplyVerdict.DeniedContactorRest : verdict, (int)world.Outputs.Verdict, "verdict");
        world.Run(120_000);
        Record raised = world.Last(RecordType.Fault);
        Check.Is(fault, raised == null ? 0 : (int)raised.FaultCode, "fault");
        Record ended = world.Last(RecordType.SessionEnded);
        Check.Is(reason, ended == null ? 0 : (int)ended.StoppedReason, "end");
        Check.Is(idle, world.CountOf(RecordType.IdleEnergy), "idle energy");
        Check.Is(baselines, world.CountOf(RecordType.MeterBaseline) - 1, "baselines");
        Check.That(ended == null || ended.RegisterWh >= beforeWh, "the session's registers do not fall");
        Check.That(world.SessionEnergyWh() <= world.FlowedWh, "no more than flowed");

        // What has settled is believed, and the charge point is ready again.
        bool hasSettled = reason == (int)StoppedReason.Other && fault == (int)FaultCode.None;
        Check.Is(hasSettled ? (int)SupplyVerdict.Allowed : verdict, (int)world.Outputs.Verdict, "afterwards");
    }

    [TestMethod]
    [DataRow(50_000)]
    [DataRow(7_000)]
    public void ARegisterThatMovesAgain_GivesTheSessionWhatItHadHeldBack(int powerW)
    {
        World world = Charging();
        world.PowerW = powerW;
        world.Run(2_000);
        world.IsMeterStuck = true;
        Check.That(world.RunUntilContactor(false, 120_000), "opens");
        world.Run(20_000);
        Check.Is(0, world.CountOf(RecordType.SessionEnded), "the session waits");
        world.IsMeterStuck = false;
        world.Run(40_000);
        Check.That(world.IsContactorClosed, "goes on");
        world.Unplug();
        MemberStory.Ends(world, StoppedReason.EVDisconnected);
    }

    private static World Charging()
    {
        var settings = new ChargePointSettings { MeterRolloverWh = 1_001_900 };
        var world = new World(settings, World.MidnightUtcMs + World.MinuteMs) { BaseRegisterWh = 1_001_700 };
        world.Inputs.Plan = World.Plan(1, 30, new int[] { 60_000, 60_000, 60_000 });
        world.Inputs.Meter.Serial = "M-0";
        world.Boot();
        world.StartMember();
        world.Run(10_000);
        Check.That(world.IsContactorClosed, "charges");
        return world;
    }

    private static void Tell(World world, int tells)
    {
        switch (tells)
        {
            case Silence:
                world.IsMeterSilent = true;
                break;
            case Trembles:
                world.PowerW = 0;
                world.Run(2_000);
                world.BaseRegisterWh--;
                break;
            case Leaps:
                world.BaseRegisterWh += 800;
                break;
            case LeapsFar:
                world.BaseRegisterWh += 40_000;
                break;
            case Falls:
                world.BaseRegisterWh -= 40_000;
                break;
            case OtherSerial:
                world.Inputs.Meter.Serial = "M-1";
                break;
            case ComesRound:
                world.PowerW = 3_600;
                while (world.Inputs.Meter.RegisterWh < 1_001_890)
                {
                    world.Run(100);
                }

                world.BaseRegisterWh += 12 - world.Settings.MeterRolloverWh;
                break;
            case Stuck:
                world.IsMeterStuck = true;
                world.Run(5_000);
                break;
            case Negative:
                world.IsMeterReversed = true;
                break;
            default:
                world.Inputs.Meter.IsContradicted = true;
                break;
        }
    }
}
