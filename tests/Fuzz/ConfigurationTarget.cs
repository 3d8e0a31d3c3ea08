// config.json, bent: read by the device's reader, by the tool's, and by a board that has a last good one.
using System.Text;
using System.Text.Json;
using ChargePointFw.Composition;
using ChargePointFw.Drivers.Configuration;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Drivers.Storage;
using ChargePointFw.Provision.Configuration;

namespace ChargePointFw.Fuzz;

/// <summary>Every file is a configuration or a named reason; what is taken is JSON that says the same when the tool writes it.</summary>
internal sealed class ConfigurationTarget : ITarget
{
    private const int LongestBytes = 12_000;
    private const int ThroughTheBoardEvery = 20;

    /// <summary>Table, reader, message and texts of at most 4,096 letters; whatever the file's length.</summary>
    private const long MostAllocatedBytes = 96 * 1024;

    private const string Settings = """{"MeterUnit":1,"MeterProfile":"sdm630","MaximumPowerW":50000,"EmergencyStopPin":2,"GuestsAllowed":true}""";

    private static readonly string secret = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private static readonly string otherSecret = Convert.ToBase64String([.. Enumerable.Range(101, 32).Select(i => (byte)i)]);
    private static readonly byte[][] corpus = [.. Valid().Select(ConfigurationText.Of).Append(Settings).Select(Encoding.UTF8.GetBytes)];
    private static readonly string[] names = [.. ConfigurationKeys.All().Select(key => key.Name)];
    private readonly string folder = Directory.CreateTempSubdirectory("cpfw-fuzz-").FullName;
    private readonly Dictionary<string, long> reasons = [];
    private long cases;
    private long taken;
    private long settingsTaken;
    private long mostAllocated;
    private byte[] last = [];

    public ConfigurationTarget()
    {
        File.WriteAllBytes(Path.Combine(folder, "config.json"), corpus[0]);
        Provisioning board = Board();
        Campaign.Require(board.Look(), "the corpus is good");
        board.Keep();
    }

    public (string Route, byte[] Payload) Last => ("config", last);

    public IEnumerable<string> Figures =>
    [
        FormattableString.Invariant($"taken {taken}, as settings {settingsTaken}; refused for {reasons.Count} reasons; at most {mostAllocated} bytes allocated for a file"),
        .. reasons.OrderByDescending(one => one.Value).Take(6).Select(one => FormattableString.Invariant($"{one.Value} {one.Key}")),
    ];

    public IReadOnlyDictionary<string, long> Reasons => reasons;

    public long Taken => taken;

    public long SettingsTaken => settingsTaken;

    public void Try(Random dice) =>
        Feed(Mutator.Bend(corpus[dice.Next(corpus.Length)], corpus[dice.Next(corpus.Length)], dice, LongestBytes));

