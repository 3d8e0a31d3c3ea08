using ChargePointFw.Seams;

namespace ChargePointFw.Keys;

/// <summary>
/// The keys of one charge point: those that count now, and the few generations before, which the journal's older records were
/// chained with. What provisioning gave is the root; a rotation adds a generation, and the root still seals what the charge
/// point keeps for itself. Both threads read it; only the link's thread adds to it.
/// </summary>
public sealed class KeyRing
{
    /// <summary>Generations kept: records of an earlier one count as damaged. The ring of records is far shorter than three rotations.</summary>
    public const int MostGenerations = 4;

    private readonly KeySet[] sets = new KeySet[MostGenerations];

    /// <param name="hash">HMAC-SHA256.</param>
    /// <param name="deviceKey">The secret that provisioning gave to this charge point; 32 bytes.</param>
    /// <param name="site">Lower-case name of the site.</param>
    /// <param name="chargePoint">Lower-case name of the charge point.</param>
    /// <param name="generation">0 to 255.</param>
    public KeyRing(IKeyedHash hash, byte[] deviceKey, string site, string chargePoint, byte generation)
    {
        Now = new KeySet(hash, deviceKey, site, chargePoint, generation);
        sets[0] = Now;
        Store = KeySet.Derive(hash, deviceKey, "store/" + site + "/" + chargePoint + "/" + generation.ToString());
    }

    /// <summary>The newest generation: what is signed and chained with from now on.</summary>
    public KeySet Now { get; private set; }

    /// <summary>
    /// The generation before, while documents that it signed are still taken: until the first one that the newest signed, for
    /// then the other side has changed too. Null otherwise.
    /// </summary>
    public KeySet Former { get; private set; }

    /// <summary>Seals what the charge point itself keeps of documents; nobody else needs it.</summary>
    public byte[] Store { get; }

    public byte[] Record => Now.Record;

    public byte[] Document => Now.Document;

    public byte[] Acknowledgement => Now.Acknowledgement;

    /// <summary>Which device key counts now.</summary>
    public byte Generation => Now.Generation;

    /// <summary>The keys of a generation; null when they are not here (any more).</summary>
    public KeySet Of(byte generation)
    {
        for (int i = 0; i < sets.Length; i++)
        {
            if (sets[i] != null && sets[i].Generation == generation)
            {
                return sets[i];
            }
        }

        return null;
    }

    /// <summary>A newer generation counts from now on.</summary>
    public void Add(KeySet next)
    {
        // Newest first; the other thread reads from the front, and finds what moves at one place or the next.
        System.Array.Copy(sets, 0, sets, 1, sets.Length - 1);
        sets[0] = next;
        Former = Now;
        Now = next;
    }

    /// <summary>The other side signs with the newest: nothing older is taken any more.</summary>
    public void ForgetFormer() => Former = null;
}
