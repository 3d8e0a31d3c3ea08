namespace ChargePointFw.Supply;

/// <summary>What a verdict does to a session.</summary>
public enum VerdictEffect : byte
{
    Deliver = 0,

    /// <summary>The session pauses (SuspendedEVSE) and resumes by itself; a new one may start and wait.</summary>
    Suspend = 1,

    /// <summary>The session pauses; a new one is not started, because its first record could not be true.</summary>
    SuspendOnly = 2,

    /// <summary>The session ends; a new one is not started.</summary>
    End = 3,

    /// <summary>A running session goes on; a new one is not started.</summary>
    RefuseNew = 4,
}
