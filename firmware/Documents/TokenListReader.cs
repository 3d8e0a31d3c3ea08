using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Documents;

/// <summary>Reads the body of a token list.</summary>
public sealed class TokenListReader : VersionedDocumentReader
{
    private TokenList list;
    private bool hasTokens;

    public TokenListReader(string site, string chargePoint)
        : base(site, chargePoint, "tokens")
    {
    }

    protected override bool IsComplete => hasTokens;

    /// <summary>Fills <paramref name="target"/>, or says why not.</summary>
    public SecurityEventKind Read(byte[] body, long heldVersion, TokenList target)
    {
        list = target;
        list.Count = 0;
        list.Version = 0;
        hasTokens = false;
        SecurityEventKind verdict = ReadBody(body, heldVersion);
        list.Version = verdict == SecurityEventKind.None ? ClaimedVersion : 0;
        return verdict;
    }

    protected override bool TakesContent(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (!reader.Is("tokens"))
        {
            return false;
        }

        refusal = ReadTokens(reader, list);
        hasTokens = true;
        return true;
    }

    // That hashes rise is checked while reading.
    protected override bool IsPlausible() => true;

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
