namespace ChargePointFw.Modbus;

/// <summary>
/// Finds a meter in a device's list of SunSpec models: a mark at one of three places, then blocks of {model, length}. One
/// request at a time; the caller sends them. What is found goes into the profile.
/// </summary>
public sealed class SunSpecModels
{
    private const int MarkHigh = 0x5375; // "Su"
    private const int MarkLow = 0x6E53; // "nS"
    private const int CommonModel = 1;
    private const int EndModel = 0xFFFF;
    private const int SerialOffset = 50;
    private const int MostModels = 32;
    private const int LastRegister = 0xFFFF;

    private readonly MeterProfile profile;
    private int place;
    private int register;
    private int models;
    private bool hasSerial;

    public SunSpecModels(MeterProfile profile) => this.profile = profile;

    /// <summary>The profile's fields say where the meter's numbers stand.</summary>
    public bool IsFound { get; private set; }

    /// <summary>The common model was there and tells a serial number.</summary>
    public bool HasSerial => hasSerial;

    /// <summary>Begins anew: the device may be another one.</summary>
    public void Forget()
    {
        IsFound = false;
        hasSerial = false;
        place = 0;
        models = 0;
    }

    /// <summary>Asks for the next two registers.</summary>
    public void Ask(ModbusRequest request)
    {
        register = models == 0 ? Place(place) : register;
        request.Ask(3, register, 2);
    }

    /// <summary>Looks at what was asked for; false when this device has no meter.</summary>
    public bool Take(ModbusRequest request)
    {
        if (request.State != RequestState.Answered)
        {
            return models == 0 ? NextPlace() : Fail();
        }

        byte[] data = request.Data;
        int first = (data[0] << 8) | data[1];
        int second = (data[2] << 8) | data[3];
        if (models == 0)
        {
            bool isMark = first == MarkHigh && second == MarkLow;
            models = isMark ? 1 : 0;
            register += isMark ? 2 : 0;
            return isMark || NextPlace();
        }

        return TakeModel(first, second);
    }

    private bool TakeModel(int model, int length)
    {
        if (model >= 201 && model <= 204)
        {
            return FoundIntegers();
        }

        if (model >= 211 && model <= 214)
        {
            return FoundFloats();
        }

        if (model == CommonModel)
        {
            hasSerial = true;
            profile.Serial.Register = register + SerialOffset;
        }

        models++;
        register += length + 2;
        bool goesOn = model != EndModel && models <= MostModels && register < LastRegister;
        return goesOn || Fail();
    }

    // Model 203: W is int16 at 18 with its factor at 22, TotWhImp acc32 at 46 with its factor at 54.
    private bool FoundIntegers()
    {
        RegisterField power = Block(profile.Power, register + 18, 37);
        power.Format = RegisterFormat.SignedHalf;
        power.Offset = 0;
        power.ScaleFactorOffset = 4;
        RegisterField import = Block(profile.Import, register + 18, 37);
        import.Format = RegisterFormat.Counter;
        import.Offset = 28;
        import.ScaleFactorOffset = 36;
        IsFound = true;
        return true;
    }

    // Model 213: W is float32 at 28, TotWhImp at 68.
    private bool FoundFloats()
    {
        RegisterField power = Block(profile.Power, register + 28, 42);
        power.Format = RegisterFormat.Real;
        power.Offset = 0;
        RegisterField import = Block(profile.Import, register + 28, 42);
        import.Format = RegisterFormat.Real;
        import.Offset = 40;
        IsFound = true;
        return true;
    }

    private static RegisterField Block(RegisterField field, int first, int count)
    {
        field.Register = first;
        field.Count = count;
        field.ScaleFactorOffset = -1;
        return field;
    }

    private bool NextPlace()
    {
        place++;
        return place < 3 || Fail();
    }

    private bool Fail()
    {
        Forget();
        return false;
    }

    private static int Place(int index) => index == 0 ? 40_000 : index == 1 ? 0 : 50_000;
}
