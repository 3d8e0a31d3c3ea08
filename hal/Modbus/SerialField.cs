namespace ChargePointFw.Modbus;

/// <summary>Where a meter tells its serial number.</summary>
public sealed class SerialField
{
    public byte Function = 3;

    /// <summary>First register, counted from 0 as on the wire.</summary>
    public int Register;

    public int Count = 2;

    /// <summary>ASCII, two characters a register, ended by zeros or blanks; else a number in two registers, high half first.</summary>
    public bool IsText;
}
