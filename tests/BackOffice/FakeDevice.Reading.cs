using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Documents;
using ChargePointFw.Records;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>What it reads, as a device does.</summary>
public sealed partial class FakeDevice
{
    /// <summary>Reads a plan as the device does; fails the test when the device would refuse it.</summary>
    public SupplyPlan ReadPlan(byte[] envelope)
    {
        var plan = new SupplyPlan();
        SecurityEventKind refusal = new SupplyPlanReader(Site, Name).Read(Open(envelope, Keys.Document), 0, plan);
        Assert.AreEqual(SecurityEventKind.None, refusal);
        return plan;
    }

    /// <summary>Reads a token list, full or differential to the one held, as the device does.</summary>
    public TokenList ReadTokens(byte[] envelope, TokenList? held = null)
    {
        var list = new TokenList();
        var reader = new TokenListReader(Site, Name);
        Assert.AreEqual(SecurityEventKind.None, reader.Read(Open(envelope, Keys.Document), held!, list));
        Assert.IsFalse(reader.LacksBase, "it changes another list than the one held");
        return list;
    }

    /// <summary>Reads an ack or resend as the device does.</summary>
    public AcknowledgementReader ReadAcknowledgement(byte[] envelope, string kind = "ack")
    {
        var reader = new AcknowledgementReader(Site, Name);
        Assert.AreEqual(SecurityEventKind.None, reader.Read(Open(envelope, Keys.Acknowledgement), kind));
        return reader;
    }

    private static byte[] Open(byte[] envelope, byte[] key)
    {
        byte[] body = SignedDocument.Open(HmacSha256.Instance, key, envelope, out SecurityEventKind refusal);
        Assert.AreEqual(SecurityEventKind.None, refusal);
        return body;
    }
}
