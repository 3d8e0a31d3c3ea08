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
/// <param name="MinimumUsefulWh">A share below it is not given.</param>
/// <param name="MaximumWh">More than this no plan can carry.</param>
/// <param name="MayRebalance">Whether what was promised may be lowered for others and raised again.</param>
public readonly record struct ShareLimits(long MinimumUsefulWh, long MaximumWh, bool MayRebalance);

/// <summary>
/// How one interval's supply is shared out: pure arithmetic. First what is reserved, then the rest by weight, rounded
/// down; remainders are not handed out. What may still be held by anybody is taken, whatever the newest version says.
/// </summary>
public static class IntervalShares
{
    /// <param name="supplyWh">What may be allocated in the interval, Wh.</param>
    /// <param name="stakes">Every charge point of the site, in order of name.</param>
    /// <param name="limits">The bounds.</param>
    /// <returns>One share for each stake. Σ over all of max(held, share) is at most the supply, or not above Σ held.</returns>
    public static IReadOnlyList<Share> Of(long supplyWh, IReadOnlyList<Stake> stakes, ShareLimits limits)
    {
        long[] targetsWh = Targets(supplyWh, stakes, limits.MaximumWh);
        long freeWh = supplyWh - stakes.Sum(one => Math.Max(one.HeldWh, one.PlannedWh ?? 0));
        bool mustLower = stakes.Sum(one => one.PlannedWh ?? 0) > supplyWh;
        var shares = new Share[stakes.Count];
        for (int i = 0; i < shares.Length; i++)
        {
            shares[i] = stakes[i].PlannedWh is { } plannedWh
                ? Again(plannedWh, stakes[i].HeldWh, targetsWh[i], ref freeWh, mustLower, limits)
                : First(targetsWh[i], ref freeWh, supplyWh, limits);
        }

        return shares;
    }

    private static long[] Targets(long supplyWh, IReadOnlyList<Stake> stakes, long maximumWh)
    {
        var targetsWh = new long[stakes.Count];
        long restWh = Math.Max(0, supplyWh);
        for (int i = 0; i < targetsWh.Length; i++)
        {
            targetsWh[i] = Math.Min(stakes[i].ReservedWh, restWh);
            restWh -= targetsWh[i];
        }

        long weights = stakes.Sum(one => one.Weight);
        for (int i = 0; i < targetsWh.Length; i++)
        {
            long shareWh = weights == 0 ? 0 : (long)((Int128)restWh * stakes[i].Weight / weights);
            targetsWh[i] = Math.Min(targetsWh[i] + shareWh, maximumWh);
        }

        return targetsWh;
    }

    private static Share First(long targetWh, ref long freeWh, long supplyWh, ShareLimits limits)
    {
        long shareWh = Math.Min(targetWh, Math.Max(0, freeWh));
        if (shareWh == 0 || shareWh < limits.MinimumUsefulWh)
        {
            return new Share(0, supplyWh <= 0 ? ShareReason.NoSupply
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
