using System.Globalization;
using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>
/// Supply as a plain table: <c>interval_start,energy_wh,source,certificate_id</c>; RFC 3339 with offset, Wh as an
/// integer, OCPI's source category; one that is not renewable only with a certificate.
/// </summary>
public static class PlainCsv
{
    /// <summary>Bound of a certificate's name: it travels in every plan.</summary>
    public const int MaximumCertificateLetters = 64;

    private static readonly string[] startFormats =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK"];

    /// <summary>Every interval of the file, in order of time.</summary>
    /// <param name="stream">UTF-8 or CP932.</param>
    /// <param name="fileName">For the errors.</param>
    /// <param name="intervalMinutes">15, 30 or 60: starts must be aligned to it.</param>
    /// <exception cref="SupplyImportException">The file is not what it should be; line and reason are told.</exception>
    public static IReadOnlyList<SupplyInterval> Read(Stream stream, string fileName, int intervalMinutes = 30) =>
        Read(SupplyText.ReadAll(stream, fileName), fileName, intervalMinutes);

    internal static IReadOnlyList<SupplyInterval> Read(byte[] bytes, string fileName, int intervalMinutes)
    {
        var table = new CsvTable(SupplyText.Decode(bytes, fileName), fileName, headerRow: 0);
        int start = table.Column("interval_start");
        int energy = table.Column("energy_wh");
        int source = table.Column("source");
        int certificate = table.Column("certificate_id");
        var intervals = new SortedDictionary<DateTimeOffset, SupplyInterval>();
        table.Read((line, fields) =>
        {
            string certificateId = Certificate(fields[certificate], fileName, line);
            var one = new SupplyInterval(
                Start(fields[start], intervalMinutes, fileName, line),
                Energy(fields[energy], fileName, line),
                Source(fields[source], certificateId, fileName, line),
                certificateId,
                line);
            if (!intervals.TryAdd(one.StartUtc, one))
            {
                throw new SupplyImportException(fileName, line, Why.IntervalRepeated, intervals[one.StartUtc].Line);
            }
        });

        return intervals.Count > 0 ? [.. intervals.Values] : throw new SupplyImportException(fileName, 0, Why.NoIntervals);
    }

    /// <summary>Null when a signed document can carry this text (see <c>JsonReader</c>), otherwise why not.</summary>
    internal static Refused? CertificateRefusal(string text) =>
        text.Length > MaximumCertificateLetters ? new Refused(Why.CertificateNameLength, MaximumCertificateLetters)
        : text.All(c => c is >= ' ' and <= '~' and not '"' and not '\\') ? null
        : new Refused(Why.CertificateNameLetters);

    private static DateTimeOffset Start(string text, int intervalMinutes, string fileName, int line)
    {
        string trimmed = text.Trim();
        bool hasOffset = trimmed.EndsWith('Z') || trimmed.LastIndexOfAny(['+', '-']) > trimmed.IndexOf('T', StringComparison.Ordinal);
        if (!hasOffset
            || !DateTimeOffset.TryParseExact(trimmed, startFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset start))
        {
            throw new SupplyImportException(fileName, line, Why.NoInstant, text);
        }

        return start.ToUnixTimeMilliseconds() % (intervalMinutes * 60_000L) == 0
            ? start.ToUniversalTime()
            : throw new SupplyImportException(fileName, line, Why.NoIntervalStart, text, intervalMinutes);
    }

    private static long Energy(string text, string fileName, int line) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long energyWh) && energyWh < 1_000_000_000_000
            ? energyWh
            : throw new SupplyImportException(fileName, line, Why.NoEnergy, text);

    // Other electricity can be supply only with a certificate that makes it renewable.
    private static string Source(string text, string certificateId, string fileName, int line)
    {
        string? source = EnergySources.Find(text);
        return source is not null && (EnergySources.IsRenewable(source) || certificateId.Length > 0)
            ? source
            : throw new SupplyImportException(fileName, line, source is null
                ? new Refused(Why.NoRenewableSource, text, string.Join(", ", EnergySources.Renewable))
                : new Refused(Why.SourceNeedsCertificate, text));
    }

    private static string Certificate(string text, string fileName, int line) =>
        CertificateRefusal(text.Trim()) is { } refusal ? throw new SupplyImportException(fileName, line, refusal) : text.Trim();
}
