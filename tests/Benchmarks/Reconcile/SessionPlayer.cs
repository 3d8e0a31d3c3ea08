using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Journal;
using ChargePointFw.Keys;
using ChargePointFw.Records;

namespace ChargePointFw.Benchmarks.Reconcile;

/// <summary>One charge point's life, session after session, written as records; one session in three may have a defect.</summary>
internal sealed class SessionPlayer
{
    public const int PromisedWh = 40_000;
    public const long IntervalMs = 1_800_000;
    private const long MinuteMs = 60_000;
    private const int Cards = 20;

    private readonly WorldTables tables;
    private readonly Random dice;
    private readonly RecordSeal seal;
    private readonly long siteId;
    private readonly long chargePointId;
    private readonly long journalRow;
    private readonly HashSet<long> promised = [];
    private readonly Record record = new();
    private long number;
    private long registerWh;
    private long wallMs;
    private long upMs = 60_000;
    private int boot = 1;
    private long lastStartMs;
    private long lastEndMs;
    private long card;
    private long receivedMs;
    private Claim claim;

    public SessionPlayer(WorldTables tables, Random dice, KeyRing keys, long siteId, long chargePointId, long journalRow, long startMs)
    {
        (this.tables, this.dice, this.siteId, this.chargePointId, this.journalRow, wallMs) = (tables, dice, siteId, chargePointId, journalRow, startMs);
        seal = new RecordSeal(HmacSha256.Instance, keys);
        registerWh = dice.Next(1_000_000, 9_000_000);
    }

    public List<Planted> Planted { get; } = [];

    /// <summary>Records that were delivered twice, and when.</summary>
    public List<(long Number, long ReceivedMs)> Repeated { get; } = [];

    /// <summary>Sessions without a defect, for whoever borrows a card: start, end, card.</summary>
    public List<(long StartMs, long EndMs, long Card)> Good { get; } = [];

    /// <summary>Last record and its tag, for the journal's row.</summary>
    public (long Number, byte[] Tag) Reached => (number, [.. seal.PreviousTag]);

    public static IEnumerable<long> CardsOf(long chargePointId) => Enumerable.Range(1, Cards).Select(i => (chargePointId * 1_000) + i);

    public void Begin()
    {
        receivedMs = wallMs;
        Meter($"m-{chargePointId}-0");
    }

    /// <summary>Plays a session in a time of its own, at least 90 minutes.</summary>
    /// <param name="session">Its number.</param>
    /// <param name="defect">What goes wrong.</param>
    /// <param name="neighbour">Good sessions of another charge point of the site.</param>
    public void Play(int session, Defect defect, IReadOnlyList<(long StartMs, long EndMs, long Card)> neighbour)
    {
        long slotMs = wallMs = (wallMs / IntervalMs * IntervalMs) + (2 * IntervalMs);
        upMs += 3_600_000;
        Pass(dice.Next(1, 5) * MinuteMs);
        receivedMs = slotMs + (defect == Defect.OfflineForDays ? 3 * 86_400_000L : 85 * MinuteMs);
        claim = defect == Defect.GuestDriver ? Claim.None : Claim.Renewable;
        card = defect == Defect.CardOfNobody ? 999_999_000 + chargePointId : (chargePointId * 1_000) + 1 + (session % Cards);
        long energyWh = dice.Next(500, 6_000);
        long intervalMs = Interval;
        if (defect == Defect.CardLent && !Borrow(neighbour))
        {
            defect = Defect.None;
        }

        Promise(defect, intervalMs, energyWh);
        long about = PlayDefect(session, defect, energyWh);
        if (defect != Defect.None)
        {
            Planted.Add(new Planted(defect, siteId, chargePointId, journalRow, session, about, intervalMs, ""));
        }
        else
        {
            Good.Add((lastStartMs, lastEndMs, card));
        }

        wallMs = Math.Max(slotMs, wallMs);
    }

