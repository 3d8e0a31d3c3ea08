namespace ChargePointFw.BackOffice.Settlement;

/// <summary>What is known of a site's live supply in an interval when it is settled; energies in Wh.</summary>
/// <param name="SurplusWh">Metered of the site's own generation, before the charge points.</param>
/// <param name="Supply">Where it came from.</param>
/// <param name="Certificate">What the certificate is worth then.</param>
/// <param name="CertificateLeftWh">What of its volume other intervals have left.</param>
/// <param name="CoveredWh">Covered at each charge point.</param>
/// <param name="CreditedWh">Live supply credited at each of them, in the same order.</param>
/// <param name="SiteCreditedWh">Credited at all charge points of the site, also at those that covered nothing.</param>
public sealed record LiveQuestion(
    long SurplusWh,
    SupplyOrigin Supply,
    CertificateStanding Certificate,
    long CertificateLeftWh,
    IReadOnlyList<long> CoveredWh,
    IReadOnlyList<long> CreditedWh,
    long SiteCreditedWh);

/// <summary>The answer; energies in Wh.</summary>
/// <param name="UsedWh">What each charge point covered with its live credit; the rest of its covered energy is the allocation's.</param>
/// <param name="MatchedWh">What of that may be claimed.</param>
/// <param name="Wording">What may be said of it.</param>
/// <param name="Reason">Why so.</param>
/// <param name="AboveSurplusWh">How much more was credited than there was; should be zero.</param>
public sealed record LiveAnswer(
    IReadOnlyList<long> UsedWh, IReadOnlyList<long> MatchedWh, ClaimWording Wording, SettlementReason Reason, long AboveSurplusWh);

/// <summary>
/// Settles the live part of one interval: pure arithmetic. A charge point's live credit counts as used first; what was
/// used is matched against the metered surplus as everything else is against generation.
/// </summary>
public static class LiveSettlementRule
{
    public static LiveAnswer Settle(LiveQuestion question)
    {
        long[] usedWh = [.. question.CoveredWh.Zip(question.CreditedWh, Math.Min)];
        SettlementAnswer answer = SettlementRule.Settle(
            new SettlementQuestion(question.SurplusWh, question.Supply, question.Certificate, question.CertificateLeftWh, usedWh));
        return new LiveAnswer(
            usedWh,
            answer.MatchedWh,
            answer.Wording,
            answer.Reason == SettlementReason.ShortOfGeneration ? SettlementReason.LiveAboveSurplus : answer.Reason,
            Math.Max(0, question.SiteCreditedWh - question.SurplusWh));
    }
}
