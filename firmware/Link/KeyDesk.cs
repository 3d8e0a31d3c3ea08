using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Link;

/// <summary>
/// Takes the next generation of keys: saved first, then counting, for records, documents and the broker's door at once. Loaded
/// before the journal is opened, whose records were chained with them.
/// </summary>
public sealed class KeyDesk
{
    private const int LongestBytes = 3_072;
    private const string Name = "keys";

    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly string site;
    private readonly string chargePoint;
    private readonly IDocumentStore store;
    private readonly Refusals refusals;
    private readonly KeysReader reader;
    private readonly StoredKeys stored;

    public KeyDesk(IKeyedHash hash, KeyRing keys, string site, string chargePoint, IDocumentStore store, Refusals refusals)
    {
        this.hash = hash;
        this.keys = keys;
        this.site = site;
        this.chargePoint = chargePoint;
        this.store = store;
        this.refusals = refusals;
        reader = new KeysReader(site, chargePoint);
        stored = new StoredKeys(hash, keys, site, chargePoint);
    }

    /// <summary>Which device key counts.</summary>
    public byte Generation => keys.Generation;

    /// <summary>The certificate that came with the newest keys, DER; null: the configuration's counts.</summary>
    public byte[] Certificate => stored.Certificate;

    /// <summary>Its private key.</summary>
    public byte[] CertificateKey => stored.CertificateKey;

    /// <summary>Takes up what came before the restart. A board that was flashed anew has a newer root, and keeps none of it.</summary>
    public void Load()
    {
        TakeUp();
        for (int i = 0; i < stored.Count; i++)
        {
            Count(stored.Generations[i], stored.DeviceKeys[i]);
        }
    }

    /// <summary>A <c>keys</c> document arrived; true when they count from now on.</summary>
    public bool Take(byte[] document)
    {
        if (document.Length > LongestBytes)
        {
            return refusals.Accepts(SecurityEventKind.Malformed, 0);
        }

        byte[] body = SignedDocument.Open(hash, keys, document, out SecurityEventKind refusal);
        if (!refusals.Accepts(refusal, 0))
        {
            return false;
        }

        SecurityEventKind verdict = reader.Read(body, keys.Generation);
        bool isRepeated = verdict == SecurityEventKind.Older && reader.ClaimedVersion == keys.Generation;
        if (isRepeated || !refusals.Accepts(verdict, reader.ClaimedVersion))
        {
            return false;
        }

        byte generation = (byte)reader.ClaimedVersion;
        byte[] deviceKey = KeyWrap.Turn(hash, keys.Now, reader.Nonce, KeyWrap.DeviceKey, reader.DeviceKey);
        byte[] certificateKey = reader.Certificate == null
            ? null : KeyWrap.Turn(hash, keys.Now, reader.Nonce, KeyWrap.CertificateKey, reader.CertificateKey);
        if (certificateKey != null && !Der.IsSequence(certificateKey))
        {
            return refusals.Accepts(SecurityEventKind.Implausible, generation); // no broker would let it in with that
        }

        stored.Add(generation, deviceKey);
        if (certificateKey != null)
        {
            stored.Certificate = reader.Certificate;
            stored.CertificateKey = certificateKey;
        }

        if (!store.Save(Name, stored.Write()))
        {
            TakeUp(); // as it was; they come again
            return false;
        }

        Count(generation, deviceKey);
        refusals.Accepts(SecurityEventKind.KeysChanged, generation);
        return true;
    }

    private void TakeUp()
    {
        byte[] kept = store.Load(Name);
        if (kept == null)
        {
            stored.Forget();
        }
        else
        {
            refusals.Accepts(stored.Read(kept), stored.ClaimedVersion);
        }
    }

    private void Count(byte generation, byte[] deviceKey)
    {
        if (generation > keys.Generation)
        {
            keys.Add(new KeySet(hash, deviceKey, site, chargePoint, generation));
        }
    }
}
