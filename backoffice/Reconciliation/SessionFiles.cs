using System.Data.Common;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>What an interval of a session is booked as, corrections included; energies in Wh.</summary>
/// <param name="StartUtcMs">Start of the interval, ms since 1970 in UTC.</param>
/// <param name="CoveredWh">Under an allocation.</param>
/// <param name="UncoveredWh">A member's beyond it.</param>
/// <param name="UnclaimedWh">A guest's.</param>
/// <param name="DroppedWh">Counts for nothing.</param>
/// <param name="IsCorrected">Its records say otherwise.</param>
public sealed record BookedInterval(long StartUtcMs, long CoveredWh, long UncoveredWh, long UnclaimedWh, long DroppedWh, bool IsCorrected)
{
    public long DeliveredWh => CoveredWh + UncoveredWh + UnclaimedWh + DroppedWh;
}

/// <summary>A part of a session, for a month's statement.</summary>
/// <param name="MonthUtcMs">The month's start on the site's clock, ms since 1970 in UTC.</param>
/// <param name="Minutes">Of the session's minutes; the parts add up to it. Null while its start or end is unknown.</param>
/// <param name="Booked">Sum of its intervals in the month.</param>
public sealed record MonthPart(long MonthUtcMs, long? Minutes, BookedInterval Booked);

/// <summary>Something that was booked otherwise, or an end that was given, by a decision.</summary>
public sealed record SessionCorrection
{
    public long FindingId { get; init; }
    public long Version { get; init; }
    public string Action { get; init; } = "";
    public string By { get; init; } = "";
    public long AtUtcMs { get; init; }
    public string ReasonCode { get; init; } = "";
    public string Note { get; init; } = "";
    public long CoveredWh { get; init; }
    public long UncoveredWh { get; init; }
    public long UnclaimedWh { get; init; }
    public long DroppedWh { get; init; }
}

/// <summary>Everything there is about a session.</summary>
/// <param name="Session">As it stands.</param>
/// <param name="Intervals">What it is booked as, in order.</param>
/// <param name="Records">Number, own time (0 while unknown) and register of its records, in order.</param>
/// <param name="Months">Its parts by month, in order; one unless it spans a month's end.</param>
/// <param name="Findings">About it, its records, and its intervals at its charge point or site; at most 200.</param>
/// <param name="Corrections">What decisions made of it, in order.</param>
/// <param name="Tariff">Null when none is set.</param>
public sealed record SessionFile(
    SessionRow Session, IReadOnlyList<BookedInterval> Intervals, IReadOnlyList<(long Number, long UtcMs, long RegisterWh)> Records, IReadOnlyList<MonthPart> Months,
    IReadOnlyList<QueueRow> Findings, IReadOnlyList<SessionCorrection> Corrections, Tariff? Tariff);

/// <summary>Tells everything about one session, from one snapshot.</summary>
public sealed class SessionFiles
{
    private readonly Database database;
    private readonly Registry registry;

    internal SessionFiles(Database database, Registry registry) => (this.database, this.registry) = (database, registry);

    /// <param name="site">Name of the site.</param>
    /// <param name="chargePoint">Name of the charge point.</param>
    /// <param name="journal">Which of its journals, by order of appearance.</param>
    /// <param name="number">Number of the session.</param>
    /// <returns>Null when there is none.</returns>
    public SessionFile? Read(string site, string chargePoint, long journal, long number) =>
        registry.FindChargePoint(site, chargePoint) is not { } at ? null : database.Read((connection, transaction) =>
        {
            long? row = connection.ExecuteScalar<long?>("SELECT id FROM journal WHERE charge_point_id = @Id AND ordinal = @journal", new { at.Id, journal }, transaction);
            SessionRow? session = row is null ? null : SessionRows.Read(connection, transaction, row.Value, number);
            return session is null ? null : Tell(connection, transaction, at, session);
        });

    /// <summary>What a finding's session is booked as; empty when it is about none.</summary>
    public IReadOnlyList<BookedInterval> Intervals(QueueRow finding) => finding.SessionNumber == 0 ? [] : database.Read((connection, transaction) =>
        Intervals(
            connection, transaction, finding.JournalRow, finding.SessionNumber,
            SessionBookings.Read(connection, transaction, finding.JournalRow, finding.SessionNumber, finding.AtUtcMs)));

    /// <summary>Records of a session that book energy in an interval, in their order.</summary>
    public IReadOnlyList<RecordRow> RecordsOf(LedgerSession session, long intervalStartMs) => database.Read((connection, transaction) =>
    {
        long[] numbers =
        [
            .. SessionBookings.Read(connection, transaction, session.JournalRow, session.Number, session.StartedUtcMs).Records
                .Where(one => one.IntervalStartMs == intervalStartMs).Select(one => one.Number),
        ];
        return numbers.Length == 0
            ? []
            : RecordReader.Read(connection, transaction, registry, session.JournalRow, numbers[0], numbers[^1], RecordReader.MaximumRead).FindAll(one => numbers.Contains(one.Number));
    });

    /// <summary>Where a finding's session is: its journal's order of appearance; null when it is about none that is known.</summary>
    public long? Journal(QueueRow finding) => database.Read((connection, transaction) => connection.ExecuteScalar<long?>(
        "SELECT ordinal FROM journal JOIN session ON journal_row = journal.id WHERE journal.id = @JournalRow AND number = @SessionNumber", finding, transaction));

