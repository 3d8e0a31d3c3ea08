namespace ChargePointFw.Link;

/// <summary>What became of a command, in OCPP's words.</summary>
public enum CommandResult : byte
{
    /// <summary>There was none since the boot.</summary>
    None = 0,
    Accepted = 1,

    /// <summary>It cannot be done as things are.</summary>
    Rejected = 2,

    /// <summary>It is done when the session that runs has ended.</summary>
    Scheduled = 3,
}
