namespace ChargePointFw.BackOffice.Supply;

/// <summary>A file that cannot be imported. Nothing of it was.</summary>
public sealed class SupplyImportException : Exception
{
    /// <param name="file">Name of the file.</param>
    /// <param name="line">Line, from 1; 0 when the file as a whole is meant.</param>
    /// <param name="reason">What is wrong with it, for people.</param>
    public SupplyImportException(string file, int line, string reason)
        : base(line > 0 ? $"{file}, line {line}: {reason}" : $"{file}: {reason}")
    {
        File = file;
        Line = line;
        Reason = reason;
    }

    public string File { get; }

    public int Line { get; }

    public string Reason { get; }
}

/// <summary>Renewable energy that a site may count on in one interval.</summary>
/// <param name="StartUtc">Start of the interval.</param>
/// <param name="EnergyWh">Wh in the interval, rounded down.</param>
/// <param name="Source">OCPI's source category; renewable ones only.</param>
/// <param name="CertificateId">The certificate that backs it; empty while there is none.</param>
/// <param name="Line">Where the file says so.</param>
public sealed record SupplyInterval(DateTimeOffset StartUtc, long EnergyWh, string Source, string CertificateId, int Line);
