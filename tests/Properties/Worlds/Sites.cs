using ChargePointFw.Simulator.Faults;
using ChargePointFw.Simulator.World;
using FsCheck;
using FsCheck.Fluent;

namespace ChargePointFw.Properties.Worlds;

/// <summary>Generators of sites, and what makes a failing one smaller.</summary>
internal static class Sites
{
    /// <summary>Members and guests, plenty and want.</summary>
    public static Gen<Site> Any { get; } = With(MixedVisits, Gen.Constant(Array.Empty<long>()));

    /// <summary>Members only.</summary>
    public static Gen<Site> MembersOnly { get; } = With(MemberVisits, Gen.Constant(Array.Empty<long>()));

    /// <summary>One member who wants more than there is, from before the first interval's end to the last one's.</summary>
    public static Gen<Site> OneHungryMember { get; } = With(HungryVisit, Gen.Constant(Array.Empty<long>()));

    /// <summary>The power goes now and then.</summary>
    public static Gen<Site> WithPowerCuts { get; } = With(MixedVisits, Cuts());

    /// <summary>The same with clouds: a share of a surplus that comes and goes.</summary>
    public static Gen<Site> WithSun { get; } = Sunny(Any);

    /// <summary>Clouds and power cuts.</summary>
    public static Gen<Site> WithSunAndPowerCuts { get; } = Sunny(WithPowerCuts);

    /// <summary>Clouds over one member who wants more than there is.</summary>
    public static Gen<Site> OneHungryMemberInTheSun { get; } = Sunny(OneHungryMember);

    /// <summary>A meter that does everything a meter may do.</summary>
    public static Gen<Site> WithMeterTroubles { get; } =
        from site in Any
        from count in Gen.Choose(1, 6)
        from instants in Gen.ArrayOf(Gen.Choose(10, (int)((site.EndUtcMs - Site.StartUtcMs) / 100)), count * 2)
        from troubles in Gen.ArrayOf(Gen.Elements(Enum.GetValues<MeterTrouble>()[1..]), count)
        let rising = instants.Distinct().Order().Select(tenths => tenths * 100L).ToArray()
        select site with { MeterTroubles = [.. Enumerable.Range(0, rising.Length / 2).Select(i => (rising[2 * i], rising[(2 * i) + 1], troubles[i]))] };

    /// <summary>Smaller sites: without a cut, a car or an allocation, or with simpler numbers.</summary>
    public static IEnumerable<Site> Shrink(Site site)
    {
        for (int i = 0; i < site.PowerCutsMs.Length; i++)
        {
            yield return site with { PowerCutsMs = Without(site.PowerCutsMs, i) };
        }

        for (int i = 0; i < site.MeterTroubles.Length; i++)
        {
            yield return site with { MeterTroubles = Without(site.MeterTroubles, i) };
        }

        for (int i = 0; i < site.Visits.Length; i++)
        {
            yield return site with { Visits = Without(site.Visits, i) };
        }

        for (int i = 0; i < site.AllocationsWh.Length; i++)
        {
            if (site.AllocationsWh[i] > 0)
            {
                int[] fewer = [.. site.AllocationsWh];
                fewer[i] = 0;
                yield return site with { AllocationsWh = fewer };
            }
        }

        if (site.LivePermille > 0)
        {
            yield return site with { LivePermille = 0, SunW = [] };
        }

        if (site.ResolutionWh > 1)
        {
            yield return site with { ResolutionWh = 1 };
        }
    }

    private static Gen<Site> With(Func<int, int, Gen<Visit[]>> visits, Gen<long[]> cuts) =>
        from seed in Gen.Choose(1, 1_000_000)
        from resolutionWh in Gen.Elements(1, 1, 16, 100)
        from minutes in Gen.Elements(15, 30, 60)
        from intervals in Gen.Choose(2, 120 / minutes)
        from allocationsWh in Gen.ArrayOf(Allocation(minutes), intervals)
        from cars in visits(intervals, minutes)
        from powerCuts in cuts
        let lengthMs = intervals * minutes * 60_000L
        select new Site(seed, resolutionWh, minutes, allocationsWh, cars, [.. powerCuts.Where(cutMs => cutMs < lengthMs - 120_000)]);

    private static Gen<Site> Sunny(Gen<Site> sites) =>
        from site in sites
        from permille in Gen.Choose(1, 1_000)
        from sunW in Gen.ArrayOf(Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(0, 120_000))), (int)((site.EndUtcMs - Site.StartUtcMs) / Site.SunEveryMs))
        select site with { LivePermille = permille, SunW = sunW };

    // None, hardly worth a start, about what a car takes, more than anybody can.
    private static Gen<int> Allocation(int minutes) => Gen.Frequency(
        (2, Gen.Constant(0)),
        (2, Gen.Choose(1, 700)),
        (4, Gen.Choose(700, 25_000 * minutes / 60)),
        (2, Gen.Choose(25_000 * minutes / 60, 100_000)));

    private static Gen<Visit[]> MixedVisits(int intervals, int minutes) => Visits(intervals, minutes, Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false))));

    private static Gen<Visit[]> MemberVisits(int intervals, int minutes) => Visits(intervals, minutes, Gen.Constant(true));

    private static Gen<Visit[]> Visits(int intervals, int minutes, Gen<bool> membership) =>
        from count in Gen.Choose(1, 4)
        from cuts in Gen.ArrayOf(Gen.Choose(2_000, (intervals * minutes * 60_000) - 30_000), count * 2)
        from members in Gen.ArrayOf(membership, count)
        from energies in Gen.ArrayOf(Gen.Choose(50, 40_000), count)
        from powers in Gen.ArrayOf(Gen.Choose(900, 50_000), count)
        select InOrder(cuts, members, energies, powers);

    private static Visit[] InOrder(int[] instants, bool[] members, int[] energies, int[] powers)
    {
        int[] rising = [.. instants.Distinct().Order()];
        return
        [
            .. Enumerable.Range(0, rising.Length / 2).Select(i => new Visit(
                Site.Name, members[i] ? "member-" + i : "guest-" + i, members[i], Site.StartUtcMs + rising[2 * i], Site.StartUtcMs + rising[(2 * i) + 1], energies[i], powers[i])),
        ];
    }

    private static Gen<Visit[]> HungryVisit(int intervals, int minutes) =>
        from fromMs in Gen.Choose(2_000, (minutes - 2) * 60_000)
        from powerW in Gen.Choose(5_000, 50_000)
        select new[] { new Visit(Site.Name, "member-0", true, Site.StartUtcMs + fromMs, Site.StartUtcMs + (intervals * minutes * 60_000L), 1_000_000, powerW) };

    private static Gen<long[]> Cuts() =>
        from count in Gen.Choose(1, 4)
        from instants in Gen.ArrayOf(Gen.Choose(20, 72_000), count)
        select instants.Select(tenths => tenths * 100L).Distinct().Order().ToArray();

    private static T[] Without<T>(T[] array, int index) => [.. array.Where((_, i) => i != index)];
}
