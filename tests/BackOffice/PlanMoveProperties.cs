using ChargePointFw.Supply;
using FsCheck;
using FsCheck.Fluent;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>
/// Any outages, re-plans and reports of spent allocations: what charge points may hold never exceeds the supply. The
/// charge points here take over what they are sent, when they are on line, and are the truth of what they hold.
/// </summary>
[TestClass]
public sealed class PlanMoveProperties
{
    private const int SupplyWh = 12_000;
    private const int ChargePoints = 3;

    public TestContext TestContext { get; set; } = null!;

    /// <summary>A quarter hour: who is on line, who waits for supply, and what staff do.</summary>
    public sealed record Quarter(bool[] OnLine, bool[] Waits, int Weight, int Who, bool Restart);

    [TestMethod]
    public void HoweverPlansMove_WhatMayBeHeldNeverExceedsTheSupply()
    {
        ulong seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } fixedSeed
            ? ulong.Parse(fixedSeed, null)
            : (ulong)Random.Shared.NextInt64();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var quarter =
            from onLine in Gen.ArrayOf(Gen.Elements(true, true, false), ChargePoints)
            from waits in Gen.ArrayOf(Gen.Elements(true, false), ChargePoints)
            from weight in Gen.Elements(-1, -1, 0, 1, 4)
            from who in Gen.Choose(0, ChargePoints - 1)
            from restart in Gen.Frequency((12, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Quarter(onLine, waits, weight, who, restart);
        Prop.ForAll(Gen.ArrayOf(quarter, 14).ToArbitrary(), story => HoldsAsync(story).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15).WithReplay(seed, seed | 1).WithQuietOnSuccess(true));
    }

    private static async Task<bool> HoldsAsync(Quarter[] story)
    {
        await using var office = new Office(options => options with { Rebalance = true, FollowDemand = true, DemandHours = 3, LeadMinutes = 30 });
        Holder[] holders = [.. Enumerable.Range(1, ChargePoints).Select(i => new Holder(office.Device("cp" + i)))];
        office.Supply(Office.Noon, 24, SupplyWh);
        await office.StartAsync();
        foreach (Quarter quarter in story)
        {
            for (int i = 0; i < ChargePoints; i++)
            {
                await holders[i].LiveAsync(office, quarter.OnLine[i], quarter.Waits[i]);
            }

            if (quarter.Weight >= 0)
            {
                office.App.Shares.SetWeight(Office.SiteName, holders[quarter.Who].Device.Name, quarter.Weight, "tests");
            }

            if (quarter.Restart)
            {
                Array.ForEach(holders, holder => holder.Keep(office));
                await office.RestartAsync();
            }

            office.Time.Advance(TimeSpan.FromMinutes(15));
            Array.ForEach(holders, holder => holder.Enter(office.Time.GetUtcNow()));
            if (!IsWithinSupply(office, holders))
            {
                return false;
            }
        }

        return true;
    }

    // For each interval: what has begun by what was truly held then, what is to come by the worst that may be held.
    private static bool IsWithinSupply(Office office, Holder[] holders) =>
        Enumerable.Range(0, 24).Select(i => Office.Noon.AddMinutes(30 * i).ToUnixTimeMilliseconds())
            .All(startMs => holders.Sum(holder => holder.WorstWh(office, startMs)) <= SupplyWh);

    /// <summary>A charge point that keeps the newest plan it was sent while on line.</summary>
    private sealed class Holder(FakeDevice device)
    {
        private readonly Dictionary<long, int> enteredWh = [];
        private readonly List<byte[]> sentBefore = [];
        private SupplyPlan? held;

        public FakeDevice Device => device;

        public void Keep(Office office) => sentBefore.AddRange(office.Broker.PublishedTo(device.Topics.Plan));

        public async Task LiveAsync(Office office, bool isOnLine, bool waits)
        {
            if (!isOnLine)
            {
                return;
            }

            SupplyPlan newest = Sent(office).MaxBy(plan => plan.Version)!;
            held = held is null || newest.Version > held.Version ? newest : held;
            device.RegisterWh++;
            office.Broker.Deliver(
                device.Topics.State,
                waits
                    ? device.State(held.Version, state: "SuspendedEVSE", verdict: "DeniedAllocationSpent", session: 1)
                    : device.State(held.Version));
            Sites.ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!;
            await Office.UntilAsync(() => office.App.Live.Of(chargePoint)?.RegisterWh == device.RegisterWh, "the state");
        }

        /// <summary>An interval that begins is entered with what is held then.</summary>
        public void Enter(DateTimeOffset now)
        {
            if (now.Minute % 30 == 0)
            {
                enteredWh[now.ToUnixTimeMilliseconds()] = Of(held, now.ToUnixTimeMilliseconds());
            }
        }

        public long WorstWh(Office office, long startMs) => enteredWh.TryGetValue(startMs, out int entered)
            ? entered
            : Sent(office).Where(plan => plan.Version >= (held?.Version ?? 0)).Append(held).Max(plan => Of(plan, startMs));

        private IEnumerable<SupplyPlan> Sent(Office office) =>
            sentBefore.Concat(office.Broker.PublishedTo(device.Topics.Plan)).Select(device.ReadPlan);

        private static int Of(SupplyPlan? plan, long startMs) => plan?.Find(startMs) is { } at and >= 0 ? plan.EnergyWh[at] : 0;
    }
}
