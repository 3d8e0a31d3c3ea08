using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Cards;

/// <summary>
/// A reader that says each card as a line of ASCII between STX (02h) and ETX (03h), with or without CR and LF, as the ID-12,
/// the RDM6300 and desk readers in serial mode do. The id is what stands between, check sum included where there is one.
/// </summary>
public sealed class SerialCardReader : ICardReader
{
    private const byte Stx = 2;
    private const byte Etx = 3;
    private const byte LineFeed = 10;
    private const byte CarriageReturn = 13;
    private const int MostLetters = 32;
    private const int MostBytesALook = 64;
    private const int SilenceMs = 500;
    private const int RepeatMs = 2_000;

    private readonly ISerialLine line;
    private readonly IClock clock;
    private readonly TokenHash hash;
    private readonly byte[] buffer = new byte[MostBytesALook];
    private readonly byte[] letters = new byte[MostLetters];
    private int count = -1; // -1: outside of a line
    private long heardAtMs;
    private long lastHash;
    private long lastAtMs;
    private int wrongLines;
    private int toldWrongLines;

    /// <param name="line">The reader's serial line; nothing is written to it.</param>
    /// <param name="clock">For silences.</param>
    /// <param name="hash">Hashes the id at once.</param>
    public SerialCardReader(ISerialLine line, IClock clock, TokenHash hash)
    {
        this.line = line;
        this.clock = clock;
        this.hash = hash;
    }

    public long TakeTokenHash()
    {
        long nowMs = clock.UptimeMs;
        if (count >= 0 && nowMs - heardAtMs > SilenceMs)
        {
            Drop();
        }

        int waiting = line.Available;
        int taken = waiting == 0 ? 0 : line.Read(buffer, 0, waiting < MostBytesALook ? waiting : MostBytesALook);
        heardAtMs = taken > 0 ? nowMs : heardAtMs;
        long token = 0;
        for (int i = 0; i < taken; i++)
        {
            long read = Take(buffer[i]);
            token = read == 0 ? token : read;
        }

        Array.Clear(buffer, 0, taken);
        return token == 0 || IsRepeat(token, nowMs) ? 0 : token;
    }

    public string TakeNews()
    {
        if (wrongLines == toldWrongLines)
        {
            return null;
        }

        toldWrongLines = wrongLines;
        return "card reader: " + toldWrongLines.ToString() + " lines since the start were none: check CardReaderBaud and the ground wire";
    }

    private long Take(byte letter)
    {
        if (letter == Stx)
        {
            count = 0;
            return 0;
        }

        if (letter == Etx)
        {
            return End();
        }

        if (count < 0 || letter == CarriageReturn || letter == LineFeed)
        {
            return 0;
        }

        if (letter <= 32 || letter >= 127 || count == MostLetters)
        {
            Drop();
            return 0;
        }

        letters[count++] = letter;
        return 0;
    }

    private long End()
    {
        if (count <= 0)
        {
            Drop();
            return 0;
        }

        var id = new byte[count];
        Array.Copy(letters, 0, id, 0, count);
        Array.Clear(letters, 0, count);
        count = -1;
        return hash.Of(id);
    }

    private void Drop()
    {
        Array.Clear(letters, 0, MostLetters);
        count = -1;
        wrongLines++;
    }

    // Such readers say a card again and again while it lies there: a session that it begins must not be ended by it.
    private bool IsRepeat(long token, long nowMs)
    {
        bool isRepeat = token == lastHash && nowMs - lastAtMs < RepeatMs;
        lastHash = token;
        lastAtMs = nowMs;
        return isRepeat;
    }
}
