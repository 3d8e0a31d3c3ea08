using System.Text;
using System.Text.Json;
using ChargePointFw.Documents;
using ChargePointFw.Properties.Worlds;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using FsCheck;
using FsCheck.Fluent;
using JsonReader = ChargePointFw.Documents.JsonReader;

namespace ChargePointFw.Properties;

/// <summary>Documents bent in every way: nothing throws, nothing hangs, nothing is believed that was not signed.</summary>
[TestClass]
public sealed class DocumentTests
{
    private static readonly Site site = new(1, 1, 30, [5_000, 0, 7_000], [new(Site.Name, "member-0", true, Site.StartUtcMs + 1_000, Site.StartUtcMs + 2_000, 1, 1)], []);
    private static readonly byte[] ackBody = Encoding.ASCII.GetBytes($$"""{"kind":"ack","site":"{{Papers.SiteName}}","chargePoint":"{{Site.Name}}","journal":7,"number":3,"tag":"{{Convert.ToBase64String(new byte[16])}}"}""");
    private static readonly byte[] oddBody = "{\"a\":[1,-2,0,{\"b\":null,\"c\":[true,false,[]]}, \"x y\" ],\"d\":{},\"e\":\"\"}"u8.ToArray();
    private static readonly byte[] changesBody = Encoding.ASCII.GetBytes(
        $$"""{"kind":"tokens","site":"{{Papers.SiteName}}","chargePoint":"{{Site.Name}}","version":6,"base":5,"guests":true,"programmes":[1,2],"removed":["0000000000000020","0000000000000030"],"tokens":[{"hash":"F000000000000000","validUntil":9,"programme":1,"group":7},{"hash":"0000000000000018","validUntil":9},{"hash":"0000000000000040","validUntil":9}]}""");
    private static readonly byte[][] bodies = [Papers.PlanBody(site, 5), Papers.TokensBody(site), ackBody, oddBody];

    [TestMethod]
    public void BentBodies_AreReadToAnEnd_AndWhatIsTakenIsJson() => Seeds.Check(Bent(bodies), 20_000, body =>
    {
        var reader = new JsonReader(body, 0, body.Length);
        JsonToken token;
        int tokens = 0;
        do
        {
            token = reader.Next();
            Assert.IsLessThanOrEqualTo(body.Length + 1, ++tokens, "it comes to an end");
        }
        while (token is not (JsonToken.End or JsonToken.Error));

        Assert.AreEqual(token, reader.Next(), "and stays there");
        if (token == JsonToken.End)
        {
            using JsonDocument _ = JsonDocument.Parse(body); // throws when it is not JSON
        }
    });

    [TestMethod]
    public void SkippingAValue_LeavesTheReaderBehindIt() => Seeds.Check(Bent(bodies), 5_000, body =>
    {
        var reader = new JsonReader(body, 0, body.Length);
        if (reader.Next() != JsonToken.BeginObject)
        {
            return;
        }

        int members = 0;
        while (reader.Next() == JsonToken.Name)
        {
            members++;
            if (!reader.Skip())
            {
                return;
            }

            Assert.AreEqual(1, reader.Depth);
        }

        if (reader.Next() == JsonToken.End)
        {
            Assert.AreEqual(JsonDocument.Parse(body).RootElement.EnumerateObject().Count(), members);
        }
    });

    [TestMethod]
    public void BentEnvelopes_AreOpenedOnlyIfTheyAreTheSignedOne()
    {
        byte[][] envelopes = [.. bodies.Select(body => SignedDocument.Sign(Papers.Hash, Papers.Keys.Document, body))];
        HashSet<string> signed = [.. bodies.Select(Convert.ToHexString)];
        HashSet<string> genuine = [.. envelopes.Select(Convert.ToHexString)];
        Seeds.Check(Bent(envelopes), 20_000, envelope =>
        {
            byte[]? body = SignedDocument.Open(Papers.Hash, Papers.Keys.Document, envelope, out SecurityEventKind refusal);
            Assert.AreEqual(body is null, refusal != SecurityEventKind.None);
            Assert.IsTrue(body is null || (signed.Contains(Convert.ToHexString(body)) && genuine.Contains(Convert.ToHexString(envelope))), "never signed");
            Assert.IsNull(SignedDocument.Open(Papers.Hash, Papers.Keys.Acknowledgement, envelope, out _), "another purpose's key");
        });
    }

