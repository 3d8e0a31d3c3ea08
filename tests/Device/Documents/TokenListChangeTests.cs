using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>Differential documents: what changes in the list held, and every form that cannot be.</summary>
[TestClass]
public class TokenListChangeTests
{
    private const int None = (int)SecurityEventKind.None;
    private const int Malformed = (int)SecurityEventKind.Malformed;
    private const int Older = (int)SecurityEventKind.Older;
    private const int Implausible = (int)SecurityEventKind.Implausible;
    private const int Lacks = -1;

    // Stands for the head of our own list: the words of all tests together are bounded on the device.
    private const string H = "#";
    private const string V = H + ",\"version\":6,\"base\":5";
    private const string A = "{\"hash\":\"0000000000000010\",\"validUntil\":9}";

    // The list held has version 5 and the tokens 10, 20 and 30 (hexadecimal).
    [TestMethod]
    [DataRow("one removed", V + ",\"removed\":[\"0000000000000020\"]}", None, "10 30")]
    [DataRow("all removed", V + ",\"removed\":[\"0000000000000010\",\"0000000000000020\",\"0000000000000030\"]}", None, "")]
    [DataRow("one that is not there is removed", V + ",\"removed\":[\"0000000000000021\"]}", None, "10 20 30")]
    [DataRow("one replaced", V + ",\"tokens\":[" + A + "]}", None, "10' 20 30")]
    [DataRow("one added at the end, one removed", V + ",\"tokens\":[{\"hash\":\"0000000000000040\",\"validUntil\":9}],\"removed\":[\"0000000000000010\"]}", None, "20 30 40'")]
    [DataRow("added at the beginning as signed numbers", V + ",\"tokens\":[{\"hash\":\"F000000000000000\",\"validUntil\":9}]}", None, "F' 10 20 30")]
    [DataRow("nothing but the version", V + ",\"tokens\":[]}", None, "10 20 30")]
    [DataRow("the base at the end", H + ",\"removed\":[\"0000000000000030\"],\"version\":6,\"base\":5}", None, "10 20")]
    [DataRow("guests only", V + ",\"guests\":true}", None, "10 20 30")]
    [DataRow("another base", H + ",\"version\":6,\"base\":4,\"removed\":[\"0000000000000020\"]}", Lacks, "")]
    [DataRow("a base to come", H + ",\"version\":9,\"base\":8,\"removed\":[\"0000000000000020\"]}", Lacks, "")]
    [DataRow("a replay of the step before", H + ",\"version\":4,\"base\":3,\"removed\":[\"0000000000000020\"]}", Older, "")]
    [DataRow("the version held", H + ",\"version\":5,\"base\":4,\"removed\":[\"0000000000000020\"]}", Older, "")]
    [DataRow("the base of itself", H + ",\"version\":6,\"base\":6,\"removed\":[\"0000000000000020\"]}", Implausible, "")]
    [DataRow("a base above it", H + ",\"version\":6,\"base\":7,\"tokens\":[]}", Implausible, "")]
    [DataRow("base 0", H + ",\"version\":6,\"base\":0,\"tokens\":[]}", Malformed, "")]
    [DataRow("a base below zero", H + ",\"version\":6,\"base\":-5,\"tokens\":[]}", Malformed, "")]
    [DataRow("a base as a text", H + ",\"version\":6,\"base\":\"5\",\"tokens\":[]}", Malformed, "")]
    [DataRow("no change", V + "}", Malformed, "")]
    [DataRow("removed is no list", V + ",\"removed\":\"0000000000000020\"}", Malformed, "")]
    [DataRow("removed by number", V + ",\"removed\":[32]}", Malformed, "")]
    [DataRow("a short hash removed", V + ",\"removed\":[\"20\"]}", Malformed, "")]
    [DataRow("removed twice named", V + ",\"removed\":[\"0000000000000020\"],\"removed\":[]}", Malformed, "")]
    [DataRow("the same removed twice", V + ",\"removed\":[\"0000000000000020\",\"0000000000000020\"]}", Implausible, "")]
    [DataRow("removed falling", V + ",\"removed\":[\"0000000000000020\",\"0000000000000010\"]}", Implausible, "")]
    [DataRow("replaced and removed", V + ",\"tokens\":[" + A + "],\"removed\":[\"0000000000000010\"]}", Implausible, "")]
    [DataRow("tokens falling", V + ",\"tokens\":[{\"hash\":\"0000000000000011\",\"validUntil\":9}," + A + "]}", Implausible, "")]
    [DataRow("truncated but signed", V + ",\"removed\":[\"0000000000000020\"", Malformed, "")]
    public void Documents(string what, string text, int expected, string tokens)
    {
        TokenList held = Held(3, 0x10);
        var list = new TokenList();
        TokenListReader reader = Reader();
        int verdict = (int)reader.Read(Papers.Whole("tokens", text), held, list);
        Check.Is(expected == Lacks ? None : expected, verdict, what);
        Check.That(reader.LacksBase == (expected == Lacks), what + ": base");
        Check.Is(expected == None ? 6 : 0, list.Version, "only an accepted list has a version");
        Check.Is("10 20 30", Said(held), "the list held is untouched");
        if (expected == None)
        {
            Check.Is(tokens, Said(list), what);
        }
    }

