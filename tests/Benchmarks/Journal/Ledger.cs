// What the records say, read one after the other; and what is wrong with that.
using ChargePointFw.Journal;
using ChargePointFw.Records;

namespace ChargePointFw.Benchmarks.Journal;

/// <summary>
/// Reads a journal's records in order. Where it says that some are lost, the registers around them say what energy they told.
/// </summary>
internal sealed class Ledger
{
    private const int MostProblems = 8;

    private readonly RecordSeal seal = new(Papers.Hash, Papers.Keys);
    private readonly Record record = new();
    private readonly List<string> problems = [];
    private readonly Dictionary<long, long> coveredWh = [];
    private int openSession;
    private bool isBracketing;
    private bool countsAnew;

    /// <summary>What does not add up; empty when all is well. No more than the first few.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Highest number up to which every record is here or stated as lost.</summary>
    public long Number { get; private set; }

    /// <summary>Tag of that record.</summary>
    public ReadOnlySpan<byte> Tag => seal.PreviousTag;

    public long JournalId { get; private set; }

    /// <summary>Records that are here.</summary>
    public long Count { get; private set; }

    /// <summary>Records stated as lost in their place.</summary>
    public int Damaged { get; private set; }

    /// <summary>Records that boots have named as lost.</summary>
    public int NamedLost { get; private set; }

    public int SessionsStarted { get; private set; }

    public int SessionsEnded { get; private set; }

    /// <summary>Sessions that a power loss ended.</summary>
    public int EndedByPowerLoss { get; private set; }

    public int Boots { get; private set; }

    /// <summary>Energy of sessions, of idle times, and of lost records as the registers around them tell, Wh.</summary>
    public long SessionWh { get; private set; }

    public long IdleWh { get; private set; }

    public long BracketedWh { get; private set; }

    /// <summary>Members' energy without cover, Wh.</summary>
    public long UncoveredWh { get; private set; }

    /// <summary>First register of the baseline, and the register up to which all is told, Wh; -1 before.</summary>
    public long FirstRegisterWh { get; private set; } = -1;

    public long RegisterWh { get; private set; } = -1;

    /// <summary>Covered energy of each interval by its start, Wh; only the last few are kept.</summary>
    public IReadOnlyDictionary<long, long> CoveredWh => coveredWh;

    /// <summary>True when the record follows from the tag that is given.</summary>
    public static bool Follows(byte[] bytes, ReadOnlySpan<byte> tag)
    {
        var chain = new RecordSeal(Papers.Hash, Papers.Keys);
        tag.CopyTo(chain.PreviousTag);
        return chain.IsGenuine(bytes, 0);
    }

    /// <summary>Takes the record that has the next number.</summary>
    public void Take(byte[] bytes)
    {
        if ((RecordType)bytes[1] == RecordType.RecordsLost)
        {
            TakeLoss(bytes);
            return;
        }

        Must(seal.IsGenuine(bytes, 0), "is followed by one that does not verify");
        seal.MoveTo(bytes, 0);
        Must(RecordLayout.Decode(bytes, 0, record), "is of no known type");
        Number++;
        Count++;
        Must(record.Number == Number, $"has number {record.Number}");
        JournalId = JournalId == 0 ? record.JournalId : JournalId;
        Must(record.JournalId == JournalId, "is of another journal");
        Apply();
    }

    private void TakeLoss(byte[] bytes)
    {
        Must(Follows(bytes, new byte[RecordLayout.TagBytes]) && RecordLayout.Decode(bytes, 0, record), "is followed by a loss that nobody signed");
        Must(record.Number == Number + 1 && record.LostUpTo > Number, $"is followed by a loss from {record.Number} to {record.LostUpTo}");
        Damaged += (int)(record.LostUpTo - Number);
        Number = record.LostUpTo;
        bytes.AsSpan(RecordLayout.LostTagOffset, RecordLayout.TagBytes).CopyTo(seal.PreviousTag);
        isBracketing = true;
    }

    /// <summary>Notes what somebody else found wrong.</summary>
    public void Complain(string problem)
    {
        if (problems.Count < MostProblems)
        {
            problems.Add(problem);
        }
    }

    private void Apply()
    {
        switch (record.Type)
        {
            case RecordType.Boot:
                Boots++;
                NamedLost += record.LostRecords;
                countsAnew = record.LostRecords > 0;
                break;
            case RecordType.MeterBaseline:
                Must(FirstRegisterWh < 0 || countsAnew, "is a second baseline of the same meter");
                isBracketing = isBracketing || countsAnew;
                Reach(record.RegisterWh);
                break;
            case RecordType.SessionStarted:
                Must(openSession == 0 || isBracketing, $"starts while session {openSession} is open");
                Must(record.SessionNumber > SessionsStarted || isBracketing, $"starts session {record.SessionNumber} again");
                Reach(record.RegisterWh);
                openSession = record.SessionNumber;
                SessionsStarted++;
                break;
            case RecordType.SessionUpdated or RecordType.IntervalClosed or RecordType.SessionEnded:
                TakeEnergy();
                break;
            case RecordType.IdleEnergy:
                Reach(record.PreviousRegisterWh);
                IdleWh += record.RegisterWh - RegisterWh;
                RegisterWh = record.RegisterWh;
                break;
            default:
                break;
        }
    }

    private void TakeEnergy()
    {
        // A session whose end may be damaged is ended by a record that states nothing else.
        bool mayBeEnded = countsAnew && record.StoppedReason == StoppedReason.PowerLoss && record.EnergyWh == 0;
        if (mayBeEnded)
        {
            SessionsEnded += openSession == record.SessionNumber ? 1 : 0;
            EndedByPowerLoss += openSession == record.SessionNumber ? 1 : 0;
            openSession = 0;
            return;
        }

        Must(record.SessionNumber == openSession || isBracketing, $"tells of session {record.SessionNumber} while {openSession} is open");
        Must(record.EnergyWh >= 0 && record.CoveredWh <= record.EnergyWh, "tells impossible energy");
        Reach(record.RegisterWh - record.EnergyWh);
        SessionWh += record.EnergyWh;
        UncoveredWh += record.UncoveredWh;
        RegisterWh = record.RegisterWh;
        if (coveredWh.Count >= 8)
        {
            coveredWh.Remove(coveredWh.Keys.Min());
        }

        coveredWh[record.IntervalStartUtcMs] = coveredWh.GetValueOrDefault(record.IntervalStartUtcMs) + record.CoveredWh;
        openSession = record.SessionNumber;
        if (record.Type == RecordType.SessionEnded)
        {
            openSession = 0;
            SessionsEnded++;
            EndedByPowerLoss += record.StoppedReason == StoppedReason.PowerLoss ? 1 : 0;
        }
    }

    // What a record begins with is what the one before ended with, unless one between them is lost.
    private void Reach(long registerWh)
    {
        Must(registerWh == RegisterWh || RegisterWh < 0 || isBracketing, $"begins at register {registerWh}, the one before ended at {RegisterWh}");
        FirstRegisterWh = FirstRegisterWh < 0 ? registerWh : FirstRegisterWh;
        BracketedWh += RegisterWh < 0 ? 0 : registerWh - RegisterWh;
        RegisterWh = registerWh;
        isBracketing = false;
    }

    private void Must(bool holds, string problem)
    {
        if (!holds)
        {
            Complain($"record {Number} ({record.Type}) {problem}");
        }
    }
}
