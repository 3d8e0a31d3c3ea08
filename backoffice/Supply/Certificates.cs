using System.Data.Common;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>A certificate and what is left of it, Wh.</summary>
/// <param name="Certificate">As it is known now.</param>
/// <param name="SettledWh">Matched with covered energy in final settlements: used up.</param>
/// <param name="BookedWh">Allocated, or settled provisionally: not to be allocated again.</param>
public sealed record CertificateUse(Certificate Certificate, long SettledWh, long BookedWh)
{
    /// <summary>What may still be allocated; below 0 when a correction made the certificate smaller than what is booked.</summary>
    public long LeftWh => Certificate.VolumeWh - SettledWh - BookedWh;
}

/// <summary>
/// The certificates and their ledger: an allocation books its energy on the certificate it names until the interval is
/// settled for good; then only what was matched stays used. So no Wh of a certificate is given twice, at any site.
/// </summary>
public sealed class Certificates
{
    private readonly Database database;
    private readonly TimeProvider time;

    internal Certificates(Database database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Raised after certificates were committed.</summary>
    internal event Action? Imported;

    /// <summary>Imports a table of certificates; see <see cref="CertificatesCsv"/>.</summary>
    /// <exception cref="SupplyImportException">Malformed, or a certificate that is known already and no correction.</exception>
    public SupplyImported ImportCsv(Stream stream, string fileName, string importedBy, bool asCorrection = false)
    {
        var origin = new ImportOrigin("certificates", fileName, SupplyText.ReadAll(stream, fileName), importedBy, asCorrection);
        SupplyImported done = database.Write((connection, transaction) =>
        {
            var register = new ImportRegister(connection, transaction);
            if (register.Same(null, SupplyStage.Certificate, origin.Sha256) is { } same)
            {
                return same;
            }

            IReadOnlyList<Certificate> certificates = CertificatesCsv.Read(origin.Bytes, fileName);
            HashSet<string> known = [.. connection.Query<string>("SELECT certificate_id FROM certificate", transaction: transaction)];
            Certificate? repeated = asCorrection ? null : certificates.FirstOrDefault(one => known.Contains(one.Id));
            if (repeated is not null)
            {
                throw new SupplyImportException(fileName, repeated.Line, Why.CertificateKnown, repeated.Id);
            }

            long importId = register.Add(null, SupplyStage.Certificate, origin, certificates.Count, time.GetUtcNow().ToUnixTimeMilliseconds());
            connection.Execute(InsertSql, certificates.Select(one => new
            {
                one.Id,
                importId,
                one.DeviceId,
                one.Source,
                one.Technology,
                one.Location,
                one.StartOfOperation,
                one.Issued,
                one.ValidFromMs,
                one.ValidToMs,
                one.VolumeWh,
                one.Tracking,
                one.IsFit,
            }), transaction);
            return new SupplyImported(importId, certificates.Count, IsNew: true);
        });
        if (done.IsNew)
        {
            Imported?.Invoke();
        }

        return done;
    }

    /// <summary>Every certificate with its use, by name.</summary>
    public IReadOnlyList<CertificateUse> Uses() => database.Read(Read);

    /// <summary>Certificates that are valid at some time in [from, until), with their use: those that the site's supply names first.</summary>
    /// <param name="site">Whose supply.</param>
    /// <param name="fromUtc">Start.</param>
    /// <param name="untilUtc">End, exclusive.</param>
    /// <param name="most">No more than these.</param>
    public IReadOnlyList<CertificateUse> Uses(Site site, DateTimeOffset fromUtc, DateTimeOffset untilUtc, int most) => database.Read((connection, transaction) =>
    {
        var range = new { site.Id, fromMs = fromUtc.ToUnixTimeMilliseconds(), untilMs = untilUtc.ToUnixTimeMilliseconds(), most };
        List<Certificate> valid = Known(
            connection, transaction,
            """
            WHERE valid_from_utc_ms < @untilMs AND valid_to_utc_ms > @fromMs
            ORDER BY certificate_id IN (
                SELECT certificate_id FROM supply WHERE site_id = @Id AND interval_start_utc_ms >= @fromMs AND interval_start_utc_ms < @untilMs) DESC, certificate_id
            LIMIT @most
            """,
            range);
        return UsesOf(connection, transaction, valid, [.. valid.Select(one => one.Id)]);
    });

    /// <summary>Certificates by when they lapse, with their use.</summary>
    /// <param name="search">What the name begins with; empty for any.</param>
    /// <param name="fromMs">Those that are valid then or later, ms since 1970 in UTC.</param>
    /// <param name="after">End and name of the last one of the page before; null for the first page.</param>
    /// <param name="most">No more than these.</param>
    public IReadOnlyList<CertificateUse> ByEnd(string search, long fromMs, (long ToMs, string Id)? after, int most) => database.Read((connection, transaction) =>
    {
        List<Certificate> found = Known(
            connection, transaction,
            """
            WHERE valid_to_utc_ms > @fromMs AND (valid_to_utc_ms, certificate_id) > (@afterMs, @afterId)
              AND (@search = '' OR (certificate_id >= @search AND certificate_id < @search || @last))
            ORDER BY valid_to_utc_ms, certificate_id LIMIT @most
            """,
            new { search, last = char.ConvertFromUtf32(0x10FFFF), fromMs, afterMs = after?.ToMs ?? 0, afterId = after?.Id ?? "", most });
        return UsesOf(connection, transaction, found, [.. found.Select(one => one.Id)]);
    });

    /// <summary>What of a settlement was matched on which certificate: the allocation's, and the live supply's.</summary>
    internal const string MatchedRows =
        """
        SELECT certificate_id, matched_wh - live_matched_wh AS wh, is_final FROM settled
        UNION ALL
        SELECT live_certificate_id, live_matched_wh, is_final FROM settled
        """;

    internal static List<CertificateUse> Read(DbConnection connection, DbTransaction transaction) =>
        UsesOf(connection, transaction, All(connection, transaction));

    private static List<CertificateUse> UsesOf(
        DbConnection connection, DbTransaction transaction, List<Certificate> certificates, string[]? only = null)
    {
        if (certificates.Count == 0)
        {
            return [];
        }

        // That there is a name is said in so many words: only then are the indexes of named certificates used.
        (string which, object? named) = only is null ? ("certificate_id <> ''", (object?)null) : ("certificate_id <> '' AND certificate_id IN @only", new { only });
        Dictionary<string, long> settledWh = Sums(connection, transaction, named,
            $"SELECT certificate_id, sum(wh) FROM ({MatchedRows}) AS matched WHERE is_final = 1 AND {which} GROUP BY certificate_id");
        Dictionary<string, long> bookedWh = Sums(connection, transaction, named,
            $"""
            SELECT certificate_id, sum(energy_wh) FROM allocation
            WHERE {which} AND NOT EXISTS (
                SELECT 1 FROM settled WHERE settled.charge_point_id = allocation.charge_point_id
                AND settled.interval_start_utc_ms = allocation.interval_start_utc_ms AND is_final = 1)
            GROUP BY certificate_id
            """);
        return [.. certificates.Select(one => new CertificateUse(one, settledWh.GetValueOrDefault(one.Id), bookedWh.GetValueOrDefault(one.Id)))];
    }

    internal static List<Certificate> All(DbConnection connection, DbTransaction transaction) =>
        Known(connection, transaction, "ORDER BY certificate_id", null);

    private static List<Certificate> Known(DbConnection connection, DbTransaction transaction, string which, object? values) => connection.Query<CertificateRow>(
        $"""
        SELECT certificate_id AS Id, device_id AS DeviceId, source AS Source, technology AS Technology, location AS Location,
               start_of_operation AS StartOfOperation, issued AS Issued, valid_from_utc_ms AS ValidFromMs,
               valid_to_utc_ms AS ValidToMs, volume_wh AS VolumeWh, tracking AS Tracking, fit AS Fit
        FROM certificate {which}
        """,
        values,
        transaction).Select(row => row.ToCertificate()).ToList();

    private static Dictionary<string, long> Sums(DbConnection connection, DbTransaction transaction, object? values, string sql) =>
        connection.Query<(string Id, long SumWh)>(sql, values, transaction).ToDictionary(row => row.Id, row => row.SumWh);

    private const string InsertSql =
        """
        INSERT INTO certificate_fact (
            certificate_id, import_id, device_id, source, technology, location, start_of_operation, issued, valid_from_utc_ms,
            valid_to_utc_ms, volume_wh, tracking, fit)
        VALUES (
            @Id, @importId, @DeviceId, @Source, @Technology, @Location, @StartOfOperation, @Issued, @ValidFromMs,
            @ValidToMs, @VolumeWh, @Tracking, @IsFit)
        """;

    private sealed class CertificateRow
    {
        public string Id { get; init; } = "";
        public string DeviceId { get; init; } = "";
        public string Source { get; init; } = "";
        public string Technology { get; init; } = "";
        public string Location { get; init; } = "";
        public string StartOfOperation { get; init; } = "";
        public string Issued { get; init; } = "";
        public long ValidFromMs { get; init; }
        public long ValidToMs { get; init; }
        public long VolumeWh { get; init; }
        public string Tracking { get; init; } = "";
        public long Fit { get; init; }

        public Certificate ToCertificate() => new(
            Id, DeviceId, Source, Technology, Location, StartOfOperation, Issued, ValidFromMs, ValidToMs, VolumeWh, Tracking, Fit != 0);
    }
}
