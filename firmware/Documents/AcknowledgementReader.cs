using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads the body of an acknowledgement (<c>ack</c>) or of a request to send again (<c>resend</c>); both name the
/// journal, so that one meant for a swapped board means nothing here.
/// </summary>
public sealed class AcknowledgementReader : DocumentReader
{
    private const int TagLetters = 24;

    public AcknowledgementReader(string site, string chargePoint)
        : base(site, chargePoint)
    {
    }

    public long JournalId { get; private set; }

    /// <summary>ack: the highest record up to which the back office has stored every one; 0 for none.</summary>
    public long Number { get; private set; }

    /// <summary>ack: the tag of that record, 16 bytes; null when it was not told.</summary>
    public byte[] Tag { get; private set; }

    /// <summary>resend: first record asked for.</summary>
    public long From { get; private set; }

    /// <summary>resend: last record asked for.</summary>
    public long To { get; private set; }

    /// <summary>Reads a body of this <paramref name="kind"/> ("ack" or "resend").</summary>
    public SecurityEventKind Read(byte[] body, string kind)
    {
        JournalId = -1;
        Number = -1;
        Tag = null;
        From = -1;
        To = -1;
        SecurityEventKind refusal = ReadMembers(body, kind);
        if (refusal != SecurityEventKind.None)
        {
            return refusal;
        }

        bool complete = kind == "ack"
            ? Number >= 0 && (Number == 0 || (Tag != null && Tag.Length == RecordLayout.TagBytes))
            : From > 0 && To >= From;
        return JournalId < 0 || !complete ? SecurityEventKind.Malformed : HeadVerdict();
    }

    protected override bool Takes(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (reader.Is("tag"))
        {
            Tag = reader.Next() == JsonToken.Text && reader.TextLength == TagLetters ? reader.BytesValue() : null;
            refusal = Tag != null ? SecurityEventKind.None : SecurityEventKind.Malformed;
            return true;
        }

        bool isJournal = reader.Is("journal");
        bool isNumber = reader.Is("number");
        bool isFrom = reader.Is("from");
        bool isTo = reader.Is("to");
        if (!isJournal && !isNumber && !isFrom && !isTo)
        {
            return false;
        }

        if (reader.Next() != JsonToken.Number)
        {
            refusal = SecurityEventKind.Malformed;
            return true;
        }

        JournalId = isJournal ? reader.NumberValue : JournalId;
        Number = isNumber ? reader.NumberValue : Number;
        From = isFrom ? reader.NumberValue : From;
        To = isTo ? reader.NumberValue : To;
        return true;
    }
}
