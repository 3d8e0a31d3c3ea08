using System;
using System.Device.Spi;

namespace ChargePointFw.Mfrc522;

/// <summary>
/// NXP's MFRC522 by its registers (data sheet rev. 3.9), as far as finding cards needs them. An exchange with a card is begun
/// in one step and looked at in a later one; nothing here waits.
/// </summary>
public sealed class Mfrc522Chip
{
    /// <summary>No more comes back than ATQA, a level of a UID with its check byte, or SAK with its check sum.</summary>
    public const int MostAnswerBytes = 5;

    private const int CommandReg = 0x01;
    private const int ComIrqReg = 0x04;
    private const int ErrorReg = 0x06;
    private const int FifoDataReg = 0x09;
    private const int FifoLevelReg = 0x0A;
    private const int BitFramingReg = 0x0D;
    private const int CollReg = 0x0E;
    private const int ModeReg = 0x11;
    private const int TxModeReg = 0x12;
    private const int RxModeReg = 0x13;
    private const int TxControlReg = 0x14;
    private const int TxAskReg = 0x15;
    private const int TimerModeReg = 0x2A;
    private const int TimerPrescalerReg = 0x2B;
    private const int TimerReloadHighReg = 0x2C;
    private const int TimerReloadLowReg = 0x2D;
    private const int VersionReg = 0x37;

    private const int Idle = 0x00;
    private const int Transceive = 0x0C;
    private const int SoftReset = 0x0F;
    private const int FlushFifo = 0x80;
    private const int ClearAllInterrupts = 0x7F;
    private const int Received = 0x20;
    private const int StartSend = 0x80;
    private const int Collision = 0x08;
    private const int AnyOtherError = 0x17; // overflow, CRC, parity, protocol
    private const int NoValidPosition = 0x20;
    private const int AntennaOn = 0x03;
    private const int TimerReload = 200; // ticks of 25 µs: a card answers within 5 ms or not at all

    private readonly SpiDevice spi;
    private readonly ushort[] written = new ushort[1];
    private readonly ushort[] read = new ushort[1];

    /// <param name="spi">Mode 0, up to 10 MHz.</param>
    public Mfrc522Chip(SpiDevice spi) => this.spi = spi;

    /// <summary>What the card answered.</summary>
    public byte[] Answer { get; } = new byte[MostAnswerBytes];

    /// <summary>How much of it there is, bytes; the last may be short.</summary>
    public int AnswerBytes { get; private set; }

    /// <summary>Where the first bit stands on which cards did not agree, from 1; 0: they agreed.</summary>
    public int CollisionBit { get; private set; }

    /// <summary>Something answers on the wires: neither all zeros nor all ones.</summary>
    public bool IsThere
    {
        get
        {
            int version = Read(VersionReg);
            return version != 0x00 && version != 0xFF;
        }
    }

    /// <summary>It is as <see cref="Configure"/> left it: no brown-out has reset it.</summary>
    public bool IsConfigured => Read(TimerReloadLowReg) == TimerReload && (Read(TxControlReg) & AntennaOn) == AntennaOn;

    /// <summary>Begins a reset; it takes less than 50 ms.</summary>
    public void Reset() => Write(CommandReg, SoftReset);

    /// <summary>106 kbit/s, ISO 14443 A, field on.</summary>
    public void Configure()
    {
        Write(TxModeReg, 0);
        Write(RxModeReg, 0);
        Write(TimerModeReg, 0x80); // starts by itself at the end of sending
        Write(TimerPrescalerReg, 0xA9); // 40 kHz
        Write(TimerReloadHighReg, TimerReload >> 8);
        Write(TimerReloadLowReg, TimerReload & 0xFF);
        Write(TxAskReg, 0x40);
        Write(ModeReg, 0x3D);
        Write(CollReg, 0); // bits behind a collision read as 0
        Write(TxControlReg, 0x80 | AntennaOn);
    }

    /// <summary>Sends to the cards.</summary>
    /// <param name="frame">What.</param>
    /// <param name="bytes">So many of it, the last one perhaps in part.</param>
    /// <param name="lastBits">Bits of the last byte, 0 for all.</param>
    /// <param name="answerFrom">Bit of its first byte in which the answer begins.</param>
    public void Send(byte[] frame, int bytes, int lastBits, int answerFrom)
    {
        Write(CommandReg, Idle);
        Write(ComIrqReg, ClearAllInterrupts);
        Write(FifoLevelReg, FlushFifo);
        for (int i = 0; i < bytes; i++)
        {
            Write(FifoDataReg, frame[i]);
        }

        int framing = (answerFrom << 4) | lastBits;
        Write(BitFramingReg, framing);
        Write(CommandReg, Transceive);
        Write(BitFramingReg, StartSend | framing);
    }

    /// <summary>Takes what has come back since; false: nothing, or nothing whole.</summary>
    public bool TakeAnswer()
    {
        AnswerBytes = 0;
        CollisionBit = 0;
        if ((Read(ComIrqReg) & Received) == 0)
        {
            return false;
        }

        int errors = Read(ErrorReg);
        int count = Read(FifoLevelReg);
        if ((errors & AnyOtherError) != 0 || count > MostAnswerBytes)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            Answer[i] = (byte)Read(FifoDataReg);
        }

        AnswerBytes = count;
        if ((errors & Collision) == 0)
        {
            return true;
        }

        int position = Read(CollReg);
        CollisionBit = (position & 0x1F) == 0 ? 32 : position & 0x1F;
        return (position & NoValidPosition) == 0;
    }

    /// <summary>Nothing of a card stays behind.</summary>
    public void Wipe()
    {
        Array.Clear(Answer, 0, Answer.Length);
        Write(FifoLevelReg, FlushFifo);
    }

    // Address and data in one word; the ESP32 sends its low byte first.
    private void Write(int register, int value)
    {
        written[0] = (ushort)((register << 1) | (value << 8));
        spi.TransferFullDuplex(written, read);
    }

    private int Read(int register)
    {
        written[0] = (ushort)(0x80 | (register << 1));
        spi.TransferFullDuplex(written, read);
        return read[0] >> 8;
    }
}