    /// <summary>One file.</summary>
    public void Feed(byte[] text)
    {
        last = text;
        DeviceConfiguration? read = null;
        string? trouble = null;
        long allocated = Campaign.Allocated(() => read = ConfigurationReader.Read(text, out trouble));
        mostAllocated = Math.Max(mostAllocated, allocated);
        Campaign.Require(allocated <= MostAllocatedBytes, FormattableString.Invariant($"{allocated} bytes allocated"));
        Campaign.Require(read is null == trouble is not null, "neither taken nor refused, or both");
        if (read is null)
        {
            JudgeReason(trouble!);
        }
        else
        {
            JudgeTaken(text, read);
        }

        JudgeSettings(text, read);
        if (cases++ % ThroughTheBoardEvery == 0)
        {
            ThroughABoard(text, trouble);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void JudgeReason(string trouble)
    {
        bool isSayable = trouble.Length is > 10 and < 400 && trouble.All(c => c is >= ' ' and <= '~');
        Campaign.Require(isSayable, "not for a console: " + trouble);
        Campaign.Require(!trouble.Contains(secret[..16], StringComparison.Ordinal) && !trouble.Contains(otherSecret[..16], StringComparison.Ordinal), "says a secret: " + trouble);
        bool isNamed = trouble.StartsWith("At byte ", StringComparison.Ordinal) || trouble.StartsWith("it has ", StringComparison.Ordinal)
            || trouble.Contains("is no key of a configuration", StringComparison.Ordinal) || names.Any(name => trouble.Contains(name, StringComparison.Ordinal));
        Campaign.Require(isNamed, "names nothing: " + trouble);
        string reason = trouble.Contains("is no key of", StringComparison.Ordinal) ? "unknown key"
            : trouble.StartsWith("At byte", StringComparison.Ordinal) ? "no JSON" : trouble.StartsWith("it has", StringComparison.Ordinal) ? "too long" : trouble[..Math.Min(trouble.Length, 60)];
        reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
    }

    private void JudgeTaken(byte[] text, DeviceConfiguration read)
    {
        taken++;
        using JsonDocument json = JsonDocument.Parse(text); // throws when it is not JSON
        string[] given = [.. json.RootElement.EnumerateObject().Select(one => one.Name)];
        Campaign.Require(given.Distinct().Count() == given.Length && given.All(names.Contains), "an unknown key, or one twice");
        string written = ConfigurationText.Of(read);
        DeviceConfiguration? again = ConfigurationReader.Read(Encoding.UTF8.GetBytes(written), out string? trouble);
        Campaign.Require(again is not null && ConfigurationText.Of(again) == written, "the tool's text of it is refused or another: " + trouble);
    }

    // The tool's --settings.
    private void JudgeSettings(byte[] text, DeviceConfiguration? read)
    {
        DeviceConfiguration? settings = ConfigurationReader.ReadPart(text, out string? trouble);
        Campaign.Require(settings is null == trouble is not null, "settings neither taken nor refused, or both");
        Campaign.Require(settings is null || read is null, "an identity's keys pass as settings");
        if (settings is not null)
        {
            settingsTaken++;
            using JsonDocument json = JsonDocument.Parse(text); // throws when it is not JSON
            Campaign.Require(settings is { Site: null, DeviceKey: null, ClientKey: null }, "settings bring an identity");
        }
    }

    // As at a boot: it runs, as the file says or with the last good one and a trouble that lets nothing charge.
    private void ThroughABoard(byte[] text, string? trouble)
    {
        File.WriteAllBytes(Path.Combine(folder, "config.json"), text);
        Provisioning board = Board();
        Campaign.Require(board.Look(), "no configuration although there is a last good one");
        Campaign.Require(trouble is null || board.Trouble is not null, "a bad file passes");
        Campaign.Require(trouble is null || board.Trouble!.EndsWith(trouble, StringComparison.Ordinal), "another reason: " + board.Trouble);
    }

    private Provisioning Board() =>
        new(Path.Combine(folder, "config.json"), new FileDocumentStore(folder, "/"), new BoardAbilities(hasPilot: true, hasMfrc522: true, hasThermometer: true), new HmacSha256());

    // As different as configurations are: DC and AC, registers and pulses, TLS and plain.
    private static IEnumerable<DeviceConfiguration> Valid()
    {
        string der = Convert.ToBase64String([0x30, 0x82, 0x01, 0x00, .. new byte[256]]);
        yield return Whole(new DeviceConfiguration { MeterUnit = 1, TimeServer = "ntp.nict.jp", CaCertificate = der, ClientCertificate = der, ClientKey = der, KeyGeneration = 1 });
        yield return Whole(new DeviceConfiguration { MeterUnit = 1, BrokerUserName = "cp", BrokerPassword = "p w!", GuestsAllowed = true, CardReader = "serial", CardReaderBaud = 9600 });
        yield return Whole(new DeviceConfiguration { S0PulsesPerKwh = 1_000, S0ShortestMs = 30, EmergencyStopPin = 15, DoorPin = 4, ResidualCurrentPin = 36, ThermostatPin = -1 });
        yield return Whole(new DeviceConfiguration
        {
            MeterUnit = 7, MeterProfile = "em340", SurplusMeterUnit = 2, SurplusMeterProfile = "sunspec", SerialBaud = 19_200, SerialParity = "even",
            MeterRolloverWh = 100_000_000_000, ConnectorType = "IEC_62196_T2", CurrentLimitA = 32, StopFromC = 75, DeratingFromC = 50, DeratingUntilC = 70, DeratingToA = 6, TemperatureCorrectionK = -3,
        });
        yield return Whole(new DeviceConfiguration { MeterUnit = 247, ConnectorType = "IEC_62196_T2_COMBO", ChargerEnable = "opens", ChargerStatus = "closes", ChargerFault = "opens", CardReader = "mfrc522" });
    }

    private static DeviceConfiguration Whole(DeviceConfiguration parts)
    {
        parts.Site = "tokyo-01";
        parts.ChargePoint = "cp-01";
        parts.DeviceKey = secret;
        parts.SiteKey = otherSecret;
        parts.BrokerHost = "192.0.2.10";
        parts.BrokerPort = 8883;
        parts.MaximumPowerW = 50_000;
        return parts;
    }
}
