using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Modbus;

/// <summary>
/// Modbus RTU master (Modbus over Serial Line V1.02) on one line with several units. One request is out at a time and its
/// users take turns. Each call looks once and returns. RTU answers carry no number, so after a time-out the line is
/// listened to until a late answer would have come, and what comes is thrown away.
/// </summary>
public sealed class ModbusMaster
{
    /// <summary>A unit that has not answered so long after its request counts as silent, transmission not included, ms.</summary>
    public const int AnswerMs = 500;

    /// <summary>How long the line is listened to after a time-out before anything else is sent, ms.</summary>
    public const int LateMs = 500;

    private const int Attempts = 3;
    private const int MostUsers = 4;
    private const int RequestBytes = 8;
    private const int ShortestFrame = 5;
    private const int BitsPerCharacter = 11;

    // Unit, function, byte count and check sum around the registers; an echo before them; some noise behind them.
    private const int BufferBytes = (ModbusRequest.MostRegisters * 2) + 5 + RequestBytes + 16;

    private readonly ISerialLine line;
    private readonly IClock clock;
    private readonly int baud;
    private readonly int silenceMs;
    private readonly ModbusRequest[] users = new ModbusRequest[MostUsers];
    private readonly byte[] request = new byte[RequestBytes];
    private readonly byte[] buffer = new byte[BufferBytes];
    private int userCount;
    private int lastUser;
    private ModbusRequest current;
    private ModbusUnit lastUnit;
    private int received;
    private bool hasForeign;
    private long freeAtMs;
    private long timeOutMs;

    /// <param name="line">The serial line; nobody else reads or writes it.</param>
    /// <param name="clock">Monotonic time.</param>
    /// <param name="baud">Speed of the line; the silence between frames follows from it.</param>
    public ModbusMaster(ISerialLine line, IClock clock, int baud)
    {
        this.line = line;
        this.clock = clock;
        this.baud = baud;

        // 3.5 characters, and never less than 1.75 ms (2.5.1.1); one more because the clock counts whole ms.
        silenceMs = baud > 19_200 ? 3 : (BitsPerCharacter * 3_500 / baud) + 2;
    }

    /// <summary>A further user of the bus, at most 4, each with a request of its own.</summary>
    public ModbusRequest Add(ModbusUnit unit)
    {
        if (userCount == MostUsers)
        {
            throw new ArgumentException("The bus has 4 users already.");
        }

        for (int i = 0; i < userCount; i++)
        {
            if (users[i].Unit != unit && users[i].Unit.Address == unit.Address)
            {
                throw new ArgumentException("The address is on the bus already.");
            }
        }

        var added = new ModbusRequest(unit);
        users[userCount] = added;
        userCount++;
        return added;
    }

    /// <summary>A unit's new trouble, or its end, in words for a technician; null when there is no news.</summary>
    public string TakeNews()
    {
        for (int i = 0; i < userCount; i++)
        {
            string news = users[i].Unit.TakeNews();
            if (news != null)
            {
                return news;
            }
        }

        return null;
    }

    /// <summary>Looks at the line once; sends the next request when it is free.</summary>
    public void Poll()
    {
        long nowMs = clock.UptimeMs;
        if (current == null)
        {
            ThrowAway(nowMs);
        }
        else
        {
            Receive(nowMs);
        }

        if (current == null && nowMs >= freeAtMs)
        {
            SendNext(nowMs);
        }
    }

    private void SendNext(long nowMs)
    {
        for (int i = 1; i <= userCount; i++)
        {
            int turn = (lastUser + i) % userCount;
            ModbusRequest next = users[turn];
            if (next.State == RequestState.Waiting && nowMs >= next.Unit.NotBeforeMs)
            {
                lastUser = turn;
                Send(next, nowMs);
                return;
            }
        }
    }

    private void Send(ModbusRequest next, long nowMs)
    {
        request[0] = next.Unit.Address;
        request[1] = next.Function;
        request[2] = (byte)(next.Register >> 8);
        request[3] = (byte)next.Register;
        request[4] = 0;
        request[5] = (byte)next.Count;
        int crc = ModbusCrc.Of(request, 0, 6);
        request[6] = (byte)crc;
        request[7] = (byte)(crc >> 8);
        int characters = RequestBytes + ShortestFrame + (next.Count * 2);
        timeOutMs = nowMs + AnswerMs + (characters * BitsPerCharacter * 1_000 / baud);
        received = 0;
        hasForeign = false;
        current = next;
        lastUnit = next.Unit;
        next.Sent(nowMs);
        line.Write(request, RequestBytes);
    }

