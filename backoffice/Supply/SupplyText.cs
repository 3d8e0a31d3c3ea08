using System.Text;
using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>The letters of a supply file, whichever of the encodings in use it has.</summary>
internal static class SupplyText
{
    /// <summary>Bound of a file: twenty times a month of the largest operator.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    private static readonly Encoding strictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding strictCp932 =
        CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>All bytes of the stream.</summary>
    /// <exception cref="SupplyImportException">Longer than <see cref="MaximumBytes"/>.</exception>
    public static byte[] ReadAll(Stream stream, string fileName)
    {
        using var buffer = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read = stream.Read(block); read > 0; read = stream.Read(block))
        {
            if (buffer.Length + read > MaximumBytes)
            {
                throw new SupplyImportException(fileName, 0, Why.TooLong, MaximumBytes);
            }

            buffer.Write(block, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>UTF-8 with or without byte order mark, or CP932: bytes that are no UTF-8 are taken as CP932.</summary>
    /// <exception cref="SupplyImportException">Neither.</exception>
    public static string Decode(byte[] bytes, string fileName)
    {
        string text = Letters(bytes, fileName);
        return text.Any(letter => letter is < ' ' and not ('\t' or '\r' or '\n')) ? throw new SupplyImportException(fileName, 0, Why.NoEncoding) : text;
    }

    // UTF-16, pictures and archives have bytes that are no letters; CP932 has places for them.
    private static string RequireLetters(string cp932) => cp932.Any(letter => letter is '\u0080' or '\u00A0' or (>= '\uF8F0' and <= '\uF8F3')) ? throw new DecoderFallbackException() : cp932;

    private static string Letters(byte[] bytes, string fileName)
    {
        ReadOnlySpan<byte> text = bytes;
        bool marked = text.StartsWith("\uFEFF"u8);
        try
        {
            return strictUtf8.GetString(marked ? text[3..] : text);
        }
        catch (DecoderFallbackException) when (!marked)
        {
            try
            {
                return RequireLetters(strictCp932.GetString(text));
            }
            catch (DecoderFallbackException)
            {
                throw new SupplyImportException(fileName, 0, Why.NoEncoding);
            }
        }
        catch (DecoderFallbackException)
        {
            throw new SupplyImportException(fileName, 0, Why.NotAsMarked);
        }
    }
}
