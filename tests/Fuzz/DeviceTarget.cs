// Everything that a charge point subscribes to, bent: without a signature, and signed again with the right key.
using System.Globalization;
using System.Text;
using System.Text.Json;
using ChargePointFw.Control;
using ChargePointFw.Documents;
using ChargePointFw.Drivers.Mqtt;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Simulator;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Simulator.World;
using ChargePointFw.Supply;

namespace ChargePointFw.Fuzz;

/// <summary>
/// The real link, desks, journal and control loop over a simulated bay in which members charge. A message is taken, or refused
/// by a name and then has changed nothing; it costs bounded memory; and the contactor is closed only while the verdict allows.
/// </summary>
internal sealed class DeviceTarget : ITarget
{
    private const string SiteName = "tokyo-01";
    private const string Name = "cp-01";
    private const string Member = "member";
    private const long StartUtcMs = 1_775_001_600_000;
    private const int TickMs = 100;
    private const int MostPolls = 10_000; // the longest pause between two attempts is far below 1,000 s
    private const int HelpEvery = 250;
    private const int FreshEvery = 20_000;
    private const int LongestBytes = DocumentDesk.MaximumBytes + 2_000;
    private const long VisitMs = 240_000;
    private const long NoVersionAbove = 1_000_000_000;

    /// <summary>What a message may cost beside copies of itself: a spare plan or list, its stored form, the state and a message of records.</summary>
    private const long MostAllocatedBytes = 160 * 1024;

