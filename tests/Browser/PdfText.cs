using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace ChargePointFw.Browser;

/// <summary>
/// The letters of a PDF that Chromium printed, in the order in which they are drawn, without spaces between runs. It reads what that
/// writer writes: objects in the clear, streams deflated, glyphs in hexadecimal, a table of letters for each font.
/// </summary>
internal static partial class PdfText
{
    public static string Of(byte[] pdf)
    {
        string raw = Encoding.Latin1.GetString(pdf);
        Dictionary<string, string> objects = Object().Matches(raw).ToDictionary(one => one.Groups[1].Value, one => one.Groups[2].Value);
        var fonts = new Dictionary<string, Dictionary<string, string>>();
        foreach (Match named in FontName().Matches(raw))
        {
            Match table = ToUnicode().Match(objects[named.Groups[2].Value]);
            if (table.Success)
            {
                fonts[named.Groups[1].Value] = Letters(Stream(objects[table.Groups[1].Value]));
            }
        }

        var text = new StringBuilder();
        foreach (string content in objects.Values.Where(one => one.Contains("stream", StringComparison.Ordinal)).Select(Stream).Where(one => one.Contains(" Tf", StringComparison.Ordinal)))
        {
            Dictionary<string, string> font = [];
            foreach (Match token in Token().Matches(content))
            {
                if (token.Groups[1].Success)
                {
                    font = fonts.GetValueOrDefault(token.Groups[1].Value, []);
                    continue;
                }

                foreach (char[] glyph in token.Groups[2].Value.ToUpperInvariant().Chunk(4))
                {
                    text.Append(font.GetValueOrDefault(new string(glyph), ""));
                }
            }
        }

        return text.ToString();
    }

    private static Dictionary<string, string> Letters(string table)
    {
        var letters = new Dictionary<string, string>();
        foreach (Match block in Block().Matches(table))
        {
            bool isRange = block.Groups[1].Value == "range";
            foreach (Match line in Line().Matches(block.Groups[2].Value))
            {
                int first = Number(line.Groups[1].Value);
                int last = isRange ? Number(line.Groups[2].Value) : first;
                string to = line.Groups[isRange ? 3 : 2].Value;
                for (int glyph = first; glyph <= last; glyph++)
                {
                    byte[] units = Convert.FromHexString(to);
                    units[^1] += (byte)(glyph - first);
                    letters[glyph.ToString("X4", CultureInfo.InvariantCulture)] = Encoding.BigEndianUnicode.GetString(units);
                }
            }
        }

        return letters;
    }

    private static int Number(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Stream(string body)
    {
        int start = body.IndexOf("stream", StringComparison.Ordinal);
        if (start < 0 || !body[..start].Contains("/FlateDecode", StringComparison.Ordinal) || body[..start].Contains("/Subtype /Image", StringComparison.Ordinal))
        {
            return "";
        }

        byte[] bytes = Encoding.Latin1.GetBytes(body[(start + 6)..body.LastIndexOf("endstream", StringComparison.Ordinal)].TrimStart('\r', '\n'));
        using var inflated = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var reader = new StreamReader(inflated, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(?<=^|\n)([0-9]+) 0 obj\r?\n(.*?)\r?\nendobj", RegexOptions.Singleline)]
    private static partial Regex Object();

    [GeneratedRegex(@"/(F[0-9]+) ([0-9]+) 0 R")]
    private static partial Regex FontName();

    [GeneratedRegex(@"/ToUnicode ([0-9]+) 0 R")]
    private static partial Regex ToUnicode();

    [GeneratedRegex(@"beginbf(char|range)\s(.*?)endbf", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"<([0-9A-Fa-f]+)> *<([0-9A-Fa-f]+)>(?: *<([0-9A-Fa-f]+)>)?")]
    private static partial Regex Line();

    [GeneratedRegex(@"/(F[0-9]+) [0-9.]+ Tf|<([0-9A-Fa-f]+)>")]
    private static partial Regex Token();
}
