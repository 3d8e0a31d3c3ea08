using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads the body of a token list: a full one, or (with <c>base</c>) what changes in the list of that version. The result
/// is a full list either way.
/// </summary>
public sealed class TokenListReader : VersionedDocumentReader
{
    /// <summary>Tokens that one differential document may change, and that it may remove; more needs a full list.</summary>
    public const int MaximumChanges = 32;

    private readonly long[] removed = new long[MaximumChanges];
    private TokenList held;
    private TokenList list;
    private long baseVersion;
    private int removedCount;
    private bool hasBase;
    private bool hasTokens;
    private bool hasRemoved;
    private bool hasProgrammes;
    private bool hasGuests;

    public TokenListReader(string site, string chargePoint)
        : base(site, chargePoint, "tokens")
    {
    }

    /// <summary>
    /// The last document is good, but changes a list that is not the one held. That happens in the ordinary course: the
    /// state tells the version held, and the full list follows.
    /// </summary>
    public bool LacksBase { get; private set; }

    protected override bool IsComplete =>
        hasBase ? (hasTokens || hasRemoved || hasProgrammes || hasGuests) && baseVersion > 0 : hasTokens && !hasRemoved;

    /// <summary>
    /// Fills <paramref name="target"/> with the list that holds from now on, or says why not. None with
    /// <see cref="LacksBase"/> leaves it without a version.
    /// </summary>
    /// <param name="body">The signed bytes.</param>
    /// <param name="held">The list held, or null; never the target.</param>
    /// <param name="target">Any list that nobody uses.</param>
    public SecurityEventKind Read(byte[] body, TokenList held, TokenList target)
    {
        this.held = held;
        list = target;
        list.Reset();
        baseVersion = 0;
        removedCount = 0;
        hasBase = false;
        hasTokens = false;
        hasRemoved = false;
        hasProgrammes = false;
        hasGuests = false;
        LacksBase = false;
        SecurityEventKind verdict = ReadBody(body, held == null ? 0 : held.Version);
        list.Version = verdict == SecurityEventKind.None && !LacksBase ? ClaimedVersion : 0;
        return verdict;
    }

    protected override bool TakesContent(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (reader.Is("tokens"))
        {
            refusal = hasTokens ? SecurityEventKind.Malformed : ReadTokens(reader, list);
            hasTokens = true;
        }
        else if (reader.Is("removed"))
        {
            refusal = hasRemoved ? SecurityEventKind.Malformed : ReadRemoved(reader);
            hasRemoved = true;
        }
        else if (reader.Is("programmes"))
        {
            refusal = ReadProgrammes(reader, list);
            hasProgrammes = true;
        }
        else if (reader.Is("guests"))
        {
            refusal = ReadGuests(reader);
            hasGuests = true;
        }
        else if (reader.Is("base"))
        {
            baseVersion = reader.Next() == JsonToken.Number ? reader.NumberValue : 0;
            hasBase = true;
        }
        else
        {
            return false;
        }

        return true;
    }

    // That hashes rise was checked while reading.
    protected override bool IsPlausible()
    {
        if (!hasBase)
        {
            return true;
        }

        if (baseVersion >= ClaimedVersion || list.Count > MaximumChanges)
        {
            return false;
        }

        LacksBase = held == null || held.Version != baseVersion;
        return LacksBase || Merge();
    }

