namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What staff do about a finding.</summary>
public enum QueueAction
{
    /// <summary>It is in order as it stands, and counts.</summary>
    Accept,

    /// <summary>Not passed on until somebody decides.</summary>
    Hold,

    /// <summary>The session counts for nothing: its energy stays visible as dropped.</summary>
    Drop,

    /// <summary>An interval of the session is booked otherwise.</summary>
    Correct,

    /// <summary>The charge point is asked for the records once more.</summary>
    AskAgain,

    /// <summary>The open session gets an end by a rule.</summary>
    CloseSession,

    /// <summary>Somebody takes it on.</summary>
    Assign,

    /// <summary>A note, nothing else.</summary>
    Note,

    /// <summary>Takes the last entry back by a counter-entry.</summary>
    Undo,
}

/// <summary>Why; a note says more.</summary>
public enum ReasonCode
{
    /// <summary>The meter was wrong, or exchanged.</summary>
    Meter,

    /// <summary>The clock was wrong.</summary>
    Clock,

    /// <summary>No connection, or records lost.</summary>
    Connection,

    /// <summary>Somebody was there and looked.</summary>
    SeenOnSite,

    /// <summary>Agreed with the customer.</summary>
    Customer,

    /// <summary>Agreed with the dealer.</summary>
    Dealer,

    /// <summary>A test or a demonstration.</summary>
    Test,

    /// <summary>An earlier decision was a mistake.</summary>
    Mistake,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>Where an open session ends.</summary>
public enum CloseRule
{
    /// <summary>At its last register that did not fall: what its records state.</summary>
    LastMonotonic,

    /// <summary>Where the next session starts: what flowed in between was nobody else's; it is not covered.</summary>
    NextStart,

    /// <summary>Where it started itself: it took nothing.</summary>
    OwnStart,
}

/// <summary>What an interval of a session is to be booked as; energies in Wh.</summary>
/// <param name="StartUtcMs">Start of the interval.</param>
/// <param name="CoveredWh">Under an allocation.</param>
/// <param name="UncoveredWh">A member's beyond it.</param>
/// <param name="UnclaimedWh">A guest's.</param>
public sealed record IntervalBooking(long StartUtcMs, long CoveredWh, long UncoveredWh, long UnclaimedWh);

/// <summary>A decision about a finding, or about many.</summary>
public sealed record Decision
{
    /// <summary>Letters of a note at most.</summary>
    public const int MaximumNote = 1_000;

    public required QueueAction Action { get; init; }

    public required ReasonCode Reason { get; init; }

    /// <summary>Why, in somebody's own words; never empty.</summary>
    public required string Note { get; init; }

    /// <summary>Who decides.</summary>
    public required string By { get; init; }

    /// <summary>For <see cref="QueueAction.Assign"/>: who; empty for nobody.</summary>
    public string? Assignee { get; init; }

    /// <summary>For <see cref="QueueAction.CloseSession"/>.</summary>
    public CloseRule? CloseBy { get; init; }

    /// <summary>For <see cref="QueueAction.Correct"/>.</summary>
    public IReadOnlyList<IntervalBooking> Bookings { get; init; } = [];
}
