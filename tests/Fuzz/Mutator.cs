// Bends bytes: what comes out is the same for the same dice.
using System.Globalization;
using System.Text;

namespace ChargePointFw.Fuzz;

/// <summary>Up to six changes to a text of JSON, or to any bytes: of bits, of pieces, of values and of their kinds.</summary>
internal static class Mutator
{
    private const int MostChanges = 6;
    private static readonly byte[] letters = "{}[],:\"0123456789-+.eE \\/\ntfnu\0\u007f"u8.ToArray();

    private static readonly string[] values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "00", "1.5", "1e3", "1E999", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648",
        "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "999999999999999999", "1000000000000000000", "-999999999999999999",
        "\"\"", "\"a\"", "\"0\"", "{}", "[]", "[[]]", "{\"a\":{}}", "\"\\ud800\"", "\"\\u0000\"", "\"\u00e9\"", "\"\U0001F50C\"", "\"\uFEFF\"", "\"2026-04-01T12:00:00Z\"",
        "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"AAAA\"", "\"====\"", "NaN", "Infinity", "'a'", "//", "/**/",
    ];

    /// <summary>A bent copy; at most <paramref name="mostBytes"/> long.</summary>
    public static byte[] Bend(byte[] original, byte[] other, Random dice, int mostBytes)
    {
        byte[] bent = original;
        for (int changes = 1 + dice.Next(dice.Next(3) == 0 ? MostChanges : 2); changes > 0; changes--)
        {
            bent = Change(bent, other, dice);
        }

        return bent.Length <= mostBytes ? bent : bent[..mostBytes];
    }

    private static byte[] Change(byte[] bytes, byte[] other, Random dice)
    {
        if (bytes.Length == 0)
        {
            return [(byte)dice.Next(256)];
        }

        int at = dice.Next(bytes.Length);
        int length = Math.Min(1 + dice.Next(dice.Next(8) == 0 ? 400 : 12), bytes.Length - at);
        switch (dice.Next(20))
        {
            case 0:
                return With(bytes, at, (byte)(bytes[at] ^ (1 << dice.Next(8))));
            case 1:
                return With(bytes, at, letters[dice.Next(letters.Length)]);
            case 2:
                return With(bytes, at, (byte)dice.Next(256));
            case 3:
                return bytes[..at];
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 6:
                return [.. bytes[..at], letters[dice.Next(letters.Length)], .. bytes[at..]];
            case 7:
                return Spliced(bytes, other, at, dice);
            case 8:
                return Deep(bytes, at, dice);
            case 9:
                return [.. bytes[..at], .. Repeated(bytes[at..(at + length)], dice), .. bytes[at..]];
            default:
                return Revalued(bytes, dice);
        }
    }

    // The value behind one of the colons becomes another, often of another kind.
    private static byte[] Revalued(byte[] bytes, Random dice)
    {
        int colons = bytes.Count(one => one == ':');
        if (colons == 0)
        {
            return [.. bytes, .. Value(dice)];
        }

        int start = -1;
        for (int nth = dice.Next(colons); nth >= 0; nth--)
        {
            start = Array.IndexOf(bytes, (byte)':', start + 1);
        }

        start++;
        int end = EndOfValue(bytes, start);
        return [.. bytes[..start], .. dice.Next(4) == 0 ? Nearby(bytes[start..end], dice) : Value(dice), .. bytes[end..]];
    }

    // A number one up or down, or ten times as much.
    private static byte[] Nearby(byte[] value, Random dice) =>
        long.TryParse(Encoding.ASCII.GetString(value), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number)
            ? Encoding.ASCII.GetBytes(unchecked(dice.Next(4) switch { 0 => number + 1, 1 => number - 1, 2 => number * 10, _ => -number }).ToString(CultureInfo.InvariantCulture))
            : value;

    private static byte[] Value(Random dice) => Encoding.UTF8.GetBytes(values[dice.Next(values.Length)]);

    private static int EndOfValue(byte[] bytes, int start)
    {
        bool isText = start < bytes.Length && bytes[start] == '"';
        for (int i = start + 1; i < bytes.Length; i++)
        {
            if (isText ? bytes[i] == '"' : bytes[i] is (byte)',' or (byte)'}' or (byte)']')
            {
                return isText ? i + 1 : i;
            }
        }

        return bytes.Length;
    }

    private static byte[] Spliced(byte[] bytes, byte[] other, int at, Random dice)
    {
        int from = dice.Next(other.Length + 1);
        return [.. bytes[..at], .. other.Skip(from).Take(1 + dice.Next(64)), .. bytes[at..]];
    }

    private static byte[] Deep(byte[] bytes, int at, Random dice)
    {
        int depth = 1 + dice.Next(dice.Next(4) == 0 ? 20_000 : 12);
        string opening = dice.Next(2) == 0 ? "[" : "{\"a\":";
        return [.. bytes[..at], .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(opening, depth))), .. bytes[at..]];
    }

    private static byte[] Repeated(byte[] piece, Random dice)
    {
        int times = dice.Next(16) == 0 ? dice.Next(2_000) : dice.Next(8);
        return [.. Enumerable.Repeat(piece, times).SelectMany(one => one)];
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }
}
