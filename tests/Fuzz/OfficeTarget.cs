// Everything that a back office subscribes to, bent; records also bent and sealed again by a charge point's own key.
using System.Globalization;
using System.Text;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.Drivers.Security;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Simulator.Time;
using ChargePointFw.Supply;

namespace ChargePointFw.Fuzz;

/// <summary>
/// The real ingest, live view and surplus feed. A message is stored, shown, held for a gap, a repetition, or put aside by a
/// name; it costs bounded memory; what is put aside is bounded; and a charge point that is well is heard meanwhile.
/// </summary>
internal sealed class OfficeTarget : ITarget
{
    private const string Liar = "cp-01";
    private const string Well = "cp-02";
    private const long StartUtcMs = 1_775_001_600_000;
    private const int BatchSize = 32;
    private const int LookEvery = 1_000;
    private const int FreshEvery = 20_000;
    private const int LongestBytes = 20_000;
    private const long MostAllocatedBytes = 1_500_000;
    private const int MostMisses = 200;
    private const int BodyAt = 13; // behind type, journal and number: a record of another journal gets not far
    private const int MostLiveLetters = 1_000;

    private static readonly HmacSha256 hash = new();
    private static readonly byte[] deviceKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private readonly string folder = Directory.CreateTempSubdirectory("cpfw-fuzz-").FullName;
    private readonly Dictionary<string, long> outcomes = [];
    private readonly List<Arrival> batch = [];
    private SimulatedTime time = new(DateTimeOffset.UnixEpoch);
    private OfficeBench office;
    private Chain liar;
    private Chain well;
    private (string, byte[]) last = ("office", []);
    private long cases;
    private long offices;
    private int misses;
    private long mostAllocated;
    private long mostPutAside;
    private long mostHeld;
    private long recordsShown;

    public OfficeTarget() => (office, liar, well) = Fresh();

    public (string Route, byte[] Payload) Last => last;

