namespace ChargePointFw.Device.Tests.Bench;

/// <summary>Bytes written as two hexadecimal digits each, blanks between them or not.</summary>
public static class Hex
{
    public static byte[] Bytes(string text)
    {
        char[] digits = text.ToCharArray();
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

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : digit - 'A' + 10;
}
