using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads the body of a document that carries a version and whose signature is good. All or nothing: one that is for
/// another, older, incomplete or contradicts itself is refused as a whole, whoever signed it.
/// </summary>
public abstract class VersionedDocumentReader : DocumentReader
{
    private const long MaximumVersion = 0xFFFFFFFFL;
    private readonly string kind;

    protected VersionedDocumentReader(string site, string chargePoint, string kind)
        : base(site, chargePoint) => this.kind = kind;

    /// <summary>Version that the last document claimed, 0 when it told none; for the security event.</summary>
    public long ClaimedVersion { get; private set; }

    /// <summary>An earlier version is refused as older, whatever is held: this one was held before.</summary>
    public long LeastVersion { get; set; }

    /// <summary>Every member that the kind cannot do without was there.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>Reads the body against the version held; None when it may replace it.</summary>
    protected SecurityEventKind ReadBody(byte[] body, long heldVersion)
    {
        ClaimedVersion = 0;
        SecurityEventKind refusal = ReadMembers(body, kind);
        return refusal == SecurityEventKind.None ? Judge(heldVersion) : refusal;
    }

    /// <summary>Takes a member of the kind's own, other than its version.</summary>
    protected abstract bool TakesContent(JsonReader reader, out SecurityEventKind refusal);

    /// <summary>Whether the content agrees with itself.</summary>
    protected abstract bool IsPlausible();

    protected override bool Takes(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (!reader.Is("version"))
        {
            return TakesContent(reader, out refusal);
        }

        ClaimedVersion = reader.Next() == JsonToken.Number ? reader.NumberValue : -1;
        return true;
    }

    private SecurityEventKind Judge(long heldVersion)
    {
        SecurityEventKind foreign = HeadVerdict();
        if (foreign != SecurityEventKind.None)
        {
            return foreign;
        }

        if (!IsComplete || ClaimedVersion <= 0 || ClaimedVersion > MaximumVersion)
        {
            return SecurityEventKind.Malformed;
        }

        if (ClaimedVersion <= heldVersion || ClaimedVersion < LeastVersion)
        {
            return SecurityEventKind.Older;
        }

        return IsPlausible() ? SecurityEventKind.None : SecurityEventKind.Implausible;
    }
}
