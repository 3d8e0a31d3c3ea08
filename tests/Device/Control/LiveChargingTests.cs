using ChargePointFw.Control;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Control;

/// <summary>A charge point with a share of the site's surplus: what it may draw, when it stops, and what its records tell.</summary>
[TestClass]
public class LiveChargingTests
{
    private const long Minute = World.MinuteMs;

    [TestMethod]
    public void OnSurplusAlone_ItChargesWhatIsCreditedAndRecordsWhereItCameFrom()
    {
        World world = Sunny(new int[] { 0, 0 }, 1_000, 60_000);
        world.StartMember();
        Check.That(!world.IsContactorClosed, "nothing credited yet");
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyLow, (int)world.Outputs.Verdict, "why");
        Check.That(world.RunUntilContactor(true, 5 * Minute), "charges by itself");
        world.Run(10 * Minute);
        Check.That(world.IsContactorClosed, "as long as the sun gives more than the car takes");
        Finish(world);
        Check.That(world.CoveredWh() > 8_000, "ten minutes at 50 kW");
        Check.That(world.CountOf(RecordType.LiveSupplied) > 0, "told");
        Check.Is(100, world.Last(RecordType.LiveSupplied).AllocationId, "under the allocation's id");
    }

    [TestMethod]
    public void ASilentFeed_StopsWithinItsMaximumAgeAndOneStep()
    {
        World world = Sunny(new int[] { 0, 0 }, 1_000, 60_000);
        world.StartMember();
        Check.That(world.RunUntilContactor(true, 5 * Minute), "charges");
        world.Run(3 * Minute);
        long measuredMs = world.Inputs.SurplusMeasuredMs;
        world.SurplusEveryMs = 0;
        while (world.Outputs.EnableCharger)
        {
            world.Tick();
        }

        Check.Is((int)SupplyVerdict.DeniedLiveSupplyStale, (int)world.Outputs.Verdict, "why");
        Check.That(world.NowMs - measuredMs <= world.Settings.LiveMaximumAgeMs + World.TickMs, "in time");
        world.SurplusEveryMs = 5_000;
        Check.That(world.RunUntilContactor(true, 5 * Minute), "resumes by itself");
        Finish(world);
    }

    [TestMethod]
    public void WithAnAllocation_ASilentFeedOnlyEndsWhatItGave()
    {
        World world = Sunny(new int[] { 5_000, 0 }, 1_000, 30_000);
        world.StartMember();
        world.Run(3 * Minute);
        world.SurplusEveryMs = 0;
        Check.That(world.IsContactorClosed, "charges");
        world.Run(30_000);
        Check.That(world.IsContactorClosed, "on its allocation");
        Check.That(world.RunUntilContactor(false, 10 * Minute), "to its end");
        world.Run(10_000);
        Check.Is((int)SupplyVerdict.DeniedLiveSupplyStale, (int)world.Outputs.Verdict, "more would be live");
        Finish(world);
        Check.That(world.CoveredWh() > 5_000 + 1_000, "the allocation and what the sun gave before");
    }

    [TestMethod]
    public void AtTheEndOfAnInterval_CreditEndsAndTheContactorIsOpen()
    {
        World world = Sunny(new int[] { 0, 0, 0 }, 1_000, 80_000);
        world.StartMember();
        world.RunUntilUtc(World.MidnightUtcMs + World.HalfHourMs - 1_000);
        Check.That(!world.IsContactorClosed, "the next half hour has been credited nothing yet");
        world.RunUntilUtc(World.MidnightUtcMs + World.HalfHourMs + (5 * Minute));
        Check.That(world.IsContactorClosed, "earned anew");
        Finish(world);
    }

    [TestMethod]
    public void AfterAPowerCut_WhatRecordsToldIsStillCredited()
    {
        World world = Sunny(new int[] { 0, 0 }, 1_000, 60_000);
        world.StartMember();
        world.RunUntilContactor(true, 5 * Minute);
        world.Run(20_000);
        int toldWh = world.Last(RecordType.LiveSupplied).LiveWh;
        world.CutPower();
        world.Run(5_000);
        Check.That(toldWh >= 990, "the credit that bore the start was told");
        Check.Is(0, world.UncoveredWh(), "twenty seconds at 50 kW are within it");
        Check.Is((int)StoppedReason.PowerLoss, (int)world.Last(RecordType.SessionEnded).StoppedReason, "cut");
        world.StartMember();
        Check.That(world.RunUntilContactor(true, 5 * Minute), "charges again");
        Finish(world);
        Check.That(world.Last(RecordType.LiveSupplied).LiveWh > toldWh, "the sum goes on");
    }

    [TestMethod]
    public void AGuest_LeavesLiveSupplyAlone()
    {
        World world = Sunny(new int[] { 0, 0 }, 1_000, 60_000);
        world.Settings.GuestsAllowed = true;
        world.Plug();
        world.Present(World.Stranger);
        world.Run(2 * Minute);
        Check.That(world.IsContactorClosed, "charges unclaimed");
        world.Unplug();
        world.Run(10_000);
        Check.Is(0, world.CountOf(RecordType.LiveSupplied), "nothing of it told");
        Check.Is(0, world.CoveredWh(), "nothing covered");
    }

    // Random suns and cars: read in order, never more covered than allocated and told; dense and sparse stepping agree.
    [TestMethod]
    public void WhateverTheWeather_TheRecordsBalance()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            World dense = Weather(seed, false);
            World sparse = Weather(seed, true);
            string what = "seed " + seed.ToString();
            Check.Is(dense.Records.Count, sparse.Records.Count, what + ": records");
            for (int i = 0; i < dense.Records.Count; i++)
            {
                Check.Is(dense.At(i).RegisterWh, sparse.At(i).RegisterWh, what + ": register");
                Check.Is(dense.At(i).UtcMs, sparse.At(i).UtcMs, what + ": time");
                Check.Is(dense.At(i).LiveWh, sparse.At(i).LiveWh, what + ": live");
            }
        }
    }

    private static World Weather(int seed, bool isSparse)
    {
        var numbers = new SeededNumbers(seed);
        int[] halfHoursWh = new int[] { numbers.Below(3) * 2_000, numbers.Below(3) * 1_500, 0 };
        World world = Sunny(halfHoursWh, (short)(300 + numbers.Below(700)), numbers.Below(100_000));
        world.IsSparse = isSparse;
        world.PowerW = 5_000 + numbers.Below(45_000);
        world.SurplusEveryMs = 1_000 * (1 + numbers.Below(9));
        world.StartMember();
        for (int i = 0; i < 200; i++)
        {
            world.Run(1_000 * (1 + numbers.Below(30)));
            world.SurplusW = numbers.OneIn(3) ? 0 : numbers.Below(120_000);
            world.SurplusEveryMs = numbers.OneIn(12) ? 0 : 5_000;
            if (numbers.OneIn(40))
            {
                world.Unplug();
                world.Run(10_000);
                world.StartMember();
            }
        }

        Finish(world);
        return world;
    }

    private static World Sunny(int[] halfHoursWh, short livePermille, int surplusW)
    {
        var world = new World(new ChargePointSettings(), World.MidnightUtcMs + 10_000);
        world.Inputs.Plan = LivePlans.Of(halfHoursWh, livePermille);
        world.SurplusEveryMs = 5_000;
        world.SurplusW = surplusW;
        world.Boot();
        world.Run(5_000);
        return world;
    }

    // The car leaves; every interval has covered no more than it was allocated and had been told of live supply by then.
    private static void Finish(World world)
    {
        world.Unplug();
        world.Run(10_000);
        Check.Is(world.FlowedWh, world.SessionEnergyWh(), "energy");
        Check.Is(0, world.UncoveredWh(), "uncovered");
        SupplyPlan plan = world.Inputs.Plan;
        for (int i = 0; i < plan.Count; i++)
        {
            long coveredWh = 0;
            long liveWh = 0;
            for (int n = 0; n < world.Records.Count; n++)
            {
                Record record = world.At(n);
                if (record.IntervalStartUtcMs != plan.StartUtcMs[i])
                {
                    continue;
                }

                Check.That(record.Type != RecordType.LiveSupplied || record.LiveWh >= liveWh, "the credit only grows");
                liveWh = record.Type == RecordType.LiveSupplied ? record.LiveWh : liveWh;
                coveredWh += record.CoveredWh;
                Check.That(coveredWh <= plan.EnergyWh[i] + liveWh, "covered within what was allocated and told by then");
            }
        }
    }
}
