using System.Globalization;
using ChargePointFw.BackOffice.Refusals;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>A file as somebody hands it in at the desk.</summary>
/// <param name="Kind">"operators", "plain" or "certificates".</param>
/// <param name="FileName">Its name.</param>
/// <param name="Bytes">The whole file.</param>
/// <param name="Stage">Forecast or actual; certificates have their own.</param>
/// <param name="AsCorrection">Whether it may say something else than an earlier one.</param>
/// <param name="SitePeakW">For an operators' file, W.</param>
public sealed record HandedIn(string Kind, string FileName, byte[] Bytes, SupplyStage Stage, bool AsCorrection, long SitePeakW);

/// <summary>What an import would do, told before it is done.</summary>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Added">Of which nothing is known yet.</param>
/// <param name="Changed">That say something else than what is known.</param>
/// <param name="EnergyWh">Sum of the file, Wh.</param>
/// <param name="Refusal">Why it would be refused, with the line; null when it would not.</param>
public sealed record ImportPreview(int Rows, int Added, int Changed, long EnergyWh, string? Refusal)
{
    /// <summary>What is wrong with further lines.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Reads the file and compares; writes nothing.</summary>
    public static ImportPreview Of(HandedIn file, Site site, SupplyImports supply, Certificates certificates)
    {
        try
        {
            return file.Kind == "certificates" ? OfCertificates(file, certificates) : OfSupply(file, site, supply);
        }
        catch (SupplyImportException refusal)
        {
            return new ImportPreview(0, 0, 0, 0, refusal.In(CultureInfo.CurrentUICulture))
            {
                More = [.. refusal.Lines.Skip(1).Select(line => line.In(CultureInfo.CurrentUICulture))],
            };
        }
    }

    /// <summary>Does it.</summary>
    /// <exception cref="SupplyImportException">Refused: nothing was imported.</exception>
    public static SupplyImported Import(HandedIn file, Site site, SupplyImports supply, Certificates certificates, string by)
    {
        using var stream = new MemoryStream(file.Bytes);
        return file.Kind switch
        {
            "certificates" => certificates.ImportCsv(stream, file.FileName, by, file.AsCorrection),
            "operators" => supply.ImportOperatorsCsv(site.Name, stream, file.FileName, Peak(file), by, "", file.Stage, file.AsCorrection),
            _ => supply.ImportPlainCsv(site.Name, stream, file.FileName, by, file.Stage, file.AsCorrection),
        };
    }

    private static ImportPreview OfCertificates(HandedIn file, Certificates certificates)
    {
        IReadOnlyList<Certificate> read = CertificatesCsv.Read(file.Bytes, file.FileName);
        Dictionary<string, Certificate> known = certificates.Uses().ToDictionary(use => use.Certificate.Id, use => use.Certificate);
        Certificate[] changed = [.. read.Where(one => known.TryGetValue(one.Id, out Certificate? held) && held != one with { Line = 0 })];
        return Told(
            file, read.Count, read.Count(one => !known.ContainsKey(one.Id)), changed.Length, read.Sum(one => one.VolumeWh), changed.FirstOrDefault()?.Line);
    }

    private static ImportPreview OfSupply(HandedIn file, Site site, SupplyImports supply)
    {
        IReadOnlyList<SupplyInterval> read = file.Kind == "operators"
            ? OperatorsCsv.Read(file.Bytes, file.FileName, Peak(file), site.IntervalMinutes, "")
            : PlainCsv.Read(file.Bytes, file.FileName, site.IntervalMinutes);
        Dictionary<long, KnownSupply> known = supply
            .KnownAt(site.Name, file.Stage, read[0].StartUtc, read[^1].StartUtc.AddMinutes(1), DateTimeOffset.MaxValue)
            .ToDictionary(one => one.StartMs);
        SupplyInterval[] changed = [.. read.Where(one => known.TryGetValue(one.StartUtc.ToUnixTimeMilliseconds(), out KnownSupply? held)
            && (held.EnergyWh, held.Source, held.CertificateId) != (one.EnergyWh, one.Source, one.CertificateId))];
        return Told(
            file, read.Count, read.Count(one => !known.ContainsKey(one.StartUtc.ToUnixTimeMilliseconds())), changed.Length, read.Sum(one => one.EnergyWh),
            changed.FirstOrDefault(one => !known[one.StartUtc.ToUnixTimeMilliseconds()].IsLearned)?.Line);
    }

    private static ImportPreview Told(HandedIn file, int rows, int added, int changed, long energyWh, int? changedLine) => new(
        rows, added, changed, energyWh,
        changedLine is { } line && !file.AsCorrection
            ? new SupplyImportException(file.FileName, line, Why.SaysOtherwise).In(CultureInfo.CurrentUICulture)
            : null);

    private static long Peak(HandedIn file) => file.SitePeakW is > 0 and <= 100_000_000
        ? file.SitePeakW
        : throw new SupplyImportException(file.FileName, 0, Why.PeakRange);
}
