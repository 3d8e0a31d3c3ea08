namespace ChargePointFw.Records;

/// <summary>Faults that open the contactor at once, unless they are but told (<c>FaultWatch.Told</c>).</summary>
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

    /// <summary>The auxiliary contact has changed by itself several times in a minute: coil supply, heartbeat relay or contactor.</summary>
    ContactorChatters = 9,

    /// <summary>The auxiliary contact says open although the coil is energised, after it had closed.</summary>
    ContactorOpens = 10,

    /// <summary>The auxiliary contact says open, and the meter says that current flows: do not rely on that contactor.</summary>
    CurrentWhileOpen = 11,

    /// <summary>The emergency stop is pressed, or its wire is broken.</summary>
    EmergencyStop = 12,

    /// <summary>The cabinet's door is open, or its contact's wire is broken.</summary>
    DoorOpen = 13,

    /// <summary>The residual-current device has tripped, or its signal contact's wire is broken.</summary>
    ResidualCurrent = 14,

    /// <summary>The thermostat has opened or the sensor tells too much, or a wire of theirs is broken.</summary>
    OverTemperature = 15,

    /// <summary>The charger tells of a fault of its own, or the control pilot has state E: the console says which.</summary>
    ChargerFault = 16,

    /// <summary>The card reader does not answer: told and recorded, and what charges goes on; nobody can begin with a card.</summary>
    CardReaderFailed = 17,

    /// <summary>
    /// The configuration's file is missing or wrong: the board can be reached, mostly by the last good one, and charges
    /// nothing. Flash a right one with the provisioning tool.
    /// </summary>
    ConfigurationInvalid = 18,
}
