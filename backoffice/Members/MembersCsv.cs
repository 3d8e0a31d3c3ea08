using System.Globalization;
using System.Text;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Supply;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Members;

/// <summary>
/// Members as a plain table: <c>token_id,programme,group,valid_until</c>. The token id is hashed with the site key while
/// reading and kept nowhere: not in the result, and in no error either.
/// </summary>
internal static class MembersCsv
{
    /// <summary>Letters of a token id at most.</summary>
    public const int MaximumTokenLetters = 64;

    private static readonly string[] momentFormats = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>Every member of the file, in its order.</summary>
    /// <param name="bytes">UTF-8 or CP932.</param>
    /// <param name="fileName">For the errors.</param>
    /// <param name="zone">A day without a time ends at this zone's midnight.</param>
    /// <param name="siteKey">Key of the site's token hashes.</param>
    /// <exception cref="SupplyImportException">The file is not what it should be; line, column and what to do are told.</exception>
    public static IReadOnlyList<(long TokenHash, string Programme, string Group, long ValidUntilUtcMs)> Read(
        byte[] bytes, string fileName, TimeZoneInfo zone, byte[] siteKey)
    {
        var table = new CsvTable(SupplyText.Decode(bytes, fileName), fileName, headerRow: 0);
        int token = table.Column("token_id");
        int programme = table.Column("programme");
        int group = table.Column("group");
        int validUntil = table.Column("valid_until");
        var lines = new Dictionary<long, int>();
        var members = new List<(long, string, string, long)>();
        table.Read((line, fields) =>
        {
            SupplyImportException Wrong(string column, Refused reason) => new(fileName, line, Why.InColumn, column, reason);
            string id = fields[token].Trim();
            if (HashRefusal(id) is { } refusal)
            {
                throw Wrong("token_id", refusal);
            }

            long hash = Hash(siteKey, id);
            if (!lines.TryAdd(hash, line))
            {
                throw Wrong("token_id", new Refused(Why.CardRepeated, lines[hash]));
            }

            string programmeName = fields[programme].Trim();
            string groupName = fields[group].Trim();
            if (SiteNames.FormRefusal(programmeName) is { } badProgramme)
            {
                throw Wrong("programme", new Refused(Why.ProgrammeAs, badProgramme));
            }

            if (groupName.Length > 0 && SiteNames.FormRefusal(groupName) is { } badGroup)
            {
                throw Wrong("group", new Refused(Why.GroupAs, badGroup));
            }

            long untilMs = End(fields[validUntil].Trim(), zone)
                ?? throw Wrong("valid_until", new Refused(Why.ValidUntilAs));
            members.Add((hash, programmeName, groupName, untilMs));
        });

        return members.Count > 0 ? members : throw new SupplyImportException(fileName, 0, Why.NoMembers);
    }

    /// <summary>Keyed hash of a token id, as the charge points compute it.</summary>
    public static long Hash(byte[] siteKey, string tokenId) => Bytes.TakeHash(HmacSha256.Instance.Compute(siteKey, Encoding.ASCII.GetBytes(tokenId)), 0);

    /// <summary>Null when this can be a token id, otherwise why not; never quotes it.</summary>
    public static Refused? HashRefusal(string tokenId) =>
        tokenId.Length is > 0 and <= MaximumTokenLetters && tokenId.All(c => c is > ' ' and <= '~')
            ? null
            : new Refused(Why.TokenIdForm, MaximumTokenLetters);

    private static long? End(string text, TimeZoneInfo zone)
    {
        DateTimeOffset end;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day < DateOnly.MaxValue)
        {
            DateTime midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
            midnight = zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight;
            end = new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
        }
        else if (!DateTimeOffset.TryParseExact(text, momentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out end))
        {
            return null;
        }

        long seconds = end.ToUnixTimeSeconds();
        return seconds is > 0 and <= uint.MaxValue ? seconds * 1000 : null;
    }
}
