namespace ChargePointFw.Modbus.Profiles;

/// <summary>
/// Eastron SDM120-Modbus (Modbus protocol implementation): as the SDM630, but one phase, so its power stands elsewhere; and
/// it comes with 2400 baud.
/// </summary>
public static class Sdm120
{
    public const string Name = "sdm120";

    public static MeterProfile Profile() => new MeterProfile
    {
        Name = Name,
        Import = new RegisterField { Register = 0x0048, Multiplier = 1_000 },
        Power = new RegisterField { Register = 0x000C },
        Serial = new SerialField { Register = 0xFC00 },
        ResolutionWh = 16,
        Baud = 2_400,
    };
}
