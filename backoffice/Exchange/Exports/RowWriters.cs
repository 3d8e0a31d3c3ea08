// Rows as files that others read: CSV as spreadsheets in Japan and elsewhere take it, and one JSON object a line.
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace ChargePointFw.BackOffice.Exchange.Exports;

/// <summary>Writes rows of one table, one after the other; values are string, long, int, decimal, bool or null.</summary>
internal interface IRowWriter : IDisposable
{
    /// <summary>Writes a row: values in the order of the columns.</summary>
    void Write(object?[] values);
}

/// <summary>
/// RFC 4180 with CRLF. A text that a spreadsheet would take for a formula has an apostrophe before it, so that whoever opens the
/// file runs nothing; numbers are never touched.
/// </summary>
internal sealed class CsvRowWriter : IRowWriter
{
    private readonly StreamWriter writer;

    /// <param name="stream">Where to; stays open.</param>
    /// <param name="columns">Names for the first line.</param>
    /// <param name="encoding">With its byte order mark, if it has one.</param>
    public CsvRowWriter(Stream stream, IEnumerable<string> columns, Encoding encoding)
    {
        writer = new StreamWriter(stream, encoding, bufferSize: 64 * 1024, leaveOpen: true) { NewLine = "\r\n" };
        writer.WriteLine(string.Join(',', columns));
    }

    public void Write(object?[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                writer.Write(',');
            }

            writer.Write(values[i] switch
            {
                null => "",
                string text => Quoted(Harmless(text)),
                bool flag => flag ? "true" : "false",
                IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                object other => throw new ArgumentException($"a cell cannot be a {other.GetType().Name}", nameof(values)),
            });
        }

        writer.WriteLine();
    }

    public void Dispose() => writer.Dispose();

    /// <summary>The text as a spreadsheet shows it without computing anything.</summary>
    internal static string Harmless(string text)
    {
        string shown = text.TrimStart(' ', '\u3000');
        bool isFormula = (shown.Length > 0 && "=+-@＝＋－＠".Contains(shown[0])) || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
        return isFormula ? "'" + text : text;
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") || text.StartsWith(' ') || text.EndsWith(' ') ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
}

/// <summary>One JSON object a line, in UTF-8 without byte order mark; texts are as they are.</summary>
internal sealed class JsonRowWriter(Stream stream, IReadOnlyList<string> columns) : IRowWriter
{
    private static readonly byte[] lineEnd = [(byte)'\n'];

    private readonly BufferedStream buffered = new(stream, 64 * 1024);
    private readonly Utf8JsonWriter json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });

    public void Write(object?[] values)
    {
        json.Reset(buffered);
        json.WriteStartObject();
        for (int i = 0; i < values.Length; i++)
        {
            json.WritePropertyName(columns[i]);
            switch (values[i])
            {
                case null:
                    json.WriteNullValue();
                    break;
                case string text:
                    json.WriteStringValue(text);
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case decimal number:
                    json.WriteNumberValue(number);
                    break;
                case object whole:
                    json.WriteNumberValue(Convert.ToInt64(whole, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
        json.Flush();
        buffered.Write(lineEnd);
    }

    public void Dispose()
    {
        json.Dispose();
        buffered.Flush(); // the stream below stays open
    }
}
