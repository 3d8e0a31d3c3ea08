using ChargePointFw.Control;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Link;

/// <summary>
/// Takes plans, token lists and the site's surplus: verified as a whole, saved if they last, and only then handed over. A refused one changes nothing.
/// </summary>
public sealed class DocumentDesk
{
    /// <summary>A longer document is refused unread, bytes.</summary>
    public const int MaximumBytes = 65_536;

    private const string PlanName = "plan";
    private const string TokensName = "tokens";

    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly IDocumentStore store;
    private readonly HandOver handOver;
    private readonly Refusals refusals;
    private readonly SupplyPlanReader planReader;
    private readonly TokenListReader tokenReader;
    private readonly SurplusDesk surplus;
    private SupplyPlan sparePlan = new SupplyPlan();
    private TokenList spareTokens = new TokenList();

    public DocumentDesk(
        IKeyedHash hash,
        KeyRing keys,
        string site,
        string chargePoint,
        IDocumentStore store,
        HandOver handOver,
        Refusals refusals)
    {
        this.hash = hash;
        this.keys = keys;
        this.store = store;
        this.handOver = handOver;
        this.refusals = refusals;
        planReader = new SupplyPlanReader(site, chargePoint);
        tokenReader = new TokenListReader(site, chargePoint);
        surplus = new SurplusDesk(hash, keys, site, chargePoint, handOver, refusals);
    }

    /// <summary>Version of the plan held, 0 for none.</summary>
    public long PlanVersion => handOver.Plan == null ? 0 : handOver.Plan.Version;

    /// <summary>Version of the token list held, 0 for none.</summary>
    public long TokensVersion => handOver.Tokens == null ? 0 : handOver.Tokens.Version;

    /// <summary>Takes up what was saved before the restart; a saved document is verified like a new one.</summary>
    public void Load()
    {
        byte[] plan = store.Load(PlanName);
        if (plan != null)
        {
            TakePlan(plan, false);
        }

        byte[] tokens = store.Load(TokensName);
        if (tokens != null)
        {
            TakeTokens(tokens, false);
        }
    }

    /// <summary>A plan arrived; true when it is held from now on.</summary>
    public bool TakePlan(byte[] document) => TakePlan(document, true);

    /// <summary>A token list arrived; true when it is held from now on.</summary>
    public bool TakeTokens(byte[] document) => TakeTokens(document, true);

    /// <summary>The site's surplus arrived; true when it is the newest from now on. Nothing of it is saved.</summary>
    public bool TakeSurplus(byte[] document) => surplus.Take(document);

    private bool TakePlan(byte[] document, bool isNew)
    {
        byte[] body = Open(document);
        if (body == null)
        {
            handOver.PlanRefusedKind = handOver.RefusedKind;
            return false;
        }

        SecurityEventKind verdict = planReader.Read(body, PlanVersion, sparePlan);
        bool isRepeated = verdict == SecurityEventKind.Older && planReader.ClaimedVersion == PlanVersion;
        if (isRepeated)
        {
            return false; // the broker repeats retained documents at every connection: that is no attack
        }

        handOver.PlanRefusedKind = verdict;
        if (!refusals.Accepts(verdict, planReader.ClaimedVersion))
        {
            return false;
        }

        if (isNew && !store.Save(PlanName, document))
        {
            return false; // the retained copy comes again
        }

        handOver.Plan = sparePlan;
        sparePlan = new SupplyPlan();
        return true;
    }

    private bool TakeTokens(byte[] document, bool isNew)
    {
        byte[] body = Open(document);
        if (body == null)
        {
            return false;
        }

        SecurityEventKind verdict = tokenReader.Read(body, TokensVersion, spareTokens);
        bool isRepeated = verdict == SecurityEventKind.Older && tokenReader.ClaimedVersion == TokensVersion;
        if (isRepeated || !refusals.Accepts(verdict, tokenReader.ClaimedVersion))
        {
            return false;
        }

        if (isNew && !store.Save(TokensName, document))
        {
            return false;
        }

        handOver.Tokens = spareTokens;
        spareTokens = new TokenList();
        return true;
    }

    private byte[] Open(byte[] document)
    {
        if (document.Length > MaximumBytes)
        {
            refusals.Accepts(SecurityEventKind.Implausible, 0);
            return null;
        }

        byte[] body = SignedDocument.Open(hash, keys.Document, document, out SecurityEventKind refusal);
        refusals.Accepts(refusal, 0);
        return body;
    }
}
