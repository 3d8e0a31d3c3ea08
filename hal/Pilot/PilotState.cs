namespace ChargePointFw.Pilot;

/// <summary>States of the control pilot, IEC 61851-1 table A.4.</summary>
public enum PilotState : byte
{
    /// <summary>+12 V: no vehicle.</summary>
    A = 0,

    /// <summary>+9 V: a vehicle that asks for nothing.</summary>
    B = 1,

    /// <summary>+6 V: it asks for energy.</summary>
    C = 2,

    /// <summary>+3 V: it asks for energy and for ventilation, which our posts have not: it gets none.</summary>
    D = 3,

    /// <summary>Error: no voltage, a vehicle without its diode, or a generator that does not do as it is told.</summary>
    E = 4,

    /// <summary>-12 V: the post is not available.</summary>
    F = 5,
}
