using System;

namespace ChargePointFw.Documents;

/// <summary>
/// Writes JSON into one byte array that is used again: members come out in the order written, the same bytes on
/// device and PC, and nothing is allocated but the finished message. Numbers are integers.
/// </summary>
public sealed class JsonWriter
{
    private const string Digits = "0123456789ABCDEF";
    private readonly byte[] buffer;
    private int length;
    private bool needsComma;

    /// <param name="capacity">Bound of one message in bytes; writing beyond it throws, which is a programmer's mistake.</param>
    public JsonWriter(int capacity) => buffer = new byte[capacity];

    /// <summary>Bytes written so far.</summary>
    public int Length => length;

    /// <summary>Starts a new message.</summary>
    public void Reset()
    {
        length = 0;
        needsComma = false;
    }

    public void BeginObject() => Open((byte)'{');

    public void EndObject() => CloseWith((byte)'}');

    public void BeginArray() => Open((byte)'[');

    public void EndArray() => CloseWith((byte)']');

    public void Name(string name)
    {
        Separate();
        Quote(name);
        Put((byte)':');
        needsComma = false;
    }

    public void Text(string name, string value)
    {
        Name(name);
        TextValue(value);
    }

    public void Number(string name, long value)
    {
        Name(name);
        NumberValue(value);
    }

    public void Flag(string name, bool value)
    {
        Name(name);
        Separate();
        Raw(value ? "true" : "false");
        needsComma = true;
    }

    /// <summary>Time as RFC 3339 in UTC with milliseconds; the text "unknown" for 0.</summary>
    public void Utc(string name, long utcMs)
    {
        Name(name);
        Separate();
        Put((byte)'"');
        if (utcMs == 0)
        {
            Raw("unknown");
        }
        else
        {
            length += Instants.Write(utcMs, buffer, length);
        }

        Put((byte)'"');
        needsComma = true;
    }

    /// <summary>A 64-bit value as 16 hexadecimal digits: how token hashes are written.</summary>
    public void Hash(string name, long value)
    {
        Name(name);
        Separate();
        Put((byte)'"');
        for (int shift = 60; shift >= 0; shift -= 4)
        {
            Put((byte)Digits[(int)(value >> shift) & 0xF]);
        }

        Put((byte)'"');
        needsComma = true;
    }

    public void Base64(string name, byte[] bytes)
    {
        Name(name);
        Separate();
        Put((byte)'"');
        Raw(Convert.ToBase64String(bytes));
        Put((byte)'"');
        needsComma = true;
    }

    public void TextValue(string value)
    {
        Separate();
        Quote(value);
        needsComma = true;
    }

    public void NumberValue(long value)
    {
        Separate();
        Raw(value.ToString());
        needsComma = true;
    }

    /// <summary>Appends bytes as they are; the caller answers for their being JSON.</summary>
    public void Verbatim(byte[] bytes)
    {
        Array.Copy(bytes, 0, buffer, length, bytes.Length);
        length += bytes.Length;
        needsComma = true;
    }

    /// <summary>The message as an array of its own.</summary>
    public byte[] ToArray()
    {
        var message = new byte[length];
        Array.Copy(buffer, message, length);
        return message;
    }

    private void Open(byte bracket)
    {
        Separate();
        Put(bracket);
        needsComma = false;
    }

    private void CloseWith(byte bracket)
    {
        Put(bracket);
        needsComma = true;
    }

    private void Separate()
    {
        if (needsComma)
        {
            Put((byte)',');
            needsComma = false;
        }
    }

    private void Quote(string text)
    {
        Put((byte)'"');
        for (int i = 0; text != null && i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' || c == '\\')
            {
                Put((byte)'\\');
                Put((byte)c);
            }
            else if (c < ' ' || c > '~')
            {
                Raw("\\u");
                for (int shift = 12; shift >= 0; shift -= 4)
                {
                    Put((byte)Digits[(c >> shift) & 0xF]);
                }
            }
            else
            {
                Put((byte)c);
            }
        }

        Put((byte)'"');
    }

    private void Raw(string ascii)
    {
        for (int i = 0; i < ascii.Length; i++)
        {
            Put((byte)ascii[i]);
        }
    }

    private void Put(byte value) => buffer[length++] = value;
}
