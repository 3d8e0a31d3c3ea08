using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Documents;

/// <summary>Reads the body of a token list whose signature is good; all or nothing.</summary>
public sealed class TokenListReader
{
    private const string Kind = "tokens";
    private readonly DocumentHead head;

    public TokenListReader(string site, string chargePoint) => head = new DocumentHead(site, chargePoint);

    /// <summary>Version that the last document claimed, 0 when it told none.</summary>
    public long ClaimedVersion { get; private set; }

    /// <summary>Fills <paramref name="list"/>, or says why not.</summary>
    public SecurityEventKind Read(byte[] body, long heldVersion, TokenList list)
    {
        head.Reset();
        ClaimedVersion = 0;
        list.Count = 0;
        list.Version = 0;
        bool hasTokens = false;
        var reader = new JsonReader(body, 0, body.Length);
        if (reader.Next() != JsonToken.BeginObject)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            if (head.Takes(reader, Kind))
            {
                // done
            }
            else if (reader.Is("version"))
            {
                ClaimedVersion = reader.Next() == JsonToken.Number ? reader.NumberValue : -1;
            }
            else if (reader.Is("tokens"))
            {
                SecurityEventKind refusal = ReadTokens(reader, list);
                if (refusal != SecurityEventKind.None)
                {
                    return refusal;
                }

                hasTokens = true;
            }
            else if (!reader.Skip())
            {
                return SecurityEventKind.Malformed;
            }

            token = reader.Next();
        }

        if (token != JsonToken.EndObject || reader.Next() != JsonToken.End)
        {
            return SecurityEventKind.Malformed;
        }

        SecurityEventKind foreign = head.Verdict();
        if (foreign != SecurityEventKind.None)
        {
            return foreign;
        }

        if (!hasTokens || ClaimedVersion <= 0 || ClaimedVersion > 0xFFFFFFFFL)
        {
            return SecurityEventKind.Malformed;
        }

        if (ClaimedVersion <= heldVersion)
        {
            return SecurityEventKind.Older;
        }

        list.Version = ClaimedVersion;
        return SecurityEventKind.None;
    }

    private static SecurityEventKind ReadTokens(JsonReader reader, TokenList list)
    {
        if (reader.Next() != JsonToken.BeginArray)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.BeginObject)
        {
            if (list.Count == TokenList.MaximumTokens)
            {
                return SecurityEventKind.Implausible;
            }

            if (!ReadToken(reader, list))
            {
                return SecurityEventKind.Malformed;
            }

            bool rises = list.Count == 1 || list.Hash[list.Count - 1] > list.Hash[list.Count - 2];
            if (!rises)
            {
                return SecurityEventKind.Implausible;
            }

            token = reader.Next();
        }

        return token == JsonToken.EndArray ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }

    private static bool ReadToken(JsonReader reader, TokenList list)
    {
        bool hasHash = false;
        long hash = 0;
        long validUntil = 0;
        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            if (reader.Is("hash"))
            {
                hasHash = reader.Next() == JsonToken.Text && reader.TryHash(out hash);
            }
            else if (reader.Is("validUntil"))
            {
                validUntil = reader.Next() == JsonToken.Number && reader.NumberValue <= 0xFFFFFFFFL ? reader.NumberValue : 0;
            }
            else if (!reader.Skip())
            {
                return false;
            }

            token = reader.Next();
        }

        list.Hash[list.Count] = hash;
        list.ValidUntilUtcMs[list.Count] = validUntil * 1000;
        list.Count++;
        return token == JsonToken.EndObject && hasHash && validUntil > 0;
    }
}
