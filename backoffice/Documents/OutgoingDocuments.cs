using System.Globalization;
using ChargePointFw.BackOffice.Members;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Link;

namespace ChargePointFw.BackOffice.Documents;

/// <summary>
/// The signed documents of <c>docs/messages.md</c>, written with the firmware's own writer and signed with the charge
/// point's newest keys.
/// </summary>
internal static class OutgoingDocuments
{
    // 384 allocations of at most 185 bytes, or 512 tokens of 83, and the head.
    private const int CapacityBytes = 80 * 1024;

    // A certificate of at most 1 KB in base 64, the keys, and the head.
    private const int KeysCapacityBytes = 2_560;

    /// <summary>Certificate and source are for readers only: where a charge point would not take so long a plan, it does without.</summary>
    public static byte[] Plan(ChargePoint to, long version, long validUntilMs, IReadOnlyList<PlannedAllocation> allocations)
    {
        byte[] document = Plan(to, version, validUntilMs, allocations, namesSource: true, namesCertificate: true);
        if (document.Length > DocumentDesk.MaximumBytes)
        {
            document = Plan(to, version, validUntilMs, allocations, namesSource: true, namesCertificate: false);
        }

        return document.Length > DocumentDesk.MaximumBytes
            ? Plan(to, version, validUntilMs, allocations, namesSource: false, namesCertificate: false)
            : document;
    }

    private static byte[] Plan(
        ChargePoint to, long version, long validUntilMs, IReadOnlyList<PlannedAllocation> allocations, bool namesSource, bool namesCertificate)
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
            if (namesSource)
            {
                json.Text("source", one.Source);
            }

            if (namesCertificate)
            {
                json.Text("certificate", one.CertificateId);
            }

            if (one.LivePermille > 0)
            {
                json.Number("livePermille", one.LivePermille);
            }

            json.EndObject();
        }

        json.EndArray();
        return End(json, to.Keys.Document);
    }

    /// <summary>The whole list.</summary>
    public static byte[] Tokens(ChargePoint to, MemberList list)
    {
        JsonWriter json = Begin("tokens", to);
        json.Number("version", list.Version);
        return Tokens(json, to, list, list.Members);
    }

    /// <summary>What changes in the list of an earlier version; null when that is more than one document may say.</summary>
    public static byte[]? TokenChanges(ChargePoint to, MemberList earlier, MemberList list)
    {
        MemberChanges changes = list.Since(earlier);
        if (!list.MayFollow(earlier) || changes.Set.Count > TokenListReader.MaximumChanges || changes.Removed.Count > TokenListReader.MaximumChanges)
        {
            return null;
        }

        JsonWriter json = Begin("tokens", to);
        json.Number("version", list.Version);
        json.Number("base", earlier.Version);
        json.Name("removed");
        json.BeginArray();
        foreach (long hash in changes.Removed)
        {
            json.TextValue(hash.ToString("X16", CultureInfo.InvariantCulture));
        }

        json.EndArray();
        return Tokens(json, to, list, changes.Set);
    }

    private static byte[] Tokens(JsonWriter json, ChargePoint to, MemberList list, IReadOnlyList<Member> members)
    {
        if (list.GuestsAllowed is { } guestsAllowed)
        {
            json.Flag("guests", guestsAllowed);
        }

        if (list.Programmes is { } programmes)
        {
            json.Name("programmes");
            json.BeginArray();
            foreach (long programme in programmes)
            {
                json.NumberValue(programme);
            }

            json.EndArray();
        }

        json.Name("tokens");
        json.BeginArray();
        foreach (Member member in members)
        {
            json.BeginObject();
            json.Hash("hash", member.TokenHash);
            json.Number("validUntil", Math.Min(member.ValidUntilUtcMs / 1000, uint.MaxValue));
            json.Number("programme", member.Programme);
            if (member.Group > 0)
            {
                json.Number("group", member.Group);
            }

            json.EndObject();
        }

        json.EndArray();
        return End(json, to.Keys.Document);
    }

    /// <summary>The site's whole surplus (W), and when it was measured (ms since 1970 in UTC).</summary>
    public static byte[] Live(ChargePoint to, long surplusW, long measuredMs)
    {
        JsonWriter json = Begin("live", to);
        json.Number("surplusW", surplusW);
        json.Number("measured", measuredMs);
        return End(json, to.Keys.Document);
    }

    /// <summary>What to do once: under a number, for one boot, until a time.</summary>
    public static byte[] Command(ChargePoint to, long id, string what, long boot, long expiresMs, long session, long tokenHash)
    {
        JsonWriter json = Begin("command", to);
        json.Number("id", id);
        json.Number("boot", boot);
        json.Number("expires", expiresMs / 1000);
        json.Text("do", what);
        if (session > 0)
        {
            json.Number("session", session);
        }

        if (tokenHash != 0)
        {
            json.Hash("token", tokenHash);
        }

        return End(json, to.Keys.Document);
    }

    /// <summary>The next generation of keys, its secrets hidden with the one that counts.</summary>
    public static byte[] Keys(ChargePoint to, byte generation, byte[] nonce, byte[] deviceKey, byte[] certificate, byte[] certificateKey)
    {
        KeySet by = to.Keys.Now;
        JsonWriter json = Begin("keys", to);
        json.Number("version", generation);
        json.Number("by", by.Generation);
        json.Base64("nonce", nonce);
        json.Base64("key", KeyWrap.Turn(HmacSha256.Instance, by, nonce, KeyWrap.DeviceKey, deviceKey));
        json.Base64("certificate", certificate);
        json.Base64("certificateKey", KeyWrap.Turn(HmacSha256.Instance, by, nonce, KeyWrap.CertificateKey, certificateKey));
        return End(json, by.Document);
    }

    /// <summary>What the charge point is to run with over its own file.</summary>
    public static byte[] Settings(ChargePoint to, long version, byte[] settings)
    {
        JsonWriter json = Begin("configuration", to);
        json.Number("version", version);
        json.Name("settings");
        json.Verbatim(settings);
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
        var json = new JsonWriter(kind is "plan" or "tokens" ? CapacityBytes : kind is "keys" ? KeysCapacityBytes : 512);
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
/// <param name="LivePermille">Share of the site's measured surplus that is credited on top, thousandths.</param>
internal sealed record PlannedAllocation(long Id, long StartMs, long EnergyWh, string Source, string CertificateId, long LivePermille);
