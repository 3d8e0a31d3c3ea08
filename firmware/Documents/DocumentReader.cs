using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>
/// Walks the members of a document's body, whatever its kind: the head first of all, then what the kind takes. What
/// nobody knows is passed over.
/// </summary>
public abstract class DocumentReader
{
    private readonly DocumentHead head;

    protected DocumentReader(string site, string chargePoint) => head = new DocumentHead(site, chargePoint);

    /// <summary>Reads the whole body; None when it is one object from beginning to end and every member was taken.</summary>
    protected SecurityEventKind ReadMembers(byte[] body, string kind)
    {
        head.Reset();
        var reader = new JsonReader(body, 0, body.Length);
        if (reader.Next() != JsonToken.BeginObject)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            if (!head.Takes(reader, kind))
            {
                SecurityEventKind refusal = ReadMember(reader);
                if (refusal != SecurityEventKind.None)
                {
                    return refusal;
                }
            }

            token = reader.Next();
        }

        bool isWhole = token == JsonToken.EndObject && reader.Next() == JsonToken.End;
        return isWhole ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }

    /// <summary>Foreign when the document read last is for another charge point or of another kind.</summary>
    protected SecurityEventKind HeadVerdict() => head.Verdict();

    /// <summary>
    /// Takes the member whose name was just read if it is one of the kind's own; false leaves it to be passed over.
    /// </summary>
    protected abstract bool Takes(JsonReader reader, out SecurityEventKind refusal);

    private SecurityEventKind ReadMember(JsonReader reader)
    {
        if (Takes(reader, out SecurityEventKind refusal))
        {
            return refusal;
        }

        return reader.Skip() ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }
}
