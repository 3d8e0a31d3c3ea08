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
    /// <summary>
    /// A longer document is refused unread, bytes: 512 members with all that a list may say fit, and 11 blocks of a file system.
    /// The boards' budgets count on it.
    /// </summary>
    public const int MaximumBytes = 44_800;

    /// <summary>A longer plan likewise: 384 intervals fit without what is for readers only, and 8 blocks.</summary>
    public const int MaximumPlanBytes = 32_000;

    /// <summary>
    /// Differential token lists kept beside the full one; at the bound the next is not taken, and the full list, which
    /// follows each of them, takes their place.
    /// </summary>
    public const int MaximumDifferentials = 4;

    /// <summary>A longer differential token list is refused: the store keeps several.</summary>
    public const int MaximumDifferentialBytes = 4_096;

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

    // What is read into; given away when it is handed over, and made anew for the next: never two beside the one held, and
    // never one that is held, should memory run out.
    private SupplyPlan sparePlan;
    private TokenList spareTokens;
    private int differentials;

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

    /// <summary>
    /// Takes up what was saved before the restart; a saved document is verified like a new one. Nothing older than what
    /// records say was held is ever taken again, should the saved one be damaged and an old one be replayed.
    /// </summary>
    public void Load(RecoveredState recovered)
    {
        planReader.LeastVersion = recovered.PlanVersion;
        byte[] plan = store.Load(PlanName);
        if (plan != null)
        {
            TakePlan(plan, false);
        }

        byte[] tokens = store.Load(TokensName);
        if (tokens != null && TakeTokens(tokens, false))
        {
            LoadDifferentials();
        }

        tokenReader.LeastVersion = recovered.TokensVersion;
        if (TokensVersion < recovered.TokensVersion)
        {
            handOver.Tokens = null; // a step of the row is damaged: whom it revoked nobody knows
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
        byte[] body = Open(document, MaximumPlanBytes);
        if (body == null)
        {
            handOver.PlanRefusedKind = handOver.RefusedKind;
            return false;
        }

        sparePlan ??= new SupplyPlan();
        SecurityEventKind verdict = planReader.Read(body, PlanVersion, sparePlan);
        bool isRepeated = verdict == SecurityEventKind.Older && planReader.ClaimedVersion == PlanVersion;
        if (isRepeated)
        {
            return false; // the broker repeats retained documents at every connection: that is no attack
        }

        // Whether one that was saved still says anything, the supply rule judges; the time is not known yet then.
        bool isExpired = isNew && verdict == SecurityEventKind.None && sparePlan.ValidUntilUtcMs <= handOver.UtcMs;
        verdict = isExpired ? SecurityEventKind.Expired : verdict;
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
        sparePlan = null;
        return true;
    }

    private bool TakeTokens(byte[] document, bool isNew)
    {
        byte[] body = Open(document, MaximumBytes);
        if (body == null)
        {
            return false;
        }

        spareTokens ??= new TokenList();
        SecurityEventKind verdict = tokenReader.Read(body, handOver.Tokens, spareTokens);
        if (verdict == SecurityEventKind.None && tokenReader.IsDifferential && document.Length > MaximumDifferentialBytes)
        {
            verdict = SecurityEventKind.Implausible;
        }

        if (verdict == SecurityEventKind.Older && (!isNew || tokenReader.ClaimedVersion == TokensVersion))
        {
            return isNew && TakeTogether(document);
        }

        // A list that we do not hold cannot be changed: no attack, and what we hold stands in the state.
        if (!refusals.Accepts(verdict, tokenReader.ClaimedVersion) || tokenReader.LacksBase)
        {
            return false;
        }

        if (isNew && !Keep(document))
        {
            return false;
        }

        handOver.Tokens = spareTokens;
        spareTokens = null;
        return true;
    }

    // What was kept for a list that has been replaced since is older than that list, and ends the row: nothing has to be
    // deleted, so that power may fail between any two writes.
    private void LoadDifferentials()
    {
        while (differentials < MaximumDifferentials)
        {
            byte[] document = store.Load(DifferentialName(differentials + 1));
            if (document == null || !TakeTokens(document, false))
            {
                return;
            }

            differentials++;
        }
    }

    private bool Keep(byte[] document)
    {
        if (!tokenReader.IsDifferential)
        {
            return KeepFull(document);
        }

        bool isKept = differentials < MaximumDifferentials && store.Save(DifferentialName(differentials + 1), document);
        differentials += isKept ? 1 : 0;
        return isKept;
    }

    // The list held came again as a whole: it takes the place of all that led to it. Never anything new.
    private bool TakeTogether(byte[] document)
    {
        if (differentials > 0 && !tokenReader.IsDifferential)
        {
            KeepFull(document);
        }

        return false;
    }

    private bool KeepFull(byte[] document)
    {
        bool isKept = store.Save(TokensName, document);
        differentials = isKept ? 0 : differentials;
        return isKept;
    }

    private static string DifferentialName(int place) => TokensName + "-" + place.ToString();

    private byte[] Open(byte[] document, int maximumBytes)
    {
        if (document.Length > maximumBytes)
        {
            refusals.Accepts(SecurityEventKind.Implausible, 0);
            return null;
        }

        byte[] body = SignedDocument.Open(hash, keys.Document, document, out SecurityEventKind refusal);
        refusals.Accepts(refusal, 0);
        return body;
    }
}
