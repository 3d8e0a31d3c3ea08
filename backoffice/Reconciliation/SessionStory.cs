using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Records;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What the checks need of one record; times in ms since 1970 in UTC (0 while unknown), energies in Wh.</summary>
internal readonly record struct RecordFact(
    long Number, RecordType Type, int Boot, long UtcMs, long UptimeMs, long ReceivedMs, long RegisterWh, long IntervalStartMs, long EnergyWh)
{
    /// <summary>Time between two records: by the time since boot, which nobody sets, else by the wall clock; null when neither is known.</summary>
    public long? MsSince(in RecordFact earlier) =>
        Boot == earlier.Boot && UptimeMs >= earlier.UptimeMs ? UptimeMs - earlier.UptimeMs
        : UtcMs > 0 && earlier.UtcMs > 0 ? UtcMs - earlier.UtcMs
        : null;
}

/// <summary>How the session before ended.</summary>
/// <param name="SessionNumber">Its number.</param>
/// <param name="Number">Its last record.</param>
/// <param name="RegisterWh">The register there.</param>
/// <param name="UtcMs">When, by its own clock; 0 while unknown.</param>
/// <param name="IsEnded">False when it has no end.</param>
/// <param name="IsInFuture">Its clock said a time that had not come yet.</param>
internal sealed record PreviousSession(long SessionNumber, long Number, long RegisterWh, long UtcMs, bool IsEnded, bool IsInFuture);

/// <summary>Where a look at a journal can go on: at a place where no session is open.</summary>
internal sealed record WalkState
{
    /// <summary>Last record looked at.</summary>
    public long Number { get; init; }

    public PreviousSession? Previous { get; init; }

    /// <summary>Energy since then that the charge point itself named as idle, Wh.</summary>
    public long IdleWh { get; init; }

    /// <summary>The meter's serial number as last told.</summary>
    public string? Serial { get; init; }

    /// <summary>What the meter's register steps by, Wh.</summary>
    public long ResolutionWh { get; init; }

    /// <summary>Another meter since the session before: its register begins anew.</summary>
    public bool IsMeterExchanged { get; init; }

    /// <summary>Records are lost since the session before.</summary>
    public bool HasGap { get; init; }
}

/// <summary>
/// One session as its records tell it, with what stands around them. Filled again for each session; memory is bounded by
/// <see cref="MaximumRecords"/>, sums go on beyond them.
/// </summary>
internal sealed class SessionStory
{
    /// <summary>Records looked at one by one; half hours of 80 days.</summary>
    public const int MaximumRecords = 4_096;

    private readonly List<RecordFact> records = [];

    public ChargePoint ChargePoint { get; private set; } = null!;

    public CheckLimits Limits { get; private set; } = null!;

    public long JournalRow { get; private set; }

    public long JournalId { get; private set; }

    public long Number { get; private set; }

    /// <summary>What stood before its first record.</summary>
    public WalkState Before { get; private set; } = null!;

    /// <summary>The first ones, in their order.</summary>
    public IReadOnlyList<RecordFact> Records => records;

    public RecordFact First => records[0];

    public RecordFact Last { get; private set; }

    public long Count { get; private set; }

    public bool HasStart { get; private set; }

    public bool HasEnd { get; private set; }

    public Claim Claim { get; private set; }

    /// <summary>Sum of what its records state, Wh.</summary>
    public long BookedWh { get; private set; }

    /// <summary>First and last interval that it touches, in time; ms since 1970 in UTC.</summary>
    public (long FirstMs, long LastMs) Intervals { get; private set; }

    /// <summary>Records within it are lost, or named as lost.</summary>
    public (long From, long To)? Gap { get; private set; }

    public bool IsMeterExchanged { get; private set; }

    /// <summary>It was started once more.</summary>
    public bool IsStartedTwice { get; private set; }

    /// <summary>It had ended already when these records came.</summary>
    public bool IsAfterEnd { get; private set; }

    /// <summary>The next session's start; null while none has begun.</summary>
    public RecordFact? Next { get; private set; }

    /// <summary>When it is looked at, ms since 1970 in UTC.</summary>
    public long NowMs { get; private set; }

    /// <summary>Its start, else its first interval, ms since 1970 in UTC: the day that it counts to.</summary>
    public long AtUtcMs => HasStart && First.UtcMs > 0 ? First.UtcMs : First.IntervalStartMs;

    /// <summary>The register where it began: before what its first record states.</summary>
    public long StartRegisterWh => HasStart ? First.RegisterWh : First.RegisterWh - First.EnergyWh;

    public long DeliveredWh => Last.RegisterWh - StartRegisterWh;

    public void Begin(ChargePoint chargePoint, CheckLimits limits, long journalRow, long journalId, long number, WalkState before, long nowMs, bool isAfterEnd)
    {
        records.Clear();
        (ChargePoint, Limits, JournalRow, JournalId, Number, Before, NowMs, IsAfterEnd) =
            (chargePoint, limits, journalRow, journalId, number, before, nowMs, isAfterEnd);
        (Count, BookedWh, HasStart, HasEnd, IsStartedTwice, IsMeterExchanged) = (0, 0, false, false, false, false);
        (Gap, Next, Claim) = (null, null, Claim.NoSession);
    }

    public void Add(in RecordFact fact, Claim claim)
    {
        if (fact.Type == RecordType.SessionStarted)
        {
            IsStartedTwice |= Count > 0;
            HasStart |= Count == 0;
        }

        if (Count == 0)
        {
            Claim = claim;
            Intervals = (fact.IntervalStartMs, fact.IntervalStartMs);
        }

        Intervals = (Math.Min(Intervals.FirstMs, fact.IntervalStartMs), Math.Max(Intervals.LastMs, fact.IntervalStartMs));

        if (records.Count < MaximumRecords)
        {
            records.Add(fact);
        }

        HasEnd |= fact.Type == RecordType.SessionEnded;
        BookedWh += fact.EnergyWh;
        Last = fact;
        Count++;
    }

    public void Lose(long from, long to) => Gap ??= (from, to);

    public void ExchangeMeter() => IsMeterExchanged = true;

    public void FollowedBy(in RecordFact next) => Next = next;
}
