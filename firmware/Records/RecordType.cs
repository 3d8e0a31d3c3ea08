namespace ChargePointFw.Records;

/// <summary>What a record states. The numbers are part of the stored format and are never given a new meaning.</summary>
public enum RecordType : byte
{
    None = 0,

    /// <summary>The charge point started.</summary>
    Boot = 1,

    /// <summary>A session began (OCPP 2.0.1 TransactionEvent Started).</summary>
    SessionStarted = 2,

    /// <summary>A session's charging state changed (Updated): it is suspended or resumes.</summary>
    SessionUpdated = 3,

    /// <summary>A half hour ended while a session took energy.</summary>
    IntervalClosed = 4,

    /// <summary>A session ended (Ended).</summary>
    SessionEnded = 5,

    /// <summary>A meter is read for the first time, or another one than before: a new baseline of the register.</summary>
    MeterBaseline = 6,

    /// <summary>The wall clock was set.</summary>
    ClockStepped = 7,

    /// <summary>A supply plan was verified and is held from now on.</summary>
    PlanAccepted = 8,

    /// <summary>A document or message was refused; coalesced, so that forgeries cannot fill the store.</summary>
    SecurityEvent = 9,

    /// <summary>A fault was raised or cleared.</summary>
    Fault = 10,

    /// <summary>The register moved while no session was open.</summary>
    IdleEnergy = 11,

    /// <summary>
    /// What an interval has been credited from the site's measured surplus up to now. Stands before the first session
    /// record that draws on it.
    /// </summary>
    LiveSupplied = 12,

    /// <summary>
    /// Stands in the place of records that were damaged in the store before the back office had them. It is made when they
    /// are due and is never stored; its tag is computed after sixteen zero bytes.
    /// </summary>
    RecordsLost = 13,

    /// <summary>What a technician's self-test found of each part.</summary>
    SelfTest = 14,
}
