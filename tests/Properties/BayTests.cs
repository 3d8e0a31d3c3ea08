using ChargePointFw.Properties.Worlds;
using ChargePointFw.Simulator.World;
using FsCheck;
using FsCheck.Fluent;

namespace ChargePointFw.Properties;

/// <summary>The truth does not depend on who looks, or how often.</summary>
[TestClass]
public sealed class BayTests
{
    private const int LengthMs = 1_200_000;

    [TestMethod]
    public void TheSameEnergy_WhateverTheLooking() => Seeds.Check(Stories, 300, story =>
    {
        Bay seldom = story.Run([]);
        Bay often = story.Run(story.Looks);
        Bay always = story.Run([.. Enumerable.Range(1, LengthMs / 250).Select(i => i * 250)]);
        foreach (Bay bay in (Bay[])[often, always])
        {
            Assert.AreEqual(seldom.EnergyMj, bay.EnergyMj, story.ToString());
            Assert.AreEqual(seldom.Newest, bay.Newest, story.ToString());
            Assert.AreEqual(seldom.Car?.Visit, bay.Car?.Visit);
            Assert.AreEqual(seldom.Car?.RequestsEnergy, bay.Car?.RequestsEnergy);
        }
    });

    [TestMethod]
    public void ACarTakesWhatItWants_ToTheWattSecond() => Seeds.Check(Gen.Zip(Gen.Choose(1, 3_000), Gen.Choose(1_000, 50_000)), 300, car =>
    {
        (int energyWh, int powerW) = car;
        var bay = new Bay([new Visit("cp", "t", true, Site.StartUtcMs, long.MaxValue, energyWh, powerW)], Site.StartUtcMs, 300, 5 * Bay.MillijoulesPerWh);
        bay.AdvanceTo(Site.StartUtcMs + 1);
        bay.Switch(true, true);
        bay.AdvanceTo(Site.StartUtcMs + 40_000_000);
        long takenMj = bay.EnergyMj - (5 * 3_600_000L);
        long wantedMj = energyWh * 3_600_000L;
        Assert.IsTrue(takenMj >= wantedMj && takenMj < wantedMj + 1_000, $"{takenMj} of {wantedMj} mJ");
        Assert.IsFalse(bay.Car!.RequestsEnergy);
        Assert.AreEqual(bay.EnergyMj, bay.Newest.EnergyMj, "the meter has seen all of it");
        Assert.AreEqual(0, bay.Newest.PowerW);
    });

    [TestMethod]
    public void ACarThatCouldTakeMore_GetsWhatTheChargerCanGive()
    {
        var bay = new Bay([new Visit("cp", "t", true, Site.StartUtcMs, long.MaxValue, 900_000, 150_000)], Site.StartUtcMs, 0, 0) { MaximumPowerW = 50_000 };
        bay.AdvanceTo(Site.StartUtcMs + 1_000);
        bay.Switch(true, true);
        bay.AdvanceTo(Site.StartUtcMs + 3_601_000);
        Assert.AreEqual(50_000L * 3_600_000, bay.EnergyMj);
    }

    private static Gen<Story> Stories =>
        from phaseMs in Gen.Choose(0, 999)
        from energyWh in Gen.Choose(10, 9_000)
        from powerW in Gen.Choose(500, 50_000)
        from comesMs in Gen.Choose(1, 400_000)
        from staysMs in Gen.Choose(1, 700_000)
        from switches in Gen.ArrayOf(Gen.Choose(1, LengthMs - 1), 6)
        from looks in Gen.ArrayOf(Gen.Choose(1, LengthMs - 1), 40)
        select new Story(phaseMs, new Visit("cp", "t", true, Site.StartUtcMs + comesMs, Site.StartUtcMs + comesMs + staysMs, energyWh, powerW), [.. switches.Distinct().Order()], looks);

    // The charger is enabled, disabled, and so on at the switches; the contactor opens half a second after the stop.
    private sealed record Story(int PhaseMs, Visit Visit, int[] Switches, int[] Looks)
    {
        public Bay Run(int[] looks)
        {
            var bay = new Bay([Visit], Site.StartUtcMs, PhaseMs, 1_000 * Bay.MillijoulesPerWh);
            IEnumerable<(int AtMs, Action? Act)> acts = Switches.SelectMany((atMs, i) => i % 2 == 0
                ? new (int AtMs, Action? Act)[] { (atMs, () => bay.Switch(true, true)) }
                : [(atMs, () => bay.Switch(false, true)), (atMs + 500, () => bay.Switch(false, false))]);
            foreach ((int atMs, Action? act) in acts.Concat(looks.Select(atMs => (AtMs: atMs, Act: (Action?)null))).OrderBy(one => one.AtMs).ThenBy(one => one.Act is null))
            {
                bay.AdvanceTo(Site.StartUtcMs + atMs);
                act?.Invoke();
            }

            bay.AdvanceTo(Site.StartUtcMs + LengthMs + 1_000);
            return bay;
        }

        public override string ToString() => $"phase {PhaseMs}, {Visit}, switches {string.Join(' ', Switches)}, looks {string.Join(' ', Looks)}";
    }
}