    // The changes move to the end of the target, and the result grows from its beginning: it can reach a change that was
    // not taken yet only if it were longer than the list may be.
    private bool Merge()
    {
        int changeAt = TokenList.MaximumTokens - list.Count;
        for (int i = list.Count - 1; i >= 0; i--)
        {
            list.Put(changeAt + i, list, i);
        }

        int count = 0;
        int heldAt = 0;
        int removedAt = 0;
        while (heldAt < held.Count || changeAt < TokenList.MaximumTokens)
        {
            bool isChange = changeAt < TokenList.MaximumTokens
                && (heldAt == held.Count || list.Hash[changeAt] <= held.Hash[heldAt]);
            long hash = isChange ? list.Hash[changeAt] : held.Hash[heldAt];
            while (removedAt < removedCount && removed[removedAt] < hash)
            {
                removedAt++;
            }

            bool isRemoved = removedAt < removedCount && removed[removedAt] == hash;
            bool isReplaced = isChange && heldAt < held.Count && held.Hash[heldAt] == hash;
            if (isChange ? isRemoved : !isRemoved && count == changeAt)
            {
                return false; // changed and removed at once, or too many
            }

            if (isChange)
            {
                list.Put(count++, list, changeAt++);
            }
            else if (!isRemoved)
            {
                list.Put(count++, held, heldAt);
            }

            heldAt += isReplaced || !isChange ? 1 : 0;
        }

        list.Count = count;
        list.Guests = hasGuests ? list.Guests : held.Guests;
        if (!hasProgrammes)
        {
            list.ServeLike(held);
        }

        return true;
    }

    private SecurityEventKind ReadRemoved(JsonReader reader)
    {
        if (reader.Next() != JsonToken.BeginArray)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.Text)
        {
            if (!reader.TryHash(out long hash))
            {
                return SecurityEventKind.Malformed;
            }

            if (removedCount == MaximumChanges || (removedCount > 0 && hash <= removed[removedCount - 1]))
            {
                return SecurityEventKind.Implausible;
            }

            removed[removedCount++] = hash;
            token = reader.Next();
        }

        return token == JsonToken.EndArray ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }

    private SecurityEventKind ReadGuests(JsonReader reader)
    {
        JsonToken token = reader.Next();
        list.Guests = token == JsonToken.True ? GuestPolicy.GuestsToo : GuestPolicy.MembersOnly;
        return token == JsonToken.True || token == JsonToken.False ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }

    private static SecurityEventKind ReadProgrammes(JsonReader reader, TokenList list)
    {
        if (reader.Next() != JsonToken.BeginArray)
        {
            return SecurityEventKind.Malformed;
        }

        list.ServeNone();
        JsonToken token = reader.Next();
        while (token == JsonToken.Number)
        {
            if (reader.NumberValue < 1 || reader.NumberValue > TokenList.MaximumProgramme)
            {
                return SecurityEventKind.Malformed;
            }

            list.Serve((int)reader.NumberValue);
            token = reader.Next();
        }

        return token == JsonToken.EndArray ? SecurityEventKind.None : SecurityEventKind.Malformed;
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
        long programme = 0;
        long group = 0;
        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            if (reader.Is("hash"))
            {
                hasHash = reader.Next() == JsonToken.Text && reader.TryHash(out hash);
            }
            else if (reader.Is("validUntil"))
            {
                validUntil = NumberUpTo(reader, 0xFFFFFFFFL);
            }
            else if (reader.Is("programme"))
            {
                programme = NumberUpTo(reader, TokenList.MaximumProgramme);
            }
            else if (reader.Is("group"))
            {
                group = NumberUpTo(reader, TokenList.MaximumGroup);
            }
            else if (!reader.Skip())
            {
                return false;
            }

            token = reader.Next();
        }

        bool isGood = token == JsonToken.EndObject && hasHash && validUntil > 0 && programme >= 0 && group >= 0;
        if (isGood)
        {
            list.Hash[list.Count] = hash;
            list.ValidUntilUtcMs[list.Count] = validUntil * 1000;
            list.Programme[list.Count] = (byte)programme;
            list.Group[list.Count] = (ushort)group;
            list.Count++;
        }

        return isGood;
    }

    // The number that follows, or -1 when it is none from 0 to the most.
    private static long NumberUpTo(JsonReader reader, long most)
    {
        bool isOne = reader.Next() == JsonToken.Number && reader.NumberValue >= 0 && reader.NumberValue <= most;
        return isOne ? reader.NumberValue : -1;
    }
}
