using ChargePointFw.Seams;

namespace ChargePointFw.Modbus;

/// <summary>
/// Reads one meter by its profile every second: who it is first, then power and register. A step of it looks once. What
/// cannot be is never given on: the numbers stay as they were, and their age shows.
/// </summary>
public sealed class MeterPoll
{
    /// <summary>From one reading to the next, ms.</summary>
    public const int EveryMs = 1_000;

    /// <summary>A register of 0 counts after it has been told for so long, ms: a meter that starts tells 0 at first.</summary>
    public const int ZeroMs = 10_000;

    // Less than this is what a meter without a load may tell.
    private const int NoiseW = 50;
    private const long MostWh = (1L << 40) - 1;
    private const long MostW = 10_000_000;
    private const int SerialLength = 12;

    private readonly ModbusMaster bus;
    private readonly IClock clock;
    private readonly ModbusRequest request;
    private readonly MeterProfile profile;
    private readonly bool readsRegister;
    private readonly SunSpecModels models;
    private readonly byte[] serialBytes = new byte[SerialLength];
    private readonly char[] serialText = new char[SerialLength];
    private Asking asking;
    private bool isKnown;
    private long startedMs = -EveryMs;
    private long zeroSinceMs = -1;

    /// <param name="bus">The line.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="unit">The meter's address and counters.</param>
    /// <param name="profile">A profile of its own: what is discovered goes into it.</param>
    /// <param name="readsRegister">False when only its power is of interest.</param>
    public MeterPoll(ModbusMaster bus, IClock clock, ModbusUnit unit, MeterProfile profile, bool readsRegister)
    {
        this.bus = bus;
        this.clock = clock;
        this.profile = profile;
        this.readsRegister = readsRegister;
        request = bus.Add(unit);
        models = new SunSpecModels(profile);
    }

    private enum Asking
    {
        Nothing,
        Models,
        Serial,
        Power,
        Register,
    }

    /// <summary>Register of the newest reading, Wh; 0 when it is not read.</summary>
    public long RegisterWh { get; private set; }

    /// <summary>Power of the newest reading, W; negative when the meter exports.</summary>
    public int PowerW { get; private set; }

    /// <summary>When the newest reading's request went out, on the monotonic clock; -1 before the first.</summary>
    public long ReadAtMs { get; private set; } = -1;

    /// <summary>The last 12 letters of the meter's serial number; null when it tells none.</summary>
    public string Serial { get; private set; }

    /// <summary>Looks once at the line.</summary>
    public void Step()
    {
        bus.Poll();
        if (request.State == RequestState.Waiting)
        {
            return;
        }

        if (request.State == RequestState.Answered)
        {
            TakeAnswer();
        }
        else if (request.State == RequestState.Failed)
        {
            TakeFailure();
        }

        request.Clear();
        if (asking == Asking.Nothing)
        {
            long nowMs = clock.UptimeMs;
            if (nowMs - startedMs < EveryMs)
            {
                return;
            }

            startedMs = nowMs;
            asking = First();
        }

        Ask();
    }

    private Asking First() =>
        isKnown ? Asking.Power
        : profile.IsSunSpec && !models.IsFound ? Asking.Models
        : AfterModels();

    private Asking AfterModels()
    {
        bool tellsSerial = profile.Serial != null && (!profile.IsSunSpec || models.HasSerial);
        return readsRegister && tellsSerial ? Asking.Serial : Asking.Power;
    }

    private void Ask()
    {
        switch (asking)
        {
            case Asking.Models:
                models.Ask(request);
                break;
            case Asking.Serial:
                request.Ask(profile.Serial.Function, profile.Serial.Register, profile.Serial.Count);
                break;
            case Asking.Power:
                request.Ask(profile.Power.Function, profile.Power.Register, profile.Power.Count);
                break;
            case Asking.Register:
                request.Ask(profile.Import.Function, profile.Import.Register, profile.Import.Count);
                break;
        }
    }

    private void TakeAnswer()
    {
        switch (asking)
        {
            case Asking.Models:
                TakeModels();
                break;
            case Asking.Serial:
                TakeSerial();
                asking = Asking.Power;
                break;
            case Asking.Power:
                TakePower();
                break;
            default:
                TakeRegister();
                break;
        }
    }

