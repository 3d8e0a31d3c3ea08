using System;
using ChargePointFw.Records;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads the body of an acknowledgement (<c>ack</c>) or of a request to send again (<c>resend</c>); both name the
/// journal, so that one meant for a swapped board means nothing here.
/// </summary>
public sealed class AcknowledgementReader
{
    private readonly DocumentHead head;

    public AcknowledgementReader(string site, string chargePoint) => head = new DocumentHead(site, chargePoint);

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
        head.Reset();
        JournalId = -1;
        Number = -1;
        Tag = null;
        From = -1;
        To = -1;
        var reader = new JsonReader(body, 0, body.Length);
        if (reader.Next() != JsonToken.BeginObject)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            if (!head.Takes(reader, kind) && !TakeMember(reader))
            {
                return SecurityEventKind.Malformed;
            }

            token = reader.Next();
        }

        if (token != JsonToken.EndObject || reader.Next() != JsonToken.End)
        {
            return SecurityEventKind.Malformed;
        }

        bool complete = kind == "ack"
            ? Number >= 0 && (Number == 0 || (Tag != null && Tag.Length == RecordLayout.TagBytes))
            : From > 0 && To >= From;
        return JournalId < 0 || !complete ? SecurityEventKind.Malformed : head.Verdict();
    }

    private bool TakeMember(JsonReader reader)
    {
        if (reader.Is("tag"))
        {
            return reader.Next() == JsonToken.Text && TakeTag(reader.TextValue());
        }

        bool isJournal = reader.Is("journal");
        bool isNumber = reader.Is("number");
        bool isFrom = reader.Is("from");
        bool isTo = reader.Is("to");
        if (!isJournal && !isNumber && !isFrom && !isTo)
        {
            return reader.Skip();
        }

        if (reader.Next() != JsonToken.Number)
        {
            return false;
        }

        JournalId = isJournal ? reader.NumberValue : JournalId;
        Number = isNumber ? reader.NumberValue : Number;
        From = isFrom ? reader.NumberValue : From;
        To = isTo ? reader.NumberValue : To;
        return true;
    }

    private bool TakeTag(string base64)
    {
        const int Base64Letters = 24;
        if (base64.Length != Base64Letters)
        {
            return false;
        }

        try
        {
            Tag = Convert.FromBase64String(base64);
            return true;
        }
        catch (Exception)
        {
            return false; // letters outside the alphabet; the runtimes throw different types
        }
    }
}
