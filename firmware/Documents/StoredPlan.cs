using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Documents;

/// <summary>
/// A supply plan as it is kept: end of validity (4 bytes, seconds), minutes of an interval (1), rows (2), first start (4);
/// then 10 bytes a row: intervals since the row before (14 bits) and live share (10 bits), energy (3 bytes), allocation id (4).
/// </summary>
public sealed class StoredPlan : StoredDocument
{
    /// <summary>The longest plan, sealed: one block of a file system.</summary>
    public const int MaximumBytes = MaximumHeadBytes + HeadBytes + (SupplyPlan.MaximumAllocations * RowBytes) + TagBytes;

    private const int Kind = 1;
    private const int HeadBytes = 11;
    private const int RowBytes = 10;
    private const int LiveBits = 10;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="keys">Keys of the charge point.</param>
    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    public StoredPlan(IKeyedHash hash, KeyRing keys, string site, string chargePoint)
        : base(hash, keys, site, chargePoint, Kind)
    {
    }

    /// <summary>The bytes to keep of a plan that <see cref="SupplyPlanReader"/> took.</summary>
    public byte[] Write(SupplyPlan plan)
    {
        byte[] body = Begin(plan.Version, HeadBytes + (plan.Count * RowBytes));
        int at = ContentAt;
        Bytes.Put(body, at, 4, plan.ValidUntilUtcMs / 1000);
        Bytes.Put(body, at + 4, 1, plan.IntervalMinutes);
        Bytes.Put(body, at + 5, 2, plan.Count);
        Bytes.Put(body, at + 7, 4, plan.Count == 0 ? 0 : plan.StartUtcMs[0] / 1000);
        at += HeadBytes;
        for (int i = 0; i < plan.Count; i++)
        {
            long intervals = i == 0 ? 0 : (plan.StartUtcMs[i] - plan.StartUtcMs[i - 1]) / plan.IntervalMs;
            Bytes.Put(body, at, 3, (intervals << LiveBits) | (long)plan.LivePermille[i]);
            Bytes.Put(body, at + 3, 3, plan.EnergyWh[i]);
            Bytes.Put(body, at + 6, 4, plan.AllocationId[i]);
            at += RowBytes;
        }

        return Seal(body);
    }

    /// <summary>Fills <paramref name="target"/> with what was kept, or says why not.</summary>
    /// <param name="stored">The bytes kept.</param>
    /// <param name="leastVersion">A later one was held already: what is older is refused.</param>
    /// <param name="target">Any plan that nobody uses.</param>
    public SecurityEventKind Read(byte[] stored, long leastVersion, SupplyPlan target)
    {
        byte[] body = Open(stored, leastVersion, MaximumBytes, out SecurityEventKind refusal);
        if (body == null)
        {
            return refusal;
        }

        int at = ContentAt;
        int count = body.Length < at + HeadBytes ? -1 : (int)Bytes.Take(body, at + 5, 2);
        if (count < 0 || count > SupplyPlan.MaximumAllocations || body.Length != at + HeadBytes + (count * RowBytes))
        {
            return SecurityEventKind.Malformed;
        }

        target.Version = ClaimedVersion;
        target.ValidUntilUtcMs = Bytes.Take(body, at, 4) * 1000;
        target.IntervalMinutes = body[at + 4];
        target.Count = count;
        long startUtcMs = Bytes.Take(body, at + 7, 4) * 1000;
        at += HeadBytes;
        for (int i = 0; i < count; i++)
        {
            long packed = Bytes.Take(body, at, 3);
            startUtcMs += (packed >> LiveBits) * target.IntervalMs;
            target.StartUtcMs[i] = startUtcMs;
            target.LivePermille[i] = (short)(packed & ((1 << LiveBits) - 1));
            target.EnergyWh[i] = (int)Bytes.Take(body, at + 3, 3);
            target.AllocationId[i] = Bytes.Take(body, at + 6, 4);
            at += RowBytes;
        }

        return SecurityEventKind.None;
    }
}
