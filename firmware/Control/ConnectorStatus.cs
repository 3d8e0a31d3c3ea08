namespace ChargePointFw.Control;

/// <summary>OCPP 2.0.1 ConnectorStatusEnumType.</summary>
public enum ConnectorStatus : byte
{
    Available = 0,
    Occupied = 1,
    Reserved = 2,
    Unavailable = 3,
    Faulted = 4,
}