    // Whoever signs nonsense is refused as well: what is taken does not contradict itself.
    [TestMethod]
    public void BentPlansWithAGoodSignature_AreRefusedOrConsistent() => Seeds.Check(Bent([bodies[0]]), 20_000, body =>
    {
        var plan = new SupplyPlan();
        if (new SupplyPlanReader(Papers.SiteName, Site.Name).Read(body, 4, plan) != SecurityEventKind.None)
        {
            return;
        }

        Assert.IsGreaterThan(4, plan.Version);
        Assert.Contains(plan.IntervalMinutes, [15, 30, 60]);
        for (int i = 0; i < plan.Count; i++)
        {
            Assert.AreEqual(0, plan.StartUtcMs[i] % plan.IntervalMs);
            Assert.IsTrue(i == 0 || plan.StartUtcMs[i] > plan.StartUtcMs[i - 1]);
            Assert.IsTrue(plan.EnergyWh[i] is >= 0 and <= RecordLayout.MaximumEnergyWh && plan.AllocationId[i] is > 0 and <= uint.MaxValue);
        }
    });

    [TestMethod]
    public void BentTokenListsAndAcknowledgements_NeverThrow() => Seeds.Check(Bent([bodies[1], bodies[2]]), 20_000, body =>
    {
        var list = new TokenList();
        if (new TokenListReader(Papers.SiteName, Site.Name).Read(body, null!, list) == SecurityEventKind.None)
        {
            for (int i = 1; i < list.Count; i++)
            {
                Assert.IsGreaterThan(list.Hash[i - 1], list.Hash[i]);
            }
        }

        var reader = new AcknowledgementReader(Papers.SiteName, Site.Name);
        if (reader.Read(body, "ack") == SecurityEventKind.None)
        {
            Assert.IsTrue(reader.Number >= 0 && (reader.Number == 0 || reader.Tag.Length == 16));
        }

        reader.Read(body, "resend");
    });

    [TestMethod]
    public void BentDifferentials_AreRefusedOrLeadToARisingList() => Seeds.Check(Bent([changesBody]), 20_000, body =>
    {
        var held = new TokenList { Version = 5, Count = TokenList.MaximumTokens };
        for (int i = 0; i < held.Count; i++)
        {
            held.Hash[i] = 16 * (i + 1);
        }

        var list = new TokenList();
        var reader = new TokenListReader(Papers.SiteName, Site.Name);
        if (reader.Read(body, held, list) != SecurityEventKind.None || reader.LacksBase)
        {
            Assert.AreEqual(0, list.Version);
            return;
        }

        Assert.IsGreaterThan(5, list.Version);
        Assert.IsLessThanOrEqualTo(TokenList.MaximumTokens, list.Count);
        for (int i = 1; i < list.Count; i++)
        {
            Assert.IsGreaterThan(list.Hash[i - 1], list.Hash[i]);
        }
    });

    // Up to six changes: a bit, a byte, a piece cut out, doubled, moved in from elsewhere, or the end cut off.
    private static Gen<byte[]> Bent(byte[][] originals) =>
        from original in Gen.Elements(originals)
        from changes in Gen.Choose(0, 6)
        from numbers in Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), changes * 4)
        select numbers.Chunk(4).Aggregate(original, (bytes, four) => Bend(bytes, four));

    private static byte[] Bend(byte[] bytes, int[] four)
    {
        if (bytes.Length == 0)
        {
            return [(byte)four[0]];
        }

        int at = four[1] % bytes.Length;
        int length = Math.Min(1 + (four[2] % 12), bytes.Length - at);
        byte[] letters = "{}[],:\"0123456789-+.eE \\ntf\0\u007f"u8.ToArray();
        byte[] changed = [.. bytes];
        switch (four[0] % 6)
        {
            case 0:
                changed[at] ^= (byte)(1 << (four[3] % 8));
                return changed;
            case 1:
                changed[at] = letters[four[3] % letters.Length];
                return changed;
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 4:
                return [.. bytes[..at], letters[four[3] % letters.Length], .. bytes[at..]];
            default:
                return four[3] % 4 == 0 ? bytes[..at] : [.. bytes[..at], .. bytes.Skip(four[3] % bytes.Length).Take(length), .. bytes[at..]];
        }
    }
}
