// A month's statement: what it says, and the same as lines of text, of which the digest is taken.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChargePointFw.BackOffice.Sites;

namespace ChargePointFw.BackOffice.Exchange.Statements;

/// <summary>Whose month.</summary>
public enum StatementKind
{
    /// <summary>Everything that was drawn at a site.</summary>
    Site,

    /// <summary>Sessions of a member programme's cards.</summary>
    Programme,

    /// <summary>Sessions of the cards of a group of members.</summary>
    Fleet,
}

/// <summary>Whose month it is, and which sites are looked at.</summary>
/// <param name="Kind">What <paramref name="Name"/> names.</param>
/// <param name="Name">Site, programme or group of members.</param>
/// <param name="Sites">Where; the one site of that name, else every site that may be told of.</param>
public sealed record StatementSubject(StatementKind Kind, string Name, IReadOnlyList<Site> Sites);

/// <summary>Energies, minutes and money of a part of the month; energies in Wh.</summary>
public sealed record StatementSum
{
    /// <summary>Sessions that began in the month.</summary>
    public long Sessions { get; init; }

    /// <summary>Sessions that began before it and drew in it.</summary>
    public long Continued { get; init; }

    /// <summary>Begun ones counted, as the programme bills them; of sessions whose times are known.</summary>
    public long Minutes { get; init; }

    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }

    /// <summary>Of sessions that staff dropped: counts for nothing, and is still told.</summary>
    public long DroppedWh { get; init; }

    /// <summary>By currency, of sessions that have a tariff and known times.</summary>
    public IReadOnlyDictionary<string, decimal> Money { get; init; } = new SortedDictionary<string, decimal>();

    /// <summary>What counts.</summary>
    public long CountedWh => CoveredWh + UncoveredWh + UnclaimedWh;

    public static StatementSum operator +(StatementSum one, StatementSum other)
    {
        var money = new SortedDictionary<string, decimal>(one.Money.ToDictionary(each => each.Key, each => each.Value), StringComparer.Ordinal);
        foreach ((string currency, decimal amount) in other.Money)
        {
            money[currency] = money.GetValueOrDefault(currency) + amount;
        }

        return new StatementSum
        {
            Sessions = one.Sessions + other.Sessions,
            Continued = one.Continued + other.Continued,
            Minutes = one.Minutes + other.Minutes,
            CoveredWh = one.CoveredWh + other.CoveredWh,
            UncoveredWh = one.UncoveredWh + other.UncoveredWh,
            UnclaimedWh = one.UnclaimedWh + other.UnclaimedWh,
            DroppedWh = one.DroppedWh + other.DroppedWh,
            Money = money,
        };
    }
}

/// <summary>A line of the statement: a programme at a site, or a site of a programme or fleet.</summary>
public sealed record StatementLine(string Site, string Name, StatementSum Sum);

/// <summary>What was settled on a certificate; energies in Wh.</summary>
public sealed record StatementCertificate
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";
    public string Technology { get; init; } = "";
    public string Location { get; init; } = "";

    /// <summary>How and where it can be traced, as its issuer wrote it.</summary>
    public string Tracking { get; init; } = "";

    /// <summary>Settled for good: retired for this energy.</summary>
    public long RetiredWh { get; init; }

    /// <summary>Settled provisionally.</summary>
    public long ProvisionalWh { get; init; }
}

/// <summary>CO2 at a site; grams, null while a factor is missing.</summary>
public sealed record StatementCarbon(
    string Site, long CountedWh, long SettledWh, EmissionFactor? Location, EmissionFactor? Residual, EmissionFactor? Certificate)
{
    /// <summary>Everything at the grid's average.</summary>
    public decimal? LocationGrams => Location is null ? null : Grams(CountedWh, Location);

    /// <summary>Settled energy at the certificates' factor, the rest at the residual one.</summary>
    public decimal? MarketGrams => (SettledWh > 0 && Certificate is null) || (SettledWh < CountedWh && Residual is null) ? null
        : (SettledWh == 0 ? 0 : Grams(SettledWh, Certificate!)) + (SettledWh == CountedWh ? 0 : Grams(CountedWh - SettledWh, Residual!));

    private static decimal Grams(long energyWh, EmissionFactor factor) => energyWh * (decimal)factor.MgPerKwh / 1_000_000m;
}

/// <summary>Something that was booked otherwise, or a session that was given an end.</summary>
public sealed record StatementCorrection
{
    public long AtMs { get; init; }
    public string Site { get; init; } = "";
    public string ChargePoint { get; init; } = "";
    public long Journal { get; init; }
    public long Session { get; init; }
    public string Action { get; init; } = "";
    public string Reason { get; init; } = "";
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }
    public long DroppedWh { get; init; }
}

/// <summary>Something that is not finished; which, and how many or how much.</summary>
/// <param name="Kind">Which, as <c>Open.*</c> names it in <c>ExchangeTexts.resx</c>.</param>
/// <param name="Site">Where.</param>
/// <param name="Count">How many, or Wh.</param>
public sealed record OpenItem(string Kind, string Site, long Count);

