using ChargePointFw.BackOffice.Refusals;

namespace ChargePointFw.BackOffice.Supply;

/// <summary>A file that cannot be imported. Nothing of it was.</summary>
public sealed class SupplyImportException : RefusedException
{
    /// <summary>So many wrong lines are told at once.</summary>
    public const int MostLines = 20;

    private readonly Refused reason;

    /// <param name="file">Name of the file.</param>
    /// <param name="line">Line, from 1; 0 when the file as a whole is meant.</param>
    /// <param name="why">What is wrong with it.</param>
    /// <param name="values">What the words refer to.</param>
    public SupplyImportException(string file, int line, Why why, params object[] values)
        : this(file, line, new Refused(why, values))
    {
    }

    /// <param name="file">Name of the file, or what else was refused.</param>
    /// <param name="line">Line, from 1; 0 when the file as a whole is meant.</param>
    /// <param name="reason">What is wrong with it.</param>
    public SupplyImportException(object file, int line, Refused reason)
        : base(line > 0 ? new Refused(Why.AtLine, file, line, reason) : new Refused(Why.InFile, file, reason))
    {
        File = file.ToString()!;
        Line = line;
        this.reason = reason;
    }

    /// <param name="lines">What is wrong with each line; the message is the first one's.</param>
    public SupplyImportException(IReadOnlyList<SupplyImportException> lines)
        : this(lines[0].File, lines[0].Line, lines[0].reason) => Lines = lines;

    /// <summary>Every line that was found wrong, the first one first; at most <see cref="MostLines"/>.</summary>
    public IReadOnlyList<SupplyImportException> Lines { get => field ?? [this]; }

    public string File { get; }

    public int Line { get; }

    /// <summary>What is wrong, in English, without file and line.</summary>
    public string Reason => reason.ToString();
}

/// <summary>Renewable energy that a site may count on in one interval.</summary>
/// <param name="StartUtc">Start of the interval.</param>
/// <param name="EnergyWh">Wh in the interval, rounded down.</param>
/// <param name="Source">OCPI's source category; renewable ones only.</param>
/// <param name="CertificateId">The certificate that backs it; empty while there is none.</param>
/// <param name="Line">Where the file says so.</param>
public sealed record SupplyInterval(DateTimeOffset StartUtc, long EnergyWh, string Source, string CertificateId, int Line);
