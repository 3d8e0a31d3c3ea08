namespace ChargePointFw.Supply;

/// <summary>What a token list says of guests: drivers who are no members here. They are metered, never claimed.</summary>
public enum GuestPolicy : byte
{
    /// <summary>Nothing: the board's own configuration decides.</summary>
    AsConfigured = 0,

    /// <summary>Members only.</summary>
    MembersOnly = 1,

    /// <summary>Guests may charge, too.</summary>
    GuestsToo = 2,
}
