using System;
using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Modbus;
using ChargePointFw.Seams;

namespace ChargePointFw.Device.Tests.Modbus;

/// <summary>How the scripted units answer.</summary>
public enum Answering
{
    Well,
    NotAtAll,
    WrongChecksum,
    AsAnotherUnit,
    CutShort,
    TooLong,
    WithAnotherFunction,
    WithAnotherCount,
    Busy,
    Refusing,
    OnlyEcho,
}

/// <summary>
/// A serial line with scripted units behind it, and the clock. Each unit holds bytes at registers; a request outside of
/// them is refused with exception 2. Bytes arrive at their time, whether anybody waits for them or not.
/// </summary>
public sealed class BusBench : ISerialLine, IClock
{
    private const int MostEntries = 16;
    private readonly int[] units = new int[MostEntries];
    private readonly int[] functions = new int[MostEntries];
    private readonly int[] registers = new int[MostEntries];
    private readonly byte[][] contents = new byte[MostEntries][];
    private readonly byte[] arriving = new byte[1_024];
    private readonly long[] arrivesAtMs = new long[1_024];
    private readonly byte[] answer = new byte[300];
    private int entries;
    private int arrivingCount;

    public long UptimeMs { get; private set; } = 5_000;

    public long UtcMs => 0;

    public ClockQuality Quality => ClockQuality.Unknown;

    /// <summary>The units answer so.</summary>
    public Answering Answering { get; set; }

    /// <summary>Of the unit with this address only; 0: all.</summary>
    public int OnlyUnit { get; set; }

    /// <summary>From the request to its answer, ms.</summary>
    public int DelayMs { get; set; } = 60;

    /// <summary>The line gives back what was sent.</summary>
    public bool HasEcho { get; set; }

    /// <summary>Requests that were sent.</summary>
    public int Requests { get; private set; }

    /// <summary>Requests that were sent to unit 2.</summary>
    public int RequestsToTwo { get; private set; }

    /// <summary>When the last request went out.</summary>
    public long SentMs { get; private set; }

    public byte[] LastRequest { get; } = new byte[8];

    public int Available
    {
        get
        {
            int count = 0;
            while (count < arrivingCount && arrivesAtMs[count] <= UptimeMs)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>Puts bytes at a register of a unit; the same place again replaces them.</summary>
    public void Hold(int unit, int function, int register, string hex)
    {
        int at = 0;
        while (at < entries && !(units[at] == unit && functions[at] == function && registers[at] == register))
        {
            at++;
        }

        units[at] = unit;
        functions[at] = function;
        registers[at] = register;
        contents[at] = Ascii.FromHex(hex);
        entries = at == entries ? entries + 1 : entries;
    }

    public void Pass(int ms) => UptimeMs += ms;

    public int Read(byte[] buffer, int offset, int count)
    {
        int taken = Available < count ? Available : count;
        Array.Copy(arriving, 0, buffer, offset, taken);
        arrivingCount -= taken;
        Array.Copy(arriving, taken, arriving, 0, arrivingCount);
        Array.Copy(arrivesAtMs, taken, arrivesAtMs, 0, arrivingCount);
        return taken;
    }

    public void Write(byte[] buffer, int count)
    {
        Check.Is(8, count, "bytes of a request");
        Check.Is(ModbusCrc.Of(buffer, 0, 6), buffer[6] | (buffer[7] << 8), "its check sum");
        Requests++;
        RequestsToTwo += buffer[0] == 2 ? 1 : 0;
        SentMs = UptimeMs;
        Array.Copy(buffer, LastRequest, 8);
        if (HasEcho || Answering == Answering.OnlyEcho)
        {
            Arrive(buffer, 8, UptimeMs + 9);
        }

        int length = Compose(buffer);
        Answering how = OnlyUnit == 0 || OnlyUnit == buffer[0] ? Answering : Answering.Well;
        length = Spoil(how, length);
        Arrive(answer, length, UptimeMs + DelayMs);
    }

    /// <summary>Bytes that nobody asked for.</summary>
    public void Noise(string hex)
    {
        byte[] bytes = Ascii.FromHex(hex);
        Arrive(bytes, bytes.Length, UptimeMs);
    }

    private int Compose(byte[] request)
    {
        int register = (request[2] << 8) | request[3];
        int count = request[5];
        answer[0] = request[0];
        for (int i = 0; i < entries; i++)
        {
            int offset = (register - registers[i]) * 2;
            bool isHere = units[i] == request[0] && functions[i] == request[1] && offset >= 0 && offset + (count * 2) <= contents[i].Length;
            if (isHere)
            {
                answer[1] = request[1];
                answer[2] = (byte)(count * 2);
                Array.Copy(contents[i], offset, answer, 3, count * 2);
                return Sum(3 + (count * 2));
            }
        }

        return Exception(request[1], 2);
    }

    private int Exception(int function, int code)
    {
        answer[1] = (byte)(function | 0x80);
        answer[2] = (byte)code;
        return Sum(3);
    }

    private int Sum(int length)
    {
        int crc = ModbusCrc.Of(answer, 0, length);
        answer[length] = (byte)crc;
        answer[length + 1] = (byte)(crc >> 8);
        return length + 2;
    }

    private int Spoil(Answering how, int length)
    {
        switch (how)
        {
            case Answering.NotAtAll:
            case Answering.OnlyEcho:
                return 0;
            case Answering.WrongChecksum:
                answer[length - 1] ^= 1;
                return length;
            case Answering.AsAnotherUnit:
                answer[0] = 9;
                return Sum(length - 2);
            case Answering.CutShort:
                return length - 3;
            case Answering.TooLong:
                answer[length] = 0;
                return length + 1;
            case Answering.WithAnotherFunction:
                answer[1] = 6;
                return Sum(length - 2);
            case Answering.WithAnotherCount:
                answer[2]++;
                return Sum(length - 2);
            case Answering.Busy:
                return Exception(answer[1] & 0x7F, 6);
            case Answering.Refusing:
                return Exception(answer[1] & 0x7F, 2);
            default:
                return length;
        }
    }

    private void Arrive(byte[] bytes, int count, long atMs)
    {
        for (int i = 0; i < count; i++)
        {
            arriving[arrivingCount] = bytes[i];
            arrivesAtMs[arrivingCount] = atMs;
            arrivingCount++;
        }
    }
}
