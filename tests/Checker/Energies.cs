namespace ChargePointFw.Checker;

/// <summary>Energy of one interval by kind, Wh. Delivered is the sum of the kinds.</summary>
internal readonly record struct Energies(long DeliveredWh, long CoveredWh, long UncoveredWh, long UnclaimedWh)
{
    /// <summary>True if every Wh has exactly one kind.</summary>
    public bool IsBalanced => DeliveredWh == CoveredWh + UncoveredWh + UnclaimedWh;

    public static Energies operator +(Energies a, Energies b) => new(
        a.DeliveredWh + b.DeliveredWh, a.CoveredWh + b.CoveredWh, a.UncoveredWh + b.UncoveredWh, a.UnclaimedWh + b.UnclaimedWh);

    /// <summary>The kinds by name, for comparing and for sentences.</summary>
    public IEnumerable<(string Name, long Wh)> Kinds()
    {
        yield return ("delivered", DeliveredWh);
        yield return ("covered", CoveredWh);
        yield return ("uncovered", UncoveredWh);
        yield return ("unclaimed", UnclaimedWh);
    }
}
