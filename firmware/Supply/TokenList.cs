namespace ChargePointFw.Supply;

/// <summary>The programme members that this charge point knows offline, by keyed hash of their token.</summary>
public sealed class TokenList
{
    /// <summary>Bound of the list; a longer one is refused.</summary>
    public const int MaximumTokens = 512;

    public readonly long[] Hash = new long[MaximumTokens];

    /// <summary>Ends of validity, ms since 1970 in UTC, exclusive.</summary>
    public readonly long[] ValidUntilUtcMs = new long[MaximumTokens];

    public long Version;
    public int Count;

    /// <summary>True when the token belongs to a programme member now.</summary>
    public bool IsMember(long hash, long utcMs) => utcMs < MemberUntilUtcMs(hash);

    /// <summary>End of the token's validity, 0 when it is not on the list. Hashes rise, so that the search halves.</summary>
    public long MemberUntilUtcMs(long hash)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Hash[middle] == hash)
            {
                return ValidUntilUtcMs[middle];
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

        return 0;
    }
}
