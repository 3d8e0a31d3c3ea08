using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Documents;

/// <summary>
/// A token list as it is kept: guests (1 byte), whether all programmes are served (1), those that are (32 bytes of bits),
/// rows (2); then 15 bytes a row: hash (8), end of validity (4, seconds), programme (1), group (2).
/// </summary>
public sealed class StoredTokens : StoredDocument
{
    /// <summary>The longest list, sealed: two blocks of a file system.</summary>
    public const int MaximumBytes = MaximumHeadBytes + HeadBytes + (TokenList.MaximumTokens * RowBytes) + TagBytes;

    private const int Kind = 2;
    private const int ServedAt = 2;
    private const int ServedBytes = (TokenList.MaximumProgramme + 1) / 8;
    private const int CountAt = ServedAt + ServedBytes;
    private const int HeadBytes = CountAt + 2;
    private const int RowBytes = 15;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="keys">Keys of the charge point.</param>
    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    public StoredTokens(IKeyedHash hash, KeyRing keys, string site, string chargePoint)
        : base(hash, keys, site, chargePoint, Kind)
    {
    }

    /// <summary>The bytes to keep of a list that <see cref="TokenListReader"/> took.</summary>
    public byte[] Write(TokenList list)
    {
        byte[] body = Begin(list.Version, HeadBytes + (list.Count * RowBytes));
        int at = ContentAt;
        body[at] = (byte)list.Guests;
        body[at + 1] = (byte)(list.ServesAll ? 1 : 0);
        for (int i = 0; i <= TokenList.MaximumProgramme; i++)
        {
            body[at + ServedAt + (i / 8)] |= (byte)(list.Serves(i) ? 1 << (i % 8) : 0);
        }

        Bytes.Put(body, at + CountAt, 2, list.Count);
        at += HeadBytes;
        for (int i = 0; i < list.Count; i++)
        {
            Bytes.PutHash(body, at, list.Hash[i]);
            Bytes.Put(body, at + 8, 4, list.ValidUntilUtcMs[i] / 1000);
            body[at + 12] = list.Programme[i];
            Bytes.Put(body, at + 13, 2, list.Group[i]);
            at += RowBytes;
        }

        return Seal(body);
    }

    /// <summary>Fills <paramref name="target"/> with what was kept, or says why not.</summary>
    /// <param name="stored">The bytes kept.</param>
    /// <param name="leastVersion">A later one was held already: what is older is refused.</param>
    /// <param name="target">Any list that nobody uses.</param>
    public SecurityEventKind Read(byte[] stored, long leastVersion, TokenList target)
    {
        byte[] body = Open(stored, leastVersion, MaximumBytes, out SecurityEventKind refusal);
        if (body == null)
        {
            return refusal;
        }

        int at = ContentAt;
        int count = body.Length < at + HeadBytes ? -1 : (int)Bytes.Take(body, at + CountAt, 2);
        if (count < 0 || count > TokenList.MaximumTokens || body.Length != at + HeadBytes + (count * RowBytes))
        {
            return SecurityEventKind.Malformed;
        }

        target.Reset();
        target.Version = ClaimedVersion;
        target.Count = count;
        target.Guests = (GuestPolicy)body[at];
        if (body[at + 1] == 0)
        {
            target.ServeNone();
            for (int i = 0; i <= TokenList.MaximumProgramme; i++)
            {
                if ((body[at + ServedAt + (i / 8)] & (1 << (i % 8))) != 0)
                {
                    target.Serve(i);
                }
            }
        }

        at += HeadBytes;
        for (int i = 0; i < count; i++)
        {
            target.Hash[i] = Bytes.TakeHash(body, at);
            target.ValidUntilUtcMs[i] = Bytes.Take(body, at + 8, 4) * 1000;
            target.Programme[i] = body[at + 12];
            target.Group[i] = (ushort)Bytes.Take(body, at + 13, 2);
            at += RowBytes;
        }

        return SecurityEventKind.None;
    }
}
