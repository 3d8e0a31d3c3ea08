using System.Security.Cryptography;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>What an import did.</summary>
/// <param name="ImportId">Row of the import that holds the file.</param>
/// <param name="Intervals">Intervals in the file.</param>
/// <param name="IsNew">False when this very file was imported before: nothing was changed.</param>
public sealed record SupplyImported(long ImportId, int Intervals, bool IsNew);

/// <summary>
/// The forecast of renewable supply by site and interval. A file is imported as a whole or not at all; what was
/// imported is never overwritten: an interval that is there already refuses the file.
/// </summary>
public sealed class SupplyImports
{
    private readonly Database database;
    private readonly Registry registry;
    private readonly TimeProvider time;

    internal SupplyImports(Database database, Registry registry, TimeProvider time)
    {
        this.database = database;
        this.registry = registry;
        this.time = time;
    }

    /// <summary>Raised after new supply was committed.</summary>
    internal event Action<Site>? Imported;

    /// <summary>Imports an operators' half-hourly file, scaled to the site.</summary>
    /// <param name="site">A registered site.</param>
    /// <param name="stream">The file.</param>
    /// <param name="fileName">Its name.</param>
    /// <param name="sitePeakW">Power at the site in the file's best half hour, W.</param>
    /// <param name="importedBy">Who imports it.</param>
    /// <param name="certificateId">The certificate that backs it; empty while there is none.</param>
    /// <exception cref="SupplyImportException">Malformed, or overlapping what was imported before.</exception>
    /// <exception cref="RegistryException">There is no such site.</exception>
    public SupplyImported ImportOperatorsCsv(
        string site, Stream stream, string fileName, long sitePeakW, string importedBy, string certificateId = "")
    {
        Site at = Find(site);
        if (PlainCsv.CertificateRefusal(certificateId) is { } refusal)
        {
            throw new SupplyImportException(fileName, 0, refusal);
        }

        byte[] bytes = SupplyText.ReadAll(stream, fileName);
        return Import(
            at, "operators", bytes, fileName, sitePeakW, importedBy,
            () => OperatorsCsv.Read(bytes, fileName, sitePeakW, at.IntervalMinutes, certificateId));
    }

    /// <summary>Imports an operators' half-hourly file from disk.</summary>
    /// <inheritdoc cref="ImportOperatorsCsv(string, Stream, string, long, string, string)"/>
    public SupplyImported ImportOperatorsCsv(string site, string path, long sitePeakW, string importedBy, string certificateId = "")
    {
        using FileStream stream = File.OpenRead(path);
        return ImportOperatorsCsv(site, stream, Path.GetFileName(path), sitePeakW, importedBy, certificateId);
    }

    /// <summary>Imports a plain table; see <see cref="PlainCsv"/>.</summary>
    /// <inheritdoc cref="ImportOperatorsCsv(string, Stream, string, long, string, string)"/>
    public SupplyImported ImportPlainCsv(string site, Stream stream, string fileName, string importedBy)
    {
        Site at = Find(site);
        byte[] bytes = SupplyText.ReadAll(stream, fileName);
        return Import(at, "plain", bytes, fileName, null, importedBy, () => PlainCsv.Read(bytes, fileName, at.IntervalMinutes));
    }

    private SupplyImported Import(
        Site site, string kind, byte[] bytes, string fileName, long? sitePeakW, string importedBy, Func<IReadOnlyList<SupplyInterval>> read)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        SupplyImported done = database.Write((connection, transaction) =>
        {
            (long Id, long Intervals)? held = connection.Query<(long, long)>(
                "SELECT id, intervals FROM supply_import WHERE site_id = @Id AND sha256 = @sha256",
                new { site.Id, sha256 },
                transaction).Cast<(long, long)?>().FirstOrDefault();
            if (held is { } same)
            {
                return new SupplyImported(same.Id, (int)same.Intervals, IsNew: false);
            }

            IReadOnlyList<SupplyInterval> intervals = read();
            long importId = connection.ExecuteScalar<long>(
                """
                INSERT INTO supply_import (site_id, kind, file_name, sha256, imported_by, imported_utc_ms, site_peak_w, intervals)
                VALUES (@siteId, @kind, @fileName, @sha256, @importedBy, @nowMs, @sitePeakW, @count) RETURNING id
                """,
                new
                {
                    siteId = site.Id,
                    kind,
                    fileName,
                    sha256,
                    importedBy,
                    nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
                    sitePeakW,
                    count = intervals.Count,
                },
                transaction);
            foreach (SupplyInterval one in intervals)
            {
                int inserted = connection.Execute(
                    """
                    INSERT INTO supply (site_id, interval_start_utc_ms, energy_wh, source, certificate_id, import_id)
                    VALUES (@siteId, @startMs, @EnergyWh, @Source, @CertificateId, @importId) ON CONFLICT DO NOTHING
                    """,
                    new { siteId = site.Id, startMs = one.StartUtc.ToUnixTimeMilliseconds(), one.EnergyWh, one.Source, one.CertificateId, importId },
                    transaction);
                if (inserted == 0)
                {
                    throw new SupplyImportException(
                        fileName, one.Line, $"the interval of {one.StartUtc:yyyy-MM-dd'T'HH:mm'Z'} was imported before from another file");
                }
            }

            return new SupplyImported(importId, intervals.Count, IsNew: true);
        });
        if (done.IsNew)
        {
            Imported?.Invoke(site);
        }

        return done;
    }

    private Site Find(string site) => registry.FindSite(site) ?? throw new RegistryException($"there is no site {site}");
}
