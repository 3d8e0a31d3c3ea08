using ChargePointFw.Supply;
using FsCheck;
using FsCheck.Fluent;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>Any supply, any number of charge points, any steps of time: the promises hold for every version ever published.</summary>
[TestClass]
public sealed class PlannerProperties
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void WhicheverVersionAChargePointHolds_TheSumNeverExceedsTheSupply()
    {
        ulong seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } fixedSeed
            ? ulong.Parse(fixedSeed, null)
            : (ulong)Random.Shared.NextInt64();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var story =
            from chargePoints in Gen.Choose(1, 5)
            from supplyWh in Gen.Choose(0, 40_000)
            from minimumUsefulWh in Gen.Choose(0, 4_000)
            from stepsMinutes in Gen.ArrayOf(Gen.Choose(1, 1_500), 6)
            from addChargePointAt in Gen.Choose(0, 8)
            select (chargePoints, supplyWh, minimumUsefulWh, stepsMinutes, addChargePointAt);
        Prop.ForAll(story.ToArbitrary(), one => Holds(one.chargePoints, one.supplyWh, one.minimumUsefulWh, one.stepsMinutes, one.addChargePointAt))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(12).WithReplay(seed, (ulong)(seed | 1)).WithQuietOnSuccess(true));
    }

    private static bool Holds(int chargePoints, int supplyWh, int minimumUsefulWh, int[] stepsMinutes, int addChargePointAt)
    {
        var office = new Office(options => options with { MinimumUsefulWh = minimumUsefulWh });
        try
        {
            List<FakeDevice> devices = [.. Enumerable.Range(1, chargePoints).Select(i => office.Device("cp" + i))];
            office.Supply(Office.Noon.AddHours(-1), 48 * 3, supplyWh);
            office.StartAsync().GetAwaiter().GetResult();
            for (int i = 0; i < stepsMinutes.Length; i++)
            {
                if (i == addChargePointAt)
                {
                    devices.Add(office.Device("added"));
                    office.Supply(Office.Noon.AddHours(71), 48, supplyWh / 2, "more.csv");
                }

                office.Time.Advance(TimeSpan.FromMinutes(stepsMinutes[i]));
            }

            return devices.TrueForAll(device => OnlyExtends(office, device, minimumUsefulWh)) && NeverMoreThanSupply(office, devices, supplyWh);
        }
        finally
        {
            office.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static List<SupplyPlan> Versions(Office office, FakeDevice device) =>
        [.. office.Broker.PublishedTo(device.Topics.Plan).Select(device.ReadPlan).DistinctBy(plan => plan.Version)];

    private static bool OnlyExtends(Office office, FakeDevice device, int minimumUsefulWh)
    {
        List<SupplyPlan> versions = Versions(office, device);
        var promised = new Dictionary<long, (long Id, int EnergyWh)>();
        for (int i = 0; i < versions.Count; i++)
        {
            bool counts = versions[i].Version == i + 1;
            bool reaches = i == 0 || versions[i].ValidUntilUtcMs >= versions[i - 1].ValidUntilUtcMs;
            if (!counts || !reaches)
            {
                return false;
            }

            for (int j = 0; j < versions[i].Count; j++)
            {
                (long, int) now = (versions[i].AllocationId[j], versions[i].EnergyWh[j]);
                bool isKept = promised.TryAdd(versions[i].StartUtcMs[j], now) || promised[versions[i].StartUtcMs[j]] == now;
                if (!isKept || now.Item2 < minimumUsefulWh)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool NeverMoreThanSupply(Office office, List<FakeDevice> devices, int supplyWh)
    {
        IEnumerable<(long StartMs, long EnergyWh)> largest = devices.SelectMany(device => Versions(office, device)
            .SelectMany(plan => Enumerable.Range(0, plan.Count).Select(i => (StartMs: plan.StartUtcMs[i], EnergyWh: (long)plan.EnergyWh[i])))
            .GroupBy(one => one.StartMs)
            .Select(group => (group.Key, group.Max(one => one.EnergyWh))));
        long halvedFromMs = Office.Noon.AddHours(71).ToUnixTimeMilliseconds();
        return largest.GroupBy(one => one.StartMs)
            .All(group => group.Sum(one => one.EnergyWh) <= (group.Key < halvedFromMs ? supplyWh : supplyWh / 2));
    }
}
