// The strict reader of config.json: every key of the table, and everything that a file may have wrong.
using System.Globalization;
using System.Text;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;

namespace ChargePointFw.Boards.Tests;

[TestClass]
public sealed class ConfigurationReaderTests
{
    private static readonly string key = Convert.ToBase64String(new byte[32]);
    private static readonly string good = "{\"Site\":\"tokyo\",\"ChargePoint\":\"cp-1\",\"DeviceKey\":\"" + key + "\",\"SiteKey\":\"" + key
        + "\",\"BrokerHost\":\"127.0.0.1\",\"BrokerPort\":8883,\"MaximumPowerW\":50000,\"MeterUnit\":1}";

    [TestMethod]
    public void TheTablesKeys_AreTheConfigurationsProperties() => CollectionAssert.AreEquivalent(
        typeof(DeviceConfiguration).GetProperties().Select(one => one.Name).ToArray(),
        ConfigurationKeys.All().Select(one => one.Name).ToArray(),
        "a new key is a property of DeviceConfiguration, a row of ConfigurationKeys and a description in boards/provision");

    public static IEnumerable<object[]> Keys => ConfigurationKeys.All().Select(one => new object[] { one.Name });

    /// <summary>Each key by itself: what it allows at both bounds, and what it does not just beyond them, of another kind, twice.</summary>
    [TestMethod]
    [DynamicData(nameof(Keys))]
    public void EveryKey_TakesItsBoundsAndNothingElse(string name)
    {
        var row = ConfigurationKeys.All().Single(one => one.Name == name);
        foreach (var (value, expected) in Allowed(row))
        {
            var read = row.IsOfIdentity ? ConfigurationReader.Read(With(row, value), out var trouble) : ConfigurationReader.ReadPart(Bytes($"{{\"{name}\":{value}}}"), out trouble);
            if (row.Name is "ClientCertificate" or "ClientKey" && expected is not "")
                Assert.AreEqual("ClientCertificate and ClientKey belong together: give both or none.", trouble);
            else
            {
                Assert.IsNull(trouble, value);
                Assert.AreEqual(expected, typeof(DeviceConfiguration).GetProperty(name)!.GetValue(read) is { } held && held is int or long ? Convert.ToInt64(held, CultureInfo.InvariantCulture) : typeof(DeviceConfiguration).GetProperty(name)!.GetValue(read));
            }
        }

        foreach (var value in Refused(row))
            Assert.AreEqual($"{name} must be {row.Allowed()}.", Trouble(With(row, value)), value);
        Assert.AreEqual($"{name} is given twice: leave one out.", Trouble(Bytes(Encoding.UTF8.GetString(With(row, Allowed(row).Last().Value))[..^1] + $",\"{name}\":0}}")));
        var without = Encoding.UTF8.GetString(With(row, "0")).Replace($"\"{name}\":0", "", StringComparison.Ordinal).Replace(",,", ",", StringComparison.Ordinal).Replace("{,", "{", StringComparison.Ordinal).Replace(",}", "}", StringComparison.Ordinal);
        if (row.IsRequired)
            Assert.AreEqual($"{name} is missing: it must be {row.Allowed()}.", Trouble(Bytes(without)));
        else if (name != "MeterUnit")
            Assert.IsNull(Trouble(Bytes(without)));
        Assert.AreEqual(row.IsOfIdentity, PartTrouble($"{{\"{name}\":0}}")?.Contains("identity", StringComparison.Ordinal) ?? false);
    }

    [TestMethod]
    [DataRow("", "At byte 0")]
    [DataRow("5", "At byte 1")]
    [DataRow("[]", "At byte 1")]
    [DataRow("null", "At byte 4")]
    [DataRow("{", "At byte 1")]
    [DataRow("\uFEFF{}", "At byte 0")]
    [DataRow("{\"Site\":\"tokyo\"", "at or after Site")]
    [DataRow("{\"Site\":\"tokyo\",}", "at or after Site")]
    [DataRow("{\"Site\":\"tok\\u0079o\"}", "at or after Site")]
    [DataRow("{\"Site\":\"t\u00f6kyo\"}", "at or after Site")]
    [DataRow("{\"BrokerPort\":8883.5}", "at or after BrokerPort")]
    [DataRow("{\"BrokerPort\":1e3}", "at or after BrokerPort")]
    [DataRow("{\"BrokerPort\":99999999999999999999}", "at or after BrokerPort")]
    [DataRow("{\"BrokerPort\":'1'}", "at or after BrokerPort")]
    [DataRow("{}}", "At byte 2")]
    [DataRow("{}{}", "At byte 2")]
    [DataRow("{} // comment", "At byte 3")]
    public void WhatIsNotJson_IsSaidWithItsPlace(string text, string where)
    {
        var trouble = Trouble(Bytes(text))!;
        Assert.Contains(where, trouble);
        Assert.Contains("no JSON of a configuration", trouble);
    }

    [TestMethod]
    [DataRow("Metre", "Metre")]
    [DataRow("site", "site")]
    [DataRow("", "")]
    [DataRow("AKeyThatIsLongerThanFifteenLetters", "AKeyThatIsLonge...")]
    public void AnUnknownKey_IsNamedWithItsPlace(string name, string shown)
    {
        var behind = good.Length - 1 + ",\"\":".Length + name.Length;
        Assert.AreEqual(
            $"At byte {behind}, '{shown}' is no key of a configuration: docs/configuration.schema.json names them all.",
            Trouble(Bytes(good[..^1] + $",\"{name}\":1}}")));
    }

