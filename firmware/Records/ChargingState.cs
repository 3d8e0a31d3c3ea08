namespace ChargePointFw.Records;

/// <summary>OCPP 2.0.1 ChargingStateEnumType.</summary>
public enum ChargingState : byte
{
    Idle = 0,
    EVConnected = 1,
    Charging = 2,
    SuspendedEV = 3,

    /// <summary>The charge point pauses the session, above all because renewable supply is missing.</summary>
    SuspendedEVSE = 4,
}