    // Ends where the true time is again; returns the record that it is about, 0 for none in particular.
    private long PlayDefect(int session, Defect defect, long energyWh)
    {
        switch (defect)
        {
            case Defect.StartReadAsNull:
                registerWh = 0;
                break;
            case Defect.MeterResetBeforeSession:
                registerWh -= Math.Min(4_076, registerWh / 2);
                break;
            case Defect.ChargedWithoutSession:
                registerWh += dice.Next(1_000, 9_000);
                break;
            case Defect.MeterReplaced:
                registerWh = dice.Next(1, 500);
                Meter($"m-{chargePointId}-{session}");
                break;
            case Defect.ClockSlowAtStart:
                long trueMs = wallMs;
                Reboot(lastEndMs - (5 * MinuteMs));
                Promise(defect, Interval, energyWh);
                Write(RecordType.SessionStarted, session, 0, 0);
                Pass(20 * MinuteMs);
                Promise(defect, Interval, energyWh);
                lastEndMs = wallMs;
                Write(RecordType.SessionEnded, session, energyWh, energyWh);
                Reboot(Math.Max(trueMs, wallMs));
                return 0;
            default:
                break;
        }

        long changed = defect == Defect.MeterReplaced ? number : 0;
        if (defect != Defect.StartNeverSent)
        {
            Write(RecordType.SessionStarted, session, 0, 0);
        }

        if (defect == Defect.StartRetried)
        {
            Write(RecordType.SessionStarted, session, 0, 0);
        }

        lastStartMs = wallMs;
        Pass(dice.Next(10, 20) * MinuteMs);
        long ended = PlayEnd(session, defect, energyWh);
        return changed > 0 ? changed : ended;
    }

    private long PlayEnd(int session, Defect defect, long energyWh)
    {
        long trueMs = wallMs;
        switch (defect)
        {
            case Defect.MeterResetDuringSession:
                registerWh -= Math.Min(2_000, registerWh / 2);
                Write(RecordType.SessionEnded, session, 0, 0);
                break;
            case Defect.RegisterDipped:
                registerWh -= Math.Min(300, registerWh / 2);
                Write(RecordType.SessionUpdated, session, 0, 0);
                Pass(MinuteMs);
                Write(RecordType.SessionEnded, session, energyWh, energyWh);
                break;
            case Defect.UnitErrorOfMeter:
                Write(RecordType.SessionEnded, session, 35_000, 35_000);
                break;
            case Defect.EnergyStatedTwice:
                Write(RecordType.SessionEnded, session, energyWh, energyWh * 2);
                break;
            case Defect.ClockLostOnReboot:
                long interval = Interval;
                Reboot(trueMs - (2 * 3_600_000));
                Write(RecordType.SessionEnded, session, energyWh, energyWh, intervalMs: interval);
                Reboot(trueMs + MinuteMs);
                break;
            case Defect.ClockYearsFastAfterReboot:
                long true2 = Interval;
                Reboot(trueMs + (3 * 365 * 86_400_000L));
                Write(RecordType.SessionEnded, session, energyWh, energyWh, intervalMs: true2);
                Reboot(trueMs + MinuteMs);
                break;
            case Defect.ClockSetForward:
                wallMs += 10 * MinuteMs;
                Promise(defect, Interval, energyWh);
                Write(RecordType.SessionEnded, session, energyWh, energyWh);
                break;
            case Defect.CarLeftForDays:
                Pass(31 * 3_600_000L);
                receivedMs = wallMs + MinuteMs;
                Promise(defect, Interval, energyWh);
                Write(RecordType.SessionEnded, session, energyWh, energyWh);
                break;
            case Defect.EndNeverSent:
                Write(RecordType.SessionUpdated, session, energyWh, energyWh);
                break;
            case Defect.EndRetriedWithMore:
                Write(RecordType.SessionEnded, session, energyWh, energyWh);
                Write(RecordType.SessionEnded, session, 700, 700);
                break;
            case Defect.RecordsLostDuringSession:
                long lost = number + 1;
                number += 3;
                registerWh += 900; // stated by what is lost
                Write(RecordType.SessionEnded, session, energyWh, energyWh);
                return lost;
            case Defect.KeptChargingUncovered:
                Write(RecordType.SessionEnded, session, energyWh, energyWh, energyWh / 2);
                break;
            default:
                Write(RecordType.SessionEnded, session, energyWh, energyWh, isEdited: defect == Defect.StoredBytesEdited);
                break;
        }

        lastEndMs = wallMs;
        if (defect == Defect.RecordDeliveredTwice)
        {
            Repeated.Add((number, receivedMs));
        }

        if (defect == Defect.RecordNumberReused)
        {
            tables.Add("alarm", null, chargePointId, "RecordConflict", "block", journalRow, number, "generated", 1, receivedMs, receivedMs);
        }

        return number;
    }

