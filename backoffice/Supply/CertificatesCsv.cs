using System.Globalization;
using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>A renewable energy certificate, with the attributes of a granular certificate.</summary>
/// <param name="Id">Unique; supply names it.</param>
/// <param name="DeviceId">The plant.</param>
/// <param name="Source">OCPI's source category.</param>
/// <param name="Technology">For people.</param>
/// <param name="Location">For people.</param>
/// <param name="StartOfOperation">yyyy-MM-dd.</param>
/// <param name="Issued">yyyy-MM-dd.</param>
/// <param name="ValidFromMs">It backs intervals from here on, ms since 1970 in UTC.</param>
/// <param name="ValidToMs">Up to here, exclusive.</param>
/// <param name="VolumeWh">Face value, Wh.</param>
/// <param name="Tracking">Tracking information; may be empty.</param>
/// <param name="IsFit">Whether the plant is paid a feed-in tariff.</param>
/// <param name="Line">Where the file says so.</param>
public sealed record Certificate(
    string Id,
    string DeviceId,
    string Source,
    string Technology,
    string Location,
    string StartOfOperation,
    string Issued,
    long ValidFromMs,
    long ValidToMs,
    long VolumeWh,
    string Tracking,
    bool IsFit,
    int Line = 0)
{
    /// <summary>Whether it backs the whole of an interval.</summary>
    public bool Covers(long startMs, long intervalMs) => startMs >= ValidFromMs && startMs + intervalMs <= ValidToMs;
}

/// <summary>
/// Certificates as a table: <c>certificate_id,device_id,source,technology,location,start_of_operation,issued,valid_from,
/// valid_to,volume_wh,tracking,fit</c>; dates as yyyy-MM-dd, valid_from and valid_to in RFC 3339 with offset, fit as yes or
/// no.
/// </summary>
public static class CertificatesCsv
{
    private static readonly string[] instantFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Every certificate of the file, in its order.</summary>
    /// <exception cref="SupplyImportException">The file is not what it should be; line and reason are told.</exception>
    public static IReadOnlyList<Certificate> Read(Stream stream, string fileName) => Read(SupplyText.ReadAll(stream, fileName), fileName);

    internal static IReadOnlyList<Certificate> Read(byte[] bytes, string fileName)
    {
        var table = new CsvTable(SupplyText.Decode(bytes, fileName), fileName, headerRow: 0);
        var columns = new Columns(table);
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var certificates = new List<Certificate>();
        table.Read((line, fields) =>
        {
            Certificate one = columns.Read(fields, fileName, line);
            if (!lines.TryAdd(one.Id, line))
            {
                throw new SupplyImportException(fileName, line, Why.CertificateRepeated, lines[one.Id]);
            }

            certificates.Add(one);
        });

        return certificates.Count > 0 ? certificates : throw new SupplyImportException(fileName, 0, Why.NoCertificates);
    }

    private sealed class Columns(CsvTable table)
    {
        private readonly int id = table.Column("certificate_id");
        private readonly int device = table.Column("device_id");
        private readonly int source = table.Column("source");
        private readonly int technology = table.Column("technology");
        private readonly int location = table.Column("location");
        private readonly int start = table.Column("start_of_operation");
        private readonly int issued = table.Column("issued");
        private readonly int validFrom = table.Column("valid_from");
        private readonly int validTo = table.Column("valid_to");
        private readonly int volume = table.Column("volume_wh");
        private readonly int tracking = table.Column("tracking");
        private readonly int fit = table.Column("fit");

        public Certificate Read(string[] fields, string fileName, int line)
        {
            var refuse = (Refused reason) => new SupplyImportException(fileName, line, reason);
            string name = fields[id].Trim();
            if (name.Length == 0 || PlainCsv.CertificateRefusal(name) is not null)
            {
                throw refuse(PlainCsv.CertificateRefusal(name) ?? new Refused(Why.CertificateNeedsName));
            }

            long fromMs = Instant(fields[validFrom], refuse);
            long toMs = Instant(fields[validTo], refuse);
            return new Certificate(
                name,
                Text(fields[device], refuse),
                EnergySources.Find(fields[source]) ?? throw refuse(new Refused(Why.NoSource, fields[source], string.Join(", ", EnergySources.All))),
                Text(fields[technology], refuse),
                Text(fields[location], refuse),
                Date(fields[start], refuse),
                Date(fields[issued], refuse),
                fromMs,
                toMs > fromMs ? toMs : throw refuse(new Refused(Why.ValidityEnds)),
                Volume(fields[volume], refuse),
                Text(fields[tracking], refuse),
                fields[fit].Trim() switch
                {
                    "yes" => true,
                    "no" => false,
                    _ => throw refuse(new Refused(Why.FitYesNo, fields[fit])),
                },
                line);
        }

        private static string Text(string text, Func<Refused, SupplyImportException> refuse) =>
            text.Trim() is { Length: <= 200 } fits ? fits : throw refuse(new Refused(Why.TextTooLong));

        private static string Date(string text, Func<Refused, SupplyImportException> refuse) =>
            DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? text.Trim()
                : throw refuse(new Refused(Why.NoDate, text));

        private static long Instant(string text, Func<Refused, SupplyImportException> refuse)
        {
            string trimmed = text.Trim();
            bool hasOffset = trimmed.EndsWith('Z') || trimmed.LastIndexOfAny(['+', '-']) > trimmed.IndexOf('T', StringComparison.Ordinal);
            return hasOffset && DateTimeOffset.TryParseExact(trimmed, instantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant)
                ? instant.ToUnixTimeMilliseconds()
                : throw refuse(new Refused(Why.NoInstant, text));
        }

        private static long Volume(string text, Func<Refused, SupplyImportException> refuse) =>
            long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long volumeWh) && volumeWh < 1_000_000_000_000_000
                ? volumeWh
                : throw refuse(new Refused(Why.NoVolume, text));
    }
}