    [TestMethod]
    public void AFileOfMoreThanABlock_IsRefusedUnread()
    {
        var most = good[..^1] + new string(' ', ConfigurationReader.MaximumBytes - good.Length) + "}";
        Assert.IsNull(Trouble(Bytes(most)));
        Assert.AreEqual("it has 4097 bytes, and at most 4096 are read.", Trouble(Bytes(most + " ")));
        var path = Path.GetTempFileName();
        File.WriteAllText(path, most + " ");
        Assert.IsNull(ConfigurationFile.Read(path, out var trouble));
        Assert.AreEqual(path + ": it has 4097 bytes, and at most 4096 are read.", trouble);
        File.Delete(path);
        Assert.IsNull(ConfigurationFile.Read(path, out trouble));
        Assert.AreEqual(path + " is missing: flash it with the provisioning tool.", trouble);
    }

    [TestMethod]
    public void ASecret_IsNeverSaid()
    {
        var secret = Convert.ToBase64String(new byte[31]);
        Assert.DoesNotContain(secret, Trouble(Bytes(good.Replace(key, secret, StringComparison.Ordinal)))!);
        Assert.DoesNotContain("hush", Trouble(Bytes(good[..^1] + ",\"BrokerPassword\":\"hush\\\"\"}"))!);
    }

    private static IEnumerable<(string Value, object Expected)> Allowed(ConfigurationKey row)
    {
        switch (row.Kind)
        {
            case ConfigurationKind.Integer:
                return [(Number(row.Least), row.Least), (Number(row.Most), row.Most), .. row.IsRequired ? Array.Empty<(string, object)>() : [("0", 0L)]];
            case ConfigurationKind.Boolean:
                return [("false", false), ("true", true)];
            case ConfigurationKind.Word:
                return [("\"\"", ""), .. row.Words.Select(word => ($"\"{word}\"", (object)word))];
            case ConfigurationKind.Bytes:
                return [Quoted(key)];
            case ConfigurationKind.Der:
                return [Quoted(Convert.ToBase64String([0x30, 2, 5, 0])), Quoted(Convert.ToBase64String([0x30, 0x82, 0x01, 0x00, .. new byte[256]])), Quoted("")];
            default:
                return [Quoted(new string('a', (int)row.Least)), Quoted(new string('a', (int)row.Most)), .. row.IsRequired ? Array.Empty<(string, object)>() : [Quoted("")]];
        }
    }

    private static IEnumerable<string> Refused(ConfigurationKey row)
    {
        string[] others = ["null", "{}", "[1]", row.Kind == ConfigurationKind.Boolean ? "1" : "true", row.Kind == ConfigurationKind.Integer ? "\"1\"" : "5", "999999999999999999", "-999999999999999999"];
        return others.Concat(row.Kind switch
        {
            ConfigurationKind.Integer => [Number(row.Most + 1), Number(row.Least == 1 && !row.IsRequired ? -1 : row.Least - 1), .. row.IsRequired && row.Least > 0 ? new[] { "0" } : []],
            ConfigurationKind.Boolean => ["\"true\""],
            ConfigurationKind.Word => ["\"x\"", $"\"{row.Words[0]} \"", $"\"{(row.Words[0] == "CHADEMO" ? "chademo" : row.Words[0].ToUpperInvariant())}\""],
            ConfigurationKind.Bytes => ["\"\"", $"\"{Convert.ToBase64String(new byte[31])}\"", $"\"{Convert.ToBase64String(new byte[33])}\"", $"\"{key[..^1]}\"", $"\"{key.Replace('A', '-')}\"", $"\" {key[1..]}\"", $"\"{key[..^2]}==\""],
            ConfigurationKind.Der => ["\"MQ==\"", "\"AAAA\"", "\"MAI=\"", "\"MIIB\"", "\"-----BEGIN CERTIFICATE-----\"", $"\"{new string('A', (int)row.Most + 4)}\""],
            ConfigurationKind.Name => ["\"\"", $"\"{new string('a', (int)row.Most + 1)}\"", "\"A\"", "\"a/b\"", "\"a b\"", "\"#\""],
            _ => [.. row.IsRequired ? new[] { "\"\"" } : [], $"\"{new string('a', (int)row.Most + 1)}\""],
        });
    }

    // The good one with this value in the key's place; the rules between keys are not asked for what they need.
    private static byte[] With(ConfigurationKey row, string value)
    {
        var start = good.IndexOf($"\"{row.Name}\":", StringComparison.Ordinal);
        if (start < 0)
            return Bytes(good[..^1] + $",\"{row.Name}\":{value}}}");
        var end = good.IndexOf(',', start);
        return Bytes(good[..start] + $"\"{row.Name}\":{value}" + (end < 0 ? "}" : good[end..]));
    }

    private static (string Value, object Expected) Quoted(string text) => ($"\"{text}\"", text);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Trouble(byte[] text)
    {
        var read = ConfigurationReader.Read(text, out var trouble);
        Assert.AreEqual(read is null, trouble is not null);
        return trouble;
    }

    private static string? PartTrouble(string text)
    {
        ConfigurationReader.ReadPart(Bytes(text), out var trouble);
        return trouble;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