/// <summary>A sealed day, as others keep it.</summary>
/// <param name="Site">Where.</param>
/// <param name="Day">yyyy-MM-dd.</param>
/// <param name="Hash">SHA-256 of the published document.</param>
public sealed record StatementDay(string Site, string Day, string Hash);

/// <summary>
/// A month as it stood when the last thing about it was recorded. It holds nothing of when it was made: from the same records and
/// entries comes the same statement, to the last byte.
/// </summary>
public sealed record Statement
{
    public required StatementSubject Subject { get; init; }

    /// <summary>The month's first day, on each site's own clock.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>When the last thing that concerns it was recorded, ms since 1970 in UTC; 0 when nothing was.</summary>
    public required long RecordedMs { get; init; }

    public required StatementSum Total { get; init; }

    public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>What the interval ledger says of the same; the same figures, found another way. Null for a programme or fleet.</summary>
    public required (long CoveredWh, long UncoveredWh, long UnclaimedWh, long DroppedWh, long IdleWh)? Ledger { get; init; }

    /// <summary>Covered energy that was settled: what may be claimed, Wh.</summary>
    public required long SettledWh { get; init; }

    /// <summary>Of that, for good.</summary>
    public required long FinalWh { get; init; }

    /// <summary>Of what was settled: other electricity with a certificate, which is "effectively" renewable.</summary>
    public required long EffectivelyWh { get; init; }

    public required IReadOnlyList<StatementCertificate> Certificates { get; init; }

    public required IReadOnlyList<StatementCarbon> Carbon { get; init; }

    public required IReadOnlyList<StatementCorrection> Corrections { get; init; }

    public required IReadOnlyList<OpenItem> Open { get; init; }

    public required IReadOnlyList<StatementDay> Days { get; init; }

    /// <summary>As people and addresses write the month.</summary>
    public string MonthName => Month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Whether sessions and ledger agree; true where only sessions are asked.</summary>
    public bool Agrees => Ledger is not { } ledger
        || (ledger.CoveredWh, ledger.UncoveredWh, ledger.UnclaimedWh, ledger.DroppedWh) == (Total.CoveredWh, Total.UncoveredWh, Total.UnclaimedWh, Total.DroppedWh);

    /// <summary>Everything that it says, without words of any language; energies in Wh, times RFC 3339 in UTC.</summary>
    public IReadOnlyList<string> ToLines()
    {
        var lines = new List<string> { "statement|1", Line("subject", Subject.Kind, Subject.Name, MonthName), Line("recorded", Instant(RecordedMs)), Sum("total", "", "", Total) };
        lines.AddRange(Lines.Select(one => Sum("line", one.Site, one.Name, one.Sum)));
        if (Ledger is { } ledger)
        {
            lines.Add(Line("ledger", ledger.CoveredWh, ledger.UncoveredWh, ledger.UnclaimedWh, ledger.DroppedWh, ledger.IdleWh));
        }

        lines.Add(Line("settled", SettledWh, FinalWh, EffectivelyWh));
        lines.AddRange(Certificates.Select(one => Line("certificate", one.Id, one.Source, one.Technology, one.Location, one.Tracking, one.RetiredWh, one.ProvisionalWh)));
        lines.AddRange(Carbon.Select(one => Line("carbon", one.Site, one.CountedWh, one.SettledWh, Factor(one.Location), Factor(one.Residual), Factor(one.Certificate), one.LocationGrams, one.MarketGrams)));
        lines.AddRange(Corrections.Select(one => Line(
            "correction", Instant(one.AtMs), one.Site, one.ChargePoint, one.Journal, one.Session, one.Action, one.Reason, one.CoveredWh, one.UncoveredWh, one.UnclaimedWh, one.DroppedWh)));
        lines.AddRange(Open.Select(one => Line("open", one.Kind, one.Site, one.Count)));
        lines.AddRange(Days.Select(one => Line("day", one.Site, one.Day, one.Hash)));
        return lines;
    }

    /// <summary>SHA-256 over the lines, each ended by a line feed, in UTF-8; lower-case hexadecimal.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(ToLines().Select(line => line + "\n")))));

    private static string Sum(string kind, string site, string name, StatementSum sum) => Line(
        kind, site, name, sum.Sessions, sum.Continued, sum.Minutes, sum.CoveredWh, sum.UncoveredWh, sum.UnclaimedWh, sum.DroppedWh,
        string.Join(' ', sum.Money.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value} {one.Key}"))));

    private static string Factor(EmissionFactor? factor) => factor is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{factor.MgPerKwh} {factor.Year} {factor.Source}");

    private static string Instant(long utcMs) =>
        utcMs == 0 ? "" : DateTimeOffset.FromUnixTimeMilliseconds(utcMs).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Line(params object?[] values) => string.Join('|', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\p", StringComparison.Ordinal)));
}
