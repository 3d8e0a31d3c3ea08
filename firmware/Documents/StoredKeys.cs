using System;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Documents;

/// <summary>
/// The generations that came after what provisioning gave, as they are kept over a restart: a count, then per generation its
/// number and its device key, oldest first; then length (2) and bytes of the newest certificate and of its key, 0 for none.
/// </summary>
public sealed class StoredKeys : StoredDocument
{
    /// <summary>Generations kept; the ring holds one more, the root.</summary>
    public const int MostGenerations = KeyRing.MostGenerations - 1;

    private const int Kind = 4;
    private const int RowBytes = 1 + KeySet.DeviceKeyBytes;
    private const int LongestBytes = MaximumHeadBytes + 1 + (MostGenerations * RowBytes) + 4
        + KeysReader.MostCertificateBytes + KeysReader.MostCertificateKeyBytes + TagBytes;

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="keys">Keys of the charge point.</param>
    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    public StoredKeys(IKeyedHash hash, KeyRing keys, string site, string chargePoint)
        : base(hash, keys, site, chargePoint, Kind)
    {
    }

    /// <summary>How many generations are held.</summary>
    public int Count { get; private set; }

    public byte[] Generations { get; } = new byte[MostGenerations];

    /// <summary>Their device keys.</summary>
    public byte[][] DeviceKeys { get; } = new byte[MostGenerations][];

    public byte[] Certificate { get; set; }

    public byte[] CertificateKey { get; set; }

    /// <summary>A newer generation; the oldest makes room.</summary>
    public void Add(byte generation, byte[] deviceKey)
    {
        if (Count == MostGenerations)
        {
            Count--;
            Array.Copy(Generations, 1, Generations, 0, Count);
            Array.Copy(DeviceKeys, 1, DeviceKeys, 0, Count);
        }

        Generations[Count] = generation;
        DeviceKeys[Count++] = deviceKey;
    }

    /// <summary>Nothing is held.</summary>
    public void Forget()
    {
        Count = 0;
        Certificate = null;
        CertificateKey = null;
    }

    /// <summary>The bytes to keep.</summary>
    public byte[] Write()
    {
        int certificateBytes = Certificate == null ? 0 : Certificate.Length;
        int keyBytes = CertificateKey == null ? 0 : CertificateKey.Length;
        byte[] body = Begin(Generations[Count - 1], 1 + (Count * RowBytes) + 4 + certificateBytes + keyBytes);
        int at = ContentAt;
        body[at++] = (byte)Count;
        for (int i = 0; i < Count; i++)
        {
            body[at++] = Generations[i];
            Array.Copy(DeviceKeys[i], 0, body, at, KeySet.DeviceKeyBytes);
            at += KeySet.DeviceKeyBytes;
        }

        at = Put(body, at, Certificate, certificateBytes);
        Put(body, at, CertificateKey, keyBytes);
        return Seal(body);
    }

    /// <summary>Reads what was kept, or says why not; then nothing is held.</summary>
    public SecurityEventKind Read(byte[] stored)
    {
        Forget();
        byte[] body = Open(stored, 0, LongestBytes, out SecurityEventKind refusal);
        if (body == null)
        {
            return refusal;
        }

        int count = body.Length > ContentAt ? body[ContentAt] : 0;
        int at = ContentAt + 1 + (count * RowBytes);
        int certificateBytes = LengthAt(body, at);
        int keyBytes = LengthAt(body, at + 2 + certificateBytes);
        if (count == 0 || count > MostGenerations || body.Length != at + 4 + certificateBytes + keyBytes)
        {
            return SecurityEventKind.Malformed;
        }

        for (int i = 0; i < count; i++)
        {
            int row = ContentAt + 1 + (i * RowBytes);
            Add(body[row], Part(body, row + 1, KeySet.DeviceKeyBytes));
        }

        Certificate = certificateBytes == 0 ? null : Part(body, at + 2, certificateBytes);
        CertificateKey = keyBytes == 0 ? null : Part(body, at + 4 + certificateBytes, keyBytes);
        return SecurityEventKind.None;
    }

    private static int Put(byte[] body, int at, byte[] bytes, int count)
    {
        Bytes.Put(body, at, 2, count);
        if (count > 0)
        {
            Array.Copy(bytes, 0, body, at + 2, count);
        }

        return at + 2 + count;
    }

    private static int LengthAt(byte[] body, int at) => at + 2 <= body.Length ? (int)Bytes.Take(body, at, 2) : 0;

    private static byte[] Part(byte[] body, int at, int count)
    {
        var part = new byte[count];
        Array.Copy(body, at, part, 0, count);
        return part;
    }
}
