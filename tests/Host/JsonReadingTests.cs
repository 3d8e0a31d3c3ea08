// nanoFramework.Json of hal/Host, reading: what the device makes of text, good and bad.
using System.Collections;
using System.Text;
using nanoFramework.Json;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class JsonReadingTests
{
    [TestMethod]
    [DataRow("""{"Long":9007199254740993}""", 9007199254740993L)]
    [DataRow("""{"Long":-5}""", -5L)]
    [DataRow("""{"Long":"77"}""", 77L)]
    [DataRow("""{"Long":+7}""", 7L)]
    [DataRow("""{"long":5}""", 0L)]
    [DataRow("""{"Unknown":5}""", 0L)]
    [DataRow("""{"ReadOnly":5}""", 0L)]
    [DataRow("""{"Long":5,}""", 5L)]
    [DataRow("""{"Int":1 "Long":5}""", 5L)]
    [DataRow("""{'Long':5}""", 5L)]
    [DataRow(" \r\n\t{ \"Long\" : 5 } ", 5L)]
    public void ALongProperty(string json, long expected) => Assert.AreEqual(expected, Read(json).Long);

    [TestMethod]
    [DataRow("""{"Text":"abc"}""", "abc")]
    [DataRow("""{"Text":null}""", "")]
    [DataRow("""{"Text":5}""", "5")]
    [DataRow("""{"Text":true}""", "True")]
    [DataRow("""{"Text":"電力 é"}""", "電力 é")]
    [DataRow("""{"Text":"a\"b\\c\n\t"}""", "a\"b\\c\n\t")]
    [DataRow("""{"Text":"\u0041\u00e9"}""", "Aé")]
    [DataRow("""{"Text":"\u3042"}""", "B")] // the device reads the second digit for the first
    [DataRow("""{"Text":"\u00417"}""", "A")] // and swallows a digit that follows
    [DataRow("""{"Text":"\"quoted"}""", "\"quoted")]
    [DataRow("""{"Text":"say \"hi\""}""", "ay \"hi")] // a text that ends with a quote loses both ends
    [DataRow("""{"Text":"2026-07-24T09:05:01"}""", "07/24/2026 09:05:01")] // a text that looks like a date is one
    [DataRow("""{"Text":"2026-07-24"}""", "2026-07-24")]
    public void AStringProperty(string json, string expected) => Assert.AreEqual(expected, Read(json).Text);

    [TestMethod]
    [DataRow("2026-07-24T09:05:01Z", "2026-07-24 09:05:01.0000000")]
    [DataRow("2026-07-24 09:05:01Z", "2026-07-24 09:05:01.0000000")]
    [DataRow("2026-07-24T09:05:01.1234567Z", "2026-07-24 09:05:01.1234567")]
    [DataRow("2026-07-24T09:05:01.5Z", "2026-07-24 09:05:01.0000005")] // the digits are ticks
    [DataRow("2026-07-24T09:05:01+09:00", "2026-07-24 09:05:01.0000000")] // a zone is ignored
    [DataRow("Fri, 24 Jul 2026 09:05:01 GMT", "2026-07-24 09:05:01.0000000")]
    [DataRow("20260724T090501.000Z", "2026-07-24 09:05:01.0000000")]
    [DataRow("DTSTART:20260724T090501Z", "2026-07-24 09:05:01.0000000")]
    [DataRow("/Date(0000000000050)/", "0001-01-01 00:00:00.0000050")]
    [DataRow("0001-01-01T00:00:00Z", "0001-01-01 00:00:00.0000000")]
    public void ADateProperty(string date, string expected) => Assert.AreEqual(
        expected,
        Read($"{{\"Date\":\"{date}\"}}").Date.ToString("yyyy-MM-dd HH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture));

    [TestMethod]
    [DataRow("1", typeof(int))]
    [DataRow("2147483647", typeof(int))]
    [DataRow("2147483648", typeof(long))]
    [DataRow("9223372036854775807", typeof(long))]
    [DataRow("18446744073709551615", typeof(ulong))]
    [DataRow("1.0", typeof(double))]
    [DataRow("1e3", typeof(double))]
    [DataRow("TRUE", typeof(bool))]
    [DataRow("\"a\"", typeof(string))]
    [DataRow("\"2026-07-24T09:05:01Z\"", typeof(DateTime))]
    [DataRow("\"the meter (17) is old\"", typeof(DateTime))]
    [DataRow("\"202607240101010101\"", typeof(DateTime))] // beware of long serial numbers
    [DataRow("{}", typeof(Hashtable))]
    [DataRow("[1]", typeof(ArrayList))]
    public void AValueInAHashtable_HasItsNarrowestType(string value, Type expected)
    {
        var table = (Hashtable)JsonConvert.DeserializeObject($"{{\"v\":{value} }}", typeof(Hashtable));

        Assert.AreEqual(expected, table["v"]!.GetType());
    }

    [TestMethod]
    [DataRow("", typeof(DeserializationException))]
    [DataRow("5 ", typeof(DeserializationException))]
    [DataRow("5", typeof(IndexOutOfRangeException))]
    [DataRow("\"\"", typeof(DeserializationException))]
    [DataRow("{", typeof(DeserializationException))]
    [DataRow("""{"Long":}""", typeof(DeserializationException))]
    [DataRow("""{"Long" 5}""", typeof(DeserializationException))]
    [DataRow("""{Long:5}""", typeof(DeserializationException))]
    [DataRow("""{"Long":5}{""", typeof(DeserializationException))]
    [DataRow("""{"Text":"abc""", typeof(DeserializationException))]
    [DataRow("""{"Text":"a\/b"}""", typeof(DeserializationException))]
    [DataRow("""{"Text":"\u00ff"}""", typeof(DeserializationException))]
    [DataRow("""{"Long":nope}""", typeof(DeserializationException))]
    [DataRow("""{"Long":5""", typeof(IndexOutOfRangeException))]
    [DataRow("""{"Flag":tru""", typeof(IndexOutOfRangeException))]
    [DataRow("""{"Long":1,"Long":2}""", typeof(ArgumentException))]
    [DataRow("""{"Long":"x"}""", typeof(FormatException))]
    [DataRow("""{"Long":null}""", typeof(NullReferenceException))]
    [DataRow("""{"Ints":null}""", typeof(NullReferenceException))]
    [DataRow("""{"Ints":[null]}""", typeof(NullReferenceException))]
    [DataRow("""{"Long":99999999999999999999999}""", typeof(OverflowException))]
    [DataRow("""{"Flag":"true"}""", typeof(InvalidCastException))]
    [DataRow("""[1 2]""", typeof(DeserializationException))]
    [DataRow("""{"Table":{"a":[1]}}""", typeof(NotImplementedException))]
    public void BadText_IsRefused_NotAlwaysByADeserializationException(string json, Type expected)
    {
        var thrown = Assert.Throws<Exception>(() => Read(json));

        Assert.AreEqual(expected, thrown.GetType());
    }

    [TestMethod]
    public void AnObject_IsFilled_NestedAndWithArrays()
    {
        var read = Read("""
            {"Int":-3,"Flag":true,"Double":1.5,"Field":4,"Day":2,"Ints":[1,2],"Texts":["a","b"],"Jagged":[[1],[2,3]],
             "Nested":{"Long":6},"List":[1,"x",{"k":2}],"Table":{"a":1,"b":{"c":"d"}},"Span":"1.02:03:04.5"}
            """);

        Assert.AreEqual((-3, true, 1.5, 4, DayOfWeek.Tuesday, 6L), (read.Int, read.Flag, read.Double, read.Field, read.Day, read.Nested!.Long));
        CollectionAssert.AreEqual(new[] { 1, 2 }, read.Ints);
        CollectionAssert.AreEqual(new[] { "a", "b" }, read.Texts);
        CollectionAssert.AreEqual(new[] { 2, 3 }, read.Jagged![1]);
        Assert.AreEqual(2, ((Hashtable)read.List![2]!)["k"]);
        Assert.AreEqual("d", ((Hashtable)read.Table!["b"]!)["c"]);
        Assert.AreEqual(new TimeSpan(1, 2, 3, 4, 500), read.Span);
    }

    [TestMethod]
    public void RootArrays()
    {
        CollectionAssert.AreEqual(new[] { 1, 2 }, (int[])JsonConvert.DeserializeObject("[1,2,]", typeof(int[])));
        CollectionAssert.AreEqual(new long[] { 1, 2 }, (long[])JsonConvert.DeserializeObject("[1,2]", typeof(long[])));
        Assert.IsEmpty((int[])JsonConvert.DeserializeObject("[]", typeof(int[])));
        Assert.AreEqual(2L, ((Target[])JsonConvert.DeserializeObject("""[{"Long":1},{"Long":2}]""", typeof(Target[])))[1].Long);
        CollectionAssert.AreEqual(new ArrayList { 1, "a", null }, (ArrayList)JsonConvert.DeserializeObject("""[1,"a",null]""", typeof(ArrayList)));
        Assert.AreEqual(5, JsonConvert.DeserializeObject("[5]", typeof(int)));
        // Of a list of objects only the last is left.
        Assert.HasCount(1, (ArrayList)JsonConvert.DeserializeObject("""[{"a":1},{"a":2}]""", typeof(ArrayList)));
    }

    [TestMethod]
    public void AString_AsRootType_LosesItsQuotes() =>
        Assert.AreEqual("a\nb", JsonConvert.DeserializeObject("\"a\\nb\"", typeof(string)));

    [TestMethod]
    public void Options_MatchNamesInAnyCase_OrInsistOnThem()
    {
        var web = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Assert.AreEqual(5L, ((Target)JsonConvert.DeserializeObject("""{"long":5}""", typeof(Target), web)).Long);

        var strict = new JsonSerializerOptions { ThrowExceptionWhenPropertyNotFound = true };
        Assert.ThrowsExactly<DeserializationException>(() => JsonConvert.DeserializeObject("""{"long":5}""", typeof(Target), strict));
    }

    [TestMethod]
    public void ANameWithADollar_GoesIntoOneWithAnUnderscore() => Assert.AreEqual(9, Read("""{"$version":9}""")._version);

    [TestMethod]
    public void Streams_AreReadToo()
    {
        var utf8 = Encoding.UTF8.GetBytes("""{"Text":"é"}""");
        Assert.AreEqual("é", ((Target)JsonConvert.DeserializeObject(new MemoryStream(utf8), typeof(Target))).Text);

        using var reader = new StreamReader(new MemoryStream("""{"Long":4}"""u8.ToArray()));
        Assert.AreEqual(4L, ((Target)JsonConvert.DeserializeObject(reader, typeof(Target))).Long);
    }

    [TestMethod]
    public void WhatIsWritten_IsReadBack()
    {
        var date = new DateTime(2026, 7, 24, 9, 5, 1, DateTimeKind.Utc);
        var written = JsonConvert.SerializeObject(new Target
        {
            Long = long.MaxValue,
            Text = "線 \"q\" end",
            Date = date,
            Flag = true,
            Ints = [1],
            Texts = [],
            Jagged = [],
            List = [],
            Table = [],
        });

        var read = Read(written);

        Assert.AreEqual((long.MaxValue, "線 \"q\" end", date, true, 1), (read.Long, read.Text, read.Date, read.Flag, read.Ints![0]));
    }

    private static Target Read(string json) => (Target)JsonConvert.DeserializeObject(json, typeof(Target));

    public class Target
    {
        public int Field;
        public int _version;

        public long Long { get; set; }

        public int Int { get; set; }

        public bool Flag { get; set; }

        public double Double { get; set; }

        public string? Text { get; set; }

        public DateTime Date { get; set; }

        public TimeSpan Span { get; set; }

        public DayOfWeek Day { get; set; }

        public int[]? Ints { get; set; }

        public string[]? Texts { get; set; }

        public int[][]? Jagged { get; set; }

        public ArrayList? List { get; set; }

        public Hashtable? Table { get; set; }

        public Target? Nested { get; set; }

        public long ReadOnly => 1;
    }
}
