namespace ChargePointFw.Modbus;

/// <summary>What is to be known about one kind of meter. One file a kind, in <c>Profiles</c>.</summary>
public sealed class MeterProfile
{
    /// <summary>Name in the configuration, lower-case letters and digits.</summary>
    public string Name;

    /// <summary>Energy.Active.Import.Register, in Wh.</summary>
    public RegisterField Import;

    /// <summary>Power.Active.Import, in W; negative when the meter exports.</summary>
    public RegisterField Power;

    /// <summary>Null when the meter tells no serial number.</summary>
    public SerialField Serial;

    /// <summary>Largest step of the register, Wh. A meter whose register steps by more is refused.</summary>
    public int ResolutionWh;

    /// <summary>Speed as the meter comes from its maker.</summary>
    public int Baud = 9_600;

    /// <summary>Parity as the meter comes from its maker: none, even or odd.</summary>
    public string Parity = "none";

    /// <summary>Where the numbers stand is found in the device's own list of models.</summary>
    public bool IsSunSpec;
}
