// nanoFramework.Json of hal/Host, writing: what the device would send.
using System.Collections;
using nanoFramework.Json;

namespace ChargePointFw.Host.Tests;

[TestClass]
public class JsonWritingTests
{
    public static IEnumerable<object?[]> Values =>
    [
        [null, "null"],
        [5, "[5]"],
        [true, "[true]"],
        [long.MinValue, "[-9223372036854775808]"],
        [ulong.MaxValue, "[18446744073709551615]"],
        [21.5, "[21.5]"],
        [double.NaN, "[null]"],
        [float.NaN, "[null]"],
        ['x', "[\"x\"]"],
        [TimeSpan.FromSeconds(90), "[\"00:01:30\"]"],
        [DayOfWeek.Tuesday, "2"],
        ["", "\"\""],
        ["電力 é 😀", "\"電力 é 😀\""],
        ["\"\\/\b\f\n\r\t\u0001", "\"\\\"\\\\/\\b\\f\\n\\r\\t\u0001\""],
        [new byte[] { 1, 2 }, "[1,2]"],
        [new[] { "a", null }, "[\"a\",null]"],
        [new int[][] { [1], [] }, "[[1],[]]"],
        [new ArrayList { 1, "a", true, null }, "[1,\"a\",true,null]"],
        [new Hashtable { ["b"] = 1, ["a"] = new ArrayList() }, "{\"a\":[],\"b\":1}"],
        [new DictionaryEntry("k", 1L), "[{\"k\":1}]"],
        [new Structure(), "[]"],
    ];

    [TestMethod]
    [DynamicData(nameof(Values))]
    public void AValue_IsWrittenAsTheDeviceDoes(object? value, string expected) =>
        Assert.AreEqual(expected, JsonConvert.SerializeObject(value));

    [TestMethod]
    [DataRow(DateTimeKind.Utc)]
    [DataRow(DateTimeKind.Unspecified)]
    public void ADate_EndsWithZ_AndSevenDigits(DateTimeKind kind) =>
        Assert.AreEqual(
            "[\"2026-07-24T09:05:01.0230000Z\"]",
            JsonConvert.SerializeObject(new DateTime(2026, 7, 24, 9, 5, 1, 23, kind)));

    [TestMethod]
    public void AnObject_IsItsPublicProperties_NotItsFields() =>
        Assert.AreEqual(
            "{\"Number\":7,\"Text\":null,\"Nested\":{\"Number\":0,\"Text\":\"n\",\"Nested\":null}}",
            JsonConvert.SerializeObject(new Thing { Number = 7, Field = 8, Nested = new Thing { Text = "n" } }));

    [TestMethod]
    public void NamesOfAHashtable_AreNotEscaped() =>
        Assert.AreEqual("{\"a\"b\":1}", JsonConvert.SerializeObject(new Hashtable { ["a\"b"] = 1 }));

    [TestMethod]
    public void WithoutTopObject_AValueStandsAlone() =>
        Assert.AreEqual("5", JsonSerializer.SerializeObject(5, false));

    public class Thing
    {
        public int Field;

        public int Number { get; set; }

        public string? Text { get; set; }

        public Thing? Nested { get; set; }

        public static int Ignored => 1;
    }

    private struct Structure
    {
    }
}
