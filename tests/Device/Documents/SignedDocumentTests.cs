using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

[TestClass]
public class SignedDocumentTests
{
    private static readonly byte[] key = Ascii.Bytes("a key of the tests");

    [TestMethod]
    public void WhatWasSigned_IsOpened()
    {
        byte[] envelope = Envelope();
        string text = Ascii.Text(envelope);
        Check.That(text.StartsWith("{\"signed\":{\"kind\":\"plan\"},\"hmac\":\""), text);
        byte[] body = SignedDocument.Open(new StandInHash(), key, envelope, out SecurityEventKind refusal);
        Check.Is("{\"kind\":\"plan\"}", Ascii.Text(body), "body");
        Check.Is((int)SecurityEventKind.None, (int)refusal, "no refusal");
    }

    [TestMethod]
    public void AnyByteChanged_IsRefused()
    {
        byte[] envelope = Envelope();
        for (int i = 0; i < envelope.Length; i++)
        {
            for (int bit = 0; bit < 8; bit += 3)
            {
                envelope[i] ^= (byte)(1 << bit);
                Refused(envelope, "byte " + i.ToString());
                envelope[i] ^= (byte)(1 << bit);
            }
        }
    }

    [TestMethod]
    public void AnyLengthButItsOwn_IsRefused()
    {
        byte[] envelope = Envelope();
        for (int length = 0; length < envelope.Length + 3; length++)
        {
            if (length != envelope.Length)
            {
                var other = new byte[length];
                System.Array.Copy(envelope, other, length < envelope.Length ? length : envelope.Length);
                Refused(other, "length " + length.ToString());
            }
        }
    }

    [TestMethod]
    public void AForgedSignature_IsCalledThat()
    {
        byte[] envelope = SignedDocument.Sign(new StandInHash(), Ascii.Bytes("another key"), Ascii.Bytes("{}"));
        SignedDocument.Open(new StandInHash(), key, envelope, out SecurityEventKind refusal);
        Check.Is((int)SecurityEventKind.BadSignature, (int)refusal, "refusal");
        SignedDocument.Open(new StandInHash(), key, Ascii.Bytes("hello"), out refusal);
        Check.Is((int)SecurityEventKind.Malformed, (int)refusal, "no envelope at all");
    }

    [TestMethod]
    public void KeysOfOnePurposeHolderOrGeneration_OpenNothingOfAnother()
    {
        var hash = new StandInHash();
        byte[] device = Ascii.Bytes("0123456789ABCDEF0123456789ABCDEF");
        var keys = new KeyRing(hash, device, "tokyo", "cp-1", 0);
        byte[][] others = new byte[][]
        {
            keys.Acknowledgement,
            keys.Record,
            new KeyRing(hash, device, "tokyo", "cp-2", 0).Document,
            new KeyRing(hash, device, "osaka", "cp-1", 0).Document,
            new KeyRing(hash, device, "tokyo", "cp-1", 1).Document,
        };
        for (int i = 0; i < others.Length; i++)
        {
            byte[] envelope = SignedDocument.Sign(hash, others[i], Ascii.Bytes("{}"));
            Check.That(SignedDocument.Open(hash, keys.Document, envelope, out SecurityEventKind _) == null, i.ToString());
        }
    }

    private static byte[] Envelope() => SignedDocument.Sign(new StandInHash(), key, Ascii.Bytes("{\"kind\":\"plan\"}"));

    private static void Refused(byte[] envelope, string what)
    {
        byte[] body = SignedDocument.Open(new StandInHash(), key, envelope, out SecurityEventKind refusal);
        Check.That(body == null && refusal != SecurityEventKind.None, what);
    }
}
