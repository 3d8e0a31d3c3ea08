namespace ChargePointFw.Supply;

/// <summary>
/// The programme members that this charge point knows offline, by keyed hash of their token, and the site's word on who
/// may charge here. At most 512 tokens of 19 bytes.
/// </summary>
public sealed class TokenList
{
    /// <summary>Bound of the list; a longer one is refused.</summary>
    public const int MaximumTokens = 512;

    /// <summary>Programmes are numbered 1 to this; 0 is a token of none.</summary>
    public const int MaximumProgramme = 255;

    /// <summary>Groups are numbered 1 to this; 0 is a token of none.</summary>
    public const int MaximumGroup = 65_535;

    public readonly long[] Hash = new long[MaximumTokens];

    /// <summary>Ends of validity, ms since 1970 in UTC, exclusive.</summary>
    public readonly long[] ValidUntilUtcMs = new long[MaximumTokens];

    /// <summary>Under which programme the token charges, 0 for none.</summary>
    public readonly byte[] Programme = new byte[MaximumTokens];

    /// <summary>Tokens of one group may end one another's sessions (OCPP's groupIdToken), 0 for none.</summary>
    public readonly ushort[] Group = new ushort[MaximumTokens];

    public long Version;
    public int Count;

    /// <summary>What the site says of guests.</summary>
    public GuestPolicy Guests;

    private readonly bool[] isServed = new bool[MaximumProgramme + 1];

    /// <summary>No programmes are named: all of them are served.</summary>
    public bool ServesAll { get; private set; } = true;

    /// <summary>Starts with an empty list that serves all programmes and says nothing of guests.</summary>
    public void Reset()
    {
        Count = 0;
        Version = 0;
        Guests = GuestPolicy.AsConfigured;
        ServesAll = true;
    }

    /// <summary>From here on only the programmes named with <see cref="Serve"/> are served.</summary>
    public void ServeNone()
    {
        ServesAll = false;
        for (int i = 0; i < isServed.Length; i++)
        {
            isServed[i] = false;
        }
    }

    /// <summary>Whether a programme, or 0 for none, is among those named.</summary>
    public bool Serves(int programme) => isServed[programme];

    /// <summary>Serves one more programme.</summary>
    public void Serve(int programme) => isServed[programme] = true;

    /// <summary>Serves what another list serves.</summary>
    public void ServeLike(TokenList other)
    {
        ServesAll = other.ServesAll;
        for (int i = 0; i < isServed.Length; i++)
        {
            isServed[i] = other.isServed[i];
        }
    }

    /// <summary>Copies one token of a list, this one or another, to a place in this one.</summary>
    public void Put(int at, TokenList other, int from)
    {
        Hash[at] = other.Hash[from];
        ValidUntilUtcMs[at] = other.ValidUntilUtcMs[from];
        Programme[at] = other.Programme[from];
        Group[at] = other.Group[from];
    }

    /// <summary>True when the token belongs to a member of a programme that is served here, now.</summary>
    public bool IsMember(long hash, long utcMs) => utcMs < MemberUntilUtcMs(hash);

    /// <summary>End of the token's validity; 0 when it is not on the list or its programme is not served here.</summary>
    public long MemberUntilUtcMs(long hash)
    {
        int at = Find(hash);
        return at >= 0 && (ServesAll || isServed[Programme[at]]) ? ValidUntilUtcMs[at] : 0;
    }

    /// <summary>
    /// True when both are on the list and of one group. Validity is not asked: to stop is always the safe side, and a
    /// colleague's card must do it even while the clock is unknown.
    /// </summary>
    public bool AreOfOneGroup(long hash, long otherHash)
    {
        int at = Find(hash);
        int other = Find(otherHash);
        return at >= 0 && other >= 0 && Group[at] != 0 && Group[at] == Group[other];
    }

    /// <summary>Whether guests may charge, where the board's own configuration says this.</summary>
    public bool AllowsGuests(bool isConfigured) => Guests switch
    {
        GuestPolicy.MembersOnly => false,
        GuestPolicy.GuestsToo => true,
        _ => isConfigured,
    };

    // Hashes rise, so that the search halves.
    private int Find(long hash)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Hash[middle] == hash)
            {
                return middle;
            }

            if (Hash[middle] < hash)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}
