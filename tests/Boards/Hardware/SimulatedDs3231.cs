// The DS3231 as its data sheet (19-5170) describes it, register by register, on a virtual I2C bus.
using ChargePointFw.Hal.Host;

namespace ChargePointFw.Boards.Tests.Hardware;

/// <summary>
/// Registers 00h to 12h: time and date in BCD with the century bit, two alarms, control, status with the oscillator-stop
/// flag, ageing, temperature. The pointer wraps after 12h; a start copies the time into the buffers that are read.
/// </summary>
internal sealed class SimulatedDs3231 : IVirtualI2cDevice
{
    public const int Bus = 1;
    public const int Address = 0x68;

    private const int Count = 0x13;
    private const int Control = 0x0E;
    private const int Status = 0x0F;

    private readonly byte[] _buffered = new byte[7];
    private int _pointer;
    private bool _isPointerNext;
    private long _fractionNs;

    /// <summary>As it comes from the maker, with a fresh battery: the oscillator was stopped until now.</summary>
    public SimulatedDs3231()
    {
        Registers[3] = 1;
        Registers[4] = 1;
        Registers[5] = 1;
        Registers[Control] = 0x1C;
        Registers[Status] = 0x88;
        Registers[0x11] = 25;
    }

    public byte[] Registers { get; } = new byte[Count];

    /// <summary>How much faster than true time it runs, parts in a million.</summary>
    public int FastPartsPerMillion { get; init; }

    /// <summary>Bytes that it still acknowledges before it is cut off; -1: all.</summary>
    public int TakesUntilCut { get; set; } = -1;

    /// <summary>Bytes read and written since it was made.</summary>
    public int Transferred { get; private set; }

    public void Start()
    {
        _isPointerNext = true;
        Array.Copy(Registers, _buffered, _buffered.Length);
    }

    public bool Take(byte value)
    {
        if (TakesUntilCut == 0)
            return false;
        TakesUntilCut -= TakesUntilCut > 0 ? 1 : 0;
        Transferred++;
        if (_isPointerNext)
        {
            _isPointerNext = false;
            _pointer = value % Count;
            return true;
        }
        Write(value);
        Advance();
        return true;
    }

    public byte Give()
    {
        Transferred++;
        var value = _pointer < _buffered.Length ? _buffered[_pointer] : Registers[_pointer];
        Advance();
        return value;
    }

    /// <summary>Time passes, on supply or battery.</summary>
    public void Pass(TimeSpan time)
    {
        _fractionNs += time.Ticks * 100 + (long)((Int128)time.Ticks * 100 * FastPartsPerMillion / 1_000_000);
        for (; _fractionNs >= 1_000_000_000; _fractionNs -= 1_000_000_000)
            CountSecond();
    }

    /// <summary>The battery was empty while the supply was off: the oscillator stood still, the time is whatever it is.</summary>
    public void LosePower() => Registers[Status] |= 0x80;

    private void Write(byte value)
    {
        switch (_pointer)
        {
            case 0:
                _fractionNs = 0; // writing the seconds restarts the countdown chain
                Registers[0] = (byte)(value & 0x7F);
                break;
            case Status:
                // OSF and the alarm flags can only be cleared.
                Registers[Status] = (byte)((Registers[Status] & value & 0x83) | (value & 0x08));
                break;
            case 0x11 or 0x12:
                break; // temperature
            default:
                Registers[_pointer] = value;
                break;
        }
    }

    private void Advance()
    {
        _pointer = (_pointer + 1) % Count;
        if (_pointer == 0)
            Array.Copy(Registers, _buffered, _buffered.Length);
    }

    private void CountSecond()
    {
        if (!Carry(0, 59, 0) || !Carry(1, 59, 0) || !Carry(2, 23, 0))
            return;
        Registers[3] = (byte)((Registers[3] % 7) + 1);
        var century = Registers[5] & 0x80;
        Registers[5] &= 0x7F;
        var year = Number(Registers[6]);
        var last = DateTime.DaysInMonth(2000 + year, Number(Registers[5]));
        var isYearOver = Carry(4, last, 1) && Carry(5, 12, 1);
        if (isYearOver && Carry(6, 99, 0))
            century ^= 0x80;
        Registers[5] |= (byte)century;
    }

    // Counts one register up; true when it begins again.
    private bool Carry(int register, int last, int first)
    {
        var next = Number(Registers[register]) + 1;
        var isOver = next > last;
        next = isOver ? first : next;
        Registers[register] = (byte)((next / 10 << 4) | (next % 10));
        return isOver;
    }

    private static int Number(byte bcd) => (bcd >> 4) * 10 + (bcd & 15);
}
