namespace ChargePointFw.Modbus.Profiles;

/// <summary>
/// Carlo Gavazzi EM340 (EM300 series communication protocol, V2): int32, low half first, 0.1 kWh and 0.1 W; the serial
/// number is 13 letters from 5000h.
/// </summary>
public static class Em340
{
    public const string Name = "em340";

    public static MeterProfile Profile() => new MeterProfile
    {
        Name = Name,
        Import = new RegisterField { Register = 0x0034, Format = RegisterFormat.Signed, IsLowWordFirst = true, Multiplier = 100 },
        Power = new RegisterField { Register = 0x0028, Format = RegisterFormat.Signed, IsLowWordFirst = true, Divisor = 10 },
        Serial = new SerialField { Register = 0x5000, Count = 7, IsText = true },
        ResolutionWh = 100,
    };
}
