using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>Reads the body of a <c>live</c> document: the site's surplus and when it was measured.</summary>
public sealed class SurplusReader : DocumentReader
{
    public SurplusReader(string site, string chargePoint)
        : base(site, chargePoint)
    {
    }

    /// <summary>Power that the site has left over before its charge points take any, W; 0 when it has none.</summary>
    public int SurplusW { get; private set; }

    /// <summary>When it was measured, ms since 1970 in UTC.</summary>
    public long MeasuredUtcMs { get; private set; }

    /// <summary>Reads a body; Older unless it was measured after <paramref name="heldUtcMs"/>.</summary>
    public SecurityEventKind Read(byte[] body, long heldUtcMs)
    {
        SurplusW = -1;
        MeasuredUtcMs = -1;
        SecurityEventKind refusal = ReadMembers(body, "live");
        refusal = refusal == SecurityEventKind.None ? HeadVerdict() : refusal;
        bool isWhole = SurplusW >= 0 && MeasuredUtcMs > 0;
        return refusal != SecurityEventKind.None ? refusal
            : !isWhole ? SecurityEventKind.Malformed
            : MeasuredUtcMs <= heldUtcMs ? SecurityEventKind.Older
            : SecurityEventKind.None;
    }

    protected override bool Takes(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        bool isSurplus = reader.Is("surplusW");
        if (!isSurplus && !reader.Is("measured"))
        {
            return false;
        }

        if (reader.Next() != JsonToken.Number || reader.NumberValue < 0)
        {
            refusal = SecurityEventKind.Malformed;
        }
        else if (!isSurplus)
        {
            MeasuredUtcMs = reader.NumberValue;
        }
        else if (reader.NumberValue <= Supply.LiveSupply.MaximumSurplusW)
        {
            SurplusW = (int)reader.NumberValue;
        }
        else
        {
            refusal = SecurityEventKind.Implausible;
        }

        return true;
    }
}
