using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

/// <summary>What the strict reader takes and what it refuses; it never throws and always comes to an end.</summary>
[TestClass]
public class JsonReaderTests
{
    [TestMethod]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow(" { \"a\" : 1 , \"b\" : [ 1 , 2 ] }\r\n\t")]
    [DataRow("{\"a\":{\"b\":[{}]}}")]
    [DataRow("[true,false,null,-1,0,\"\"]")]
    [DataRow("123456789012345678")]
    [DataRow("-123456789012345678")]
    [DataRow("\"~ !\"")]
    [DataRow("[[[[[[[[1]]]]]]]]")]
    [DataRow("{\"a\":1,\"a\":2}")]
    [DataRow("-0")]
    public void Accepted(string text) => Check.That(Reads(text), text);

    [TestMethod]
    [DataRow("")]
    [DataRow("   ")]
    [DataRow("{")]
    [DataRow("}")]
    [DataRow("{]")]
    [DataRow("[}")]
    [DataRow("{\"a\":1,}")]
    [DataRow("[1,]")]
    [DataRow("[,1]")]
    [DataRow("{,\"a\":1}")]
    [DataRow("[1,,2]")]
    [DataRow("[1 2]")]
    [DataRow("{\"a\" 1}")]
    [DataRow("{\"a\":}")]
    [DataRow("{\"a\"}")]
    [DataRow("{\"a\":1 \"b\":2}")]
    [DataRow("{a:1}")]
    [DataRow("{1:1}")]
    [DataRow("{'a':1}")]
    [DataRow("{:1}")]
    [DataRow("[1:2]")]
    [DataRow("[\"a\":2]")]
    [DataRow("[[[[[[[[[1]]]]]]]]]")]
    [DataRow("\"a\\n\"")]
    [DataRow("\"a\\u0041\"")]
    [DataRow("\"a\nb\"")]
    [DataRow("\"\u00E9\"")]
    [DataRow("\"open")]
    [DataRow("1.5")]
    [DataRow("1e5")]
    [DataRow("[1.0]")]
    [DataRow("1234567890123456789")]
    [DataRow("01")]
    [DataRow("-01")]
    [DataRow("-")]
    [DataRow("+1")]
    [DataRow("0x10")]
    [DataRow("NaN")]
    [DataRow("tru")]
    [DataRow("trueish")]
    [DataRow("nul")]
    [DataRow("{} x")]
    [DataRow("{}{}")]
    [DataRow("1 2")]
    [DataRow("[1]]")]
    [DataRow("/**/{}")]
    [DataRow("{\"a\":1/**/}")]
    public void Refused(string text) => Check.That(!Reads(text), text);

    [TestMethod]
    public void AValidDocument_CutAtAnyByte_IsNeverAccepted()
    {
        const string Whole = "{\"kind\":\"plan\",\"n\":[1,-22,{\"x\":null}],\"t\":true,\"f\":false,\"s\":\"abc\"}";
        Check.That(Reads(Whole), "whole");
        for (int length = 0; length < Whole.Length; length++)
        {
            Check.That(!Reads(Whole.Substring(0, length)), "cut at " + length.ToString());
        }
    }

    [TestMethod]
    public void AnyByteReplacedByAnyOther_EitherReadsOrFailsButEnds()
    {
        byte[] whole = Ascii.Bytes("{\"a\":[1,{\"b\":true}],\"c\":\"d\"}");
        var numbers = new SeededNumbers(7);
        for (int round = 0; round < 400; round++)
        {
            var hurt = new byte[whole.Length];
            whole.CopyTo(hurt, 0);
            hurt[numbers.Below(hurt.Length)] = (byte)numbers.Below(256);
            hurt[numbers.Below(hurt.Length)] = (byte)numbers.Below(256);
            ReadsBytes(hurt, 0, hurt.Length);
        }
    }

    [TestMethod]
    public void AfterAnError_NothingMoreIsRead()
    {
        byte[] text = Ascii.Bytes("[1,x,2]");
        var reader = new JsonReader(text, 0, text.Length);
        reader.Next();
        reader.Next();
        Check.Is((int)JsonToken.Error, (int)reader.Next(), "error");
        Check.Is((int)JsonToken.Error, (int)reader.Next(), "and again");
        Check.That(!reader.Skip(), "nothing to skip");
    }

    [TestMethod]
    public void OnlyTheGivenPart_IsRead()
    {
        byte[] text = Ascii.Bytes("xx{\"a\":1}yy");
        Check.That(ReadsBytes(text, 2, 7), "the part");
        Check.That(!ReadsBytes(text, 2, 6), "less");
        Check.That(!ReadsBytes(text, 2, 8), "more");
        Check.That(ReadsBytes(Ascii.Bytes("123"), 0, 2), "a number ends where the part ends");
    }

    [TestMethod]
    public void Skip_PassesOverAValueHoweverDeep()
    {
        byte[] text = Ascii.Bytes("{\"a\":[[1],{\"x\":[]}],\"b\":7}");
        var reader = new JsonReader(text, 0, text.Length);
        reader.Next();
        reader.Next();
        Check.That(reader.Is("a") && !reader.Is("aa") && !reader.Is(""), "name");
        Check.That(reader.Skip(), "skipped");
        Check.Is(1, reader.Depth, "depth");
        Check.Is((int)JsonToken.Name, (int)reader.Next(), "next name");
        Check.Is("b", reader.TextValue(), "its text");
        Check.Is((int)JsonToken.Number, (int)reader.Next(), "its value");
        Check.Is(7, reader.NumberValue, "seven");
    }

    [TestMethod]
    [DataRow("\"00F1020304050607\"", true)]
    [DataRow("\"00f1020304050607\"", true)]
    [DataRow("\"0F1020304050607\"", false)]
    [DataRow("\"00F10203040506070\"", false)]
    [DataRow("\"00G1020304050607\"", false)]
    [DataRow("\"                \"", false)]
    public void Hashes_AreSixteenDigits(string text, bool isHash)
    {
        byte[] bytes = Ascii.Bytes(text);
        var reader = new JsonReader(bytes, 0, bytes.Length);
        reader.Next();
        Check.That(reader.TryHash(out long hash) == isHash, text);
        Check.That(!isHash || hash == 0x00F1020304050607, "value");
    }

    private static bool Reads(string text) => ReadsBytes(Ascii.Bytes(text), 0, text.Length);

    // A text of n bytes holds at most n tokens: more would be a loop without an end.
    private static bool ReadsBytes(byte[] bytes, int offset, int count)
    {
        var reader = new JsonReader(bytes, offset, count);
        for (int i = 0; i <= count + 1; i++)
        {
            JsonToken token = reader.Next();
            if (token == JsonToken.Error)
            {
                return false;
            }

            if (token == JsonToken.End)
            {
                return true;
            }
        }

        Check.That(false, "does not come to an end");
        return false;
    }
}
