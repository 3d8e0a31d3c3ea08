using ChargePointFw.Documents;

namespace ChargePointFw.Service;

/// <summary>What the console is about to say: ASCII in a buffer of fixed size. What does not fit any more is left out.</summary>
public sealed class ConsoleText
{
    /// <summary>Bound of one answer, bytes.</summary>
    public const int MaximumBytes = 2_048;

    private readonly byte[] reversed = new byte[20];

    /// <summary>The letters; <see cref="Length"/> of them count.</summary>
    public readonly byte[] Bytes = new byte[MaximumBytes];

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    /// <summary>Adds a text; letters beyond ASCII become question marks.</summary>
    public ConsoleText Put(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            Letter(c < 128 ? (byte)c : (byte)'?');
        }

        return this;
    }

    /// <summary>Adds a number in digits.</summary>
    public ConsoleText Put(long number)
    {
        if (number < 0)
        {
            Letter((byte)'-');
        }

        int count = 0;
        long rest = number;
        do
        {
            int digit = (int)(rest % 10);
            reversed[count++] = (byte)('0' + (digit < 0 ? -digit : digit));
            rest /= 10;
        }
        while (rest != 0);
        while (count > 0)
        {
            Letter(reversed[--count]);
        }

        return this;
    }

    /// <summary>Adds an instant, ms since 1970 in UTC; 0 is unknown.</summary>
    public ConsoleText PutUtc(long utcMs)
    {
        if (utcMs <= 0)
        {
            return Put("(time unknown)");
        }

        if (Length + Instants.Letters <= MaximumBytes)
        {
            Length += Instants.Write(utcMs, Bytes, Length);
        }

        return this;
    }

    /// <summary>Ends the line.</summary>
    public ConsoleText Line()
    {
        Letter((byte)13);
        Letter((byte)10);
        return this;
    }

    /// <summary>Adds a text and ends the line.</summary>
    public ConsoleText Line(string text) => Put(text).Line();

    /// <summary>Adds one letter.</summary>
    public void Letter(byte letter)
    {
        if (Length < MaximumBytes)
        {
            Bytes[Length++] = letter;
        }
    }
}
