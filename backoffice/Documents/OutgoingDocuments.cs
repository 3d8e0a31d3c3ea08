using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Documents;

namespace ChargePointFw.BackOffice.Documents;

/// <summary>
/// The signed documents of <c>docs/messages.md</c>, written with the firmware's own writer and signed with the charge
/// point's newest keys.
/// </summary>
internal static class OutgoingDocuments
{
    // 384 allocations of at most 160 bytes, or 512 tokens of 60, and the head.
    private const int CapacityBytes = 64 * 1024;

    public static byte[] Plan(ChargePoint to, long version, long validUntilMs, IReadOnlyList<PlannedAllocation> allocations)
    {
        JsonWriter json = Begin("plan", to);
        json.Number("version", version);
        json.Number("intervalMinutes", to.Site.IntervalMinutes);
        json.Number("validUntil", validUntilMs / 1000);
        json.Name("allocations");
        json.BeginArray();
        foreach (PlannedAllocation one in allocations)
        {
            json.BeginObject();
            json.Number("id", one.Id);
            json.Number("start", one.StartMs / 1000);
            json.Number("energyWh", one.EnergyWh);
            json.Text("source", one.Source);
            json.Text("certificate", one.CertificateId);
            json.EndObject();
        }

        json.EndArray();
        return End(json, to.Keys.Document);
    }

    public static byte[] Tokens(ChargePoint to, long version, IReadOnlyList<Member> members)
    {
        JsonWriter json = Begin("tokens", to);
        json.Number("version", version);
        json.Name("tokens");
        json.BeginArray();
        foreach (Member member in members)
        {
            json.BeginObject();
            json.Hash("hash", member.TokenHash);
            json.Number("validUntil", Math.Min(member.ValidUntilUtcMs / 1000, uint.MaxValue));
            json.EndObject();
        }

        json.EndArray();
        return End(json, to.Keys.Document);
    }

    public static byte[] Acknowledgement(ChargePoint to, long journalId, long number, byte[] tag)
    {
        JsonWriter json = Begin("ack", to);
        json.Number("journal", journalId);
        json.Number("number", number);
        json.Base64("tag", tag);
        return End(json, to.Keys.Acknowledgement);
    }

    public static byte[] Resend(ChargePoint to, long journalId, long from, long until)
    {
        JsonWriter json = Begin("resend", to);
        json.Number("journal", journalId);
        json.Number("from", from);
        json.Number("to", until);
        return End(json, to.Keys.Acknowledgement);
    }

    private static JsonWriter Begin(string kind, ChargePoint to)
    {
        var json = new JsonWriter(kind is "plan" or "tokens" ? CapacityBytes : 512);
        json.BeginObject();
        json.Text("kind", kind);
        json.Text("site", to.Site.Name);
        json.Text("chargePoint", to.Name);
        return json;
    }

    private static byte[] End(JsonWriter json, byte[] key)
    {
        json.EndObject();
        return SignedDocument.Sign(HmacSha256.Instance, key, json.ToArray());
    }
}

/// <summary>A share of the supply that was promised to one charge point for one interval.</summary>
/// <param name="Id">Never used again for another one.</param>
/// <param name="StartMs">Start of the interval, ms since 1970 in UTC.</param>
/// <param name="EnergyWh">Wh that the charge point may draw in it.</param>
/// <param name="Source">OCPI's source category.</param>
/// <param name="CertificateId">The certificate behind it, or empty.</param>
internal sealed record PlannedAllocation(long Id, long StartMs, long EnergyWh, string Source, string CertificateId);
