namespace ChargePointFw.BackOffice.Settlement;

/// <summary>How an interval was settled, or why it could not be.</summary>
public enum SettlementReason
{
    /// <summary>All covered energy was generated and certified.</summary>
    Matched,

    /// <summary>Less was generated than was covered.</summary>
    ShortOfGeneration,

    /// <summary>The certificate's volume does not suffice.</summary>
    ShortOfCertificate,

    /// <summary>No certificate backs it: no claim.</summary>
    NoCertificate,

    /// <summary>The certificate is for another time: no claim.</summary>
    CertificateNotValidThen,

    /// <summary>The certificate is not for renewable electricity: no claim.</summary>
    CertificateNotRenewable,

    /// <summary>More live supply was credited than surplus was metered.</summary>
    LiveAboveSurplus,
}

/// <summary>What is known of a site's interval when it is settled; energies in Wh.</summary>
/// <param name="GeneratedWh">Metered for the site.</param>
/// <param name="Supply">Where it came from.</param>
/// <param name="Certificate">What the certificate is worth then.</param>
/// <param name="CertificateLeftWh">What of its volume other intervals have left.</param>
/// <param name="CoveredWh">Covered at each charge point.</param>
public sealed record SettlementQuestion(
    long GeneratedWh, SupplyOrigin Supply, CertificateStanding Certificate, long CertificateLeftWh, IReadOnlyList<long> CoveredWh);

/// <summary>The answer; energies in Wh.</summary>
/// <param name="MatchedWh">What may be claimed at each charge point, in the same order; the rest of its covered energy is short.</param>
/// <param name="Wording">What may be said of it.</param>
/// <param name="Reason">Why so.</param>
public sealed record SettlementAnswer(IReadOnlyList<long> MatchedWh, ClaimWording Wording, SettlementReason Reason);

/// <summary>
/// Settles one interval: pure arithmetic. Covered energy is matched as far as it was generated and certified. A shortage
/// is borne by all charge points in proportion to what they covered; rounding never makes anything renewable.
/// </summary>
public static class SettlementRule
{
    public static SettlementAnswer Settle(SettlementQuestion question)
    {
        ClaimWording wording = ClaimTable.Of(question.Supply, question.Certificate);
        long coveredWh = question.CoveredWh.Sum();
        long certifiedWh = wording == ClaimWording.None ? 0 : Math.Max(0, question.CertificateLeftWh);
        long matchedWh = Math.Min(coveredWh, Math.Min(question.GeneratedWh, certifiedWh));
        long[] shares = [.. question.CoveredWh.Select(one => coveredWh == 0 ? 0 : (long)((Int128)matchedWh * one / coveredWh))];
        return new SettlementAnswer(shares, matchedWh > 0 || coveredWh == 0 ? wording : ClaimWording.None, Reason(question, coveredWh, certifiedWh));
    }

    private static SettlementReason Reason(SettlementQuestion question, long coveredWh, long certifiedWh) => question.Certificate switch
    {
        CertificateStanding.None => SettlementReason.NoCertificate,
        CertificateStanding.NotValidThen => SettlementReason.CertificateNotValidThen,
        CertificateStanding.NotRenewable => SettlementReason.CertificateNotRenewable,
        _ when question.GeneratedWh < coveredWh && question.GeneratedWh <= certifiedWh => SettlementReason.ShortOfGeneration,
        _ when certifiedWh < coveredWh => SettlementReason.ShortOfCertificate,
        _ => SettlementReason.Matched,
    };
}
