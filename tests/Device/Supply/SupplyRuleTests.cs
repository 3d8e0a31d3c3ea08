using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Supply;

/// <summary>Every verdict and which comes first, the reserve, and until when a verdict holds.</summary>
[TestClass]
public class SupplyRuleTests
{
    private const long Midnight = World.MidnightUtcMs;
    private const long Minute = World.MinuteMs;

    // From the strongest reason to none. Each row causes its own verdict and those of all rows below it.
    private static readonly SupplyVerdict[] byPriority = new SupplyVerdict[]
    {
        SupplyVerdict.DeniedFault,
        SupplyVerdict.DeniedUnavailable,
        SupplyVerdict.DeniedJournalFull,
        SupplyVerdict.DeniedClockUnknown,
        SupplyVerdict.DeniedMeterImplausible,
        SupplyVerdict.DeniedMeterStale,
        SupplyVerdict.DeniedNotMember,
        SupplyVerdict.DeniedNoPlan,
        SupplyVerdict.DeniedPlanExpired,
        SupplyVerdict.DeniedNoAllocationNow,
        SupplyVerdict.DeniedAllocationSpent,
        SupplyVerdict.Allowed,
    };

    // One cause each that takes the place of another in the list above.
    private static readonly SupplyVerdict[] insteadOf = new SupplyVerdict[]
    {
        SupplyVerdict.DeniedPlanSignatureBad,
        SupplyVerdict.DeniedLiveSupplyStale,
        SupplyVerdict.DeniedLiveSupplyLow,
    };

    // In the stored format, and given by the charge point itself or by nothing in this firmware yet.
    private static readonly SupplyVerdict[] givenElsewhere = new SupplyVerdict[]
    {
        SupplyVerdict.DeniedContactorRest,
        SupplyVerdict.DeniedSiteLimit,
    };

    [TestMethod]
    public void EveryVerdict_HasARow()
    {
        for (int verdict = 0; verdict < VerdictEffects.Count; verdict++)
        {
            bool isKnown = false;
            for (int i = 0; i < byPriority.Length; i++)
            {
                isKnown |= (int)byPriority[i] == verdict;
            }

            for (int i = 0; i < insteadOf.Length; i++)
            {
                isKnown |= (int)insteadOf[i] == verdict;
            }

            for (int i = 0; i < givenElsewhere.Length; i++)
            {
                isKnown |= (int)givenElsewhere[i] == verdict;
            }

            Check.That(isKnown, "no row for " + Names.Of((SupplyVerdict)verdict));
        }
    }

    [TestMethod]
    public void OfAllReasonsAtOnce_TheStrongestIsTold()
    {
        for (int row = 0; row < byPriority.Length; row++)
        {
            SupplySituation all = new SupplySituation();
            SupplySituation alone = new SupplySituation();
            for (int i = byPriority.Length - 1; i >= row; i--)
            {
                Cause(all, byPriority[i]);
            }

            Cause(alone, byPriority[row]);
            Check.Is(Names.Of(byPriority[row]), Names.Of(all.Judge()), "with all weaker ones");
            Check.Is(Names.Of(byPriority[row]), Names.Of(alone.Judge()), "alone");
        }
    }

    [TestMethod]
    public void WithoutAPlan_WhyTheLastOneWasRefusedIsTold()
    {
        var situation = new SupplySituation();
        situation.Inputs.Plan = null;
        situation.Inputs.PlanRefusedKind = SecurityEventKind.BadSignature;
        Check.Is((int)SupplyVerdict.DeniedPlanSignatureBad, (int)situation.Judge(), "bad signature");
        situation.Inputs.PlanRefusedKind = SecurityEventKind.Expired;
        Check.Is((int)SupplyVerdict.DeniedPlanExpired, (int)situation.Judge(), "expired");
        situation.Inputs.PlanRefusedKind = SecurityEventKind.Older;
        Check.Is((int)SupplyVerdict.DeniedNoPlan, (int)situation.Judge(), "refused for another reason");
    }

    [TestMethod]
    public void ARunningSession_NeedsLessRoomAndNoAvailability()
    {
        var situation = new SupplySituation { IsInSession = true };
        situation.Inputs.IsAvailable = false;
        situation.Inputs.JournalRoom = SupplyRule.ReservedRecords;
        Check.Is((int)SupplyVerdict.Allowed, (int)situation.Judge(), "goes on");
        situation.Inputs.JournalRoom = SupplyRule.ReservedRecords - 1;
        Check.Is((int)SupplyVerdict.DeniedJournalFull, (int)situation.Judge(), "to the reserve");
        situation = new SupplySituation();
        situation.Inputs.JournalRoom = SupplyRule.NewSessionRecords - 1;
        Check.Is((int)SupplyVerdict.DeniedJournalFull, (int)situation.Judge(), "a new one needs more");
        situation = new SupplySituation { WaitingRecords = RecordQueue.Congested };
        Check.Is((int)SupplyVerdict.DeniedJournalFull, (int)situation.Judge(), "a queue that does not move");
    }

