namespace ChargePointFw.BackOffice.Planning;

/// <summary>What one charge point has to do with the live supply of one interval, before a decision. Shares in thousandths.</summary>
/// <param name="Weight">How much it counts beside the others.</param>
/// <param name="PlannedPermille">What its newest version says.</param>
/// <param name="HeldPermille">The largest of all versions that it may still hold.</param>
public readonly record struct LiveStake(long Weight, long PlannedPermille, long HeldPermille);

/// <summary>
/// How the surplus of one interval, whatever it will be, is shared out: pure arithmetic, by weight, rounded down. It is
/// promised as energy is: what anybody may still hold is taken, so that no Wh of surplus is credited twice.
/// </summary>
public static class LiveShares
{
    /// <summary>All of the surplus, thousandths.</summary>
    public const long Whole = 1_000;

    // A share that nobody uses is lost at once, unlike energy that is booked: it always follows the weights.
    private static readonly ShareLimits limits = new(MinimumUsefulWh: 0, MaximumWh: Whole, MayRebalance: true);

    /// <param name="toShare">What may be handed out, thousandths: all of it, or nothing while live supply is off.</param>
    /// <param name="stakes">Every charge point of the site, in order of name.</param>
    /// <returns>One share for each stake. Σ over all of max(held, share) is at most <paramref name="toShare"/>, or not above Σ held.</returns>
    public static IReadOnlyList<long> Of(long toShare, IReadOnlyList<LiveStake> stakes) =>
    [
        .. IntervalShares.Of(toShare, [.. stakes.Select(one => new Stake(one.Weight, 0, one.PlannedPermille, one.HeldPermille))], limits, turn: 0)
            .Select(share => share.EnergyWh),
    ];
}
