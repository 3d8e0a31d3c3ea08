using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>A command is read whole or refused whole.</summary>
[TestClass]
public class CommandReaderTests
{
    private const int None = (int)SecurityEventKind.None;
    private const int Malformed = (int)SecurityEventKind.Malformed;
    private const int Foreign = (int)SecurityEventKind.Foreign;
    private const int Older = (int)SecurityEventKind.Older;

    // Letters that no document has stand for what most rows begin with, as in Papers.Whole.
    private const string Time = ",\"boot\":7,\"expires\":1775001660";
    private const string Do = ",\"id\":5,\"do\":\"";

    [TestMethod]
    [DataRow("stop", "#$@stop\",\"session\":12}", None)]
    [DataRow("start", "#$@start\",\"token\":\"00000000000000A1\"}", None)]
    [DataRow("unavailable", "#$@unavailable\"}", None)]
    [DataRow("clear-fault", "#$@clear-fault\"}", None)]
    [DataRow("self-test", "#$@self-test\"}", None)]
    [DataRow("reboot", "#$@reboot\"}", None)]
    [DataRow("report", "#$@report\"}", None)]
    [DataRow("what nobody knows is passed over", "#$@available\",\"why\":{\"a\":[1]}}", None)]
    [DataRow("the number of the last one", "#$,\"id\":4,\"do\":\"available\"}", Older)]
    [DataRow("an earlier one", "#$,\"id\":3,\"do\":\"available\"}", Older)]
    [DataRow("stop without a session", "#$@stop\"}", Malformed)]
    [DataRow("stop of session 0", "#$@stop\",\"session\":0}", Malformed)]
    [DataRow("start without a card", "#$@start\"}", Malformed)]
    [DataRow("start with no card's hash", "#$@start\",\"token\":\"0000000000000000\"}", Malformed)]
    [DataRow("start with a short hash", "#$@start\",\"token\":\"A1\"}", Malformed)]
    [DataRow("a session that does not belong there", "#$@available\",\"session\":12}", Malformed)]
    [DataRow("something else", "#$@unlock\"}", Malformed)]
    [DataRow("nothing to do", "#$,\"id\":5}", Malformed)]
    [DataRow("no number", "#$,\"do\":\"available\"}", Malformed)]
    [DataRow("a number below 0", "#$,\"id\":-5,\"do\":\"available\"}", Malformed)]
    [DataRow("no time", "#,\"boot\":7@available\"}", Malformed)]
    [DataRow("no boot", "#,\"expires\":1775001660@available\"}", Malformed)]
    [DataRow("another boot", "#,\"boot\":6,\"expires\":1775001660@available\"}", Older)]
    [DataRow("another charge point", "{\"kind\":\"command\",\"site\":\"tokyo\",\"chargePoint\":\"cp-2\"$@available\"}", Foreign)]
    [DataRow("another kind", "{\"kind\":\"plan\",\"site\":\"tokyo\",\"chargePoint\":\"cp-1\"$@available\"}", Foreign)]
    [DataRow("truncated", "#$@avail", Malformed)]
    [DataRow("nothing", "", Malformed)]
    public void Documents(string what, string text, int expected)
    {
        var reader = new CommandReader(Papers.Site, Papers.ChargePoint);
        Check.Is(expected, (int)reader.Read(Expanded(text), 4, 7), what);
    }

    private static byte[] Expanded(string text)
    {
        string whole = string.Empty;
        foreach (char letter in text)
        {
            whole += letter == '$' ? Time : letter == '@' ? Do : letter.ToString();
        }

        return Papers.Whole("command", whole);
    }

    [TestMethod]
    public void ACommand_IsReadAsItWasWritten()
    {
        var reader = new CommandReader(Papers.Site, Papers.ChargePoint);
        Check.Is(None, (int)reader.Read(Expanded("#$,\"id\":1775001600123,\"do\":\"start\",\"token\":\"00F1000000000A02\"}"), 0, 7), "accepted");
        Check.Is(1_775_001_600_123, reader.Id, "number");
        Check.Is((int)CommandKind.Start, (int)reader.Kind, "what");
        Check.Is(0x00F1000000000A02, reader.TokenHash, "card");
        Check.Is(1_775_001_660_000, reader.ExpiresUtcMs, "until");
        Check.Is(None, (int)reader.Read(Expanded("#$,\"id\":1775001600124,\"do\":\"stop\",\"session\":12}"), 0, 7), "the next");
        Check.Is(12, reader.SessionNumber, "session");
        Check.Is(0, reader.TokenHash, "nothing of the one before");
    }
}
