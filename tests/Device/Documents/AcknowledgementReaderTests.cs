using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

[TestClass]
public class AcknowledgementReaderTests
{
    private const int None = (int)SecurityEventKind.None;
    private const int Malformed = (int)SecurityEventKind.Malformed;
    private const int Foreign = (int)SecurityEventKind.Foreign;

    private const string K = "#"; // Papers.Whole
    private const string Tag = ",\"tag\":\"AAECAwQFBgcICQoLDA0ODw==\"";

    [TestMethod]
    [DataRow("ack", K + ",\"journal\":5,\"number\":41" + Tag + "}", None)]
    [DataRow("nothing stored yet", K + ",\"journal\":5,\"number\":0}", None)]
    [DataRow("unknown members", K + ",\"x\":[{}],\"journal\":5,\"number\":41" + Tag + "}", None)]
    [DataRow("another site", "{\"kind\":\"ack\",\"site\":\"osaka\",\"chargePoint\":\"cp-1\",\"journal\":5,\"number\":41" + Tag + "}", Foreign)]
    [DataRow("another charge point", "{\"kind\":\"ack\",\"site\":\"tokyo\",\"chargePoint\":\"cp-2\",\"journal\":5,\"number\":41" + Tag + "}", Foreign)]
    [DataRow("another kind", "{\"kind\":\"resend\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\",\"journal\":5,\"number\":41" + Tag + "}", Foreign)]
    [DataRow("no tag", K + ",\"journal\":5,\"number\":41}", Malformed)]
    [DataRow("no journal", K + ",\"number\":41" + Tag + "}", Malformed)]
    [DataRow("no number", K + ",\"journal\":5" + Tag + "}", Malformed)]
    [DataRow("number below zero", K + ",\"journal\":5,\"number\":-1" + Tag + "}", Malformed)]
    [DataRow("number as text", K + ",\"journal\":5,\"number\":\"41\"" + Tag + "}", Malformed)]
    [DataRow("a short tag", K + ",\"journal\":5,\"number\":41,\"tag\":\"AAECAw==\"}", Malformed)]
    [DataRow("a tag of 17 bytes", K + ",\"journal\":5,\"number\":41,\"tag\":\"AAECAwQFBgcICQoLDA0ODxA=\"}", Malformed)]
    [DataRow("a tag of 18 bytes", K + ",\"journal\":5,\"number\":41,\"tag\":\"AAECAwQFBgcICQoLDA0ODxAR\"}", Malformed)]
    [DataRow("a tag that is no base 64", K + ",\"journal\":5,\"number\":41,\"tag\":\"!!ECAwQFBgcICQoLDA0ODw==\"}", Malformed)]
    [DataRow("a tag of equal signs", K + ",\"journal\":5,\"number\":41,\"tag\":\"========================\"}", Malformed)]
    [DataRow("a tag with a blank", K + ",\"journal\":5,\"number\":41,\"tag\":\"AAEC wQFBgcICQoLDA0ODw==\"}", Malformed)]
    [DataRow("truncated but signed", K + ",\"journal\":5,\"number\":41" + Tag, Malformed)]
    [DataRow("something after the end", K + ",\"journal\":5,\"number\":41" + Tag + "}}", Malformed)]
    public void Acknowledgements(string what, string text, int expected) =>
        Check.Is(expected, (int)Reader().Read(Papers.Whole("ack", text), "ack"), what);

    [TestMethod]
    [DataRow("resend", K + ",\"journal\":5,\"from\":12,\"to\":15}", None)]
    [DataRow("one record", K + ",\"journal\":5,\"from\":12,\"to\":12}", None)]
    [DataRow("backwards", K + ",\"journal\":5,\"from\":15,\"to\":12}", Malformed)]
    [DataRow("from zero", K + ",\"journal\":5,\"from\":0,\"to\":12}", Malformed)]
    [DataRow("no end", K + ",\"journal\":5,\"from\":12}", Malformed)]
    [DataRow("an ack", "{\"kind\":\"ack\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\",\"journal\":5,\"from\":12,\"to\":15}", Foreign)]
    public void Resends(string what, string text, int expected) =>
        Check.Is(expected, (int)Reader().Read(Papers.Whole("resend", text), "resend"), what);

    [TestMethod]
    public void AnAcknowledgement_IsReadAsItWasWritten()
    {
        AcknowledgementReader reader = Reader();
        reader.Read(Papers.Whole("ack", K + ",\"journal\":305419896,\"number\":41" + Tag + "}"), "ack");
        Check.Is(305_419_896, reader.JournalId, "journal");
        Check.Is(41, reader.Number, "number");
        Check.Same(Ascii.FromHex("000102030405060708090A0B0C0D0E0F"), reader.Tag, 16, "tag");
        reader.Read(Papers.Whole("ack", K + ",\"journal\":5,\"number\":42}"), "ack");
        Check.That(reader.Tag == null, "the tag of the one before is forgotten");
    }

    private static AcknowledgementReader Reader() => new AcknowledgementReader(Papers.Site, Papers.ChargePoint);
}
