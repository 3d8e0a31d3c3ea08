namespace ChargePointFw.Modbus;

/// <summary>How a maker writes a number into registers.</summary>
public enum RegisterFormat
{
    /// <summary>IEEE 754 in two registers.</summary>
    Real,

    /// <summary>Two's complement in two registers; the greatest and the least mean "no value".</summary>
    Signed,

    /// <summary>Two's complement in one register; the least means "no value".</summary>
    SignedHalf,

    /// <summary>Counter in two registers, SunSpec's acc32.</summary>
    Counter,
}
