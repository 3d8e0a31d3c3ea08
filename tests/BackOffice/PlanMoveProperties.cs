using ChargePointFw.BackOffice.Planning;
using ChargePointFw.Supply;
using FsCheck;
using FsCheck.Fluent;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>
/// Any outages, re-plans, reports of spent allocations, live supply switched on and off: what charge points may hold never
/// exceeds the supply, their shares of the surplus never exceed the surplus, nor does what they then cover. The charge points
/// here take over what they are sent, when they are on line, record that, are the truth of what they hold, and draw all of it.
/// </summary>
[TestClass]
public sealed class PlanMoveProperties
{
    private const int SupplyWh = 12_000;
    private const int MostChargePoints = 3;

    public TestContext TestContext { get; set; } = null!;

    /// <summary>A quarter hour: who is on line, who waits for supply, and what staff do.</summary>
    public sealed record Quarter(bool[] OnLine, bool[] Waits, int Weight, int Who, bool Restart, int Live);

    [TestMethod]
    public void HoweverPlansMove_WhatMayBeHeldNeverExceedsTheSupply()
    {
        ulong seed = Environment.GetEnvironmentVariable("CPFW_SEED") is { } fixedSeed
            ? ulong.Parse(fixedSeed, null)
            : (ulong)Random.Shared.NextInt64();
        TestContext.WriteLine($"CPFW_SEED={seed}");
        var quarter =
            from onLine in Gen.ArrayOf(Gen.Elements(true, true, false), MostChargePoints)
            from waits in Gen.ArrayOf(Gen.Elements(true, false), MostChargePoints)
            from weight in Gen.Elements(-1, -1, 0, 1, 4)
            from who in Gen.Choose(0, MostChargePoints - 1)
            from restart in Gen.Frequency((12, Gen.Constant(false)), (1, Gen.Constant(true)))
            from live in Gen.Frequency((4, Gen.Constant(-1)), (1, Gen.Constant(0)), (2, Gen.Constant(1)))
            select new Quarter(onLine, waits, weight, who, restart, live);
        var story =
            from chargePoints in Gen.Choose(2, MostChargePoints)
            from minimumUsefulWh in Gen.Elements(0, 5_000, 7_000)
            from quarters in Gen.ArrayOf(quarter, 14)
            select (chargePoints, minimumUsefulWh, quarters);
        Prop.ForAll(story.ToArbitrary(), one => HoldsAsync(one.chargePoints, one.minimumUsefulWh, one.quarters).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15).WithReplay(seed, seed | 1).WithQuietOnSuccess(true));
    }

    private static async Task<bool> HoldsAsync(int chargePoints, int minimumUsefulWh, Quarter[] story)
    {
        await using var office = new Office(options => options with
        {
            Rebalance = true,
            FollowDemand = true,
            DemandHours = 3,
            LeadMinutes = 30,
            MinimumUsefulWh = minimumUsefulWh,
        });
        Holder[] holders = [.. Enumerable.Range(1, chargePoints).Select(i => new Holder(office.Device("cp" + i)))];
        office.Supply(Office.Noon, 24, SupplyWh);
        await office.StartAsync();
        foreach (Quarter quarter in story)
        {
            for (int i = 0; i < chargePoints; i++)
            {
                await holders[i].LiveAsync(office, quarter.OnLine[i], quarter.Waits[i]);
            }

            if (quarter.Weight >= 0)
            {
                office.App.Rules.Set(Office.SiteName, new WeightChange(holders[quarter.Who % chargePoints].Device.Name, quarter.Weight), "tests");
            }

            if (quarter.Live >= 0)
            {
                office.App.LiveSupply.Set(Office.SiteName, quarter.Live == 1, "tests");
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

        foreach (Holder holder in holders)
        {
            await holder.LiveAsync(office, isOnLine: true, waits: false); // whoever was off line sends what it has now
        }

        const string Covered = "FROM (SELECT sum(covered_wh) AS wh FROM interval_energy GROUP BY interval_start_utc_ms) AS sums";
        return office.Scalar<long>($"SELECT max(wh) {Covered}") <= SupplyWh
            && office.Scalar<long>($"SELECT sum(wh) {Covered}") == holders.Sum(holder => holder.CoveredWh)
            && office.Scalar<long>("SELECT max(wh) FROM (SELECT sum(energy_wh) AS wh FROM allocation GROUP BY interval_start_utc_ms) AS sums") <= SupplyWh;
    }

    // For each interval: what has begun by what was truly held then, what is to come by the worst that may be held.
    private static bool IsWithinSupply(Office office, Holder[] holders) =>
        Enumerable.Range(0, 24).Select(i => Office.Noon.AddMinutes(30 * i).ToUnixTimeMilliseconds())
            .All(startMs => holders.Sum(holder => holder.WorstWh(office, startMs)) <= SupplyWh
                && holders.Sum(holder => holder.WorstPermille(office, startMs)) <= 1_000);

    /// <summary>A charge point that keeps the newest plan it was sent while on line.</summary>
    private sealed class Holder(FakeDevice device)
    {
        private readonly Dictionary<long, (int Wh, int Permille)> entered = [];
        private readonly List<byte[]> sentBefore = [];
        private SupplyPlan? held;
        private int sentRecords;
        private long states = 1_000;

        public FakeDevice Device => device;

        public long CoveredWh { get; private set; }

        public void Keep(Office office) => sentBefore.AddRange(office.Broker.PublishedTo(device.Topics.Plan));

        public async Task LiveAsync(Office office, bool isOnLine, bool waits)
        {
            if (!isOnLine)
            {
                return;
            }

            SupplyPlan newest = Sent(office).MaxBy(plan => plan.Version)!;
            if (held is null || newest.Version > held.Version)
            {
                held = newest;
                device.AcceptPlan(held.Version, office.Time.GetUtcNow());
            }

            foreach (byte[][] message in device.Journal.Skip(sentRecords).Chunk(FakeDevice.MaximumRecordsInMessage))
            {
                office.Send(device, message);
            }

            sentRecords = device.Journal.Count;
            states++; // told apart by the version of the members' list
            office.Broker.Deliver(
                device.Topics.State,
                waits
                    ? device.State(held.Version, states, sentRecords, state: "SuspendedEVSE", verdict: "DeniedAllocationSpent", session: 1)
                    : device.State(held.Version, states, sentRecords));
            Sites.ChargePoint chargePoint = office.App.Registry.FindChargePoint(Office.SiteName, device.Name)!;
            await office.AcknowledgedAsync(device, sentRecords);
            await Office.UntilAsync(() => office.App.Live.Of(chargePoint)?.TokensVersion == states, "the state");
        }

        /// <summary>An interval that begins is entered with what is held then; the one before was drawn down to the end.</summary>
        public void Enter(DateTimeOffset now)
        {
            if (now.Minute % 30 != 0)
            {
                return;
            }

            DateTimeOffset before = now.AddMinutes(-30);
            if (entered.Count == 0)
            {
                device.StartSession(1, now);
            }
            else if (entered[before.ToUnixTimeMilliseconds()].Wh is > 0 and int drawnWh)
            {
                device.CloseInterval(1, before, drawnWh, drawnWh);
                CoveredWh += drawnWh;
            }

            long startMs = now.ToUnixTimeMilliseconds();
            entered[startMs] = (Of(held, startMs), PermilleOf(held, startMs));
        }

        public long WorstWh(Office office, long startMs) => Worst(office, startMs, began => began.Wh, Of);

        public long WorstPermille(Office office, long startMs) => Worst(office, startMs, began => began.Permille, PermilleOf);

        private long Worst(Office office, long startMs, Func<(int Wh, int Permille), int> ofBegun, Func<SupplyPlan?, long, int> ofPlan) =>
            entered.TryGetValue(startMs, out (int Wh, int Permille) began)
                ? ofBegun(began)
                : Sent(office).Where(plan => plan.Version >= (held?.Version ?? 0)).Append(held).Max(plan => ofPlan(plan, startMs));

        private IEnumerable<SupplyPlan> Sent(Office office) =>
            sentBefore.Concat(office.Broker.PublishedTo(device.Topics.Plan)).Select(device.ReadPlan);

        private static int Of(SupplyPlan? plan, long startMs) => plan?.Find(startMs) is { } at and >= 0 ? plan.EnergyWh[at] : 0;

        private static int PermilleOf(SupplyPlan? plan, long startMs) => plan?.Find(startMs) is { } at and >= 0 ? plan.LivePermille[at] : 0;
    }
}
