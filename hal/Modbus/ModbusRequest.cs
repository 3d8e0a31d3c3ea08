using System;

namespace ChargePointFw.Modbus;

/// <summary>How far a request has come.</summary>
public enum RequestState
{
    /// <summary>Nothing asked.</summary>
    Idle,

    /// <summary>Asked; the bus sends it when it is its turn.</summary>
    Waiting,

    /// <summary><see cref="ModbusRequest.Data"/> holds the answer.</summary>
    Answered,

    /// <summary>Given up after every attempt, or refused.</summary>
    Failed,
}

/// <summary>Reading some registers of one unit. Made once for each user of the bus and asked again and again.</summary>
public sealed class ModbusRequest
{
    /// <summary>Most registers that one request reads; it bounds every buffer.</summary>
    public const int MostRegisters = 64;

    internal ModbusRequest(ModbusUnit unit) => Unit = unit;

    public ModbusUnit Unit { get; }

    /// <summary>3 (holding registers) or 4 (input registers).</summary>
    public byte Function { get; private set; }

    /// <summary>First register, counted from 0 as on the wire.</summary>
    public int Register { get; private set; }

    public int Count { get; private set; }

    public RequestState State { get; private set; }

    /// <summary>The registers of the answer, high byte first; valid while answered.</summary>
    public byte[] Data { get; } = new byte[MostRegisters * 2];

    /// <summary>When the request that was answered went out, on the monotonic clock.</summary>
    public long SentMs { get; private set; }

    /// <summary>Code of the exception that refused it; 0 when there was no good answer at all.</summary>
    public int Exception { get; private set; }

    internal int Attempts { get; private set; }

    /// <summary>Asks; what an earlier answer left is forgotten.</summary>
    public void Ask(byte function, int register, int count)
    {
        if (count < 1 || count > MostRegisters)
        {
            throw new ArgumentException("A request reads 1 to 64 registers.");
        }

        Function = function;
        Register = register;
        Count = count;
        Attempts = 0;
        Exception = 0;
        State = RequestState.Waiting;
    }

    /// <summary>Ends it; the next <see cref="Ask"/> may come at any time.</summary>
    public void Clear() => State = RequestState.Idle;

    internal void Sent(long nowMs)
    {
        SentMs = nowMs;
        Attempts++;
    }

    internal void Answered(byte[] frame, int offset)
    {
        Array.Copy(frame, offset, Data, 0, Count * 2);
        State = RequestState.Answered;
    }

    internal void Fail(int exception)
    {
        Exception = exception;
        State = RequestState.Failed;
    }
}
