using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using ChargePointFw.Supply;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>A plan is read whole or refused whole, whoever signed it.</summary>
[TestClass]
public class SupplyPlanReaderTests
{
    private const int None = (int)SecurityEventKind.None;
    private const int Malformed = (int)SecurityEventKind.Malformed;
    private const int Foreign = (int)SecurityEventKind.Foreign;
    private const int Older = (int)SecurityEventKind.Older;
    private const int Implausible = (int)SecurityEventKind.Implausible;

    // Three letters that no document has stand for what most rows begin with: a device has room for so many strings only.
    private const string H = "#";
    private const string V = "$";
    private const string L = "@";
    private const string Head = "{\"kind\":\"plan\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\"";
    private const string Version = ",\"version\":3,\"intervalMinutes\":30,\"validUntil\":1775174400";
    private const string Allocations = ",\"allocations\":[";
    private const string A = "{\"id\":17,\"start\":1775001600,\"energyWh\":12000}";
    private const string B = "{\"id\":18,\"start\":1775003400,\"energyWh\":0}";

    [TestMethod]
    public void APlan_IsReadAsItWasWritten()
    {
        var plan = new SupplyPlan();
        string text = Papers.Plan(3, Papers.Allocation(17, 1_775_001_600, 12_000) + "," + Papers.Allocation(18, 1_775_005_200, 9_000));
        Check.Is(None, (int)Reader().Read(Ascii.Bytes(text), 2, plan), "accepted");
        Check.Is(3, plan.Version, "version");
        Check.Is(30, plan.IntervalMinutes, "minutes");
        Check.Is(1_775_174_400_000, plan.ValidUntilUtcMs, "valid until");
        Check.Is(2, plan.Count, "allocations");
        Check.Is(1_775_005_200_000, plan.StartUtcMs[1], "start");
        Check.Is(9_000, plan.EnergyWh[1], "energy");
        Check.Is(18, plan.AllocationId[1], "id");
        Check.Is(0, plan.LivePermille[1], "no live supply unless told");
    }

    [TestMethod]
    [DataRow("nothing allocated", H + V + L + "]}", None)]
    [DataRow("energy 0 and the greatest", H + V + L + A + "," + B + "]}", None)]
    [DataRow("unknown members, any depth", H + V + ",\"x\":{\"y\":[1,{}]},\"allocations\":[{\"z\":null,\"id\":1,\"start\":1775001600,\"energyWh\":16777215}]}", None)]
    [DataRow("all the live supply", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":0,\"livePermille\":1000}]}", None)]
    [DataRow("more than all the live supply", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":0,\"livePermille\":1001}]}", Implausible)]
    [DataRow("live supply below 0", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":0,\"livePermille\":-1}]}", Implausible)]
    [DataRow("live supply that wraps", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":0,\"livePermille\":65636}]}", Implausible)]
    [DataRow("live supply as text", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":0,\"livePermille\":\"500\"}]}", Malformed)]
    [DataRow("hours", H + ",\"version\":3,\"intervalMinutes\":60,\"validUntil\":1775174400,\"allocations\":[" + A + "]}", None)]
    [DataRow("the longest gap", H + V + L + A + ",{\"id\":18,\"start\":1804491000,\"energyWh\":1}]}", None)]
    [DataRow("a gap of years", H + V + L + A + ",{\"id\":18,\"start\":1804492800,\"energyWh\":1}]}", Implausible)]
    [DataRow("another site", "{\"kind\":\"plan\",\"site\":\"osaka\",\"chargePoint\":\"cp-1\"" + V + L + "]}", Foreign)]
    [DataRow("another charge point", "{\"kind\":\"plan\",\"site\":\"tokyo\",\"chargePoint\":\"cp-11\"" + V + L + "]}", Foreign)]
    [DataRow("another kind", "{\"kind\":\"tokens\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\"" + V + L + "]}", Foreign)]
    [DataRow("no kind", "{\"site\":\"tokyo\",\"chargePoint\":\"cp-1\"" + V + L + "]}", Foreign)]
    [DataRow("kind is no text", "{\"kind\":1,\"site\":\"tokyo\",\"chargePoint\":\"cp-1\"" + V + L + "]}", Foreign)]
    [DataRow("older", H + ",\"version\":1,\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}", Older)]
    [DataRow("same version", H + ",\"version\":2,\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}", Older)]
    [DataRow("version 0", H + ",\"version\":0,\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}", Malformed)]
    [DataRow("version below 0", H + ",\"version\":-5,\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}", Malformed)]
    [DataRow("version beyond 32 bits", H + ",\"version\":4294967296,\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}", Malformed)]
    [DataRow("version as text", H + ",\"version\":\"3\",\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}", Malformed)]
    [DataRow("no version", H + ",\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}", Malformed)]
    [DataRow("no end of validity", H + ",\"version\":3,\"intervalMinutes\":30,\"allocations\":[]}", Malformed)]
    [DataRow("no allocations", H + V + "}", Malformed)]
    [DataRow("allocations are no list", H + V + ",\"allocations\":{}}", Malformed)]
    [DataRow("an allocation is a number", H + V + L + "1]}", Malformed)]
    [DataRow("no length of an interval", H + ",\"version\":3,\"validUntil\":1775174400,\"allocations\":[]}", Implausible)]
    [DataRow("ten minutes", H + ",\"version\":3,\"intervalMinutes\":10,\"validUntil\":1775174400,\"allocations\":[]}", Implausible)]
    [DataRow("minutes that wrap to 30", H + ",\"version\":3,\"intervalMinutes\":-4294967266,\"validUntil\":1775174400,\"allocations\":[]}", Implausible)]
    [DataRow("not aligned", H + V + L + "{\"id\":17,\"start\":1775001660,\"energyWh\":1}]}", Implausible)]
    [DataRow("not aligned to an hour", H + ",\"version\":3,\"intervalMinutes\":60,\"validUntil\":1775174400,\"allocations\":[" + B + "]}", Implausible)]
    [DataRow("not rising", H + V + L + B + "," + A + "]}", Implausible)]
    [DataRow("the same interval twice", H + V + L + A + "," + A + "]}", Implausible)]
    [DataRow("a second list repeats an interval", H + V + L + A + "],\"allocations\":[" + A + "]}", Implausible)]
    [DataRow("energy below 0", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":-1}]}", Implausible)]
    [DataRow("absurd energy", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":16777216}]}", Implausible)]
    [DataRow("energy that wraps", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":4294967297}]}", Implausible)]
    [DataRow("energy with a fraction", H + V + L + "{\"id\":17,\"start\":1775001600,\"energyWh\":1.5}]}", Malformed)]
    [DataRow("no energy", H + V + L + "{\"id\":17,\"start\":1775001600}]}", Implausible)]
    [DataRow("no id", H + V + L + "{\"start\":1775001600,\"energyWh\":1}]}", Implausible)]
    [DataRow("no start", H + V + L + "{\"id\":17,\"energyWh\":1}]}", Implausible)]
    [DataRow("start beyond 32 bits", H + V + L + "{\"id\":17,\"start\":4294967400,\"energyWh\":1}]}", Implausible)]
    [DataRow("truncated but signed", H + V + L + A, Malformed)]
    [DataRow("something after the end", H + V + L + "]}x", Malformed)]
    [DataRow("a list", "[]", Malformed)]
    [DataRow("nothing", "", Malformed)]
    [DataRow("the head hides in a member", "{\"kind\":{\"kind\":\"plan\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\"" + V + L + "]}}", Malformed)]
    public void Documents(string what, string text, int expected)
    {
        var plan = new SupplyPlan();
        Check.Is(expected, (int)Reader().Read(Expanded(text), 2, plan), what);
        Check.That((plan.Version == 3) == (expected == None), "only an accepted plan has a version");
    }

