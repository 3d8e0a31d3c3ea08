using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

[TestClass]
public class TokenListReaderTests
{
    private const int None = (int)SecurityEventKind.None;
    private const int Malformed = (int)SecurityEventKind.Malformed;
    private const int Foreign = (int)SecurityEventKind.Foreign;
    private const int Older = (int)SecurityEventKind.Older;
    private const int Implausible = (int)SecurityEventKind.Implausible;

    private const string H = "#"; // Papers.Whole
    private const string T = "{\"hash\":\"00F1020304050607\",\"validUntil\":1893456000}";
    private const string U = "{\"hash\":\"10F1020304050607\",\"validUntil\":1893456000}";
    private const string N = "{\"hash\":\"F0F1020304050607\",\"validUntil\":1893456000}";

    [TestMethod]
    [DataRow("empty", H + ",\"version\":3,\"tokens\":[]}", None)]
    [DataRow("rising as signed numbers", H + ",\"version\":3,\"tokens\":[" + N + "," + T + "," + U + "]}", None)]
    [DataRow("unknown members", H + ",\"y\":[[]],\"version\":3,\"tokens\":[{\"n\":{},\"hash\":\"00F1020304050607\",\"validUntil\":1}]}", None)]
    [DataRow("rising as unsigned numbers", H + ",\"version\":3,\"tokens\":[" + T + "," + N + "]}", Implausible)]
    [DataRow("twice the same", H + ",\"version\":3,\"tokens\":[" + T + "," + T + "]}", Implausible)]
    [DataRow("another site", "{\"kind\":\"tokens\",\"site\":\"tokyo2\",\"chargePoint\":\"cp-1\",\"version\":3,\"tokens\":[]}", Foreign)]
    [DataRow("another charge point", "{\"kind\":\"tokens\",\"site\":\"tokyo\",\"chargePoint\":\"cp-2\",\"version\":3,\"tokens\":[]}", Foreign)]
    [DataRow("another kind", "{\"kind\":\"plan\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\",\"version\":3,\"tokens\":[]}", Foreign)]
    [DataRow("older", H + ",\"version\":1,\"tokens\":[]}", Older)]
    [DataRow("same version", H + ",\"version\":2,\"tokens\":[]}", Older)]
    [DataRow("no version", H + ",\"tokens\":[]}", Malformed)]
    [DataRow("no tokens", H + ",\"version\":3}", Malformed)]
    [DataRow("a token without a hash", H + ",\"version\":3,\"tokens\":[{\"validUntil\":1893456000}]}", Malformed)]
    [DataRow("a token without an end", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1020304050607\"}]}", Malformed)]
    [DataRow("an end that wraps", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1020304050607\",\"validUntil\":4294967296}]}", Malformed)]
    [DataRow("an end below zero", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1020304050607\",\"validUntil\":-1}]}", Malformed)]
    [DataRow("a short hash", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1\",\"validUntil\":1893456000}]}", Malformed)]
    [DataRow("a hash that is a number", H + ",\"version\":3,\"tokens\":[{\"hash\":1,\"validUntil\":1893456000}]}", Malformed)]
    [DataRow("a text for a token", H + ",\"version\":3,\"tokens\":[\"00F1020304050607\"]}", Malformed)]
    [DataRow("programme and group", H + ",\"version\":3,\"programmes\":[1,255],\"guests\":false,\"tokens\":[{\"hash\":\"00F1020304050607\",\"validUntil\":1,\"programme\":255,\"group\":65535}]}", None)]
    [DataRow("no programme served", H + ",\"version\":3,\"programmes\":[],\"tokens\":[]}", None)]
    [DataRow("programme 256", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1020304050607\",\"validUntil\":1,\"programme\":256}]}", Malformed)]
    [DataRow("a programme by name", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1020304050607\",\"validUntil\":1,\"programme\":\"zesp3\"}]}", Malformed)]
    [DataRow("group 65536", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1020304050607\",\"validUntil\":1,\"group\":65536}]}", Malformed)]
    [DataRow("a group below zero", H + ",\"version\":3,\"tokens\":[{\"hash\":\"00F1020304050607\",\"validUntil\":1,\"group\":-1}]}", Malformed)]
    [DataRow("programme 0 served", H + ",\"version\":3,\"programmes\":[0],\"tokens\":[]}", Malformed)]
    [DataRow("programme 256 served", H + ",\"version\":3,\"programmes\":[256],\"tokens\":[]}", Malformed)]
    [DataRow("programmes by name", H + ",\"version\":3,\"programmes\":[\"zesp3\"],\"tokens\":[]}", Malformed)]
    [DataRow("programmes that are no list", H + ",\"version\":3,\"programmes\":1,\"tokens\":[]}", Malformed)]
    [DataRow("guests as a number", H + ",\"version\":3,\"guests\":1,\"tokens\":[]}", Malformed)]
    [DataRow("a full list that removes", H + ",\"version\":3,\"tokens\":[],\"removed\":[\"00F1020304050607\"]}", Malformed)]
    [DataRow("tokens twice", H + ",\"version\":3,\"tokens\":[],\"tokens\":[]}", Malformed)]
    [DataRow("truncated but signed", H + ",\"version\":3,\"tokens\":[" + T, Malformed)]
    [DataRow("something after the end", H + ",\"version\":3,\"tokens\":[]},", Malformed)]
    public void Documents(string what, string text, int expected)
    {
        var list = new TokenList();
        Check.Is(expected, (int)Reader().Read(Papers.Whole("tokens", text), new TokenList { Version = 2 }, list), what);
        Check.That((list.Version == 3) == (expected == None), "only an accepted list has a version");
    }

    [TestMethod]
    public void AList_IsReadAsItWasWritten()
    {
        var list = new TokenList();
        string text = Papers.Tokens(7, Papers.Token("F0F1020304050607", 1_893_456_000) + "," + Papers.Token("00F1020304050607", 1_775_001_600));
        Check.Is(None, (int)Reader().Read(Papers.Whole("tokens", text), null, list), "accepted");
        Check.Is(2, list.Count, "count");
        Check.Is(0x00F1020304050607, list.Hash[1], "hash");
        Check.Is(1_775_001_600_000, list.ValidUntilUtcMs[1], "end");
    }

    [TestMethod]
    [DataRow(512, None)]
    [DataRow(513, Implausible)]
    public void ALongList_IsTakenUpTo512(int count, int expected)
    {
        var json = new JsonWriter(40_000);
        json.Verbatim(Papers.Whole("tokens", H + ",\"version\":3"));
        json.Name("tokens");
        json.BeginArray();
        for (int i = 0; i < count; i++)
        {
            json.BeginObject();
            json.Hash("hash", i);
            json.Number("validUntil", 1_893_456_000);
            json.Number("programme", 255);
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
        var list = new TokenList();
        Check.Is(expected, (int)Reader().Read(json.ToArray(), new TokenList { Version = 2 }, list), count.ToString());
        Check.Is(512, list.Count, "bounded");
    }

    private static TokenListReader Reader() => new TokenListReader(Papers.Site, Papers.ChargePoint);
}
