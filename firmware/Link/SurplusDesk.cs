using ChargePointFw.Control;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Link;

/// <summary>Takes the site's measured surplus. Only the newest counts; how old it is, the control thread judges.</summary>
public sealed class SurplusDesk
{
    private const int LongestBytes = 512;
    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly HandOver handOver;
    private readonly Refusals refusals;
    private readonly SurplusReader reader;

    public SurplusDesk(IKeyedHash hash, KeyRing keys, string site, string chargePoint, HandOver handOver, Refusals refusals)
    {
        this.hash = hash;
        this.keys = keys;
        this.handOver = handOver;
        this.refusals = refusals;
        reader = new SurplusReader(site, chargePoint);
    }

    /// <summary>A measurement arrived; true when it is the newest from now on.</summary>
    public bool Take(byte[] document)
    {
        if (document.Length > LongestBytes)
        {
            return refusals.Accepts(SecurityEventKind.Malformed, 0);
        }

        byte[] body = SignedDocument.Open(hash, keys, document, out SecurityEventKind refusal);
        long heldUtcMs = handOver.Surplus == null ? 0 : handOver.Surplus.MeasuredUtcMs;
        if (!refusals.Accepts(refusal, 0) || !refusals.Accepts(reader.Read(body, heldUtcMs), 0))
        {
            return false;
        }

        handOver.Surplus = new MeasuredSurplus(reader.SurplusW, reader.MeasuredUtcMs);
        return true;
    }
}
