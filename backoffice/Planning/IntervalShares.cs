namespace ChargePointFw.BackOffice.Planning;

/// <summary>Why a charge point gets what it gets in an interval.</summary>
public enum ShareReason
{
    /// <summary>As its newest plan says already.</summary>
    Kept,

    /// <summary>Its share.</summary>
    Given,

    /// <summary>Less than its share: others may still hold the rest.</summary>
    GivenTheRest,

    /// <summary>Others may still hold all of it.</summary>
    NothingFree,

    /// <summary>There is no supply, or it may not be used then.</summary>
    NoSupply,

    /// <summary>The share is below the least that is worth a start.</summary>
    NotWorthAStart,

    /// <summary>There is too little for all to be worth a start: gathered for others in this interval.</summary>
    OthersTurn,

    /// <summary>More since its share has grown and something is free.</summary>
    Raised,

    /// <summary>Less, so that others can have it once this charge point has reported the new version.</summary>
    LoweredForOthers,

    /// <summary>Less, because the supply itself has become less.</summary>
    LoweredWithSupply,
}

/// <summary>What one charge point has to do with one interval, before a decision. Energies in Wh.</summary>
/// <param name="Weight">How much it counts beside the others; 0 gets its reservation only.</param>
/// <param name="ReservedWh">Set aside for it before anything is shared out.</param>
/// <param name="PlannedWh">What its newest version says; null when no version ever said anything.</param>
/// <param name="HeldWh">The largest of all versions that it may still hold.</param>
public readonly record struct Stake(long Weight, long ReservedWh, long? PlannedWh, long HeldWh);

/// <summary>What the next version says, Wh, and why.</summary>
public readonly record struct Share(long EnergyWh, ShareReason Reason);

/// <summary>Bounds of a share.</summary>
/// <param name="MinimumUsefulWh">A share below it is not given, but gathered for others.</param>
/// <param name="MaximumWh">More than this no plan can carry.</param>
/// <param name="MayRebalance">Whether what was promised may be lowered for others and raised again.</param>
public readonly record struct ShareLimits(long MinimumUsefulWh, long MaximumWh, bool MayRebalance);

/// <summary>
/// How one interval's supply is shared out: pure arithmetic. First what is reserved, then the rest by weight, rounded
/// down; remainders are not handed out. Where the shares would be too small to be worth a start, only as many charge
/// points get one as can each have enough, and whose turn it is changes from interval to interval: each is first as often
/// as its weight says. What may still be held by anybody is taken, whatever the newest version says.
/// </summary>
public static class IntervalShares
{
    /// <param name="supplyWh">What may be allocated in the interval, Wh.</param>
    /// <param name="stakes">Every charge point of the site, in order of name.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="turn">See <see cref="TurnOf"/>: who comes first when there is too little for all.</param>
    /// <returns>One share for each stake. Σ over all of max(held, share) is at most the supply, or not above Σ held.</returns>
    public static IReadOnlyList<Share> Of(long supplyWh, IReadOnlyList<Stake> stakes, ShareLimits limits, ulong turn)
    {
        bool[] isServed = new bool[stakes.Count];
        long[] targetsWh = Targets(supplyWh, stakes, limits, turn, isServed);
        long freeWh = supplyWh - stakes.Sum(one => Math.Max(one.HeldWh, one.PlannedWh ?? 0));
        bool mustLower = stakes.Sum(one => one.PlannedWh ?? 0) > supplyWh;
        var shares = new Share[stakes.Count];
        for (int i = 0; i < shares.Length; i++)
        {
            bool isOthersTurn = !isServed[i] && stakes[i] is not { Weight: 0, ReservedWh: 0 } && isServed.Any(one => one);
            shares[i] = stakes[i].PlannedWh is { } plannedWh
                ? Again(plannedWh, stakes[i].HeldWh, targetsWh[i], ref freeWh, mustLower, limits)
                : First(targetsWh[i], ref freeWh, supplyWh, isOthersTurn, limits);
        }

        return shares;
    }

    /// <summary>
    /// Where in the round an interval stands, in parts of 2^64. From day to day it goes on by the golden ratio, within a day
    /// by the square root of two: turns are evenly spread over successive intervals and over the same hour of the days.
    /// </summary>
    public static ulong TurnOf(long startMs, long intervalMs)
    {
        const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;
        const ulong SquareRootOfTwo = 0x6A09_E667_F3BC_C908;
        const long DayMs = 86_400_000;
        return unchecked(((ulong)(startMs / DayMs) * GoldenRatio) + ((ulong)(startMs % DayMs / intervalMs) * SquareRootOfTwo));
    }

