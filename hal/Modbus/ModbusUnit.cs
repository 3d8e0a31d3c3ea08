using System;

namespace ChargePointFw.Modbus;

/// <summary>One unit on the bus: its address, what went wrong with it, and how long it is left alone.</summary>
public sealed class ModbusUnit
{
    private const int FirstPauseMs = 1_000;
    private const int LongestPauseMs = 8_000;

    private int pauseMs;
    private UnitTrouble toldTrouble;
    private bool isToldBackwards;

    /// <param name="address">1 to 247.</param>
    public ModbusUnit(int address)
    {
        if (address < 1 || address > 247)
        {
            throw new ArgumentException("A Modbus address is 1 to 247.");
        }

        Address = (byte)address;
    }

    public byte Address { get; }

    /// <summary>Good answers since the start.</summary>
    public int Answers { get; internal set; }

    /// <summary>Requests without a whole answer in time.</summary>
    public int TimeOuts { get; internal set; }

    /// <summary>Answers with a wrong check sum.</summary>
    public int WrongChecksums { get; internal set; }

    /// <summary>Answers too long, or with another function or byte count than was asked for.</summary>
    public int WrongFrames { get; internal set; }

    /// <summary>Good frames of other units where this one was asked.</summary>
    public int ForeignAnswers { get; internal set; }

    /// <summary>Exception responses, "busy" included.</summary>
    public int Exceptions { get; internal set; }

    /// <summary>Bytes that came when nothing was asked any more: late answers and noise, thrown away.</summary>
    public int LateBytes { get; internal set; }

    /// <summary>Code of the last exception response, 0 before the first.</summary>
    public int LastException { get; internal set; }

    /// <summary>What keeps it from being read now.</summary>
    public UnitTrouble Trouble { get; private set; }

    /// <summary>
    /// The energy meter has told negative power since the start: it is read, but its import register does not count.
    /// </summary>
    public bool CountsBackwards { get; internal set; }

    /// <summary>Its last request failed, and it is asked more seldom.</summary>
    internal bool IsResting => pauseMs > 0;

    internal long NotBeforeMs { get; private set; }

    /// <summary>Notes what keeps this unit from being read, or that nothing does.</summary>
    public void Report(UnitTrouble trouble) => Trouble = trouble;

    /// <summary>The trouble in words for a technician when it is another than last time, else null.</summary>
    public string TakeNews()
    {
        if (CountsBackwards && !isToldBackwards)
        {
            isToldBackwards = true;
            return "unit " + Address.ToString() + " counts backwards: turn its current transformers round (P1/P2 or S1/S2), or swap its line"
                + " and load wires, and restart";
        }

        UnitTrouble trouble = Trouble;
        if (trouble == toldTrouble)
        {
            return null;
        }

        toldTrouble = trouble;
        return Words(trouble);
    }

    internal void Rest(long nowMs)
    {
        pauseMs = pauseMs == 0 ? FirstPauseMs : pauseMs >= LongestPauseMs / 2 ? LongestPauseMs : pauseMs * 2;
        NotBeforeMs = nowMs + pauseMs;
    }

    internal void Wake() => pauseMs = 0;

    private string Words(UnitTrouble trouble)
    {
        string unit = "unit " + Address.ToString();
        switch (trouble)
        {
            case UnitTrouble.None:
                return unit + " is read";
            case UnitTrouble.Silent:
                return unit + " does not answer: check address and A/B wires";
            case UnitTrouble.Garbled:
                return unit + " answers garbled: check baud rate, parity, A/B wires and the 120 ohm at both ends";
            case UnitTrouble.Foreign:
                return "another unit answers for " + unit + ": check that every address is there once";
            case UnitTrouble.Refused:
                return unit + " refuses the registers (exception " + LastException.ToString() + "): check that the profile is this meter's";
            case UnitTrouble.Busy:
                return unit + " says that it is busy: wait, or restart the meter";
            case UnitTrouble.NoNumber:
                return unit + " tells no number: check the meter's display and its current transformers";
            case UnitTrouble.OutOfRange:
                return unit + " tells an impossible number: check that the profile is this meter's";
            case UnitTrouble.TooCoarse:
                return unit + " steps by more than its profile allows: the register has grown too large for this meter, exchange it";
            case UnitTrouble.Zero:
                return unit + " tells a register of 0: it counts when it has stayed for 10 s";
            default:
                return unit + " is no SunSpec meter: check that the profile is this meter's";
        }
    }
}
