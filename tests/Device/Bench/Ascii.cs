namespace ChargePointFw.Device.Tests.Bench;

/// <summary>Texts as bytes and back, and bytes from hexadecimal digits.</summary>
public static class Ascii
{
    public static byte[] Bytes(string text)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    public static string Text(byte[] bytes)
    {
        var letters = new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            letters[i] = (char)bytes[i];
        }

        return new string(letters);
    }

    /// <summary>Reads pairs of upper-case digits; blanks between them count for nothing.</summary>
    public static byte[] FromHex(string digits)
    {
        int count = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            count += digits[i] == ' ' ? 0 : 1;
        }

        var bytes = new byte[count / 2];
        int at = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (digits[i] != ' ')
            {
                bytes[at / 2] = (byte)((bytes[at / 2] << 4) | Digit(digits[i]));
                at++;
            }
        }

        return bytes;
    }

    public static bool Contains(byte[] bytes, string part) => Text(bytes).Contains(part);

    private static int Digit(char c) => c <= '9' ? c - '0' : c - 'A' + 10;
}
