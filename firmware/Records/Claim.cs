namespace ChargePointFw.Records;

/// <summary>What a session's energy may be called.</summary>
public enum Claim : byte
{
    /// <summary>No session.</summary>
    NoSession = 0,

    /// <summary>A programme member's session: its energy draws on the allocation.</summary>
    Renewable = 1,

    /// <summary>A guest's session: metered and recorded, never labelled renewable, never on the allocation.</summary>
    None = 2,
}