    [TestMethod]
    public void WithoutAList_NothingIsChanged()
    {
        var list = new TokenList();
        TokenListReader reader = Reader();
        Check.Is(None, (int)reader.Read(Papers.Whole("tokens", V + ",\"tokens\":[" + A + "]}"), null, list), "no attack");
        Check.That(reader.LacksBase && list.Version == 0, "and no list");
    }

    [TestMethod]
    public void WhatIsNotSaid_StaysAsItWas()
    {
        TokenList held = Held(2, 0x10);
        held.Guests = GuestPolicy.MembersOnly;
        held.ServeNone();
        held.Serve(3);
        held.Programme[0] = 3;
        held.Group[0] = 7;
        var list = new TokenList();
        Reader().Read(Papers.Whole("tokens", V + ",\"removed\":[\"0000000000000020\"]}"), held, list);
        Check.That(list.Guests == GuestPolicy.MembersOnly && !list.ServesAll && list.IsMember(0x10, 0), "policy");
        Check.That(list.Programme[0] == 3 && list.Group[0] == 7, "the token");
        Reader().Read(Papers.Whole("tokens", V + ",\"guests\":true,\"programmes\":[4]}"), held, list);
        Check.That(list.Guests == GuestPolicy.GuestsToo && !list.IsMember(0x10, 0), "said anew");
    }

    [TestMethod]
    [DataRow(512, 0, 0, None)]
    [DataRow(512, 1, 0, Implausible)]
    [DataRow(512, 1, 1, None)]
    [DataRow(511, 1, 0, None)]
    [DataRow(511, 2, 0, Implausible)]
    [DataRow(480, 32, 0, None)]
    [DataRow(481, 32, 0, Implausible)]
    [DataRow(512, 32, 32, None)]
    [DataRow(512, 32, 31, Implausible)]
    [DataRow(100, 33, 0, Implausible)]
    [DataRow(100, 0, 33, Implausible)]
    public void AList_GrowsTo512AndNoFurther(int heldCount, int added, int removed, int expected)
    {
        TokenList held = Held(heldCount, 16);
        var json = new JsonWriter(4_096);
        json.Verbatim(Papers.Whole("tokens", V));
        json.Name("tokens");
        json.BeginArray();
        for (int i = 0; i < added; i++)
        {
            json.BeginObject();
            json.Hash("hash", (16 * i) + 24); // between the tokens held
            json.Number("validUntil", 9);
            json.EndObject();
        }

        json.EndArray();
        string gone = string.Empty;
        for (int i = 0; i < removed; i++)
        {
            gone += (i == 0 ? "\"" : ",\"") + Papers.Hash(16 * (i + 1)) + "\"";
        }

        json.Verbatim(Ascii.Bytes(",\"removed\":[" + gone + "]}"));
        byte[] text = json.ToArray();
        var list = new TokenList();
        Check.Is(expected, (int)Reader().Read(text, held, list), "verdict");
        Check.That(text.Length <= 4_096, "small");
        Check.Is(heldCount, held.Count, "the list held");
        if (expected == None)
        {
            Check.Is(heldCount + added - removed, list.Count, "count");
            for (int i = 0; i < list.Count; i++)
            {
                Check.That(i == 0 || list.Hash[i] > list.Hash[i - 1], "rising at " + i.ToString());
                Check.Is(list.Hash[i] % 16 == 0 ? 7 : 9, list.ValidUntilUtcMs[i] / 1000, "whose end, " + i.ToString());
            }
        }
    }

    // Tokens step, 2 × step … of version 5.
    private static TokenList Held(int count, long step)
    {
        var list = new TokenList { Version = 5, Count = count };
        for (int i = 0; i < count; i++)
        {
            list.Hash[i] = (i + 1) * step;
            list.ValidUntilUtcMs[i] = 7_000;
        }

        return list;
    }

    // Changed ones are marked.
    private static string Said(TokenList list)
    {
        string said = string.Empty;
        for (int i = 0; i < list.Count; i++)
        {
            said += (i == 0 ? string.Empty : " ") + (list.Hash[i] < 0 ? "F" : Papers.Hash(list.Hash[i]).Substring(14))
                + (list.ValidUntilUtcMs[i] == 9_000 ? "'" : string.Empty);
        }

        return said;
    }

    private static TokenListReader Reader() => new TokenListReader(Papers.Site, Papers.ChargePoint);
}