    // Beginning with all, the last in turn steps back until each of the others has enough; who has that reserved, stays.
    private static long[] Targets(long supplyWh, IReadOnlyList<Stake> stakes, ShareLimits limits, ulong turn, bool[] isServed)
    {
        for (int i = 0; i < stakes.Count; i++)
        {
            isServed[i] = stakes[i] is not { Weight: 0, ReservedWh: 0 };
        }

        int first = FirstInTurn(stakes, turn);
        while (true)
        {
            long[] targetsWh = Targets(supplyWh, stakes, limits.MaximumWh, isServed);
            bool isEnough = Enumerable.Range(0, stakes.Count).All(i => !isServed[i] || targetsWh[i] >= limits.MinimumUsefulWh);
            int last = isEnough ? -1 : LastInTurn(stakes, isServed, first, targetsWh, limits.MinimumUsefulWh);
            if (last < 0)
            {
                return targetsWh;
            }

            isServed[last] = false;
        }
    }

    private static long[] Targets(long supplyWh, IReadOnlyList<Stake> stakes, long maximumWh, bool[] isServed)
    {
        var targetsWh = new long[stakes.Count];
        long restWh = Math.Max(0, supplyWh);
        long weights = 0;
        for (int i = 0; i < targetsWh.Length; i++)
        {
            targetsWh[i] = isServed[i] ? Math.Min(stakes[i].ReservedWh, restWh) : 0;
            restWh -= targetsWh[i];
            weights += isServed[i] ? stakes[i].Weight : 0;
        }

        for (int i = 0; i < targetsWh.Length; i++)
        {
            long shareWh = isServed[i] && weights > 0 ? (long)((Int128)restWh * stakes[i].Weight / weights) : 0;
            targetsWh[i] = Math.Min(targetsWh[i] + shareWh, maximumWh);
        }

        return targetsWh;
    }

    private static int FirstInTurn(IReadOnlyList<Stake> stakes, ulong turn)
    {
        long at = (long)(((UInt128)turn * (ulong)stakes.Sum(one => one.Weight)) >> 64);
        int first = 0;
        while (first < stakes.Count - 1 && at >= stakes[first].Weight)
        {
            at -= stakes[first++].Weight;
        }

        return first;
    }

    private static int LastInTurn(IReadOnlyList<Stake> stakes, bool[] isServed, int first, long[] targetsWh, long minimumUsefulWh)
    {
        for (int back = stakes.Count - 1; back >= 0; back--)
        {
            int i = (first + back) % stakes.Count;
            if (isServed[i] && (stakes[i].ReservedWh < minimumUsefulWh || targetsWh[i] < minimumUsefulWh))
            {
                return i;
            }
        }

        return -1;
    }

    private static Share First(long targetWh, ref long freeWh, long supplyWh, bool isOthersTurn, ShareLimits limits)
    {
        long shareWh = Math.Min(targetWh, Math.Max(0, freeWh));
        if (shareWh == 0 || shareWh < limits.MinimumUsefulWh)
        {
            return new Share(0, supplyWh <= 0 ? ShareReason.NoSupply
                : isOthersTurn ? ShareReason.OthersTurn
                : targetWh == 0 || targetWh < limits.MinimumUsefulWh ? ShareReason.NotWorthAStart
                : ShareReason.NothingFree);
        }

        freeWh -= shareWh;
        return new Share(shareWh, shareWh == targetWh ? ShareReason.Given : ShareReason.GivenTheRest);
    }

    private static Share Again(long plannedWh, long heldWh, long targetWh, ref long freeWh, bool mustLower, ShareLimits limits)
    {
        bool mayLower = mustLower || limits.MayRebalance;
        if (targetWh < plannedWh && mayLower)
        {
            long loweredWh = targetWh < limits.MinimumUsefulWh ? 0 : targetWh;
            return new Share(loweredWh, mustLower ? ShareReason.LoweredWithSupply : ShareReason.LoweredForOthers);
        }

        if (targetWh <= plannedWh || !limits.MayRebalance || mustLower)
        {
            return new Share(plannedWh, ShareReason.Kept);
        }

        // What it may hold anyway costs nothing more; beyond that only what is free.
        long takenWh = Math.Max(heldWh, plannedWh);
        long raisedWh = Math.Min(targetWh, takenWh + Math.Max(0, freeWh));
        if (raisedWh <= plannedWh || raisedWh < limits.MinimumUsefulWh)
        {
            return new Share(plannedWh, ShareReason.Kept);
        }

        freeWh -= Math.Max(0, raisedWh - takenWh);
        return new Share(raisedWh, ShareReason.Raised);
    }
}