    [TestMethod]
    public void AGuest_NeedsNoSupplyButAllElse()
    {
        var situation = new SupplySituation { Claim = Claim.None, IsInSession = true };
        situation.Inputs.Plan = null;
        Check.Is((int)SupplyVerdict.Allowed, (int)situation.Judge(), "no plan");
        situation.IsAuthorised = false;
        Check.Is((int)SupplyVerdict.DeniedNotMember, (int)situation.Judge(), "guests no longer allowed");
        situation.Inputs.ClockQuality = ClockQuality.Unknown;
        Check.Is((int)SupplyVerdict.DeniedClockUnknown, (int)situation.Judge(), "no clock");
    }

    // Power, meter resolution, age of the reading; step 100 + ramp 1000 + force open 3000 + stall 2000 = 6100 ms.
    [TestMethod]
    [DataRow(50_000, 1, 0, 86)]
    [DataRow(50_000, 1, 5_000, 156)]
    [DataRow(50_000, 100, 1_000, 199)]
    [DataRow(3_600_000, 1, 0, 6_101)]
    [DataRow(3_600_000, 16, 900, 7_016)]
    [DataRow(1, 1, 0, 2)]
    public void TheReserve_IsResolutionAndWhatMayFlowUntilItIsOpen(int powerW, int resolutionWh, int ageMs, int expectedWh)
    {
        var situation = new SupplySituation(new ChargePointSettings { MaximumPowerW = powerW, MeterResolutionWh = resolutionWh });
        Check.Is(expectedWh, situation.Rule.ReserveWh(ageMs), "Wh");
        Check.Is(6_100, situation.Settings.StopLeadMs, "lead");
    }

    [TestMethod]
    public void TheRemainder_IsWeighedToTheWattHour()
    {
        // A running charge bears its reserve (86 Wh with a reading of now), a start needs 156 and 200 more.
        var running = new SupplySituation { IsInSession = true, IsDelivering = true };
        running.Ledger.Cover(60_000 - 86);
        Check.Is((int)SupplyVerdict.Allowed, (int)running.Judge(), "exactly the reserve");
        running.Rule.UnbookedWh = 1;
        Check.Is((int)SupplyVerdict.DeniedAllocationSpent, (int)running.Judge(), "read and not yet recorded counts");
        Check.Is(Midnight + (30 * Minute), running.Rule.UntilUtcMs, "until the next");
        var starting = new SupplySituation();
        starting.Ledger.Cover(60_000 - 356);
        Check.Is((int)SupplyVerdict.Allowed, (int)starting.Judge(), "exactly enough for a start");
        starting.Ledger.Cover(1);
        Check.Is((int)SupplyVerdict.DeniedAllocationSpent, (int)starting.Judge(), "one less");
    }

    [TestMethod]
    public void BeforeAnIntervalThatCannotBearIt_ItStopsAtTheLeadAndStartsNotInTheLastMinute()
    {
        var running = new SupplySituation { IsInSession = true, IsDelivering = true };
        running.Inputs.Plan = World.Plan(1, 30, new int[] { 60_000, 155, 9_000 });
        running.At((30 * Minute) - 6_101);
        Check.Is((int)SupplyVerdict.Allowed, (int)running.Judge(), "a millisecond before");
        Check.Is(running.Inputs.NowMs + 1, running.Rule.ReviewAtMs, "to be asked again then");
        running.At((30 * Minute) - 6_100);
        Check.Is((int)SupplyVerdict.DeniedNoAllocationNow, (int)running.Judge(), "at the lead");
        Check.Is(Midnight + (60 * Minute), running.Rule.UntilUtcMs, "until one that bears a start");
        var starting = new SupplySituation();
        starting.Inputs.Plan = running.Inputs.Plan;
        starting.At((30 * Minute) - 66_101);
        Check.Is((int)SupplyVerdict.Allowed, (int)starting.Judge(), "worth a start");
        starting.At((30 * Minute) - 66_100);
        Check.Is((int)SupplyVerdict.DeniedNoAllocationNow, (int)starting.Judge(), "not worth a start");
    }

    [TestMethod]
    public void ANextIntervalOwedToUncoveredEnergy_DoesNotBear()
    {
        var running = new SupplySituation { IsInSession = true, IsDelivering = true };
        running.Inputs.Plan = World.Plan(1, 30, new int[] { 60_000, 200, 9_000 });
        running.At((30 * Minute) - 5_000);
        Check.Is((int)SupplyVerdict.Allowed, (int)running.Judge(), "200 Wh bear it");
        var owing = new SupplySituation { IsInSession = true, IsDelivering = true };
        owing.Inputs.Plan = running.Inputs.Plan;
        owing.Ledger.Cover(60_050);
        owing.Ledger.Current.CoveredWh = 0;
        owing.At((30 * Minute) - 5_000);
        Check.Is((int)SupplyVerdict.DeniedNoAllocationNow, (int)owing.Judge(), "150 Wh do not");
    }

