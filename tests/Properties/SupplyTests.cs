using ChargePointFw.Control;
using ChargePointFw.Properties.Worlds;
using ChargePointFw.Simulator.World;

namespace ChargePointFw.Properties;

/// <summary>The promise: members are charged while supply covers them, not longer, and not shorter either.</summary>
[TestClass]
public sealed class SupplyTests
{
    private static readonly ChargePointSettings settings = new();

    [TestMethod]
    public void TheBooksBalance_WhateverComes() => Seeds.Check(Sites.Any, Sites.Shrink, 400, site =>
    {
        using Rig rig = Rig.Run(site, Stepping.Sparse);
        Books.MustBalance(site, rig);
        MustRespectThePause(site, rig);
    });

    [TestMethod]
    public void TheBooksBalance_UnderClouds() => Seeds.Check(Sites.WithSun, Sites.Shrink, 200, site =>
    {
        using Rig rig = Rig.Run(site, Stepping.Sparse);
        Books.MustBalance(site, rig);
        MustRespectThePause(site, rig);
        MustKeepTheBudget(site, rig);
    });

    [TestMethod]
    public void WithMembersOnly_TheTrueEnergyOfAnIntervalIsWithinItsAllocation_AndZeroWithoutOne() => Seeds.Check(Sites.MembersOnly, Sites.Shrink, 400, site =>
    {
        using Rig rig = Rig.Run(site, Stepping.Sparse);
        for (int i = 0; i < site.AllocationsWh.Length; i++)
        {
            Assert.IsLessThanOrEqualTo(site.AllocationsWh[i] * 3_600_000L, rig.TrueMj(i), $"interval {i}, mJ. {site}");
        }

        foreach ((long utcMs, bool isClosed) in rig.Contactor.Where(move => move.IsClosed))
        {
            int interval = (int)((utcMs - Site.StartUtcMs) / site.IntervalMs);
            Assert.IsTrue(interval < site.AllocationsWh.Length && site.AllocationsWh[interval] > 0, $"closed at {utcMs - Site.StartUtcMs} ms without an allocation. {site}");
        }
    });

    // Never starting is not a way to be right.
    [TestMethod]
    public void AHungryMember_GetsTheAllocationButForTheReserve() =>
        Seeds.Check(Sites.OneHungryMember, Sites.Shrink, 400, MustGiveWhatIsAllocated);

    [TestMethod]
    public void AHungryMember_GetsTheAllocationButForTheReserve_AlsoUnderClouds() =>
        Seeds.Check(Sites.OneHungryMemberInTheSun, Sites.Shrink, 200, MustGiveWhatIsAllocated);

    private static void MustGiveWhatIsAllocated(Site site)
    {
        using Rig rig = Rig.Run(site, Stepping.Sparse);
        Visit? car = site.Visits.Length == 0 ? null : site.Visits[0];
        for (int i = 1; i < site.AllocationsWh.Length && car is not null; i++)
        {
            long leastWh = LeastWh(site, i, car.MaximumPowerW);
            Assert.IsGreaterThanOrEqualTo(leastWh, rig.TrueMj(i) / 3_600_000, $"interval {i}. {site}{Environment.NewLine}{string.Join(Environment.NewLine, rig.Records)}");
        }
    }

    // What is allocated, less the reserve at the age that a reading has at most (a second of polling and a step), as far
    // as the car can take it in the interval, less the pause of the contactor, the stop before the end, and a little for
    // the first reading of the interval and the commit of the record.
    private static long LeastWh(Site site, int interval, int powerW)
    {
        const int OldestReadingMs = 1_100;
        const int SlackMs = 5_000;
        long allocatedWh = site.AllocationsWh[interval];
        int stopLeadMs = settings.StepMs + settings.RampMs + settings.ForceOpenMs + settings.MaximumStallMs;
        long ReserveWh(long ageMs) => site.ResolutionWh + 1 + (Site.MaximumPowerW * (ageMs + stopLeadMs) / 3_600_000);
        long usableMs = site.IntervalMs - settings.ReclosePauseMs - stopLeadMs - SlackMs;
        long canTakeWh = powerW * usableMs / 3_600_000;
        bool isWorthAStart = allocatedWh >= ReserveWh(settings.MeterMaximumAgeMs) + settings.MinimumStartWh;
        return isWorthAStart ? Math.Min(allocatedWh - ReserveWh(OldestReadingMs) - site.ResolutionWh, canTakeWh) : 0;
    }

    private static void MustKeepTheBudget(Site site, Rig rig)
    {
        long[] closures = [.. rig.Contactor.Where(move => move.IsClosed).Select(move => move.UtcMs)];
        for (int i = settings.MaximumClosuresPerHour; i < closures.Length; i++)
        {
            long spanMs = closures[i] - closures[i - settings.MaximumClosuresPerHour];
            Assert.IsGreaterThanOrEqualTo(3_600_000L, spanMs, $"{settings.MaximumClosuresPerHour + 1} closures in {spanMs} ms. {site}");
        }
    }

    private static void MustRespectThePause(Site site, Rig rig)
    {
        for (int i = 1; i < rig.Contactor.Count; i++)
        {
            bool closes = rig.Contactor[i].IsClosed;
            long sinceMs = rig.Contactor[i].UtcMs - rig.Contactor[i - 1].UtcMs;
            Assert.IsTrue(!closes || sinceMs >= settings.ReclosePauseMs, $"closed again after {sinceMs} ms. {site}");
        }
    }
}