    private static readonly HmacSha256 hash = new();
    private static readonly byte[] deviceKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] siteKey = [.. Enumerable.Range(101, 32).Select(i => (byte)i)];
    private static readonly KeyRing keys = new(hash, deviceKey, SiteName, Name, 1);
    private static readonly long tokenHash = Simulator.Hardware.SimulatedCardReader.HashOf(hash, siteKey, Member);
    private static readonly Topics topics = new(SiteName, Name);
    private static readonly int longestDenialMs = new ChargePointSettings().ForceOpenMs + 500;

    private readonly string folder = Directory.CreateTempSubdirectory("cpfw-fuzz-").FullName;
    private readonly Dictionary<string, long> outcomes = [];
    private SimulatedTime time = new(DateTimeOffset.UnixEpoch);
    private SimulatedChargePoint board;
    private Wire wire = new();
    private (string, byte[]) last = ("device", []);
    private long cases;
    private long deniedSinceMs;
    private long mostAllocated;
    private long closedTicks;
    private long boards;
    private long linkMs;
    private bool isDeaf;

    public DeviceTarget() => board = Fresh();

    public (string Route, byte[] Payload) Last => last;

    public IEnumerable<string> Figures =>
    [
        FormattableString.Invariant($"{boards} boards, contactor closed in {closedTicks} of {cases} ticks; at most {mostAllocated} bytes allocated for a message and a tick"),
        .. outcomes.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => FormattableString.Invariant($"{one.Key}: {one.Value}")),
    ];

    public IReadOnlyDictionary<string, long> Outcomes => outcomes;

    public long ClosedTicks => closedTicks;

    public void Try(Random dice)
    {
        if (cases % FreshEvery == 0 && cases > 0)
        {
            board.Dispose();
            board = Fresh();
        }

        if (cases++ % HelpEvery == 0)
        {
            Help();
        }

        (string topic, byte[] body) = Original(dice);
        (string _, byte[] other) = Original(dice);
        byte[] key = topic == topics.Acknowledgement || topic == topics.Resend ? keys.Acknowledgement : keys.Document;
        bool isSigned = dice.Next(3) != 0;
        byte[] payload = isSigned
            ? SignedDocument.Sign(hash, dice.Next(50) == 0 ? keys.Record : key, Mutator.Bend(body, other, dice, LongestBytes))
            : Mutator.Bend(SignedDocument.Sign(hash, key, body), SignedDocument.Sign(hash, key, other), dice, LongestBytes);
        Feed(topic, payload);
        if (board.PlanVersion > NoVersionAbove || board.TokensVersion > NoVersionAbove || isDeaf || board.KeyGeneration != 1)
        {
            board.Dispose(); // whoever holds the key can end all versions: nothing newer is left to try
            board = Fresh();
        }
    }

    /// <summary>One message, and a tick.</summary>
    public void Feed(string topic, byte[] payload)
    {
        last = ("device-" + topic[(topic.LastIndexOf('/') + 1)..], payload);
        string before = State();
        int refusals = board.Status.RefusedCount;
        int boot = board.BootNumber;
        board.Status.RefusedKind = SecurityEventKind.None;
        wire.Arrive(topic, payload);
        long allocated = Campaign.Allocated(Poll);
        if (board.BootNumber != boot)
        {
            Count("restarts that were asked for"); // which count and forget anew
            Tick();
            return;
        }

        int refused = board.Status.RefusedCount - refusals;
        Campaign.Require(refused is 0 or 1, $"refused {refused} times, the last for {board.Status.RefusedKind}");
        SecurityEventKind kind = board.Status.RefusedKind;
        if (kind == SecurityEventKind.KeysChanged)
        {
            refused = 0; // no refusal, but as much an event
        }

        Campaign.Require(refused == 0 || (kind != SecurityEventKind.None && Enum.IsDefined(kind)), "refused without a name");
        bool isChanged = State() != before;
        Campaign.Require(refused == 0 || !isChanged, "refused, and something has changed");
        Campaign.Require(!isChanged || IsSigned(topic, payload), "taken without a signature");
        Campaign.Require(refused == 1 || IsSigned(topic, payload), "not refused although it is not signed");
        Count(last.Item1["device-".Length..] + " " + (refused == 1 ? kind.ToString() : isChanged ? "taken" : "repeated or without effect"));

        allocated += Campaign.Allocated(Tick);
        mostAllocated = Math.Max(mostAllocated, allocated);
        Campaign.Require(allocated <= MostAllocatedBytes + (3L * payload.Length), FormattableString.Invariant($"{allocated} bytes allocated for a message of {payload.Length}"));
    }

    public void Dispose()
    {
        board.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Tick()
    {
        time.AdvanceTo(time.GetUtcNow().AddMilliseconds(TickMs));
        board.Tick();
        Outputs outputs = board.Outputs;
        bool isClosed = board.IsContactorClosed;
        closedTicks += isClosed ? 1 : 0;
        deniedSinceMs = isClosed && outputs.Verdict != SupplyVerdict.Allowed ? deniedSinceMs + TickMs : 0;
        Campaign.Require(deniedSinceMs <= longestDenialMs, $"the contactor is closed, and the verdict has been {outputs.Verdict} for {deniedSinceMs} ms");
        Campaign.Require(!isClosed || board.Phase is SessionPhase.Delivering or SessionPhase.Stopping or SessionPhase.Settling, $"the contactor is closed in {board.Phase}");
        Campaign.Require(!outputs.CloseContactor || outputs.SessionNumber > 0, "closed without a session");
    }

    // As a back office that is well: a plan and a list that let members charge, the car's card, and all acknowledged.
    private void Help()
    {
        byte[] plan = PlanBody(board.PlanVersion + 1);
        Deliver(topics.Plan, SignedDocument.Sign(hash, keys.Document, plan));
        Deliver(topics.Tokens, SignedDocument.Sign(hash, keys.Document, TokensBody(board.TokensVersion + 1)));
        Deliver(topics.Command, SignedDocument.Sign(hash, keys.Document, CommandBody(CommandId, "available")));
        if (AcknowledgementBody() is { } all)
        {
            Deliver(topics.Acknowledgement, SignedDocument.Sign(hash, keys.Acknowledgement, all));
        }

        isDeaf = !board.Status.IsAvailable; // likewise with a command's number
        board.Bay.PresentedToken = board.Bay.Car is not null && board.IsIdle ? Member : board.Bay.PresentedToken;
    }

    private void Deliver(string topic, byte[] payload)
    {
        wire.Arrive(topic, payload);
        Poll();
    }

    // Until it is taken: a connection without acknowledgements is given up and made again.
    private void Poll()
    {
        for (int polls = 0; polls < MostPolls && wire.HasWaiting; polls++)
        {
            linkMs += TickMs;
            board.Poll(linkMs);
        }

        Campaign.Require(!wire.HasWaiting, "the link takes nothing any more");
    }

    private SimulatedChargePoint Fresh()
    {
        boards++;
        time = new SimulatedTime(DateTimeOffset.FromUnixTimeMilliseconds(StartUtcMs));
        wire = new Wire();
        deniedSinceMs = 0;
        isDeaf = false;
        int visits = (int)((FreshEvery * (long)TickMs * 2) / VisitMs);
        var fresh = new SimulatedChargePoint(
            new SimulatorOptions
            {
                Site = SiteName,
                ChargePoint = Name,
                DeviceKey = deviceKey,
                SiteKey = siteKey,
                Broker = new BrokerAddress { Host = "127.0.0.1", Port = 1 },
                Folder = folder,
                Seed = 1,
                GuestsAllowed = false,
                Parts = new Parts(wire),
            },
            time,
            Enumerable.Range(0, visits).Select(i => new Visit(
                Name, Member, true, StartUtcMs + 1_000 + (i * VisitMs), StartUtcMs + ((i + 1) * VisitMs) - 5_000, 1_000_000, 50_000)));
        fresh.Poll(linkMs += TickMs);
        return fresh;
    }

    // What a message may change; anything else is the control loop's.
    private string State() => string.Create(
        CultureInfo.InvariantCulture,
        $"{board.PlanVersion} {board.TokensVersion} {board.Status.Surplus?.MeasuredUtcMs} {board.Status.IsAvailable} {board.Status.StopSessionNumber} {board.Status.RemoteTokens} {board.Status.ClearRequests} {board.AcknowledgedUpTo} {board.KeyGeneration} {board.SettingsVersion}");

    // Asked of another implementation than the device's.
    private static bool IsSigned(string topic, byte[] payload)
    {
        const string head = "{\"signed\":";
        const int tail = 56; // ,"hmac":" 44 letters "}
        if (payload.Length < head.Length + tail || !payload.AsSpan().StartsWith("{\"signed\":"u8))
        {
            return false;
        }

        byte[] body = payload[head.Length..^(tail - 1)];
        byte[] key = topic == topics.Acknowledgement || topic == topics.Resend ? keys.Acknowledgement : keys.Document;
        string tag = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(key, body));
        return payload.AsSpan(head.Length + body.Length).SequenceEqual(Encoding.ASCII.GetBytes($",\"hmac\":\"{tag}\"}}"));
    }

    private (string Topic, byte[] Body) Original(Random dice) => dice.Next(15) switch
    {
        0 or 1 => (topics.Plan, PlanBody(board.PlanVersion + 1)),
        2 or 3 => (topics.Tokens, TokensBody(board.TokensVersion + 1)),
        4 => (topics.Tokens, ChangesBody(board.TokensVersion)),
        5 or 6 => (topics.Live, Ascii($$"""{{{Head("live")}},"surplusW":{{dice.Next(100_000)}},"measured":{{time.UtcMs}}}""")),
        7 or 8 => (topics.Command, CommandBody(CommandId, CommandWord(dice))),
        9 or 10 => (topics.Acknowledgement, AcknowledgementBody() ?? Ascii($$"""{{{Head("ack")}},"journal":7,"number":0}""")),
        11 => (topics.Keys, KeysBody(dice)),
        12 => (topics.Command, CommandBody(CommandId, CommandWord(dice))),
        13 => (topics.Configuration, SettingsBody(dice)),
        _ => (topics.Resend, Ascii($$"""{{{Head("resend")}},"journal":{{board.JournalId}},"from":{{1 + dice.Next(50)}},"to":{{60}}}""")),
    };

    private string CommandWord(Random dice) => dice.Next(7) switch
    {
        0 => "start\",\"token\":\"" + tokenHash.ToString("X16", CultureInfo.InvariantCulture),
        1 => "stop\",\"session\":" + board.Status.SessionNumber.ToString(CultureInfo.InvariantCulture) + ",\"note\":\"x",
        2 => "unavailable",
        3 => "clear-fault",
        4 => dice.Next(3) switch { 0 => "self-test", 1 => "report", _ => "reboot" },
        _ => "available",
    };


    private long CommandId => 1_000_000 + cases;

    private byte[] CommandBody(long id, string word) =>
        Ascii($$"""{{{Head("command")}},"id":{{id}},"boot":{{board.BootNumber}},"expires":{{(time.UtcMs / 1000) + 300}},"do":"{{word}}"}""");

    private byte[] SettingsBody(Random dice) => Ascii(
        $$"""{{{Head("configuration")}},"version":{{cases + 1}},"settings":{"GuestsAllowed":{{(dice.Next(2) == 0 ? "true" : "false")}},"MaximumPowerW":{{dice.Next(60_000)}} } }""");

    // What is hidden in it may be anything: whoever signs may choose the next key, and the board is another one's from then on.
    private byte[] KeysBody(Random dice)
    {
        byte[] random = new byte[64];
        dice.NextBytes(random);
        byte[] certificateKey = KeyWrap.Turn(hash, keys.Now, random[..KeyWrap.NonceBytes], KeyWrap.CertificateKey, [0x30, 0]);
        return Ascii($$"""{{{Head("keys")}},"version":{{board.KeyGeneration + 1}},"by":{{board.KeyGeneration}},"nonce":"{{Convert.ToBase64String(random, 0, KeyWrap.NonceBytes)}}","key":"{{Convert.ToBase64String(random, 32, 32)}}","certificate":"MAA=","certificateKey":"{{Convert.ToBase64String(certificateKey)}}"}""");
    }

    private byte[] PlanBody(long version)
    {
        long from = (time.UtcMs / 1_800_000 * 1_800) - 1_800;
        IEnumerable<string> allocations = Enumerable.Range(0, 12).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"id":{{version + i}},"start":{{from + (i * 1_800)}},"energyWh":500000,"source":"SOLAR","certificate":"c-1","livePermille":{{(i % 2) * 500}}}"""));
        return Ascii($$"""{{{Head("plan")}},"version":{{version}},"intervalMinutes":30,"validUntil":{{(time.UtcMs / 1000) + 20_000}},"allocations":[{{string.Join(',', allocations)}}]}""");
    }

    private byte[] TokensBody(long version)
    {
        IEnumerable<string> tokens = Enumerable.Range(1, 20).Select(i => (long)i).Append(tokenHash).Order()
            .Select(one => string.Create(CultureInfo.InvariantCulture, $$"""{"hash":"{{one:X16}}","validUntil":{{(time.UtcMs / 1000) + 90_000}},"programme":1,"group":2}"""));
        return Ascii($$"""{{{Head("tokens")}},"version":{{version}},"guests":false,"programmes":[1,2],"tokens":[{{string.Join(',', tokens)}}]}""");
    }

    private byte[] ChangesBody(long held) => Ascii(
        $$"""{{{Head("tokens")}},"version":{{held + 1}},"base":{{held}},"guests":false,"programmes":[1],"removed":["0000000000000003"],"tokens":[{"hash":"0000000000000004","validUntil":{{(time.UtcMs / 1000) + 90_000}}}]}""");

    // Number and tag of the last record that went out.
    private byte[]? AcknowledgementBody()
    {
        if (wire.LastRecords.Length == 0)
        {
            return null;
        }

        using JsonDocument json = JsonDocument.Parse(wire.LastRecords);
        byte[] bytes = json.RootElement.GetProperty("records").EnumerateArray().Last().GetProperty("bytes").GetBytesFromBase64();
        var record = new Record();
        RecordLayout.Decode(bytes, 0, record);
        return Ascii($$"""{{{Head("ack")}},"journal":{{record.JournalId}},"number":{{record.Number}},"tag":"{{Convert.ToBase64String(bytes, RecordLayout.SignedBytes, RecordLayout.TagBytes)}}"}""");
    }

    private static string Head(string kind) => $"\"kind\":\"{kind}\",\"site\":\"{SiteName}\",\"chargePoint\":\"{Name}\"";

    private static byte[] Ascii(FormattableString text) => Encoding.ASCII.GetBytes(FormattableString.Invariant(text));

    private void Count(string outcome) => outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;

    private sealed class Parts(Wire wire) : BoardParts
    {
        private readonly Segments segments = new();
        private readonly Documents documents = new();

        public override IRecordStore RecordStore(SimulatorOptions options) => segments;

        public override IDocumentStore DocumentStore(SimulatorOptions options) => documents;

        public override IBrokerConnection Connection(SimulatorOptions options) => wire;
    }
}
