using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>What every signed document says of itself first: its kind and whom it is for.</summary>
public sealed class DocumentHead
{
    private readonly string site;
    private readonly string chargePoint;
    private bool kindFits;
    private bool siteFits;
    private bool chargePointFits;

    public DocumentHead(string site, string chargePoint)
    {
        this.site = site;
        this.chargePoint = chargePoint;
    }

    /// <summary>Starts with a new document.</summary>
    public void Reset()
    {
        kindFits = false;
        siteFits = false;
        chargePointFits = false;
    }

    /// <summary>
    /// Takes the member whose name was just read if it belongs to the head. False when it is another member (nothing
    /// consumed then).
    /// </summary>
    public bool Takes(JsonReader reader, string kind)
    {
        if (reader.Is("kind"))
        {
            kindFits = reader.Next() == JsonToken.Text && reader.Is(kind);
            return true;
        }

        if (reader.Is("site"))
        {
            siteFits = reader.Next() == JsonToken.Text && reader.Is(site);
            return true;
        }

        if (reader.Is("chargePoint"))
        {
            chargePointFits = reader.Next() == JsonToken.Text && reader.Is(chargePoint);
            return true;
        }

        return false;
    }

    /// <summary><see cref="SecurityEventKind.None"/> when the document is of the kind expected and for us.</summary>
    public SecurityEventKind Verdict() =>
        kindFits && siteFits && chargePointFits ? SecurityEventKind.None : SecurityEventKind.Foreign;
}
