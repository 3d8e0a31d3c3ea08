namespace ChargePointFw.Modbus.Profiles;

/// <summary>
/// Eastron SDM630-Modbus V2 (Modbus protocol implementation V1.x): input registers, float32 high half first, kWh and W. A
/// float32 of kWh steps by 16 Wh from 131,072 to 262,144 kWh. Some come with even parity: the configuration can say so.
/// </summary>
public static class Sdm630
{
    public const string Name = "sdm630";

    public static MeterProfile Profile() => new MeterProfile
    {
        Name = Name,
        Import = new RegisterField { Register = 0x0048, Multiplier = 1_000 },
        Power = new RegisterField { Register = 0x0034 },
        Serial = new SerialField { Register = 0xFC00 },
        ResolutionWh = 16,
    };
}