    private void Receive(long nowMs)
    {
        bool isOverlong = false;
        if (line.Available > 0)
        {
            freeAtMs = nowMs + silenceMs;
            received += line.Read(buffer, received, BufferBytes - received);
            isOverlong = received == BufferBytes;
        }

        if (isOverlong)
        {
            current.Unit.WrongFrames++;
            Miss(UnitTrouble.Garbled, nowMs);
        }
        else if (!Judge(nowMs) && nowMs >= timeOutMs)
        {
            freeAtMs = nowMs + LateMs;
            TimeOut(nowMs);
        }
    }

    private void TimeOut(long nowMs)
    {
        bool hasPart = received > (IsEcho() ? RequestBytes : 0);
        current.Unit.WrongFrames += hasPart ? 1 : 0;
        current.Unit.TimeOuts += hasPart ? 0 : 1;
        Miss(hasPart ? UnitTrouble.Garbled : hasForeign ? UnitTrouble.Foreign : UnitTrouble.Silent, nowMs);
    }

    // True when the bytes so far are a frame that ended the request, one way or the other.
    private bool Judge(long nowMs)
    {
        int start = IsEcho() ? RequestBytes : 0;
        int count = received - start;
        if (count < ShortestFrame)
        {
            return false;
        }

        ModbusUnit unit = current.Unit;
        int function = buffer[start + 1];
        bool isException = function == (current.Function | 0x80);
        if (!isException && function != current.Function)
        {
            return Drop(start, count);
        }

        int length = isException ? ShortestFrame : ShortestFrame + (current.Count * 2);
        if (count < length)
        {
            return false;
        }

        int crc = ModbusCrc.Of(buffer, start, length - 2);
        if (buffer[start + length - 2] != (byte)crc || buffer[start + length - 1] != (byte)(crc >> 8))
        {
            unit.WrongChecksums++;
            return Miss(UnitTrouble.Garbled, nowMs);
        }

        if (buffer[start] != unit.Address)
        {
            return Drop(start, count);
        }

        bool isWhole = count == length && (isException || buffer[start + 2] == current.Count * 2);
        if (!isWhole)
        {
            unit.WrongFrames++;
            return Miss(UnitTrouble.Garbled, nowMs);
        }

        return isException ? Refuse(buffer[start + 2], nowMs) : Take(start);
    }

    // A transceiver that listens while it sends gives back the request.
    private bool IsEcho()
    {
        if (received < RequestBytes)
        {
            return false;
        }

        for (int i = 0; i < RequestBytes; i++)
        {
            if (buffer[i] != request[i])
            {
                return false;
            }
        }

        return true;
    }

    // Not an answer to this request. A whole frame of another unit is forgotten, and the right one may still come; of
    // anything else more may be on its way, and the time-out ends it.
    private bool Drop(int start, int count)
    {
        int crc = ModbusCrc.Of(buffer, start, count - 2);
        bool isFrame = buffer[start + count - 2] == (byte)crc && buffer[start + count - 1] == (byte)(crc >> 8);
        if (isFrame && buffer[start] != current.Unit.Address)
        {
            hasForeign = true;
            current.Unit.ForeignAnswers++;
            received = 0;
        }

        return false;
    }

    private bool Take(int start)
    {
        current.Unit.Answers++;
        current.Unit.Wake();
        current.Answered(buffer, start + 3);
        current = null;
        return true;
    }

    // "Acknowledge" and "busy" ask for another attempt; anything else will be refused again.
    private bool Refuse(int code, long nowMs)
    {
        ModbusUnit unit = current.Unit;
        unit.Exceptions++;
        unit.LastException = code;
        if (code == 5 || code == 6)
        {
            return Miss(UnitTrouble.Busy, nowMs);
        }

        unit.Wake();
        current.Fail(code);
        current = null;
        return true;
    }

    private bool Miss(UnitTrouble trouble, long nowMs)
    {
        ModbusUnit unit = current.Unit;
        if (unit.IsResting || current.Attempts >= Attempts)
        {
            unit.Report(trouble);
            unit.Rest(nowMs);
            current.Fail(0);
        }

        current = null;
        return true;
    }

    private void ThrowAway(long nowMs)
    {
        if (line.Available == 0)
        {
            return;
        }

        int count = line.Read(buffer, 0, BufferBytes);
        if (lastUnit != null)
        {
            lastUnit.LateBytes += count;
        }

        long quietAtMs = nowMs + silenceMs;
        freeAtMs = quietAtMs > freeAtMs ? quietAtMs : freeAtMs;
    }
}
