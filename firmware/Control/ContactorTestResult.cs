namespace ChargePointFw.Control;

/// <summary>How a technician's test of the contactor ended.</summary>
public enum ContactorTestResult : byte
{
    /// <summary>None since the boot.</summary>
    None = 0,
    Running = 1,

    /// <summary>The auxiliary contact followed both times.</summary>
    Passed = 2,

    /// <summary>It was told to close, and the auxiliary contact says open.</summary>
    StaysOpen = 3,

    /// <summary>It was told to open, and the auxiliary contact says closed.</summary>
    StaysClosed = 4,

    /// <summary>A vehicle, a session or a fault came; it was opened at once.</summary>
    Interrupted = 5,

    /// <summary>
    /// It did not begin: the verdict is not Allowed, there is a vehicle, a session or a fault, the contactor is closed, or a test
    /// was less than half a minute ago.
    /// </summary>
    Refused = 6,
}
