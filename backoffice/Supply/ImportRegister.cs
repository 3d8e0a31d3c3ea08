using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Refusals;
using Dapper;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>What a fact says something about.</summary>
public enum SupplyStage
{
    /// <summary>Before: what may be counted on.</summary>
    Forecast,

    /// <summary>Afterwards: what was metered.</summary>
    Actual,

    /// <summary>What is certified.</summary>
    Certificate,
}

/// <summary>Where an import came from.</summary>
/// <param name="Kind">"operators", "plain", "certificates", "profile".</param>
/// <param name="FileName">Its name.</param>
/// <param name="Bytes">The file as it was.</param>
/// <param name="By">Who imports it.</param>
/// <param name="IsCorrection">Whether it may say something else than an earlier import.</param>
/// <param name="SitePeakW">For files that are scaled, W.</param>
internal sealed record ImportOrigin(string Kind, string FileName, byte[] Bytes, string By, bool IsCorrection, long? SitePeakW = null)
{
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));
}

/// <summary>The list of all imports, in one transaction.</summary>
internal sealed class ImportRegister(DbConnection connection, DbTransaction transaction)
{
    /// <summary>The import in force that holds this very file, or null.</summary>
    public SupplyImported? Same(long? siteId, SupplyStage stage, string sha256) => connection.Query<(long Id, long Intervals)>(
        "SELECT id, intervals FROM import_in_force WHERE site_id IS NOT DISTINCT FROM @siteId AND stage = @stage AND sha256 = @sha256",
        new { siteId, stage = Word(stage), sha256 },
        transaction).Select(row => new SupplyImported(row.Id, (int)row.Intervals, IsNew: false)).FirstOrDefault();

    public long Add(long? siteId, SupplyStage stage, ImportOrigin origin, int rows, long nowMs, long? undoes = null) => connection.ExecuteScalar<long>(
        """
        INSERT INTO supply_import (
            site_id, stage, kind, file_name, sha256, imported_by, imported_utc_ms, site_peak_w, intervals, is_correction, undoes_import_id)
        VALUES (@siteId, @stage, @Kind, @FileName, @Sha256, @By, @nowMs, @SitePeakW, @rows, @IsCorrection, @undoes) RETURNING id
        """,
        new { siteId, stage = Word(stage), origin.Kind, origin.FileName, origin.Sha256, origin.By, nowMs, origin.SitePeakW, rows, origin.IsCorrection, undoes },
        transaction);

    /// <summary>Takes an import out of force by a counter-import.</summary>
    /// <returns>Its site; null for certificates.</returns>
    /// <exception cref="SupplyImportException">There is no such import in force.</exception>
    public long? Undo(long importId, string by, long nowMs)
    {
        (long Id, long? SiteId, string Stage, long Intervals) held = connection.Query<(long, long?, string, long)>(
            "SELECT id, site_id, stage, intervals FROM import_in_force WHERE id = @importId", new { importId }, transaction).SingleOrDefault();
        if (held.Id == 0)
        {
            throw new SupplyImportException(new Refused(Why.TheImport, importId), 0, new Refused(Why.NotInForce));
        }

        var origin = new ImportOrigin("undo", "", Encoding.ASCII.GetBytes($"undo {importId}"), by, IsCorrection: true);
        Add(held.SiteId, Enum.Parse<SupplyStage>(held.Stage, ignoreCase: true), origin, (int)held.Intervals, nowMs, importId);
        return held.SiteId;
    }

    public static string Word(SupplyStage stage) => stage switch
    {
        SupplyStage.Forecast => "forecast",
        SupplyStage.Actual => "actual",
        _ => "certificate",
    };
}
