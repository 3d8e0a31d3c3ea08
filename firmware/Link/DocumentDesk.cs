using ChargePointFw.Control;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.Link;

/// <summary>
/// Takes plans, token lists, the site's surplus and commands: verified as a whole, what lasts is saved in its compact form, and only
/// then handed over. A refused one changes nothing.
/// </summary>
public sealed class DocumentDesk
{
    /// <summary>
    /// A longer document is refused unread, bytes: 512 members with all that a list may say fit. The memory of a device bounds
    /// it: the message and its signed body are there at once.
    /// </summary>
    public const int MaximumBytes = 44_800;

    private const string PlanName = "plan";
    private const string TokensName = "tokens";

    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly IDocumentStore store;
    private readonly HandOver handOver;
    private readonly Refusals refusals;
    private readonly SupplyPlanReader planReader;
    private readonly TokenListReader tokenReader;
    private readonly StoredPlan storedPlan;
    private readonly StoredTokens storedTokens;
    private readonly SurplusDesk surplus;
    private readonly CommandDesk commands;

    // What is read into; given away when it is handed over, and made anew for the next: never two beside the one held, and
    // never one that is held, should memory run out.
    private SupplyPlan sparePlan;
    private TokenList spareTokens;

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
        storedPlan = new StoredPlan(hash, keys, site, chargePoint);
        storedTokens = new StoredTokens(hash, keys, site, chargePoint);
        surplus = new SurplusDesk(hash, keys, site, chargePoint, handOver, refusals);
        commands = new CommandDesk(hash, keys, site, chargePoint, store, handOver, refusals);
    }

    /// <summary>Version of the plan held, 0 for none.</summary>
    public long PlanVersion => handOver.Plan == null ? 0 : handOver.Plan.Version;

    /// <summary>Version of the token list held, 0 for none.</summary>
    public long TokensVersion => handOver.Tokens == null ? 0 : handOver.Tokens.Version;

    /// <summary>
    /// Takes up what was saved before the restart, where its seal is ours. Nothing older than what records say was held is
    /// ever taken again, should the saved one be damaged and an old one be replayed.
    /// </summary>
    public void Load(RecoveredState recovered)
    {
        planReader.LeastVersion = recovered.PlanVersion;
        tokenReader.LeastVersion = recovered.TokensVersion;
        commands.Load();
        byte[] plan = store.Load(PlanName);
        if (plan != null)
        {
            LoadPlan(plan);
        }

        byte[] tokens = store.Load(TokensName);
        if (tokens != null)
        {
            LoadTokens(tokens);
        }
    }

    /// <summary>A plan arrived; true when it is held from now on.</summary>
    public bool TakePlan(byte[] document)
    {
        byte[] body = Open(document);
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

        bool isExpired = verdict == SecurityEventKind.None && sparePlan.ValidUntilUtcMs <= handOver.UtcMs;
        verdict = isExpired ? SecurityEventKind.Expired : verdict;
        handOver.PlanRefusedKind = verdict;
        if (!refusals.Accepts(verdict, planReader.ClaimedVersion) || !store.Save(PlanName, storedPlan.Write(sparePlan)))
        {
            return false; // one that could not be saved comes again: it is retained
        }

        HandOverPlan();
        return true;
    }

    /// <summary>A token list arrived; true when it is held from now on.</summary>
    public bool TakeTokens(byte[] document)
    {
        byte[] body = Open(document);
        if (body == null)
        {
            return false;
        }

        spareTokens ??= new TokenList();
        SecurityEventKind verdict = tokenReader.Read(body, handOver.Tokens, spareTokens);
        if (verdict == SecurityEventKind.Older && tokenReader.ClaimedVersion == TokensVersion)
        {
            return false; // repeated, as a plan
        }

        // A list that we do not hold cannot be changed: no attack, and what we hold stands in the state.
        if (!refusals.Accepts(verdict, tokenReader.ClaimedVersion) || tokenReader.LacksBase)
        {
            return false;
        }

        // What a differential led to is saved as a whole, like a full list.
        if (!store.Save(TokensName, storedTokens.Write(spareTokens)))
        {
            return false;
        }

        HandOverTokens();
        return true;
    }

    /// <summary>Number of the last command taken since the boot, 0 for none, and what came of it.</summary>
    public long LastCommandId => commands.LastId;

    public CommandResult LastCommandResult => commands.LastResult;

    /// <summary>A command arrived; true when it was taken.</summary>
    public bool TakeCommand(byte[] document, int bootNumber) => commands.Take(document, bootNumber);

    /// <summary>The site's surplus arrived; true when it is the newest from now on. Nothing of it is saved.</summary>
    public bool TakeSurplus(byte[] document) => surplus.Take(document);

    // Whether a saved plan still says anything, the supply rule judges; the time is not known yet.
    private void LoadPlan(byte[] stored)
    {
        sparePlan ??= new SupplyPlan();
        SecurityEventKind verdict = storedPlan.Read(stored, planReader.LeastVersion, sparePlan);
        handOver.PlanRefusedKind = verdict;
        if (refusals.Accepts(verdict, storedPlan.ClaimedVersion))
        {
            HandOverPlan();
        }
    }

    private void LoadTokens(byte[] stored)
    {
        spareTokens ??= new TokenList();
        SecurityEventKind verdict = storedTokens.Read(stored, tokenReader.LeastVersion, spareTokens);
        if (refusals.Accepts(verdict, storedTokens.ClaimedVersion))
        {
            HandOverTokens();
        }
    }

    private void HandOverPlan()
    {
        handOver.Plan = sparePlan;
        sparePlan = null;
    }

    private void HandOverTokens()
    {
        handOver.Tokens = spareTokens;
        spareTokens = null;
    }

    private byte[] Open(byte[] document)
    {
        if (document.Length > MaximumBytes)
        {
            refusals.Accepts(SecurityEventKind.Implausible, 0);
            return null;
        }

        byte[] body = SignedDocument.Open(hash, keys, document, out SecurityEventKind refusal);
        refusals.Accepts(refusal, 0);
        return body;
    }
}
