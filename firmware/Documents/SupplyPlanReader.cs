using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Documents;

/// <summary>Reads the body of a supply plan.</summary>
public sealed class SupplyPlanReader : VersionedDocumentReader
{
    private const long MaximumSeconds = 0xFFFFFFFFL;
    private SupplyPlan plan;
    private bool hasAllocations;

    public SupplyPlanReader(string site, string chargePoint)
        : base(site, chargePoint, "plan")
    {
    }

    protected override bool IsComplete => hasAllocations && plan.ValidUntilUtcMs > 0;

    /// <summary>Fills <paramref name="target"/>, or says why not. <paramref name="heldVersion"/> is the version to beat.</summary>
    public SecurityEventKind Read(byte[] body, long heldVersion, SupplyPlan target)
    {
        plan = target;
        plan.Count = 0;
        plan.Version = 0;
        plan.ValidUntilUtcMs = 0;
        plan.IntervalMinutes = 0;
        hasAllocations = false;
        SecurityEventKind verdict = ReadBody(body, heldVersion);
        plan.Version = verdict == SecurityEventKind.None ? ClaimedVersion : 0;
        return verdict;
    }

    protected override bool TakesContent(JsonReader reader, out SecurityEventKind refusal)
    {
        refusal = SecurityEventKind.None;
        if (reader.Is("intervalMinutes"))
        {
            bool isShort = reader.Next() == JsonToken.Number && reader.NumberValue > 0 && reader.NumberValue <= 60;
            plan.IntervalMinutes = isShort ? (int)reader.NumberValue : 0;
            return true;
        }

        if (reader.Is("validUntil"))
        {
            bool isTime = reader.Next() == JsonToken.Number && reader.NumberValue <= MaximumSeconds;
            plan.ValidUntilUtcMs = isTime ? reader.NumberValue * 1000 : 0;
            return true;
        }

        if (reader.Is("allocations"))
        {
            refusal = ReadAllocations(reader, plan);
            hasAllocations = true;
            return true;
        }

        return false;
    }

    protected override bool IsPlausible()
    {
        bool isKnown = plan.IntervalMinutes == 15 || plan.IntervalMinutes == 30 || plan.IntervalMinutes == 60;
        return isKnown && IntervalsFit(plan);
    }

    // Starts are aligned and rise: two allocations can then neither overlap nor name the same interval. A plan is for days.
    private static bool IntervalsFit(SupplyPlan plan)
    {
        for (int i = 0; i < plan.Count; i++)
        {
            bool aligned = plan.StartUtcMs[i] % plan.IntervalMs == 0;
            long sinceMs = i == 0 ? 0 : plan.StartUtcMs[i] - plan.StartUtcMs[i - 1];
            bool follows = i == 0 || (sinceMs > 0 && sinceMs <= SupplyPlan.MaximumGapIntervals * plan.IntervalMs);
            if (!aligned || !follows)
            {
                return false;
            }
        }

        return true;
    }

    private static SecurityEventKind ReadAllocations(JsonReader reader, SupplyPlan plan)
    {
        if (reader.Next() != JsonToken.BeginArray)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.BeginObject)
        {
            if (plan.Count == SupplyPlan.MaximumAllocations)
            {
                return SecurityEventKind.Implausible;
            }

            SecurityEventKind refusal = ReadAllocation(reader, plan);
            if (refusal != SecurityEventKind.None)
            {
                return refusal;
            }

            token = reader.Next();
        }

        return token == JsonToken.EndArray ? SecurityEventKind.None : SecurityEventKind.Malformed;
    }

    private static SecurityEventKind ReadAllocation(JsonReader reader, SupplyPlan plan)
    {
        long start = -1;
        long energyWh = -1;
        long id = -1;
        long livePermille = 0;
        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            bool isStart = reader.Is("start");
            bool isEnergy = reader.Is("energyWh");
            bool isId = reader.Is("id");
            bool isLive = reader.Is("livePermille");
            if (isStart || isEnergy || isId || isLive)
            {
                if (reader.Next() != JsonToken.Number)
                {
                    return SecurityEventKind.Malformed;
                }

                start = isStart ? reader.NumberValue : start;
                energyWh = isEnergy ? reader.NumberValue : energyWh;
                id = isId ? reader.NumberValue : id;
                livePermille = isLive ? reader.NumberValue : livePermille;
            }
            else if (!reader.Skip())
            {
                return SecurityEventKind.Malformed;
            }

            token = reader.Next();
        }

        if (token != JsonToken.EndObject)
        {
            return SecurityEventKind.Malformed;
        }

        bool plausible = start > 0 && start < 0xFFFFFFFFL
            && energyWh >= 0 && energyWh <= RecordLayout.MaximumEnergyWh
            && livePermille >= 0 && livePermille <= 1_000
            && id > 0 && id <= 0xFFFFFFFFL;
        if (!plausible)
        {
            return SecurityEventKind.Implausible;
        }

        plan.StartUtcMs[plan.Count] = start * 1000;
        plan.EnergyWh[plan.Count] = (int)energyWh;
        plan.AllocationId[plan.Count] = id;
        plan.LivePermille[plan.Count] = (short)livePermille;
        plan.Count++;
        return SecurityEventKind.None;
    }
}
