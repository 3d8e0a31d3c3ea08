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
}
