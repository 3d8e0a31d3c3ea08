namespace ChargePointFw.Modbus.Profiles;

/// <summary>
/// Janitza B23 with Janitza's own mapping: holding registers, float32 high half first, Wh and W. A float32 of Wh steps by
/// 16 Wh up to 268,435 kWh. Where this mapping tells a serial number is not known, so none is read.
/// </summary>
public static class B23
{
    public const string Name = "b23";

    public static MeterProfile Profile() => new MeterProfile
    {
        Name = Name,
        Import = new RegisterField { Function = 3, Register = 0x4A7C },
        Power = new RegisterField { Function = 3, Register = 0x4A52 },
        ResolutionWh = 16,
    };
}