    private static byte[] Expanded(string text)
    {
        string whole = string.Empty;
        foreach (char letter in text)
        {
            whole += letter == H[0] ? Head : letter == V[0] ? Version : letter == L[0] ? Allocations : letter.ToString();
        }

        return Ascii.Bytes(whole);
    }

    [TestMethod]
    [DataRow(384, None)]
    [DataRow(385, Implausible)]
    public void ALongPlan_IsTakenUpTo384(int count, int expected)
    {
        var json = new JsonWriter(40_000);
        json.Verbatim(Ascii.Bytes(Head + ",\"version\":9,\"intervalMinutes\":15,\"validUntil\":1775174400"));
        json.Name("allocations");
        json.BeginArray();
        for (int i = 0; i < count; i++)
        {
            json.BeginObject();
            json.Number("id", i + 1);
            json.Number("start", 1_775_001_600 + (900L * i));
            json.Number("energyWh", 100);
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
        var plan = new SupplyPlan();
        Check.Is(expected, (int)Reader().Read(json.ToArray(), 8, plan), count.ToString());
        Check.Is(384, plan.Count, "bounded");
    }

    [TestMethod]
    public void ARefusedOne_LeavesNothingForTheNextOfThisReader()
    {
        SupplyPlanReader reader = Reader();
        var plan = new SupplyPlan();
        reader.Read(Ascii.Bytes(Papers.Plan(3, Papers.Allocation(1, 1_775_001_600, 100))), 2, plan);
        byte[] headless = Ascii.Bytes("{\"version\":4,\"intervalMinutes\":30,\"validUntil\":1775174400,\"allocations\":[]}");
        Check.Is(Foreign, (int)reader.Read(headless, 3, plan), "the head of the one before does not count");
        Check.Is(0, plan.Count, "its allocations neither");
        Check.Is(4, reader.ClaimedVersion, "what it claims");
    }

    [TestMethod]
    public void CutAnywhere_APlanIsNeverAccepted()
    {
        byte[] body = Ascii.Bytes(Papers.Plan(3, Papers.Allocation(1, 1_775_001_600, 100)));
        SupplyPlanReader reader = Reader();
        var plan = new SupplyPlan();
        for (int length = 0; length < body.Length; length++)
        {
            var cut = new byte[length];
            System.Array.Copy(body, cut, length);
            Check.That(reader.Read(cut, 2, plan) != SecurityEventKind.None, "cut at " + length.ToString());
        }
    }

    private static SupplyPlanReader Reader() => new SupplyPlanReader(Papers.Site, Papers.ChargePoint);
}
