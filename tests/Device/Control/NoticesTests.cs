using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>Records that belong to no session, and how few of them there are.</summary>
[TestClass]
public class NoticesTests
{
    [TestMethod]
    public void TenThousandRefusals_CostThreeRecordsAndLoseNone()
    {
        World world = Ready();
        world.IsSparse = true;
        world.MeterEveryMs = 4_000;
        world.Inputs.RefusedKind = SecurityEventKind.BadSignature;
        for (int i = 0; i < 1_000; i++)
        {
            world.Inputs.RefusedCount += 10;
            world.Run(1_000);
        }

        world.Run(15 * World.MinuteMs);
        long counted = 0;
        for (int i = 0; i < world.Records.Count; i++)
        {
            counted += world.At(i).Type == RecordType.SecurityEvent ? world.At(i).Count : 0;
        }

        Check.Is(10_000, counted, "counted");
        Check.That(world.CountOf(RecordType.SecurityEvent) <= 3, "records " + world.CountOf(RecordType.SecurityEvent).ToString());
    }

    [TestMethod]
    public void TheFirstRefusal_IsRecordedAtOnceWithWhatItClaimed()
    {
        World world = Ready();
        world.Inputs.RefusedCount = 1;
        world.Inputs.RefusedKind = SecurityEventKind.Older;
        world.Inputs.RefusedVersion = 77;
        world.Run(100);
        Record record = world.Last(RecordType.SecurityEvent);
        Check.Is((int)SecurityEventKind.Older, (int)record.SecurityEventKind, "kind");
        Check.Is(77, record.Version, "version");
        Check.Is(1, record.Count, "count");
    }

    [TestMethod]
    public void AClockThatDrifts_IsNotAStep()
    {
        World world = Ready();
        world.IsSparse = true;
        world.MeterEveryMs = 4_000;
        for (int i = 0; i < 8; i++)
        {
            world.UtcOffsetMs += 300; // 83 parts in a million
            world.Run(60 * World.MinuteMs);
        }

        Check.Is(0, world.CountOf(RecordType.ClockStepped), "steps");
    }

    [TestMethod]
    public void AClockThatKeepsItsNewTime_IsBelievedAfterAQuarterOfAnHour()
    {
        World world = Ready();
        world.IsSparse = true;
        world.MeterEveryMs = 4_000;
        world.UtcOffsetMs += 10 * World.MinuteMs;
        world.Run(14 * World.MinuteMs);
        Check.Is((int)SupplyVerdict.DeniedClockUnknown, (int)world.Outputs.Verdict, "on probation");
        world.Run(2 * World.MinuteMs);
        Check.That(world.Outputs.Verdict != SupplyVerdict.DeniedClockUnknown, "believed");
        Check.Is(2, world.CountOf(RecordType.ClockStepped), "the jump, and the new time");
        Check.That(world.Last(RecordType.ClockStepped).UtcMs > 0, "the second under the new time");
    }

    [TestMethod]
    public void AClockThatComesBack_IsBelievedAtOnce()
    {
        World world = Ready();
        world.UtcOffsetMs += 10 * World.MinuteMs;
        world.Run(2_000);
        world.UtcOffsetMs -= 10 * World.MinuteMs;
        world.Run(200);
        Check.That(world.Outputs.Verdict != SupplyVerdict.DeniedClockUnknown, "believed");
        Check.Is(1, world.CountOf(RecordType.ClockStepped), "steps");
    }

    [TestMethod]
    [DataRow(2_100)]
    [DataRow(-2_100)]
    public void AClockThatJumps_IsRecordedOnce(int stepMs)
    {
        World world = Ready();
        world.UtcOffsetMs += stepMs;
        world.Run(2_000);
        Check.Is(1, world.CountOf(RecordType.ClockStepped), "steps");
        Record record = world.Last(RecordType.ClockStepped);
        Check.Is(stepMs, record.ClaimedUtcMs - record.PreviousUtcMs, "by");
        Check.Is(0, record.UtcMs, "the time is not known then");
    }

    [TestMethod]
    public void AClockSetOverAndOver_LeavesTheSessionItsRoom()
    {
        World world = Ready();
        int first = world.Records.Count;
        for (int i = 0; i < 100; i++)
        {
            world.Inputs.JournalRoom = 50 - (world.Records.Count - first);
            world.UtcOffsetMs += i % 2 == 0 ? 5_000 : -5_000;
            world.Run(200);
        }

        Check.That(world.Inputs.JournalRoom >= SupplyRule.NewSessionRecords - 1, "room " + world.Inputs.JournalRoom.ToString());
        world.Inputs.JournalRoom = 100;
        world.UtcOffsetMs += 60_000;
        int before = world.CountOf(RecordType.ClockStepped);
        world.Run(200);
        Check.Is(before + 1, world.CountOf(RecordType.ClockStepped), "with room it is told again");
    }

    [TestMethod]
    public void APlanHeldSinceBeforeTheBoot_IsToldByTheBootRecord()
    {
        World world = Ready();
        Check.Is(0, world.CountOf(RecordType.PlanAccepted), "no notice");
        Check.Is(1, world.Last(RecordType.Boot).Version, "version in the boot record");
    }

    [TestMethod]
    public void AFaultThatGivesWayToAnother_IsClearedFirst()
    {
        World world = Ready();
        world.Inputs.BoardFault = FaultCode.StoreFailed;
        world.Run(300);
        world.Inputs.BoardFault = FaultCode.ContactorWelded;
        world.Run(300);
        Check.Is(3, world.CountOf(RecordType.Fault), "raised, cleared, raised");
        Check.That(world.Last(RecordType.Fault).IsRaised, "the other is raised");
        Check.Is((int)FaultCode.ContactorWelded, (int)world.Last(RecordType.Fault).FaultCode, "code");
    }

    [TestMethod]
    public void WhileTheStoreRefuses_NoticesWait()
    {
        World world = Ready();
        world.RefusesAppend = true;
        for (int i = 0; i < 20; i++)
        {
            world.UtcOffsetMs += 10_000;
            world.Inputs.RefusedCount++;
            world.Run(500);
        }

        Check.That(world.ChargePoint.Queue.Count <= RecordQueue.Congested + 1, "queue " + world.ChargePoint.Queue.Count.ToString());
        world.RefusesAppend = false;
        world.IsSparse = true;
        world.Run(16 * World.MinuteMs);
        Check.Is(0, world.ChargePoint.Queue.Count, "all committed");
    }

    private static World Ready()
    {
        var world = new World(new ChargePointSettings(), World.MidnightUtcMs + World.MinuteMs);
        world.Inputs.Plan = World.Plan(1, 30, new int[] { 9_000, 9_000 });
        world.Boot();
        return world;
    }
}
