namespace ChargePointFw.Seams;

/// <summary>Reads identification tokens. The id is hashed with the site key at once; nobody above sees it in clear.</summary>
public interface ICardReader
{
    /// <summary>
    /// Takes the token presented since the last call: its keyed hash (8 bytes, big-endian), or 0 for none. Takes a few ms at
    /// most.
    /// </summary>
    long TakeTokenHash();

    /// <summary>What is wrong with it, once, in words for a technician; null when there is nothing new. For the link's thread.</summary>
    string TakeNews();
}
