using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ChargePointFw.BackOffice.Days;

/// <summary>A day that is not what a document should be; the message says what is wrong with it.</summary>
public sealed class LedgerDayException(string message) : Exception(message);

/// <summary>How far a journal had come when the day was sealed.</summary>
/// <param name="Journal">As the charge point drew it.</param>
/// <param name="Number">Highest record up to which every one was stored.</param>
/// <param name="Tag">That record's tag: it stands for every record before it.</param>
public sealed record JournalCheckpoint(long Journal, long Number, byte[] Tag);

/// <summary>What the ledger said of one charge point.</summary>
/// <param name="ChargePoint">Its name.</param>
/// <param name="Records">Records written in the day, by their own clock.</param>
/// <param name="Digest">SHA-256 over its canonical rows of the day.</param>
/// <param name="Journals">Its journals, in order of appearance.</param>
public sealed record ChargePointDay(string ChargePoint, long Records, string Digest, IReadOnlyList<JournalCheckpoint> Journals);

/// <summary>
/// What the ledger said of a site's day when it was sealed. Others keep the document; it names the one before by its hash,
/// so that who keeps one holds all before it to account.
/// </summary>
/// <param name="Site">Name of the site.</param>
/// <param name="Day">The day on the site's clock.</param>
/// <param name="FromUtc">Its begin.</param>
/// <param name="UntilUtc">Its end, exclusive.</param>
/// <param name="SealedUtc">When it was written down; what came later is not in it.</param>
/// <param name="Previous">SHA-256 of the document before it; empty in the first.</param>
/// <param name="Digest">SHA-256 over the canonical rows of all charge points.</param>
/// <param name="ChargePoints">Each by itself, by name.</param>
public sealed record LedgerDay(
    string Site,
    DateOnly Day,
    DateTimeOffset FromUtc,
    DateTimeOffset UntilUtc,
    DateTimeOffset SealedUtc,
    string Previous,
    string Digest,
    IReadOnlyList<ChargePointDay> ChargePoints)
{
    private const int MaximumBytes = 4 * 1024 * 1024;
    private const string DayForm = "yyyy-MM-dd";
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    /// <summary>The day as it is written in names of files and tables.</summary>
    public string DayName => Day.ToString(DayForm, CultureInfo.InvariantCulture);

    /// <summary>The document: one line of JSON.</summary>
    public string ToDocument() => JsonSerializer.Serialize(this, json);

    /// <summary>SHA-256 of a document's bytes in UTF-8, lower-case hexadecimal.</summary>
    public static string HashOf(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));

    /// <summary>Reads a document.</summary>
    /// <exception cref="LedgerDayException">It is none.</exception>
    public static LedgerDay Read(string document)
    {
        if (document.Length > MaximumBytes)
        {
            throw new LedgerDayException("the document is longer than any day's: is it the right file?");
        }

        try
        {
            LedgerDay? day = JsonSerializer.Deserialize<LedgerDay>(document, json);
            bool isWhole = day is { Site: not null, Digest: not null, Previous: not null, ChargePoints: not null }
                && day.ChargePoints.All(one => one is { ChargePoint: not null, Digest: not null, Journals: not null }
                    && one.Journals.All(journal => journal is { Tag.Length: Records.RecordLayout.TagBytes }));
            return isWhole ? day! : throw new LedgerDayException("the document lacks a part of a day: is it the right file?");
        }
        catch (JsonException malformed)
        {
            throw new LedgerDayException($"the document is not a day's (line {malformed.LineNumber + 1}): {malformed.Message}");
        }
    }
}
