namespace ChargePointFw.Control;

/// <summary>Where a session stands, as seen from the contactor.</summary>
public enum SessionPhase : byte
{
    /// <summary>No session.</summary>
    Idle = 0,

    /// <summary>A session is open, the contactor too, until the verdict allows.</summary>
    Waiting = 1,

    /// <summary>Allowed; the contactor waits for its record to be committed.</summary>
    Closing = 2,

    /// <summary>The contactor is closed and the charger enabled.</summary>
    Delivering = 3,

    /// <summary>The stop request is out; the contactor opens at zero current or by force.</summary>
    Stopping = 4,

    /// <summary>The contactor is open; the last register is awaited.</summary>
    Settling = 5,
}
