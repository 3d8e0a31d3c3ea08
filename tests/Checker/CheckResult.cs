namespace ChargePointFw.Checker;

/// <summary>
/// Outcome of a comparison. Energies are the recomputed ones, in Wh; sessions and duplicates are counted in the
/// database.
/// </summary>
public sealed record CheckResult
{
    /// <summary>True if truth and ledger say the same.</summary>
    public bool Matches => Differences.Count == 0;

    /// <summary>What differs, each a sentence that names charge point, session, interval, expected and found.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>Sessions in the ledger, each identity counted once.</summary>
    public required int Sessions { get; init; }

    /// <summary>Records and sessions that the ledger counts more than once.</summary>
    public required int Duplicates { get; init; }

    /// <summary>All energy delivered, Wh.</summary>
    public required long DeliveredWh { get; init; }

    /// <summary>Members' energy covered by an allocation, Wh.</summary>
    public required long CoveredWh { get; init; }

    /// <summary>Members' energy beyond the allocation, Wh; should be zero.</summary>
    public required long UncoveredWh { get; init; }

    /// <summary>Guests' energy, Wh.</summary>
    public required long UnclaimedWh { get; init; }

    /// <summary>Allocated by the rule over all charge points and all intervals begun in the run, Wh.</summary>
    public required long AllocatedWh { get; init; }

    /// <summary>Live supply that records credit on top, Wh.</summary>
    public required long LiveWh { get; init; }
}
