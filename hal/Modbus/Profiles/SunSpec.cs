namespace ChargePointFw.Modbus.Profiles;

/// <summary>
/// Any meter that lists its models as SunSpec says: 201 to 204 (integers with a scale factor) and 211 to 214 (float32), in
/// Wh and W. <see cref="SunSpecModels"/> finds where they stand. Power is positive when the meter's load takes.
/// </summary>
public static class SunSpec
{
    public const string Name = "sunspec";

    public static MeterProfile Profile() => new MeterProfile
    {
        Name = Name,
        Import = new RegisterField { Function = 3 },
        Power = new RegisterField { Function = 3 },
        Serial = new SerialField { Function = 3, Count = 16, IsText = true },
        ResolutionWh = 16,
        IsSunSpec = true,
    };
}
