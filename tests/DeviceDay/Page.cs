using System;

namespace ChargePointFw.DeviceDay;

/// <summary>
/// What the day prints: every line begins with the time of day, long ones go on in the next. Numbers are written by hand,
/// so that no formatting of the platform is in them.
/// </summary>
public static class Page
{
    private const int LettersALine = 120;
    private const string HexDigits = "0123456789abcdef";
    private static readonly char[] letters = new char[LettersALine];

    /// <summary>Midnight of the day, ms since 1970 in UTC: 2026-04-01T00:00:00Z.</summary>
    public const long MidnightUtcMs = 1_775_001_600_000;

    /// <summary>A heading between the lines.</summary>
    public static void Heading(string text) => Console.WriteLine("== " + text);

    /// <summary>One line.</summary>
    public static void Line(long utcMs, string text) => Console.WriteLine(TimeOfDay(utcMs) + " " + text);

    /// <summary>A line with a text behind it that may be long: in lines of 120 letters, indented.</summary>
    public static void Long(long utcMs, string text, byte[] ascii)
    {
        Line(utcMs, text);
        for (int from = 0; from < ascii.Length; from += LettersALine)
        {
            int count = ascii.Length - from < LettersALine ? ascii.Length - from : LettersALine;
            for (int i = 0; i < count; i++)
            {
                letters[i] = (char)ascii[from + i];
            }

            Console.WriteLine("    " + new string(letters, 0, count));
        }
    }

    /// <summary>Bytes as pairs of digits.</summary>
    public static string Hex(byte[] bytes, int count)
    {
        var digits = new char[2 * count];
        for (int i = 0; i < count; i++)
        {
            digits[2 * i] = HexDigits[bytes[i] >> 4];
            digits[(2 * i) + 1] = HexDigits[bytes[i] & 15];
        }

        return new string(digits);
    }

    private static string TimeOfDay(long utcMs)
    {
        long tenths = (utcMs - MidnightUtcMs) / 100;
        return Two(tenths / 36_000) + ":" + Two(tenths / 600 % 60) + ":" + Two(tenths / 10 % 60) + "." + (tenths % 10).ToString();
    }

    private static string Two(long number) => number < 10 ? "0" + number.ToString() : number.ToString();
}
