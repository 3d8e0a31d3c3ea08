using System.Text;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Documents;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Link;
using ChargePointFw.Records;
using ChargePointFw.Seams;
using ChargePointFw.Supply;

namespace ChargePointFw.BackOffice.Tests;

/// <summary>A charge point made of the firmware's own formats: it chains records and reads documents, and does nothing else.</summary>
public sealed partial class FakeDevice
{
    public const int MaximumRecordsInMessage = 8;

    private readonly List<byte[]> journal = [];
    private readonly DateTimeOffset epochUtc;
    private readonly RecordSeal seal;

    public FakeDevice(string site, string name, byte[] deviceKey, long journalId, DateTimeOffset epochUtc, byte generation = 1)
    {
        Site = site;
        Name = name;
        JournalId = journalId;
        this.epochUtc = epochUtc;
        Topics = new Topics(site, name);
        Keys = new KeyRing(HmacSha256.Instance, deviceKey, site, name, generation);
        seal = new RecordSeal(HmacSha256.Instance, Keys);
    }

    public string Site { get; }

    public string Name { get; }

    public long JournalId { get; }

    public Topics Topics { get; }

    public KeyRing Keys { get; }

    public long RegisterWh { get; set; } = 1_000_000;

    /// <summary>The 64 bytes of every record, number 1 first.</summary>
    public IReadOnlyList<byte[]> Journal => journal;

    /// <summary>Appends a record; its time is one minute a record after the epoch.</summary>
    public byte[] Append(RecordType type, Action<Record>? fill = null)
    {
        var record = new Record
        {
            Type = type,
            KeyGeneration = Keys.Generation,
            JournalId = JournalId,
            Number = journal.Count + 1,
            BootNumber = 1,
            UtcMs = epochUtc.AddMinutes(journal.Count).ToUnixTimeMilliseconds(),
            UptimeMs = journal.Count * 60_000,
            ClockQuality = ClockQuality.Synchronised,
        };
        fill?.Invoke(record);
        var bytes = new byte[RecordLayout.RecordBytes];
        RecordLayout.Encode(record, bytes, 0);
        seal.Seal(bytes);
        seal.MoveTo(bytes, 0);
        journal.Add(bytes);
        return bytes;
    }

    /// <summary>Says that these of its records are lost.</summary>
    public byte[] Lost(long from, long to)
    {
        var bytes = new byte[RecordLayout.RecordBytes];
        var record = new Record { Type = RecordType.RecordsLost, KeyGeneration = Keys.Generation, JournalId = JournalId, Number = from, LostUpTo = to };
        RecordLayout.Encode(record, bytes, 0);
        journal[(int)to - 1].AsSpan(RecordLayout.SignedBytes).CopyTo(bytes.AsSpan(RecordLayout.LostTagOffset));
        new RecordSeal(HmacSha256.Instance, Keys).Seal(bytes);
        return bytes;
    }

    public byte[] StartSession(
        int session, DateTimeOffset interval, Claim claim = Claim.Renewable, ChargingState state = ChargingState.Charging,
        SupplyVerdict verdict = SupplyVerdict.Allowed) =>
        Append(RecordType.SessionStarted, record =>
        {
            Session(record, session, interval, claim, state);
            record.Verdict = verdict;
            record.TokenHash = 0x0011223344556677;
        });

    public byte[] UpdateSession(
        int session, DateTimeOffset interval, int energyWh, int coveredWh, ChargingState state, SupplyVerdict verdict, Claim claim = Claim.Renewable) =>
        Append(RecordType.SessionUpdated, record =>
        {
            RegisterWh += energyWh;
            Session(record, session, interval, claim, state);
            record.EnergyWh = energyWh;
            record.CoveredWh = coveredWh;
            record.Verdict = verdict;
        });

    public byte[] CloseInterval(int session, DateTimeOffset interval, int energyWh, int coveredWh, Claim claim = Claim.Renewable) =>
        Append(RecordType.IntervalClosed, record =>
        {
            RegisterWh += energyWh;
            Session(record, session, interval, claim, ChargingState.Charging);
            record.EnergyWh = energyWh;
            record.CoveredWh = coveredWh;
        });

    public byte[] EndSession(
        int session, DateTimeOffset interval, int energyWh, int coveredWh, StoppedReason reason = StoppedReason.EVDisconnected,
        Claim claim = Claim.Renewable) =>
        Append(RecordType.SessionEnded, record =>
        {
            RegisterWh += energyWh;
            Session(record, session, interval, claim, ChargingState.Idle);
            record.EnergyWh = energyWh;
            record.CoveredWh = coveredWh;
            record.StoppedReason = reason;
        });

    /// <summary>Records that it has taken a plan over, now.</summary>
    public byte[] AcceptPlan(long version, DateTimeOffset now) => Append(RecordType.PlanAccepted, record =>
    {
        record.Version = version;
        record.IntervalMinutes = 30;
        record.UtcMs = now.ToUnixTimeMilliseconds();
    });

    /// <summary>A message of records, as the link sends it.</summary>
    public static byte[] Message(params byte[][] records)
    {
        var json = new JsonWriter(16 * 1024);
        json.BeginObject();
        json.Name("records");
        json.BeginArray();
        var record = new Record();
        foreach (byte[] bytes in records)
        {
            RecordLayout.Decode(bytes, 0, record);
            RecordView.Write(json, bytes, record);
        }

        json.EndArray();
        json.EndObject();
        return json.ToArray();
    }

    /// <summary>The whole journal as messages of at most eight records, or fewer.</summary>
    public IEnumerable<byte[]> Messages(int recordsInMessage = MaximumRecordsInMessage) => journal.Chunk(recordsInMessage).Select(Message);

    public byte[] State(long plan = 0, long tokens = 0, long acknowledged = 0, string state = "Idle", string verdict = "Allowed", long session = 0) =>
        Encoding.ASCII.GetBytes(
            $$"""{"state":"{{state}}","connector":"Available","verdict":"{{verdict}}","until":"unknown","claim":"noSession","session":{{session}},"powerW":0,"registerWh":{{RegisterWh}},"boot":1,"journal":{{JournalId}},"committed":{{journal.Count}},"acknowledged":{{acknowledged}},"plan":{{plan}},"tokens":{{tokens}},"securityEvents":0}""");

    private void Session(Record record, int session, DateTimeOffset interval, Claim claim, ChargingState state)
    {
        record.SessionNumber = session;
        record.RegisterWh = RegisterWh;
        record.IntervalStartUtcMs = interval.ToUnixTimeMilliseconds();
        record.Claim = claim;
        record.ChargingState = state;
    }
}
