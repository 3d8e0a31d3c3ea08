using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Documents;

/// <summary>Whether the back office has set the charge point out of service, as it is kept over a restart: one byte.</summary>
public sealed class StoredAvailability : StoredDocument
{
    private const int Kind = 3;
    private const int LongestBytes = MaximumHeadBytes + 1 + TagBytes;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="keys">Keys of the charge point.</param>
    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    public StoredAvailability(IKeyedHash hash, KeyRing keys, string site, string chargePoint)
        : base(hash, keys, site, chargePoint, Kind)
    {
    }

    /// <summary>What the bytes read last say.</summary>
    public bool IsAvailable { get; private set; }

    /// <summary>The bytes to keep.</summary>
    public byte[] Write(bool isAvailable)
    {
        byte[] body = Begin(1, 1);
        body[ContentAt] = (byte)(isAvailable ? 1 : 0);
        return Seal(body);
    }

    /// <summary>Reads what was kept, or says why not.</summary>
    public SecurityEventKind Read(byte[] stored)
    {
        byte[] body = Open(stored, 0, LongestBytes, out SecurityEventKind refusal);
        if (body == null)
        {
            return refusal;
        }

        IsAvailable = body.Length == ContentAt + 1 && body[ContentAt] == 1;
        return body.Length == ContentAt + 1 && body[ContentAt] <= 1 ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }
}
