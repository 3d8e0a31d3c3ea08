using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>A measured surplus is read whole or refused whole.</summary>
[TestClass]
public class SurplusReaderTests
{
    private const int None = (int)SecurityEventKind.None;
    private const int Malformed = (int)SecurityEventKind.Malformed;
    private const int Foreign = (int)SecurityEventKind.Foreign;
    private const int Older = (int)SecurityEventKind.Older;
    private const int Implausible = (int)SecurityEventKind.Implausible;

    [TestMethod]
    [DataRow("as it should be", "#,\"surplusW\":18400,\"measured\":1775001600123}", None)]
    [DataRow("no sun", "#,\"surplusW\":0,\"measured\":1775001600123}", None)]
    [DataRow("the greatest", "#,\"surplusW\":10000000,\"measured\":1775001600123}", None)]
    [DataRow("beyond it", "#,\"surplusW\":10000001,\"measured\":1775001600123}", Implausible)]
    [DataRow("one that wraps", "#,\"surplusW\":4294967297,\"measured\":1775001600123}", Implausible)]
    [DataRow("below 0", "#,\"surplusW\":-1,\"measured\":1775001600123}", Malformed)]
    [DataRow("as text", "#,\"surplusW\":\"1\",\"measured\":1775001600123}", Malformed)]
    [DataRow("no power", "#,\"measured\":1775001600123}", Malformed)]
    [DataRow("no time", "#,\"surplusW\":18400}", Malformed)]
    [DataRow("the same time", "#,\"surplusW\":18400,\"measured\":1775001600000}", Older)]
    [DataRow("an earlier time", "#,\"surplusW\":18400,\"measured\":1775001599999}", Older)]
    [DataRow("another charge point", "{\"kind\":\"live\",\"site\":\"tokyo\",\"chargePoint\":\"cp-2\",\"surplusW\":1,\"measured\":1775001600123}", Foreign)]
    [DataRow("another kind", "{\"kind\":\"plan\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\",\"surplusW\":1,\"measured\":1775001600123}", Foreign)]
    [DataRow("truncated", "#,\"surplusW\":18400,\"measured\":177500160", Malformed)]
    [DataRow("nothing", "", Malformed)]
    public void Documents(string what, string text, int expected)
    {
        var reader = new SurplusReader(Papers.Site, Papers.ChargePoint);
        Check.Is(expected, (int)reader.Read(Papers.Whole("live", text), 1_775_001_600_000), what);
    }

    [TestMethod]
    public void AMeasurement_IsReadAsItWasWritten()
    {
        var reader = new SurplusReader(Papers.Site, Papers.ChargePoint);
        Check.Is(None, (int)reader.Read(Papers.Whole("live", "#,\"surplusW\":18400,\"measured\":1775001600123}"), 0), "accepted");
        Check.Is(18_400, reader.SurplusW, "surplus");
        Check.Is(1_775_001_600_123, reader.MeasuredUtcMs, "measured");
    }
}