    private void TakeFailure()
    {
        bool isRefused = request.Exception != 0;
        if (isRefused && asking == Asking.Models)
        {
            TakeModels();
            return;
        }

        if (isRefused && asking == Asking.Serial)
        {
            Serial = null; // an older meter without that register
            asking = Asking.Power;
            return;
        }

        if (isRefused)
        {
            request.Unit.Report(UnitTrouble.Refused);
        }
        else
        {
            // It may come back as another meter, or start anew and tell 0.
            isKnown = false;
            models.Forget();
            zeroSinceMs = -1;
        }

        asking = Asking.Nothing;
    }

    private void TakeModels()
    {
        if (!models.Take(request))
        {
            Refuse(UnitTrouble.NoModel);
            return;
        }

        asking = models.IsFound ? AfterModels() : Asking.Models;
    }

    private void TakePower()
    {
        isKnown = true;
        UnitTrouble trouble = profile.Power.Decode(request.Data);
        long powerW = profile.Power.Value;
        trouble = trouble == UnitTrouble.None && (powerW > MostW || powerW < -MostW) ? UnitTrouble.OutOfRange : trouble;
        if (trouble != UnitTrouble.None)
        {
            Refuse(trouble);
        }
        else if (!readsRegister)
        {
            Give();
        }
        else if (profile.Import.IsReadWith(profile.Power))
        {
            TakeRegister();
        }
        else
        {
            asking = Asking.Register;
        }
    }

    private void TakeRegister()
    {
        UnitTrouble trouble = profile.Import.Decode(request.Data);
        if (trouble == UnitTrouble.None)
        {
            trouble = Sanity(profile.Import.Value, profile.Import.Step);
        }

        if (trouble != UnitTrouble.None)
        {
            Refuse(trouble);
            return;
        }

        RegisterWh = profile.Import.Value;
        Give();
    }

    private UnitTrouble Sanity(long registerWh, long stepWh)
    {
        if (registerWh != 0)
        {
            zeroSinceMs = -1;
            return registerWh < 0 || registerWh > MostWh ? UnitTrouble.OutOfRange
                : stepWh > profile.ResolutionWh ? UnitTrouble.TooCoarse
                : UnitTrouble.None;
        }

        zeroSinceMs = zeroSinceMs < 0 ? request.SentMs : zeroSinceMs;
        return request.SentMs - zeroSinceMs < ZeroMs ? UnitTrouble.Zero : UnitTrouble.None;
    }

    private void Give()
    {
        PowerW = (int)profile.Power.Value;
        ReadAtMs = request.SentMs;
        request.Unit.Report(UnitTrouble.None);
        request.Unit.CountsBackwards |= readsRegister && PowerW < -NoiseW;
        asking = Asking.Nothing;
    }

    private void Refuse(UnitTrouble trouble)
    {
        request.Unit.Report(trouble);
        asking = Asking.Nothing;
    }

    private void TakeSerial()
    {
        int length = profile.Serial.IsText ? TextSerial() : NumberSerial();
        bool isSame = Serial != null && Serial.Length == length;
        for (int i = 0; isSame && i < length; i++)
        {
            isSame = Serial[i] == serialBytes[i];
        }

        if (isSame)
        {
            return; // asked again after a silence; nothing is made anew
        }

        for (int i = 0; i < length; i++)
        {
            serialText[i] = (char)serialBytes[i];
        }

        Serial = length == 0 ? null : new string(serialText, 0, length);
    }

    // The last letters are the ones that differ from meter to meter.
    private int TextSerial()
    {
        byte[] data = request.Data;
        int end = 0;
        int limit = profile.Serial.Count * 2;
        while (end < limit && data[end] > ' ' && data[end] < 127)
        {
            end++;
        }

        int start = end > SerialLength ? end - SerialLength : 0;
        for (int i = start; i < end; i++)
        {
            serialBytes[i - start] = data[i];
        }

        return end - start;
    }

    private int NumberSerial()
    {
        byte[] data = request.Data;
        long number = (((long)data[0] << 24) | ((long)data[1] << 16) | ((long)data[2] << 8) | data[3]) & 0xFFFFFFFFL;
        int length = 0;
        for (long rest = number; rest > 0; rest /= 10)
        {
            length++;
        }

        for (int i = length - 1; i >= 0; i--)
        {
            serialBytes[i] = (byte)('0' + (int)(number % 10));
            number /= 10;
        }

        return length;
    }
}
