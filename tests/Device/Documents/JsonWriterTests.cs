using ChargePointFw.Device.Tests.Bench;
using ChargePointFw.Documents;
using nanoFramework.TestFramework;

namespace ChargePointFw.Device.Tests.Documents;

[TestClass]
public class JsonWriterTests
{
    [TestMethod]
    public void Members_ComeOutInTheOrderWritten()
    {
        var json = new JsonWriter(256);
        json.BeginObject();
        json.Number("b", 2);
        json.Text("a", "x");
        json.Name("list");
        json.BeginArray();
        json.NumberValue(1);
        json.TextValue("two");
        json.BeginObject();
        json.EndObject();
        json.EndArray();
        json.Flag("yes", true);
        json.Flag("no", false);
        json.EndObject();
        Is("{\"b\":2,\"a\":\"x\",\"list\":[1,\"two\",{}],\"yes\":true,\"no\":false}", json);
    }

    [TestMethod]
    public void Reset_StartsWithoutACommaOfTheMessageBefore()
    {
        var json = new JsonWriter(64);
        json.NumberValue(1);
        json.Reset();
        json.NumberValue(2);
        Is("2", json);
        Check.Is(1, json.Length, "length");
    }

    [TestMethod]
    [DataRow("plain", "\"plain\"")]
    [DataRow("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [DataRow("\n\t", "\"\\u000A\\u0009\"")]
    [DataRow("\u007F\u00E9\u6771", "\"\\u007F\\u00E9\\u6771\"")]
    [DataRow("", "\"\"")]
    public void Texts_AreEscapedToPlainAscii(string text, string expected)
    {
        var json = new JsonWriter(64);
        json.TextValue(text);
        Is(expected, json);
    }

    [TestMethod]
    public void NoText_IsAnEmptyOne()
    {
        var json = new JsonWriter(16);
        json.TextValue(null);
        Is("\"\"", json);
    }

    // Seconds and milliseconds since 1970.
    [TestMethod]
    [DataRow(0, 1, "1970-01-01T00:00:00.001Z")]
    [DataRow(951_782_400, 0, "2000-02-29T00:00:00.000Z")]
    [DataRow(1_709_251_199, 999, "2024-02-29T23:59:59.999Z")]
    [DataRow(1_709_251_200, 0, "2024-03-01T00:00:00.000Z")]
    [DataRow(1_735_689_599, 900, "2024-12-31T23:59:59.900Z")]
    [DataRow(1_735_689_600, 0, "2025-01-01T00:00:00.000Z")]
    [DataRow(1_740_787_200, 0, "2025-03-01T00:00:00.000Z")]
    [DataRow(1_775_001_600, 0, "2026-04-01T00:00:00.000Z")]
    [DataRow(2_147_483_647, 7, "2038-01-19T03:14:07.007Z")]
    public void Times_AreRfc3339(int seconds, int ms, string expected)
    {
        var json = new JsonWriter(64);
        json.Utc("t", (seconds * 1_000L) + ms);
        Is("\"t\":\"" + expected + "\"", json);
    }

    [TestMethod]
    [DataRow(2_100, 3, 1, "2100-03-01")]
    [DataRow(2_100, 2, 28, "2100-02-28")]
    [DataRow(2_400, 2, 29, "2400-02-29")]
    public void CenturiesKeepTheirLeapDays(int year, int month, int day, string expected)
    {
        var json = new JsonWriter(64);
        json.Utc("t", DaysBefore(year, month, day) * 86_400_000L);
        Is("\"t\":\"" + expected + "T00:00:00.000Z\"", json);
    }

    [TestMethod]
    public void AnUnknownTime_IsAWord()
    {
        var json = new JsonWriter(64);
        json.Utc("t", 0);
        Is("\"t\":\"unknown\"", json);
    }

    [TestMethod]
    public void Hashes_AreSixteenDigitsWhateverTheirSign()
    {
        var json = new JsonWriter(128);
        json.Hash("a", 1);
        json.Hash("b", -1);
        json.Hash("c", long.MinValue);
        json.Hash("d", 0x0123456789ABCDEF);
        Is("\"a\":\"0000000000000001\",\"b\":\"FFFFFFFFFFFFFFFF\",\"c\":\"8000000000000000\",\"d\":\"0123456789ABCDEF\"", json);
    }

    [TestMethod]
    public void TheLargestAndSmallestNumbers_KeepEveryDigit()
    {
        var json = new JsonWriter(128);
        json.NumberValue(long.MaxValue);
        json.NumberValue(long.MinValue);
        json.NumberValue(0);
        Is("9223372036854775807,-9223372036854775808,0", json);
    }

    [TestMethod]
    public void Base64_IsTheUsualOne()
    {
        var json = new JsonWriter(64);
        json.Base64("x", Ascii.FromHex("00FF10EF"));
        Is("\"x\":\"AP8Q7w==\"", json);
    }

    [TestMethod]
    public void AMessageLongerThanItsBound_Throws()
    {
        bool threw = false;
        try
        {
            var json = new JsonWriter(8);
            json.TextValue("1234567");
        }
        catch (System.Exception)
        {
            threw = true;
        }

        Check.That(threw, "throws");
        var exact = new JsonWriter(8);
        exact.TextValue("123456");
        Check.Is(8, exact.Length, "fits exactly");
    }

    // Counted year by year: slow and plain.
    private static int DaysBefore(int year, int month, int day)
    {
        int days = 0;
        for (int y = 1970; y < year; y++)
        {
            days += IsLeap(y) ? 366 : 365;
        }

        int[] lengths = new int[] { 31, IsLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        for (int m = 1; m < month; m++)
        {
            days += lengths[m - 1];
        }

        return days + day - 1;
    }

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static void Is(string expected, JsonWriter json) => Check.Is(expected, Ascii.Text(json.ToArray()), "JSON");
}