    [TestMethod]
    public void UntilReviewAt_TheVerdictHolds()
    {
        for (int seed = 1; seed <= 150; seed++)
        {
            var numbers = new SeededNumbers(seed);
            SupplySituation situation = Random(numbers);
            SupplyVerdict verdict = situation.Judge();
            long startMs = situation.Inputs.NowMs;
            SupplyRule rule = situation.Rule;
            long reviewMs = rule.ReviewAtMs < rule.StaleAtMs ? rule.ReviewAtMs : rule.StaleAtMs;
            for (long atMs = startMs + 1; atMs < startMs + 70_000; atMs += 1 + numbers.Below(700))
            {
                long askMs = atMs < reviewMs ? atMs : reviewMs - 1;
                if (askMs <= startMs)
                {
                    break;
                }

                situation.Wait(askMs - situation.Inputs.NowMs);
                Check.Is(Names.Of(verdict), Names.Of(situation.Judge()), "seed " + seed.ToString() + " after " + (askMs - startMs).ToString() + " ms");
            }
        }
    }

    [TestMethod]
    public void VerdictsAndEffects_AreTheTable()
    {
        string[] expected = new string[]
        {
            "0 start", "1 start", "1 start", "1 start", "1 start", "1 start", "1 start", "2", "2", "2", "3", "3", "3", "1 start", "4", "1 start", "1 start",
        };
        Check.Is(expected.Length, VerdictEffects.Count, "rows");
        for (int i = 0; i < expected.Length; i++)
        {
            string found = ((int)VerdictEffects.Of((SupplyVerdict)i)).ToString()
                + (VerdictEffects.MayStart((SupplyVerdict)i) ? " start" : string.Empty);
            Check.Is(expected[i], found, Names.Of((SupplyVerdict)i));
        }
    }

    private static void Cause(SupplySituation situation, SupplyVerdict verdict)
    {
        switch (verdict)
        {
            case SupplyVerdict.DeniedFault:
                situation.Inputs.Fault = FaultCode.StoreFailed;
                break;
            case SupplyVerdict.DeniedUnavailable:
                situation.Inputs.IsAvailable = false;
                break;
            case SupplyVerdict.DeniedJournalFull:
                situation.Inputs.JournalRoom = 0;
                break;
            case SupplyVerdict.DeniedClockUnknown:
                situation.Inputs.ClockQuality = ClockQuality.Unknown;
                break;
            case SupplyVerdict.DeniedMeterImplausible:
                situation.Meter.Take(new MeterReading { ReadAtMs = situation.Inputs.NowMs + 1, RegisterWh = 0 });
                break;
            case SupplyVerdict.DeniedMeterStale:
                situation.Wait(5_001);
                break;
            case SupplyVerdict.DeniedNotMember:
                situation.IsAuthorised = false;
                break;
            case SupplyVerdict.DeniedNoPlan:
                situation.Inputs.Plan = null;
                break;
            case SupplyVerdict.DeniedPlanExpired:
                situation.Inputs.Plan.ValidUntilUtcMs = situation.Inputs.UtcMs;
                break;
            case SupplyVerdict.DeniedNoAllocationNow:
                situation.Ledger.Current.AllocatedWh = 0;
                break;
            case SupplyVerdict.DeniedAllocationSpent:
                situation.Ledger.Cover(60_000);
                break;
            default:
                break;
        }
    }

    private static SupplySituation Random(SeededNumbers numbers)
    {
        int resolutionWh = 1 + numbers.Below(100);
        int powerW = 3_000 + numbers.Below(100_000);
        var situation = new SupplySituation(new ChargePointSettings { MaximumPowerW = powerW, MeterResolutionWh = resolutionWh })
        {
            IsInSession = !numbers.OneIn(3),
            IsAuthorised = !numbers.OneIn(12),
            Claim = numbers.OneIn(6) ? Claim.None : Claim.Renewable,
        };
        situation.IsDelivering = situation.IsInSession && !numbers.OneIn(3);
        int nextWh = numbers.OneIn(2) ? 0 : numbers.Below(2_000);
        situation.Inputs.Plan = World.Plan(1, 30, new int[] { 60_000, nextWh, 5_000 });
        situation.Inputs.Plan.ValidUntilUtcMs = numbers.OneIn(4)
            ? Midnight + (30 * Minute) - 70_000 + numbers.Below(75_000)
            : situation.Inputs.Plan.ValidUntilUtcMs;
        situation.Inputs.JournalRoom = numbers.OneIn(20) ? 5 : 100;
        situation.Ledger.Cover(numbers.OneIn(2) ? 60_000 - numbers.Below(900) : numbers.Below(1_000));
        situation.At((30 * Minute) - 80_000 + numbers.Below(79_000));
        if (numbers.OneIn(2))
        {
            situation.Ledger.Current.LivePermille = 700;
            situation.Ledger.Current.RestoreLive(numbers.Below(1_500));
            situation.Measure(numbers.Below(60_000));
        }

        situation.Wait(numbers.Below(4_000));
        return situation;
    }
}