    /// <summary>What a session is booked as, in order.</summary>
    internal static List<BookedInterval> Intervals(DbConnection connection, DbTransaction transaction, SessionRow session) => Intervals(
        connection, transaction, session.JournalRow, session.Number, SessionBookings.Read(connection, transaction, session.JournalRow, session.Number, session.BeginMs));

    private static SessionFile Tell(DbConnection connection, DbTransaction transaction, ChargePoint at, SessionRow session)
    {
        SessionBookings bookings = SessionBookings.Read(connection, transaction, session.JournalRow, session.Number, session.BeginMs);
        List<BookedInterval> intervals = Intervals(connection, transaction, session.JournalRow, session.Number, bookings);
        return new SessionFile(
            session, intervals, [.. bookings.Records.Select(one => (one.Number, one.UtcMs, one.RegisterWh))], Split(session, intervals, at.Site),
            WorkList.About(connection, transaction, at, session, intervals), Corrections(connection, transaction, session), Tariffs.Find(connection, transaction, session));
    }

    private static List<BookedInterval> Intervals(
        DbConnection connection, DbTransaction transaction, long journalRow, long number, SessionBookings bookings)
    {
        HashSet<long> corrected =
        [
            .. connection.Query<long>(
                """
                SELECT interval_start_utc_ms FROM booking_correction WHERE journal_row = @journalRow AND session_number = @number
                GROUP BY interval_start_utc_ms
                HAVING sum(covered_wh) <> 0 OR sum(uncovered_wh) <> 0 OR sum(unclaimed_wh) <> 0 OR sum(dropped_wh) <> 0
                """,
                new { journalRow, number }, transaction),
        ];
        return
        [
            .. bookings.ByInterval.Select(one => new BookedInterval(
                one.Key, one.Value.CoveredWh, one.Value.UncoveredWh, one.Value.UnclaimedWh, one.Value.DroppedWh, corrected.Contains(one.Key))),
        ];
    }

    /// <summary>A session by months: energies where the intervals are, minutes by the clock, so that begun ones are counted once.</summary>
    internal static List<MonthPart> Split(SessionRow session, List<BookedInterval> intervals, Site site)
    {
        long lastMs = Math.Max(session.Minutes is null ? 0 : session.UntilMs!.Value - 1, intervals.Count > 0 ? intervals[^1].StartUtcMs : 0);
        var parts = new List<MonthPart>();
        long startMs = IntervalLedger.MonthStart(site, Math.Min(session.BeginMs, intervals.Count > 0 ? intervals[0].StartUtcMs : session.BeginMs), 0);
        long minutesBefore = 0;
        for (int most = 0; most < 120 && (parts.Count == 0 || startMs <= lastMs); most++)
        {
            long nextMs = IntervalLedger.MonthStart(site, startMs, 1);
            BookedInterval[] mine = [.. intervals.Where(one => one.StartUtcMs >= startMs && one.StartUtcMs < nextMs)];
            long? minutesSoFar = session.Minutes is null ? null : (Math.Clamp(nextMs, session.StartedMs, session.UntilMs!.Value) - session.StartedMs + 59_999) / 60_000;
            parts.Add(new MonthPart(startMs, minutesSoFar - minutesBefore, new BookedInterval(
                startMs, mine.Sum(one => one.CoveredWh), mine.Sum(one => one.UncoveredWh), mine.Sum(one => one.UnclaimedWh), mine.Sum(one => one.DroppedWh),
                mine.Any(one => one.IsCorrected))));
            (startMs, minutesBefore) = (nextMs, minutesSoFar ?? 0);
        }

        return [.. parts.Where(one => parts.Count == 1 || one.Minutes > 0 || one.Booked.DeliveredWh > 0)];
    }

    private static List<SessionCorrection> Corrections(DbConnection connection, DbTransaction transaction, SessionRow session) =>
        connection.Query<SessionCorrection>(
            """
            SELECT e.finding_id AS FindingId, e.version AS Version, e.action AS Action, e.entered_by AS "By", e.entered_utc_ms AS AtUtcMs, e.reason_code AS ReasonCode,
                   e.note AS Note, coalesce(sum(c.covered_wh), 0) AS CoveredWh, coalesce(sum(c.uncovered_wh), 0) AS UncoveredWh,
                   coalesce(sum(c.unclaimed_wh), 0) AS UnclaimedWh, coalesce(sum(c.dropped_wh), 0) AS DroppedWh
            FROM (SELECT finding_id, version FROM booking_correction WHERE journal_row = @JournalRow AND session_number = @Number
                  UNION SELECT finding_id, version FROM session_closing WHERE journal_row = @JournalRow AND session_number = @Number) made
            JOIN finding_entry e ON e.finding_id = made.finding_id AND e.version = made.version
            LEFT JOIN booking_correction c ON c.journal_row = @JournalRow AND c.session_number = @Number AND c.finding_id = e.finding_id AND c.version = e.version
            GROUP BY e.finding_id, e.version ORDER BY e.entered_utc_ms, e.finding_id, e.version
            """,
            session, transaction).AsList();
}
