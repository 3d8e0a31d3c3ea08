using System;
using ChargePointFw.Seams;

namespace ChargePointFw.Drivers.Cards;

/// <summary>Hashes what a reader has read, and wipes it.</summary>
public sealed class TokenHash
{
    private const string Digits = "0123456789ABCDEF";

    private readonly IKeyedHash hash;
    private readonly byte[] siteKey;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="siteKey">Key of the site's token hashes.</param>
    public TokenHash(IKeyedHash hash, byte[] siteKey)
    {
        this.hash = hash;
        this.siteKey = siteKey;
    }

    /// <summary>
    /// Hash of the id that is written as prefix and hexadecimal digits, as staff type it in: "w26-0000000001234567",
    /// "u-04A1B2C3D4E5F6". Never 0, which means no card.
    /// </summary>
    /// <param name="prefix">ASCII.</param>
    /// <param name="bytes">The id; wiped.</param>
    /// <param name="count">How many of them, at most 28 beside the prefix.</param>
    public long OfHex(string prefix, byte[] bytes, int count)
    {
        var letters = new byte[prefix.Length + (2 * count)];
        for (int i = 0; i < prefix.Length; i++)
        {
            letters[i] = (byte)prefix[i];
        }

        for (int i = 0; i < count; i++)
        {
            letters[prefix.Length + (2 * i)] = (byte)Digits[bytes[i] >> 4];
            letters[prefix.Length + (2 * i) + 1] = (byte)Digits[bytes[i] & 15];
        }

        Array.Clear(bytes, 0, count);
        return Of(letters);
    }

    /// <summary>Hash of an id as it stands; the letters are wiped.</summary>
    public long Of(byte[] letters)
    {
        byte[] tag = hash.Compute(siteKey, letters);
        Array.Clear(letters, 0, letters.Length);
        long tokenHash = 0;
        for (int i = 0; i < 8; i++)
        {
            tokenHash = (tokenHash << 8) | tag[i];
        }

        return tokenHash == 0 ? 1 : tokenHash;
    }
}
