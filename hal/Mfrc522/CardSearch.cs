using System;

namespace ChargePointFw.Mfrc522;

/// <summary>
/// Finds a card and its UID of 4, 7 or 10 bytes as ISO/IEC 14443-3 type A has it: request, and anticollision and select on up
/// to three levels. One exchange a step: a card with 4 bytes takes 0.4 s, with 7 bytes 0.6 s, with 10 bytes 0.8 s. What was
/// found is halted and silent until it is taken away.
/// </summary>
public sealed class CardSearch
{
    /// <summary>Longest UID, bytes.</summary>
    public const int MostUidBytes = 10;

    private const byte RequestA = 0x26;
    private const int RequestBits = 7;
    private const byte FirstLevel = 0x93;
    private const byte LastLevel = 0x97;
    private const byte AllBits = 0x70;
    private const byte CascadeTag = 0x88;
    private const int UidGoesOn = 0x04;
    private const int LevelBytes = 4;

    private readonly Mfrc522Chip chip;
    private readonly byte[] frame = new byte[9];
    private Stage stage;
    private int knownBits;

    /// <param name="chip">Configured.</param>
    public CardSearch(Mfrc522Chip chip) => this.chip = chip;

    private enum Stage
    {
        Start,
        Requested,
        Telling,
        Selected,
    }

    /// <summary>What was found, until the next step.</summary>
    public byte[] Uid { get; } = new byte[MostUidBytes];

    /// <summary>How long it is, bytes.</summary>
    public int UidBytes { get; private set; }

    /// <summary>Three cards and more at once were never told apart so often since the start.</summary>
    public int Crowds { get; private set; }

    /// <summary>From the beginning.</summary>
    public void Reset()
    {
        stage = Stage.Start;
        Wipe();
    }

    /// <summary>One exchange; true when a card has been found.</summary>
    public bool Step()
    {
        bool hasAnswer = stage != Stage.Start && chip.TakeAnswer();
        switch (stage)
        {
            case Stage.Requested when hasAnswer && chip.AnswerBytes == 2:
                UidBytes = 0; // cards of two kinds do not agree on the answer, and need not
                Ask(FirstLevel);
                return false;
            case Stage.Telling when hasAnswer:
                Tell();
                return false;
            case Stage.Selected when hasAnswer && IsSelected():
                return Take();
            default:
                Request();
                return false;
        }
    }

    private void Request()
    {
        Wipe();
        frame[0] = RequestA;
        chip.Send(frame, 1, RequestBits, 0);
        stage = Stage.Requested;
    }

    private void Ask(byte level)
    {
        frame[0] = level;
        frame[1] = 0x20;
        knownBits = 0;
        chip.Send(frame, 2, 0, 0);
        stage = Stage.Telling;
    }

    // All the cards that are left have told their part of the UID.
    private void Tell()
    {
        int known = knownBits / 8;
        int lastBits = knownBits % 8;
        if (chip.AnswerBytes != LevelBytes + 1 - known)
        {
            Request();
            return;
        }

        int ours = (1 << lastBits) - 1;
        for (int i = 0; i < chip.AnswerBytes; i++)
        {
            int mask = i == 0 ? ours : 0;
            frame[2 + known + i] = (byte)((frame[2 + known + i] & mask) | (chip.Answer[i] & ~mask));
        }

        if (chip.CollisionBit != 0)
        {
            TellApart();
            return;
        }

        bool isWhole = (frame[2] ^ frame[3] ^ frame[4] ^ frame[5]) == frame[6];
        if (!isWhole)
        {
            Request();
            return;
        }

        frame[1] = AllBits;
        PutCheckSum(LevelBytes + 3);
        chip.Send(frame, LevelBytes + 5, 0, 0);
        stage = Stage.Selected;
    }

    // Two cards differ in one bit that matters: the one with a 1 goes on. Another collision behind it is a third card.
    private void TellApart()
    {
        if (knownBits != 0)
        {
            Crowds++;
            Request();
            return;
        }

        knownBits = chip.CollisionBit;
        int last = (knownBits - 1) / 8;
        frame[2 + last] |= (byte)(1 << ((knownBits - 1) % 8));
        int lastBits = knownBits % 8;
        frame[1] = (byte)(((2 + (knownBits / 8)) << 4) | lastBits);
        chip.Send(frame, 2 + ((knownBits + 7) / 8), lastBits, lastBits);
    }

    private bool IsSelected()
    {
        int sum = CheckSum(chip.Answer, 1);
        return chip.AnswerBytes == 3 && chip.CollisionBit == 0 && chip.Answer[1] == (sum & 0xFF) && chip.Answer[2] == sum >> 8;
    }

    private bool Take()
    {
        bool goesOn = (chip.Answer[0] & UidGoesOn) != 0;
        if (goesOn && (frame[2] != CascadeTag || frame[0] == LastLevel))
        {
            Request(); // against the standard
            return false;
        }

        int from = goesOn ? 3 : 2;
        int count = LevelBytes + 2 - from;
        Array.Copy(frame, from, Uid, UidBytes, count);
        UidBytes += count;
        if (goesOn)
        {
            Ask((byte)(frame[0] + 2));
            return false;
        }

        Halt();
        return true;
    }

    private void Halt()
    {
        Array.Clear(frame, 0, frame.Length);
        chip.Wipe();
        frame[0] = 0x50;
        PutCheckSum(2);
        chip.Send(frame, 4, 0, 0);
        stage = Stage.Start;
    }

    private void Wipe()
    {
        Array.Clear(frame, 0, frame.Length);
        Array.Clear(Uid, 0, Uid.Length);
        Array.Clear(chip.Answer, 0, chip.Answer.Length);
        UidBytes = 0;
    }

    private void PutCheckSum(int bytes)
    {
        int sum = CheckSum(frame, bytes);
        frame[bytes] = (byte)sum;
        frame[bytes + 1] = (byte)(sum >> 8);
    }

    /// <summary>CRC_A of ISO/IEC 14443-3: start 6363h, polynomial 8408h, low byte first on the air.</summary>
    private static int CheckSum(byte[] bytes, int count)
    {
        int sum = 0x6363;
        for (int i = 0; i < count; i++)
        {
            sum ^= bytes[i];
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? (sum >> 1) ^ 0x8408 : sum >> 1;
            }
        }

        return sum;
    }
}
