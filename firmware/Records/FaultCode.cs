namespace ChargePointFw.Records;

/// <summary>Faults that open the contactor at once.</summary>
public enum FaultCode : byte
{
    None = 0,

    /// <summary>The auxiliary contact says closed long after the coil was dropped.</summary>
    ContactorWelded = 1,

    /// <summary>The auxiliary contact says open long after the coil was energised.</summary>
    ContactorDoesNotClose = 2,

    /// <summary>A step threw: a programmer's mistake, with the contactor open.</summary>
    StepFailed = 3,

    /// <summary>The record store refused a write.</summary>
    StoreFailed = 4,

    /// <summary>The register fell.</summary>
    MeterRollback = 5,

    /// <summary>
    /// The meter tells negative power: it is wired backwards, and its import register does not count what flows. Turn the
    /// current transformers round (P1/P2, or S1/S2 of each), or swap the meter's line and load wires, and restart.
    /// </summary>
    MeterReversed = 6,

    /// <summary>No step for longer than the heartbeat's timer waits: it had dropped the coil.</summary>
    Stalled = 7,

    /// <summary>
    /// The meter's register and its S0 pulses tell different energies: check the S0 wires, the constant in the configuration
    /// and the label of both, and restart.
    /// </summary>
    MetersDisagree = 8,
}
