using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Emergency stop, door, residual current and thermostat: the filter's table, and what each does to a charge.</summary>
[TestClass]
public class StopContactTests
{
    // It stops already, the contact is open now, for long enough; stops from now on.
    [TestMethod]
    [DataRow(false, false, false, false)]
    [DataRow(false, false, true, false)]
    [DataRow(false, true, false, false)]
    [DataRow(false, true, true, true)]
    [DataRow(true, false, false, true)]
    [DataRow(true, false, true, false)]
    [DataRow(true, true, false, true)]
    [DataRow(true, true, true, true)]
    public void EveryRowOfTheFilter_ForEveryContact(bool stops, bool isOpen, bool isLong, bool stopsThen)
    {
        Check.Is(8, StopContactWatch.RowCount, "rows");
        for (int contact = 0; contact < StopContactWatch.Count; contact++)
        {
            var watch = new StopContactWatch();
            var inputs = new Inputs { NowMs = 10_000, OpenStopContacts = stops ? 1 << contact : 0 };
            watch.Step(inputs);
            inputs.NowMs += StopContactWatch.TripMs;
            watch.Step(inputs);
            inputs.NowMs += 10_000;
            inputs.OpenStopContacts = isOpen ? 0 : 1 << contact; // so that it changes with the next one
            bool isToChange = isOpen != stops || !isLong;
            if (isToChange && isOpen == stops)
            {
                watch.Step(inputs); // a spike
                inputs.NowMs += 1;
            }

            inputs.OpenStopContacts = isOpen ? 1 << contact : 0;
            watch.Step(inputs);
            inputs.NowMs += (isOpen ? StopContactWatch.TripMs : StopContactWatch.ReleaseMs) - (isLong ? 0 : 1);
            int faults = watch.Step(inputs);
            Check.Is(stopsThen ? 1 << ((int)FaultCode.EmergencyStop + contact) : 0, faults, "contact " + contact.ToString());
        }
    }

    [TestMethod]
    [DataRow(1, (int)FaultCode.EmergencyStop, (int)StoppedReason.EmergencyStop)]
    [DataRow(2, (int)FaultCode.DoorOpen, (int)StoppedReason.Other)]
    [DataRow(4, (int)FaultCode.ResidualCurrent, (int)StoppedReason.GroundFault)]
    [DataRow(8, (int)FaultCode.OverTemperature, (int)StoppedReason.Other)]
    public void AContactThatOpens_StopsAtOnceWithItsReason_AndNobodyChargesUntilItIsClosed(int contact, int fault, int reason)
    {
        World world = MemberStory.Charging();
        world.Inputs.OpenStopContacts = contact;
        world.Tick();
        Check.That(world.IsContactorClosed, "one step may be a spike");
        world.Tick();
        Check.That(!world.IsContactorClosed && !world.Outputs.EnableCharger, "open");
        Check.Is(fault, (int)world.Inputs.Fault, "fault");
        MemberStory.Ends(world, (StoppedReason)reason);
        Check.Is(fault, (int)world.Last(RecordType.Fault).FaultCode, "recorded");
        world.Present(World.Member);
        world.Run(40_000);
        Check.Is((int)SupplyVerdict.DeniedFault, (int)world.Outputs.Verdict, "denied");
        world.Inputs.OpenStopContacts = 0;
        world.Run(StopContactWatch.ReleaseMs + 200);
        Check.That(!world.Last(RecordType.Fault).IsRaised, "over");
        world.Present(World.Member);
        world.Run(2_000);
        Check.That(world.IsContactorClosed, "charges again without a technician");
    }

    [TestMethod]
    public void TwoFaults_AreRecordedEach_AndTheEmergencyStopIsWhatIsTold()
    {
        World world = MemberStory.Charging();
        world.Inputs.OpenStopContacts = 2;
        world.Run(500);
        world.Inputs.OpenStopContacts = 3;
        world.Run(500);
        Check.Is((int)FaultCode.EmergencyStop, (int)world.Inputs.Fault, "told");
        Check.Is(2, world.CountOf(RecordType.Fault), "both raised");
        world.Inputs.OpenStopContacts = 0;
        world.Run(StopContactWatch.ReleaseMs + 500);
        Check.Is(4, world.CountOf(RecordType.Fault), "both cleared");
        Check.Is(0, world.Inputs.Faults, "none left");
    }

    [TestMethod]
    public void AFaultThatWentWhileThereWasNoPower_IsRecordedAsOver()
    {
        World world = MemberStory.Charging();
        world.Inputs.OpenStopContacts = 2;
        world.Run(500);
        Check.That(world.Last(RecordType.Fault).IsRaised, "raised");
        world.Inputs.OpenStopContacts = 0;
        world.CutPower(5_000);
        Check.Is((int)FaultCode.DoorOpen, (int)world.Last(RecordType.Fault).FaultCode, "the door");
        Check.That(!world.Last(RecordType.Fault).IsRaised, "over");
    }

    // The boundary's register is split between two readings and may lie below the newest, which a fault states.
    [TestMethod]
    public void AFaultWhileAnIntervalIsClosed_IsToldBehindIt()
    {
        for (int lateMs = -200; lateMs <= 1_500; lateMs += 100)
        {
            World world = MemberStory.Charging();
            world.MeterEveryMs = 1_300; // none of its readings is at the boundary
            world.IsSparse = true;
            long boundaryUtcMs = ((world.UtcMs / World.HalfHourMs) + 1) * World.HalfHourMs;
            world.RunUntilUtc(boundaryUtcMs + lateMs);
            world.Inputs.OpenStopContacts = 1;
            world.IsSparse = false;
            world.Run(5_000);
            long registerWh = 0;
            bool isTold = false;
            for (int i = 0; i < world.Records.Count; i++)
            {
                Record record = world.At(i);
                Check.That(record.RegisterWh == 0 || record.RegisterWh >= registerWh, "the register falls, late " + lateMs.ToString());
                registerWh = record.RegisterWh == 0 ? registerWh : record.RegisterWh;
                isTold |= record.Type == RecordType.Fault;
            }

            Check.That(isTold, "the fault");
        }
    }
}