    // The session beside it must have begun earlier and still run: then the second use is this one.
    private bool Borrow(IReadOnlyList<(long StartMs, long EndMs, long Card)> neighbour)
    {
        foreach ((long startMs, long endMs, long theirs) in neighbour)
        {
            if (startMs < wallMs && wallMs < endMs)
            {
                card = theirs;
                return true;
            }
        }

        return false;
    }

    private void Promise(Defect defect, long intervalMs, long energyWh)
    {
        if (defect != Defect.PlanForgotInterval && promised.Add(intervalMs))
        {
            long wh = defect == Defect.DrewMoreThanPromised ? energyWh / 2 : PromisedWh;
            tables.Add("planned_allocation", null, chargePointId, intervalMs, 1, wh, "SOLAR", WorldPlan.CertificateOf(siteId, intervalMs), "Given", 0);
        }
    }

    private long Interval => wallMs / IntervalMs * IntervalMs;

    private void Pass(long ms) => (wallMs, upMs) = (wallMs + ms, upMs + ms);

    private void Reboot(long clockMs) => (boot, upMs, wallMs) = (boot + 1, 5_000, clockMs);

    private void Meter(string serial)
    {
        Header(RecordType.MeterBaseline);
        (record.MeterSerial, record.RegisterWh, record.MeterResolutionWh) = (serial, registerWh, 1);
        Store(isEdited: false);
    }

    private void Write(RecordType type, int session, long roseWh, long statedWh, long? coveredWh = null, long? intervalMs = null, bool isEdited = false)
    {
        registerWh += roseWh;
        Header(type);
        (record.SessionNumber, record.RegisterWh, record.IntervalStartUtcMs) = (session, registerWh, intervalMs ?? Interval);
        (record.Claim, record.TokenHash) = (claim, card);
        record.ChargingState = type == RecordType.SessionEnded ? ChargingState.Idle : ChargingState.Charging;
        record.StoppedReason = type == RecordType.SessionEnded ? StoppedReason.EVDisconnected : StoppedReason.None;
        (record.EnergyWh, record.CoveredWh) = ((int)statedWh, claim == Claim.Renewable ? (int)(coveredWh ?? statedWh) : 0);
        Store(isEdited);
    }

    private void Header(RecordType type)
    {
        record.Clear();
        (record.Type, record.KeyGeneration, record.JournalId, record.Number) = (type, 1, journalRow, ++number);
        (record.BootNumber, record.UtcMs, record.UptimeMs) = (boot, wallMs, upMs);
    }

    private void Store(bool isEdited)
    {
        var bytes = new byte[RecordLayout.RecordBytes];
        RecordLayout.Encode(record, bytes, 0);
        seal.Seal(bytes);
        seal.MoveTo(bytes, 0);
        bytes[46] ^= isEdited ? (byte)1 : (byte)0; // the reading's age
        tables.Add("record", journalRow, number, (int)record.Type, record.UtcMs, bytes, receivedMs);
    }
}
