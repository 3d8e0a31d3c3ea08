using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.Documents;

/// <summary>
/// Reads the body of a plan whose signature is good. All or nothing: a plan that contradicts itself is refused as a
/// whole, whoever signed it.
/// </summary>
public sealed class SupplyPlanReader
{
    private const string Kind = "plan";
    private readonly DocumentHead head;

    public SupplyPlanReader(string site, string chargePoint) => head = new DocumentHead(site, chargePoint);

    /// <summary>Version that the last document claimed, 0 when it told none; for the security event.</summary>
    public long ClaimedVersion { get; private set; }

    /// <summary>Fills <paramref name="plan"/>, or says why not. <paramref name="heldVersion"/> is the version to beat.</summary>
    public SecurityEventKind Read(byte[] body, long heldVersion, SupplyPlan plan)
    {
        head.Reset();
        ClaimedVersion = 0;
        plan.Count = 0;
        plan.Version = 0;
        plan.ValidUntilUtcMs = 0;
        plan.IntervalMinutes = 0;
        bool hasAllocations = false;
        var reader = new JsonReader(body, 0, body.Length);
        if (reader.Next() != JsonToken.BeginObject)
        {
            return SecurityEventKind.Malformed;
        }

        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            if (head.Takes(reader, Kind))
            {
                // done
            }
            else if (reader.Is("version"))
            {
                ClaimedVersion = reader.Next() == JsonToken.Number ? reader.NumberValue : -1;
            }
            else if (reader.Is("intervalMinutes"))
            {
                bool isShort = reader.Next() == JsonToken.Number && reader.NumberValue > 0 && reader.NumberValue <= 60;
                plan.IntervalMinutes = isShort ? (int)reader.NumberValue : 0;
            }
            else if (reader.Is("validUntil"))
            {
                plan.ValidUntilUtcMs = reader.Next() == JsonToken.Number && reader.NumberValue <= 0xFFFFFFFFL
                    ? reader.NumberValue * 1000
                    : 0;
            }
            else if (reader.Is("allocations"))
            {
                SecurityEventKind refusal = ReadAllocations(reader, plan);
                if (refusal != SecurityEventKind.None)
                {
                    return refusal;
                }

                hasAllocations = true;
            }
            else if (!reader.Skip())
            {
                return SecurityEventKind.Malformed;
            }

            token = reader.Next();
        }

        if (token != JsonToken.EndObject || reader.Next() != JsonToken.End)
        {
            return SecurityEventKind.Malformed;
        }

        return Judge(plan, hasAllocations, heldVersion);
    }

    private SecurityEventKind Judge(SupplyPlan plan, bool hasAllocations, long heldVersion)
    {
        SecurityEventKind refusal = head.Verdict();
        if (refusal != SecurityEventKind.None)
        {
            return refusal;
        }

        bool knownInterval = plan.IntervalMinutes == 15 || plan.IntervalMinutes == 30 || plan.IntervalMinutes == 60;
        if (!hasAllocations || ClaimedVersion <= 0 || ClaimedVersion > 0xFFFFFFFFL || plan.ValidUntilUtcMs <= 0)
        {
            return SecurityEventKind.Malformed;
        }

        if (ClaimedVersion <= heldVersion)
        {
            return SecurityEventKind.Older;
        }

        if (!knownInterval || !IntervalsFit(plan))
        {
            return SecurityEventKind.Implausible;
        }

        plan.Version = ClaimedVersion;
        return SecurityEventKind.None;
    }

    // Starts are aligned and rise: two allocations can then neither overlap nor name the same interval.
    private static bool IntervalsFit(SupplyPlan plan)
    {
        for (int i = 0; i < plan.Count; i++)
        {
            bool aligned = plan.StartUtcMs[i] % plan.IntervalMs == 0;
            bool rises = i == 0 || plan.StartUtcMs[i] > plan.StartUtcMs[i - 1];
            if (!aligned || !rises)
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
        JsonToken token = reader.Next();
        while (token == JsonToken.Name)
        {
            bool isStart = reader.Is("start");
            bool isEnergy = reader.Is("energyWh");
            bool isId = reader.Is("id");
            if (isStart || isEnergy || isId)
            {
                if (reader.Next() != JsonToken.Number)
                {
                    return SecurityEventKind.Malformed;
                }

                start = isStart ? reader.NumberValue : start;
                energyWh = isEnergy ? reader.NumberValue : energyWh;
                id = isId ? reader.NumberValue : id;
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
            && id > 0 && id <= 0xFFFFFFFFL;
        if (!plausible)
        {
            return SecurityEventKind.Implausible;
        }

        plan.StartUtcMs[plan.Count] = start * 1000;
        plan.EnergyWh[plan.Count] = (int)energyWh;
        plan.AllocationId[plan.Count] = id;
        plan.Count++;
        return SecurityEventKind.None;
    }
}
