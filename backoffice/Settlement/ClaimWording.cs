using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Settlement;

/// <summary>What may be said of electricity that was settled.</summary>
public enum ClaimWording
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>実質再エネ, effectively renewable: other electricity with a renewable certificate.</summary>
    EffectivelyRenewable,

    /// <summary>再エネ, renewable: renewable supply with a renewable certificate.</summary>
    Renewable,
}

/// <summary>Where the electricity came from.</summary>
public enum SupplyOrigin
{
    /// <summary>Not known: nobody has said what was supplied.</summary>
    Unknown,

    /// <summary>Fossil or nuclear plants, or the market.</summary>
    Other,

    /// <summary>Renewable plants, with or without a feed-in tariff.</summary>
    Renewable,
}

/// <summary>What the certificate is worth for an interval.</summary>
public enum CertificateStanding
{
    /// <summary>None was named, or the one that was named was never imported.</summary>
    None,

    /// <summary>It is for another time.</summary>
    NotValidThen,

    /// <summary>It is for electricity that is not renewable, for instance nuclear.</summary>
    NotRenewable,

    /// <summary>It backs the interval.</summary>
    Renewable,
}

/// <summary>The table of claims (guideline on retail supply: without a certificate no claim is made).</summary>
public static class ClaimTable
{
    /// <summary>Every row; what is not here does not exist.</summary>
    public static IReadOnlyDictionary<(SupplyOrigin Supply, CertificateStanding Certificate), ClaimWording> Rows { get; } =
        new Dictionary<(SupplyOrigin, CertificateStanding), ClaimWording>
        {
            [(SupplyOrigin.Unknown, CertificateStanding.None)] = ClaimWording.None,
            [(SupplyOrigin.Unknown, CertificateStanding.NotValidThen)] = ClaimWording.None,
            [(SupplyOrigin.Unknown, CertificateStanding.NotRenewable)] = ClaimWording.None,
            [(SupplyOrigin.Unknown, CertificateStanding.Renewable)] = ClaimWording.None,
            [(SupplyOrigin.Other, CertificateStanding.None)] = ClaimWording.None,
            [(SupplyOrigin.Other, CertificateStanding.NotValidThen)] = ClaimWording.None,
            [(SupplyOrigin.Other, CertificateStanding.NotRenewable)] = ClaimWording.None,
            [(SupplyOrigin.Other, CertificateStanding.Renewable)] = ClaimWording.EffectivelyRenewable,
            [(SupplyOrigin.Renewable, CertificateStanding.None)] = ClaimWording.None,
            [(SupplyOrigin.Renewable, CertificateStanding.NotValidThen)] = ClaimWording.None,
            [(SupplyOrigin.Renewable, CertificateStanding.NotRenewable)] = ClaimWording.None,
            [(SupplyOrigin.Renewable, CertificateStanding.Renewable)] = ClaimWording.Renewable,
        };

    public static ClaimWording Of(SupplyOrigin supply, CertificateStanding certificate) => Rows[(supply, certificate)];

    public static SupplyOrigin OriginOf(string source) =>
        source.Length == 0 ? SupplyOrigin.Unknown : EnergySources.IsRenewable(source) ? SupplyOrigin.Renewable : SupplyOrigin.Other;

    public static CertificateStanding StandingOf(Certificate? certificate, long startMs, long intervalMs) =>
        certificate is null ? CertificateStanding.None
        : !EnergySources.IsRenewable(certificate.Source) ? CertificateStanding.NotRenewable
        : !certificate.Covers(startMs, intervalMs) ? CertificateStanding.NotValidThen
        : CertificateStanding.Renewable;
}
