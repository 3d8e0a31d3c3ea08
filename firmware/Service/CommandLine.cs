namespace ChargePointFw.Service;

/// <summary>
/// Gathers what is typed into lines of at most 64 letters. Carriage return, line feed or both end a line; backspace takes
/// a letter back; capitals count as small letters, runs of blanks as one.
/// </summary>
public sealed class CommandLine
{
    /// <summary>Bound of a line, letters.</summary>
    public const int MaximumLetters = 64;

    public const byte Backspace = 8;
    public const byte Delete = 127;
    private const byte LineFeed = 10;
    private const byte CarriageReturn = 13;

    private readonly byte[] letters = new byte[MaximumLetters];
    private int length;
    private bool wasReturn;

    /// <summary>More was typed than a line holds.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Something came that is no text.</summary>
    public bool IsNoise { get; private set; }

    public bool IsEmpty => length == 0 && !IsTooLong && !IsNoise;

    /// <summary>Takes one byte; true when it ends a line, which then stands until <see cref="Clear"/>.</summary>
    public bool Ends(byte letter)
    {
        bool isSecondEnd = wasReturn && letter == LineFeed;
        wasReturn = letter == CarriageReturn;
        if (letter == CarriageReturn || letter == LineFeed)
        {
            length -= length > 0 && letters[length - 1] == ' ' ? 1 : 0;
            return !isSecondEnd;
        }

        if (letter == Backspace || letter == Delete)
        {
            length -= length > 0 ? 1 : 0;
        }
        else if (letter < ' ' || letter > '~')
        {
            IsNoise = true;
        }
        else if (length == MaximumLetters)
        {
            IsTooLong = true;
        }
        else if (letter != ' ' || (length > 0 && letters[length - 1] != ' '))
        {
            letters[length++] = letter >= 'A' && letter <= 'Z' ? (byte)(letter + 32) : letter;
        }

        return false;
    }

    /// <summary>True when the line says exactly this.</summary>
    public bool Is(string command)
    {
        if (command.Length != length)
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            if (letters[i] != command[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Repeats the line.</summary>
    public void Repeat(ConsoleText text)
    {
        for (int i = 0; i < length; i++)
        {
            text.Letter(letters[i]);
        }
    }

    /// <summary>The next line begins.</summary>
    public void Clear()
    {
        length = 0;
        IsTooLong = false;
        IsNoise = false;
    }
}
