using ChargePointFw.BackOffice.Supply;

namespace ChargePointFw.BackOffice.Planning;

/// <summary>
/// How much of an interval's supply its certificate bears, kept up to date while a round books one interval after the
/// other. A certificate that was never imported bounds nothing yet: settlement makes no claim with it.
/// </summary>
internal sealed class CertificateBook(IReadOnlyList<CertificateUse> uses, long intervalMs)
{
    private readonly Dictionary<string, CertificateUse> known = uses.ToDictionary(use => use.Certificate.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, long> leftWh = uses.ToDictionary(use => use.Certificate.Id, use => use.LeftWh, StringComparer.Ordinal);

    /// <summary>What may be allocated of the supply, Wh.</summary>
    /// <param name="supply">The interval.</param>
    /// <param name="bookedWh">What is booked of this interval on this certificate already, Wh.</param>
    public long BoundWh(SupplyState supply, long bookedWh)
    {
        bool isRenewable = EnergySources.IsRenewable(supply.Source) || supply.SupplyWh == 0;
        if (!known.TryGetValue(supply.CertificateId, out CertificateUse? use))
        {
            return isRenewable ? supply.SupplyWh : 0; // market electricity counts with a certificate only
        }

        bool isUsable = use.Certificate.Covers(supply.StartMs, intervalMs) && EnergySources.IsRenewable(use.Certificate.Source);
        return isUsable ? Math.Min(supply.SupplyWh, Math.Max(0, leftWh[supply.CertificateId] + bookedWh)) : 0;
    }

    /// <summary>Takes down that an interval books more (or less) on its certificate, Wh.</summary>
    public void Book(SupplyState supply, long moreWh)
    {
        if (leftWh.ContainsKey(supply.CertificateId))
        {
            leftWh[supply.CertificateId] -= moreWh;
        }
    }
}
