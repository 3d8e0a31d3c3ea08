using System;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads a document token by token in place, so that a hostile one of any length costs no memory. Stricter than JSON
/// where a signed document needs no more: numbers are integers of at most 18 digits, texts are ASCII without escapes,
/// nesting goes eight deep.
/// </summary>
public sealed class JsonReader
{
    private const int MaximumDepth = 8;
    private const int MaximumDigits = 18;

    private readonly byte[] text;
    private readonly int end;
    private readonly bool[] isObject = new bool[MaximumDepth];
    private int at;
    private int depth;
    private bool expectsValue = true;
    private bool afterValue;
    private bool afterComma;
    private bool failed;
    private int tokenStart;
    private int tokenLength;

    public JsonReader(byte[] text, int offset, int count)
    {
        this.text = text;
        at = offset;
        end = offset + count;
    }

    /// <summary>Value of the last <see cref="JsonToken.Number"/>.</summary>
    public long NumberValue { get; private set; }

    /// <summary>How far it has read, bytes; after an error, where that is.</summary>
    public int Position => at;

    /// <summary>Nesting of the token read last; 0 outside.</summary>
    public int Depth => depth;

    /// <summary>True when the last name or text is exactly this.</summary>
    public bool Is(string expected)
    {
        if (expected.Length != tokenLength)
        {
            return false;
        }

        for (int i = 0; i < tokenLength; i++)
        {
            if (text[tokenStart + i] != expected[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The last name or text as a string of its own.</summary>
    public string TextValue()
    {
        var letters = new char[tokenLength];
        for (int i = 0; i < tokenLength; i++)
        {
            letters[i] = (char)text[tokenStart + i];
        }

        return new string(letters);
    }

    /// <summary>Letters of the last name or text.</summary>
    public int TextLength => tokenLength;

    /// <summary>The last text as base 64; null when it is not that.</summary>
    public byte[] BytesValue()
    {
        try
        {
            return Convert.FromBase64String(TextValue());
        }
        catch (Exception)
        {
            return null; // letters outside the alphabet; the runtimes throw different types
        }
    }

    /// <summary>The last text as 16 hexadecimal digits; false when it is not that.</summary>
    public bool TryHash(out long hash)
    {
        hash = 0;
        if (tokenLength != 16)
        {
            return false;
        }

        for (int i = 0; i < 16; i++)
        {
            int digit = HexDigit(text[tokenStart + i]);
            if (digit < 0)
            {
                return false;
            }

            hash = (hash << 4) | (long)digit;
        }

        return true;
    }

    /// <summary>Reads over the value that follows a name, however deep. False on an error.</summary>
    public bool Skip()
    {
        int floor = depth;
        do
        {
            JsonToken token = Next();
            if (token == JsonToken.Error || token == JsonToken.End)
            {
                return false;
            }
        }
        while (depth > floor);
        return true;
    }

    /// <summary>The object that follows a name, as it stands; null when something else follows, it is longer, or it is not whole.</summary>
    public byte[] ObjectValue(int mostBytes)
    {
        int floor = depth;
        bool isWhole = Next() == JsonToken.BeginObject;
        int from = at - 1;
        while (isWhole && depth > floor)
        {
            JsonToken token = Next();
            isWhole = token != JsonToken.Error && token != JsonToken.End && at - from <= mostBytes;
        }

        if (!isWhole)
        {
            return null;
        }

        var value = new byte[at - from];
        Array.Copy(text, from, value, 0, value.Length);
        return value;
    }

    /// <summary>Reads the next token.</summary>
    public JsonToken Next()
    {
        if (failed)
        {
            return JsonToken.Error;
        }

        SkipSpace();
        if (at >= end)
        {
            return depth == 0 && afterValue ? JsonToken.End : Fail();
        }

        byte c = text[at];
        if (depth > 0 && (c == '}' || c == ']'))
        {
            return CloseBracket(c == '}');
        }

        if (afterValue)
        {
            if (depth == 0 || c != ',')
            {
                return Fail();
            }

            at++;
            afterValue = false;
            afterComma = true;
            expectsValue = !isObject[depth - 1];
            SkipSpace();
            if (at >= end)
            {
                return Fail();
            }

            c = text[at];
        }

        afterComma = afterComma && (c == '}' || c == ']');
        return expectsValue ? Value(c) : NameToken(c);
    }

    private JsonToken Value(byte c)
    {
        switch (c)
        {
            case (byte)'{':
                return OpenBracket(true);
            case (byte)'[':
                return OpenBracket(false);
            case (byte)'"':
                return Quoted() ? Done(JsonToken.Text) : Fail();
            case (byte)'t':
                return Word("true") ? Done(JsonToken.True) : Fail();
            case (byte)'f':
                return Word("false") ? Done(JsonToken.False) : Fail();
            case (byte)'n':
                return Word("null") ? Done(JsonToken.Null) : Fail();
            default:
                return Number() ? Done(JsonToken.Number) : Fail();
        }
    }

    private JsonToken NameToken(byte c)
    {
        if (c != '"' || !Quoted())
        {
            return Fail();
        }

        SkipSpace();
        if (at >= end || text[at] != ':')
        {
            return Fail();
        }

        at++;
        expectsValue = true;
        return JsonToken.Name;
    }

    private JsonToken OpenBracket(bool isObjectBracket)
    {
        if (depth == MaximumDepth)
        {
            return Fail();
        }

        at++;
        isObject[depth++] = isObjectBracket;
        expectsValue = !isObjectBracket;
        return isObjectBracket ? JsonToken.BeginObject : JsonToken.BeginArray;
    }

    private JsonToken CloseBracket(bool isObjectBracket)
    {
        bool danglingName = isObject[depth - 1] && expectsValue;
        if (isObject[depth - 1] != isObjectBracket || afterComma || danglingName)
        {
            return Fail();
        }

        at++;
        depth--;
        return Done(isObjectBracket ? JsonToken.EndObject : JsonToken.EndArray);
    }

    private JsonToken Done(JsonToken token)
    {
        afterValue = true;
        expectsValue = false;
        return token;
    }

    private JsonToken Fail()
    {
        failed = true;
        return JsonToken.Error;
    }

    private bool Quoted()
    {
        tokenStart = ++at;
        while (at < end && text[at] != '"')
        {
            if (text[at] < ' ' || text[at] > '~' || text[at] == '\\')
            {
                return false;
            }

            at++;
        }

        tokenLength = at - tokenStart;
        return at++ < end;
    }

    private bool Number()
    {
        bool negative = text[at] == '-';
        int first = negative ? at + 1 : at;
        long value = 0;
        int digit = first;
        while (digit < end && text[digit] >= '0' && text[digit] <= '9')
        {
            if (digit - first == MaximumDigits)
            {
                return false;
            }

            value = (value * 10) + (text[digit] - '0');
            digit++;
        }

        bool leadingZero = digit - first > 1 && text[first] == '0';
        if (digit == first || leadingZero)
        {
            return false;
        }

        at = digit;
        NumberValue = negative ? -value : value;
        return true;
    }

    private bool Word(string word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            if (at + i >= end || text[at + i] != word[i])
            {
                return false;
            }
        }

        at += word.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t'))
        {
            at++;
        }
    }

    private static int HexDigit(byte c) =>
        c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f' ? c - 'a' + 10
        : c >= 'A' && c <= 'F' ? c - 'A' + 10
        : -1;
}