    public IEnumerable<string> Figures =>
    [
        FormattableString.Invariant($"{offices} databases; at most {mostAllocated} bytes allocated for a message, {mostPutAside} rows put aside, {mostHeld} records held, {recordsShown} shown on a page"),
        .. outcomes.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => FormattableString.Invariant($"{one.Key}: {one.Value}")),
    ];

    public IReadOnlyDictionary<string, long> Outcomes => outcomes;

    public void Try(Random dice)
    {
        if (cases % FreshEvery == 0 && cases > 0)
        {
            Renew();
        }

        if (cases++ % LookEvery == 0)
        {
            LookAround();
        }

        time.AdvanceTo(time.GetUtcNow().AddMilliseconds(50));
        switch (dice.Next(8))
        {
            case 0 or 1:
                Sealed(dice);
                break;
            case 2 or 3:
                Feed(liar.Topics.Record, Mutator.Bend(Message(liar.Next(dice), liar.Next(dice)), liar.Before, dice, LongestBytes));
                break;
            case 4 or 5:
                Feed(liar.Topics.State, Mutator.Bend(State(dice), Encoding.ASCII.GetBytes("""{"state":"lost","boot":1}"""), dice, LongestBytes));
                break;
            case 6:
                Feed(liar.Topics.Telemetry, Mutator.Bend(Ascii($$"""{"utc":"{{Utc}}","powerW":50000,"registerWh":1000000}"""), State(dice), dice, LongestBytes));
                break;
            default:
                Feed($"cpfw/1/{OfficeBench.SiteName}/surplus", Mutator.Bend(Ascii($$"""{"surplusW":{{dice.Next(50_000)}},"measured":{{time.UtcMs}}}"""), State(dice), dice, LongestBytes));
                break;
        }

        if (dice.Next(200) == 0)
        {
            string[] topics = ["cpfw/1/a/b/record", "cpfw/1/tokyo-01/cp-01/", "cpfw/1/tokyo-01/cp-01/record/x", "cpfw/1//cp-01/state", "cpfw/1/tokyo-01/\ud800/state", new string('x', 5_000), ""];
            Feed(topics[dice.Next(topics.Length)], State(dice));
        }
    }

    /// <summary>One message.</summary>
    public void Feed(string topic, byte[] payload)
    {
        string kind = topic[(topic.LastIndexOf('/') + 1)..];
        last = ("office-" + (kind is "record" or "state" or "telemetry" or "surplus" ? kind : "topic"), payload);
        Arrival? arrival = null;
        long taken = SurplusSum();
        bool isSurplus = false;
        long allocated = Campaign.Allocated(() =>
        {
            isSurplus = office.Surplus.Take(topic, payload);
            arrival = isSurplus ? null : office.Intake.Take(topic, payload);
        });
        Campaign.Require(!isSurplus || SurplusSum() == taken + 1, "a measurement is neither taken nor refused by a name");
        Judge(allocated, payload.Length);
        string outcome = isSurplus ? "" : arrival is null ? "shown" : arrival.Refusal?.ToString() ?? "to be stored";
        Count($"{last.Item1["office-".Length..]} {outcome}");
        LiveState? live = office.Live.Of(office.Registry.FindChargePoint(OfficeBench.SiteName, Liar)!);
        Campaign.Require(live is null || live.ToString().Length <= MostLiveLetters, "the live view grows");
        if (arrival is null)
        {
            return;
        }

        batch.Add(arrival);
        if (batch.Count >= BatchSize)
        {
            Store();
        }
    }

    /// <summary>What is waiting is stored, and looked at.</summary>
    public void Store()
    {
        long before = Outcome();
        int messages = batch.Count;

        // That one is lost there which is stored here changes nothing: it is acknowledged again.
        int known = batch.Count(one => one.Refusal is null && RecordMessage.Parse(one.Payload) is { } records && records.Any(JournalCursor.StatesLoss));
        Judge(Campaign.Allocated(() => office.Intake.Store(batch)) / Math.Max(messages, 1), 0);
        batch.Clear();
        Campaign.Require(Outcome() >= before + messages - known, "a message has left no trace: not stored, held, repeated, in conflict or put aside");
    }

    public void Dispose()
    {
        office.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    // A charge point that lies: its own key, the next of its chain, and anything in it.
    private void Sealed(Random dice)
    {
        Store();
        Follow(liar.Before); // what was hardly bent may have been stored
        byte[] bytes = liar.Next(dice);
        for (int changes = dice.Next(3); changes > 0; changes--)
        {
            int at = dice.Next(4) == 0 ? dice.Next(RecordLayout.SignedBytes) : BodyAt + dice.Next(RecordLayout.SignedBytes - BodyAt);
            int length = Math.Min(1 + dice.Next(8), RecordLayout.SignedBytes - at);
            byte fill = dice.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)dice.Next(256) };
            bytes.AsSpan(at, length).Fill(fill);
        }

        liar.Seal(bytes);
        long stored = office.Counters.Stored;
        Feed(liar.Topics.Record, Message(bytes));
        Store();
        bool isStored = office.Counters.Stored > stored;
        Count(isStored ? "sealed stored" : "sealed not stored");
        misses = isStored ? 0 : misses + 1;
        if (isStored)
        {
            Follow(bytes);
        }
        else if (misses > MostMisses)
        {
            Renew(); // its lies have come to the end of all numbers
        }
    }

    // Where its journal stands now: a record may have been another's, or have told that many are lost.
    private void Follow(byte[] bytes)
    {
        string where = FormattableString.Invariant($"FROM journal JOIN charge_point ON charge_point.id = charge_point_id WHERE name = '{Liar}' AND journal_id = {Chain.JournalId}");
        if (office.Read<long>("SELECT count(*) " + where) > 0)
        {
            liar.MoveTo(bytes, office.Read<long>("SELECT contiguous_number " + where), office.Read<byte[]>("SELECT contiguous_tag " + where));
        }
    }

    private void Renew()
    {
        misses = 0;
        office.Dispose();
        (office, liar, well) = Fresh();
    }

    // Quarantine, held records, and a charge point that is well.
    private void LookAround()
    {
        Store();
        byte[] bytes = well.Next(new Random(1));
        well.Seal(bytes);
        long stored = office.Counters.Stored;
        Feed(well.Topics.Record, Message(bytes));
        Store();
        Campaign.Require(office.Counters.Stored == stored + 1, "a charge point that is well is not heard");
        well.MoveTo(bytes, well.Number + 1, bytes[RecordLayout.SignedBytes..]);
        office.Intake.LookAround();
        office.Surplus.Write(isDue: true);
        office.Planner.PublishDue();
        recordsShown += office.ReadOn(DateTimeOffset.FromUnixTimeMilliseconds(StartUtcMs).AddYears(-1), DateTimeOffset.FromUnixTimeMilliseconds(StartUtcMs).AddYears(1));
        mostPutAside = Math.Max(mostPutAside, office.Read<long>("SELECT count(*) FROM quarantine"));
        Campaign.Require(mostPutAside <= office.Options.QuarantineRows, FormattableString.Invariant($"{mostPutAside} rows put aside"));
        mostHeld = Math.Max(mostHeld, office.Intake.Held.CountOf(office.Registry.FindChargePoint(OfficeBench.SiteName, Liar)!));
        Campaign.Require(mostHeld <= office.Options.HeldRecords, FormattableString.Invariant($"{mostHeld} records held"));
        foreach (string reason in office.List("SELECT DISTINCT reason FROM quarantine"))
        {
            Campaign.Require(Enum.TryParse(reason, out QuarantineReason named) && named != QuarantineReason.ProcessingFailed, "put aside for " + reason);
            outcomes.TryAdd("put aside: " + reason, 0);
            outcomes["put aside: " + reason]++;
        }
    }

    private (OfficeBench, Chain, Chain) Fresh()
    {
        batch.Clear();
        offices++;
        time = new SimulatedTime(DateTimeOffset.FromUnixTimeMilliseconds(StartUtcMs));
        var fresh = new OfficeBench(Path.Combine(folder, $"{offices}.db"), time);
        fresh.LiveSettings.Set(OfficeBench.SiteName, true, "fuzz");
        foreach (string name in (string[])[Liar, Well])
        {
            fresh.Registry.RegisterChargePoint(OfficeBench.SiteName, name, deviceKey, 1);
        }

        fresh.Intake.Load();
        return (fresh, new Chain(Liar), new Chain(Well));
    }

    private void Judge(long allocated, int length)
    {
        mostAllocated = Math.Max(mostAllocated, allocated);
        Campaign.Require(allocated <= MostAllocatedBytes + (8L * length), FormattableString.Invariant($"{allocated} bytes allocated for a message of {length}"));
    }

    private long Outcome() =>
        office.Counters.Stored + office.Counters.Duplicates + office.Counters.Conflicts + office.Counters.Ahead + office.Counters.Quarantined;

    private long SurplusSum() => office.Surplus.Counters.Taken + Enum.GetValues<BackOffice.Surplus.SurplusRefusal>().Sum(office.Surplus.Counters.Refused);

    private byte[] State(Random dice) => Ascii(
        $$"""{"state":"Charging","connector":"Occupied","verdict":"Allowed","fault":"None","until":"{{Utc}}","claim":"renewable","session":{{dice.Next(9)}},"powerW":50000,"registerWh":1000000,"utc":"{{Utc}}","boot":1,"journal":{{Chain.JournalId}},"committed":{{liar.Number}},"acknowledged":{{liar.Number}},"plan":1,"tokens":1,"securityEvents":0,"command":1,"commandResult":"Accepted"}""");

    private string Utc => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static byte[] Ascii(FormattableString text) => Encoding.ASCII.GetBytes(FormattableString.Invariant(text));

    private static byte[] Message(params byte[][] records)
    {
        IEnumerable<string> all = records.Select(one => $$"""{"bytes":"{{Convert.ToBase64String(one)}}","type":"SessionUpdated"}""");
        return Encoding.ASCII.GetBytes($$"""{"records":[{{string.Join(',', all)}}]}""");
    }

    private void Count(string outcome) => outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;

    /// <summary>A journal in the making.</summary>
    private sealed class Chain
    {
        public const long JournalId = 305_419_896;
        private readonly RecordSeal seal;

        public Chain(string name)
        {
            Topics = new Topics(OfficeBench.SiteName, name);
            seal = new RecordSeal(hash, new KeyRing(hash, deviceKey, OfficeBench.SiteName, name, 1));
        }

        public Topics Topics { get; }

        /// <summary>Number of the last record that was stored.</summary>
        public long Number { get; private set; }

        /// <summary>Its bytes.</summary>
        public byte[] Before { get; private set; } = new byte[RecordLayout.RecordBytes];

        /// <summary>A record that could follow, of any type, sealed.</summary>
        public byte[] Next(Random dice)
        {
            var record = new Record
            {
                Type = (RecordType)(1 + dice.Next((int)RecordType.SelfTest)),
                KeyGeneration = 1,
                JournalId = JournalId,
                Number = Number + 1,
                BootNumber = 1,
                UtcMs = StartUtcMs + (Number * 60_000),
                UptimeMs = (int)(Number * 60_000 % 1_000_000_000),
                ClockQuality = ClockQuality.Synchronised,
                SessionNumber = 1 + dice.Next(5),
                IntervalStartUtcMs = StartUtcMs,
                Claim = Claim.Renewable,
                ChargingState = ChargingState.Charging,
                Verdict = SupplyVerdict.Allowed,
                RegisterWh = 1_000_000 + Number,
            };
            var bytes = new byte[RecordLayout.RecordBytes];
            RecordLayout.Encode(record, bytes, 0);
            seal.Seal(bytes);
            return bytes;
        }

        /// <summary>Seals it again; one that names a generation of keys that nobody has stays as it is.</summary>
        public void Seal(byte[] bytes)
        {
            var record = new Record();
            RecordLayout.Decode(bytes, 0, record);
            if (record.KeyGeneration == 1)
            {
                seal.Seal(bytes);
            }
        }

        public void MoveTo(byte[] bytes, long number, byte[] tag)
        {
            tag.CopyTo(seal.PreviousTag, 0);
            Number = number;
            Before = bytes;
        }
    }
}
