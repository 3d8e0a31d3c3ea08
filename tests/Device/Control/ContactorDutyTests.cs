using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>The contactor's pause and its budgets of closures.</summary>
[TestClass]
public class ContactorDutyTests
{
    private const long Hour = 3_600_000;

    [TestMethod]
    public void ANewContactor_MayCloseAtOnce() => Check.That(Duty(12, 96).MayCloseAtMs <= 0, "at once");

    [TestMethod]
    [DataRow(3)]
    [DataRow(12)]
    public void TheHoursBudget_EndsAnHourAfterItsFirstClosure(int perHour)
    {
        ContactorDuty duty = Duty(perHour, 96);
        for (int i = 0; i < perHour; i++)
        {
            Check.That(duty.MayCloseAtMs <= Hour + (i * 60_000L), "closure " + i.ToString());
            Cycle(duty, Hour + (i * 60_000L));
        }

        Check.Is(2 * Hour, duty.MayCloseAtMs, "an hour after the first");
    }

    [TestMethod]
    public void TheDaysBudget_EndsADayAfterItsFirstClosure()
    {
        ContactorDuty duty = Duty(100, 5);
        for (int i = 0; i < 5; i++)
        {
            Cycle(duty, (1 + i) * Hour);
        }

        Check.Is(25 * Hour, duty.MayCloseAtMs, "a day after the first");
        Cycle(duty, 25 * Hour);
        Check.Is(26 * Hour, duty.MayCloseAtMs, "a day after the second");
    }

    [TestMethod]
    public void AnHoursBudgetAboveTheDays_CountsAsTheDays()
    {
        ContactorDuty duty = Duty(50, 2);
        Cycle(duty, 0);
        Cycle(duty, 60_000);
        Check.Is(24 * Hour, duty.MayCloseAtMs, "the day decides");
    }

    [TestMethod]
    [DataRow(12, 96, 6)]
    [DataRow(3, 96, 2)]
    [DataRow(1, 1, 1)]
    [DataRow(100, 8, 4)]
    public void LiveSupply_GetsHalfOfTheBudgets(int perHour, int perDay, int expected)
    {
        ContactorDuty duty = Duty(perHour, perDay);
        int closures = 0;
        for (long nowMs = Hour; nowMs < (2 * Hour) - 60_000; nowMs += 60_000)
        {
            if (duty.MayCloseOnLiveAtMs <= nowMs)
            {
                Cycle(duty, nowMs);
                closures++;
            }
        }

        Check.Is(expected, closures, "closures in an hour");
        Check.That(perHour == 1 || duty.MayCloseAtMs <= 2 * Hour, "the other half is left for allocations");
    }

    [TestMethod]
    public void ThePause_RunsFromTheOpening()
    {
        ContactorDuty duty = Duty(12, 96);
        duty.Close(1_000);
        duty.Open(5_000);
        Check.Is(35_000, duty.MayCloseAtMs, "30 s after the opening");
    }

    [TestMethod]
    public void SupplyThatFlickers_SwitchesNoMoreThanTheBudget()
    {
        World world = MemberStory.Charging();
        bool hasRested = false;
        for (int i = 0; i < 180; i++)
        {
            // A cloud every 20 s: the plan is taken away and given back.
            SupplyPlan plan = world.Inputs.Plan;
            world.Inputs.Plan = null;
            world.Run(10_000);
            world.Inputs.Plan = plan;
            world.Run(10_000);
            bool rests = world.Outputs.Verdict == SupplyVerdict.DeniedContactorRest;
            hasRested |= rests;
            Check.That(!rests || world.Outputs.ChargingState == ChargingState.SuspendedEVSE, "state");
            Check.That(!rests || world.Outputs.UntilUtcMs > world.Inputs.UtcMs, "until when");
        }

        Check.That(world.Closings <= 13, "closures in an hour " + world.Closings.ToString());
        Check.That(hasRested, "the reason was told");
    }

    private static ContactorDuty Duty(int perHour, int perDay) =>
        new ContactorDuty(new ChargePointSettings { MaximumClosuresPerHour = perHour, MaximumClosuresPerDay = perDay });

    private static void Cycle(ContactorDuty duty, long nowMs)
    {
        duty.Close(nowMs);
        duty.Open(nowMs + 1_000);
    }
}
