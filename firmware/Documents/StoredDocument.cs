using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Documents;

/// <summary>
/// What a charge point keeps of a document that it has verified: format, kind, version, names of site and charge point,
/// content, and 16 bytes of HMAC-SHA256 with a key of its own for this purpose. A few bytes a row instead of a hundred, so
/// that the old one and the new one fit beside the journal. Read back as a stranger's: nothing before the seal is right.
/// </summary>
public abstract class StoredDocument
{
    /// <summary>Names have at most 32 letters, as the configuration has them.</summary>
    public const int MaximumNameBytes = 32;

    /// <summary>Everything before the content, at most.</summary>
    public const int MaximumHeadBytes = 8 + (2 * MaximumNameBytes);

    /// <summary>The seal at the end.</summary>
    public const int TagBytes = 16;

    private const int Format = 1;
    private const int KindAt = 1;
    private const int VersionAt = 2;
    private const int SiteAt = 6;

    private readonly IKeyedHash hash;
    private readonly byte[] key;
    private readonly string site;
    private readonly string chargePoint;
    private readonly int kind;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="keys">Keys of the charge point.</param>
    /// <param name="site">At most 32 letters of ASCII.</param>
    /// <param name="chargePoint">Likewise.</param>
    /// <param name="kind">Which document it is, 1 to 255.</param>
    protected StoredDocument(IKeyedHash hash, KeyRing keys, string site, string chargePoint, int kind)
    {
        this.hash = hash;
        key = keys.Store;
        this.site = site;
        this.chargePoint = chargePoint;
        this.kind = kind;
        ContentAt = SiteAt + 2 + site.Length + chargePoint.Length;
    }

    /// <summary>Version that the document read last claimed, 0 while its seal is not known to be ours; for the security event.</summary>
    public long ClaimedVersion { get; private set; }

    /// <summary>Where the content begins.</summary>
    protected int ContentAt { get; }

    /// <summary>The head, and room for the content; no seal yet.</summary>
    protected byte[] Begin(long version, int contentBytes)
    {
        var body = new byte[ContentAt + contentBytes];
        body[0] = Format;
        body[KindAt] = (byte)kind;
        Bytes.Put(body, VersionAt, 4, version);
        PutName(body, PutName(body, SiteAt, site), chargePoint);
        return body;
    }

    /// <summary>The body with its seal.</summary>
    protected byte[] Seal(byte[] body)
    {
        var stored = new byte[body.Length + TagBytes];
        Array.Copy(body, stored, body.Length);
        Array.Copy(hash.Compute(key, body), 0, stored, body.Length, TagBytes);
        return stored;
    }

    /// <summary>The body, or null when it is not ours, rotten, older than that, or of another format; the refusal says which.</summary>
    protected byte[] Open(byte[] stored, long leastVersion, int maximumBytes, out SecurityEventKind refusal)
    {
        ClaimedVersion = 0;
        refusal = SecurityEventKind.Malformed;
        int bodyBytes = stored.Length - TagBytes;
        if (bodyBytes < ContentAt || stored.Length > maximumBytes || stored[0] != Format)
        {
            return null;
        }

        var body = new byte[bodyBytes];
        Array.Copy(stored, body, bodyBytes);
        if (!Bytes.EqualInConstantTime(hash.Compute(key, body), 0, stored, bodyBytes, TagBytes))
        {
            refusal = SecurityEventKind.BadSignature;
            return null;
        }

        ClaimedVersion = Bytes.Take(body, VersionAt, 4);
        bool isOurs = body[KindAt] == kind && HasName(body, SiteAt, site) && HasName(body, SiteAt + 1 + site.Length, chargePoint);
        refusal = !isOurs ? SecurityEventKind.Foreign
            : ClaimedVersion < leastVersion ? SecurityEventKind.Older
            : SecurityEventKind.None;
        return refusal == SecurityEventKind.None ? body : null;
    }

    private static int PutName(byte[] body, int at, string name)
    {
        body[at++] = (byte)name.Length;
        for (int i = 0; i < name.Length; i++)
        {
            body[at++] = (byte)name[i];
        }

        return at;
    }

    private static bool HasName(byte[] body, int at, string name)
    {
        if (body[at++] != name.Length)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (body[at + i] != name[i])
            {
                return false;
            }
        }

        return true;
    }
}
