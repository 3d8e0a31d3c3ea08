using ChargePointFw.Control;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Link;

/// <summary>
/// Takes settings from the back office: judged by the board, saved, and in force with the restart that follows once nobody
/// charges. What the board cannot run with changes nothing, and the state says why.
/// </summary>
public sealed class SettingsDesk
{
    private const int LongestBytes = 1_024;
    private const int MostTroubleLetters = 160;

    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly IDocumentStore store;
    private readonly HandOver handOver;
    private readonly Refusals refusals;
    private readonly SettingsReader reader;
    private readonly StoredSettings stored;
    private ISettingsJudge judge;
    private long heldVersion;

    public SettingsDesk(
        IKeyedHash hash, KeyRing keys, string site, string chargePoint, IDocumentStore store, HandOver handOver, Refusals refusals)
    {
        this.hash = hash;
        this.keys = keys;
        this.store = store;
        this.handOver = handOver;
        this.refusals = refusals;
        reader = new SettingsReader(site, chargePoint);
        stored = new StoredSettings(hash, keys, site, chargePoint);
        byte[] kept = store.Load(StoredSettings.Name);
        if (kept != null)
        {
            InForce = stored.Read(kept, out heldVersion);
            Version = heldVersion;
        }
    }

    /// <summary>The settings that count since the start; null: none do.</summary>
    public byte[] InForce { get; private set; }

    /// <summary>Their version; 0 likewise.</summary>
    public long Version { get; private set; }

    /// <summary>The newest version that the board cannot run with; 0: none.</summary>
    public long RefusedVersion { get; private set; }

    /// <summary>Why, in words for whoever sent it.</summary>
    public string Trouble { get; private set; }

    /// <summary>The board runs; before, nothing is taken.</summary>
    /// <param name="judge">Knows what the board was given by hand.</param>
    /// <param name="trouble">Why it runs without the settings that are held; null when it does not.</param>
    public void Start(ISettingsJudge judge, string trouble)
    {
        this.judge = judge;
        if (trouble != null)
        {
            InForce = null;
            Version = 0;
            Refuse(heldVersion, trouble);
        }
    }

    /// <summary>A <c>configuration</c> document arrived; true when its settings count with the next start.</summary>
    public bool Take(byte[] document)
    {
        if (judge == null)
        {
            return false;
        }

        if (document.Length > LongestBytes)
        {
            return refusals.Accepts(SecurityEventKind.Malformed, 0);
        }

        byte[] body = SignedDocument.Open(hash, keys, document, out SecurityEventKind refusal);
        if (!refusals.Accepts(refusal, 0))
        {
            return false;
        }

        SecurityEventKind verdict = reader.Read(body, heldVersion);
        long version = reader.ClaimedVersion;
        bool isRepeated = (verdict == SecurityEventKind.Older && version == heldVersion) || (version > 0 && version == RefusedVersion);
        if (isRepeated || !refusals.Accepts(verdict, version))
        {
            return false; // the broker keeps the newest and says it with each connection
        }

        string trouble = judge.TroubleWith(reader.Settings);
        if (trouble != null)
        {
            Refuse(version, trouble);
            return refusals.Accepts(SecurityEventKind.Implausible, version);
        }

        if (!store.Save(StoredSettings.Name, stored.Write(version, reader.Settings)))
        {
            return false; // they come again with the next connection
        }

        heldVersion = version;
        RefusedVersion = 0;
        Trouble = null;
        handOver.IsRebootAsked = true;
        return true;
    }

    private void Refuse(long version, string trouble)
    {
        RefusedVersion = version;
        Trouble = trouble.Length <= MostTroubleLetters ? trouble : trouble.Substring(0, MostTroubleLetters);
    }
}
