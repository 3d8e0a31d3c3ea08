using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads the body of a document that carries a version and whose signature is good. All or nothing: one that is for
/// another, older, incomplete or contradicts itself is refused as a whole, whoever signed it.
/// </summary>
public abstract class VersionedDocumentReader
{
    private const long MaximumVersion = 0xFFFFFFFFL;
    private readonly DocumentHead head;
    private readonly string kind;

    protected VersionedDocumentReader(string site, string chargePoint, string kind)
    {
        head = new DocumentHead(site, chargePoint);
        this.kind = kind;
    }

    /// <summary>Version that the last document claimed, 0 when it told none; for the security event.</summary>
    public long ClaimedVersion { get; private set; }

    /// <summary>Every member that the kind cannot do without was there.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>Reads the body against the version held; None when it may replace it.</summary>
    protected SecurityEventKind ReadBody(byte[] body, long heldVersion)
    {
        head.Reset();
        ClaimedVersion = 0;
        var reader = new JsonReader(body, 0, body.Length);
        if (reader.Next() != JsonToken.BeginObject)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            SecurityEventKind refusal = ReadMember(reader);
            if (refusal != SecurityEventKind.None)
            {
                return refusal;
            }

            token = reader.Next();
        }

        bool isWhole = token == JsonToken.EndObject && reader.Next() == JsonToken.End;
        return isWhole ? Judge(heldVersion) : SecurityEventKind.Malformed;
    }

    /// <summary>
    /// Takes the member whose name was just read if it is one of the kind's own; false leaves it to be passed over.
    /// </summary>
    protected abstract bool Takes(JsonReader reader, out SecurityEventKind refusal);

    /// <summary>Whether the content agrees with itself.</summary>
    protected abstract bool IsPlausible();

    private SecurityEventKind ReadMember(JsonReader reader)
    {
        if (head.Takes(reader, kind))
        {
            return SecurityEventKind.None;
        }

        if (reader.Is("version"))
        {
            ClaimedVersion = reader.Next() == JsonToken.Number ? reader.NumberValue : -1;
            return SecurityEventKind.None;
        }

        if (Takes(reader, out SecurityEventKind refusal))
        {
            return refusal;
        }

        return reader.Skip() ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }

    private SecurityEventKind Judge(long heldVersion)
    {
        SecurityEventKind foreign = head.Verdict();
        if (foreign != SecurityEventKind.None)
        {
            return foreign;
        }

        if (!IsComplete || ClaimedVersion <= 0 || ClaimedVersion > MaximumVersion)
        {
            return SecurityEventKind.Malformed;
        }

        if (ClaimedVersion <= heldVersion)
        {
            return SecurityEventKind.Older;
        }

        return IsPlausible() ? SecurityEventKind.None : SecurityEventKind.Implausible;
    }
}
