using System.Data.Common;
using System.Globalization;
using ChargePointFw.BackOffice.Refusals;
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
/// What is known of supply by site and interval: forecast before, metered generation afterwards. A file is imported as a
/// whole or not at all. An interval that is there already refuses the file, unless it comes as a correction: that adds a
/// newer fact beside the old one. An undo takes an import out of force. What was known when can always be told.
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
    /// <param name="stage">Forecast, or actual for what was metered.</param>
    /// <param name="asCorrection">Whether it may say something else than an earlier import.</param>
    /// <exception cref="SupplyImportException">Malformed, or overlapping what was imported before.</exception>
    /// <exception cref="RegistryException">There is no such site.</exception>
    public SupplyImported ImportOperatorsCsv(
        string site,
        Stream stream,
        string fileName,
        long sitePeakW,
        string importedBy,
        string certificateId = "",
        SupplyStage stage = SupplyStage.Forecast,
        bool asCorrection = false)
    {
        Site at = Find(site);
        if (PlainCsv.CertificateRefusal(certificateId) is { } refusal)
        {
            throw new SupplyImportException(fileName, 0, refusal);
        }

        byte[] bytes = SupplyText.ReadAll(stream, fileName);
        return Import(
            at,
            stage,
            new ImportOrigin("operators", fileName, bytes, importedBy, asCorrection, sitePeakW),
            () => OperatorsCsv.Read(bytes, fileName, sitePeakW, at.IntervalMinutes, certificateId));
    }

    /// <summary>Imports an operators' half-hourly file from disk.</summary>
    /// <inheritdoc cref="ImportOperatorsCsv(string, Stream, string, long, string, string, SupplyStage, bool)"/>
    public SupplyImported ImportOperatorsCsv(string site, string path, long sitePeakW, string importedBy, string certificateId = "")
    {
        using FileStream stream = File.OpenRead(path);
        return ImportOperatorsCsv(site, stream, Path.GetFileName(path), sitePeakW, importedBy, certificateId);
    }

    /// <summary>Imports a plain table; see <see cref="PlainCsv"/>.</summary>
    /// <inheritdoc cref="ImportOperatorsCsv(string, Stream, string, long, string, string, SupplyStage, bool)"/>
    public SupplyImported ImportPlainCsv(
        string site, Stream stream, string fileName, string importedBy, SupplyStage stage = SupplyStage.Forecast, bool asCorrection = false)
    {
        Site at = Find(site);
        byte[] bytes = SupplyText.ReadAll(stream, fileName);
        return Import(
            at, stage, new ImportOrigin("plain", fileName, bytes, importedBy, asCorrection), () => PlainCsv.Read(bytes, fileName, at.IntervalMinutes));
    }

    /// <summary>Takes an import out of force by a counter-import; what it said stays written down.</summary>
    /// <exception cref="SupplyImportException">There is no such import in force.</exception>
    public void Undo(long importId, string by)
    {
        foreach (Site site in database.Write((connection, transaction) => Undo(connection, transaction, importId, by)))
        {
            Imported?.Invoke(site);
        }
    }

    /// <summary>The same within a transaction; tells which sites' supply it concerns.</summary>
    internal IReadOnlyList<Site> Undo(DbConnection connection, DbTransaction transaction, long importId, string by)
    {
        long? siteId = new ImportRegister(connection, transaction).Undo(importId, by, NowMs);
        return [.. registry.Sites.Where(one => siteId is null || one.Id == siteId)];
    }

    /// <summary>What was known of [from, until) at a moment: nothing that was imported, corrected or undone later plays a part.</summary>
    public IReadOnlyList<KnownSupply> KnownAt(string site, SupplyStage stage, DateTimeOffset fromUtc, DateTimeOffset untilUtc, DateTimeOffset atUtc)
    {
        Site at = Find(site);
        return database.Read((connection, transaction) => KnownSupply.Read(connection, transaction, at, stage, fromUtc, untilUtc, atUtc));
    }

    internal SupplyImported Import(Site site, SupplyStage stage, ImportOrigin origin, Func<IReadOnlyList<SupplyInterval>> read)
    {
        SupplyImported done = database.Write((connection, transaction) =>
        {
            var register = new ImportRegister(connection, transaction);
            if (register.Same(site.Id, stage, origin.Sha256) is { } same)
            {
                return same;
            }

            IReadOnlyList<SupplyInterval> intervals = read();
            Dictionary<long, bool> known = origin.IsCorrection ? [] : KnownSupply.Starts(connection, transaction, site, stage);
            long importId = register.Add(site.Id, stage, origin, intervals.Count, NowMs);
            foreach (SupplyInterval one in intervals)
            {
                long startMs = one.StartUtc.ToUnixTimeMilliseconds();
                if (known.TryGetValue(startMs, out bool isLearned) && !isLearned)
                {
                    throw new SupplyImportException(
                        origin.FileName, one.Line, Why.IntervalKnown, one.StartUtc.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture));
                }

                connection.Execute(
                    """
                    INSERT INTO supply_fact (site_id, stage, interval_start_utc_ms, import_id, energy_wh, source, certificate_id)
                    VALUES (@siteId, @stage, @startMs, @importId, @EnergyWh, @Source, @CertificateId)
                    """,
                    new { siteId = site.Id, stage = ImportRegister.Word(stage), startMs, importId, one.EnergyWh, one.Source, one.CertificateId },
                    transaction);
            }

            return new SupplyImported(importId, intervals.Count, IsNew: true);
        });
        if (done.IsNew && stage == SupplyStage.Forecast)
        {
            Imported?.Invoke(site);
        }

        return done;
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Site Find(string site) => registry.FindSite(site) ?? throw new RegistryException(Why.NoSite, site);
}
