using System.Data;
using System.Data.Common;
using ChargePointFw.BackOffice.Storage;

namespace ChargePointFw.BackOffice.Sessions;

/// <summary>
/// What one transaction books: a session is read once and written once, however many of its records are in it, and an interval's
/// energies are added up before they are added. Until <see cref="Write"/> the tables do not have it; whoever fills it bounds how much.
/// </summary>
internal sealed class LedgerBook
{
    private const int FewSessions = 4;

    private static readonly RowStatement intervalStatement = new(
        "INSERT INTO interval_energy (charge_point_id, interval_start_utc_ms, covered_wh, uncovered_wh, unclaimed_wh, idle_wh)",
        [DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64],
        """
        ON CONFLICT (charge_point_id, interval_start_utc_ms) DO UPDATE SET
            covered_wh = interval_energy.covered_wh + excluded.covered_wh,
            uncovered_wh = interval_energy.uncovered_wh + excluded.uncovered_wh,
            unclaimed_wh = interval_energy.unclaimed_wh + excluded.unclaimed_wh,
            idle_wh = interval_energy.idle_wh + excluded.idle_wh
        """);

    private readonly DbConnection connection;
    private readonly DbTransaction transaction;
    private readonly RowWriter sessionRows;
    private readonly RowWriter intervalRows;
    private readonly Dictionary<(long JournalRow, int Number), BookedSession?> sessions = []; // null for one that is not there
    private readonly HashSet<BookedSession> changed = [];
    private readonly Dictionary<(long ChargePointId, long StartMs), Energies> intervals = [];

    public LedgerBook(DbConnection connection, DbTransaction transaction)
    {
        (this.connection, this.transaction) = (connection, transaction);
        sessionRows = new RowWriter(connection, transaction, BookedSession.Statement);
        intervalRows = new RowWriter(connection, transaction, intervalStatement);
    }

    /// <summary>Reads many sessions with few statements, before they are looked for one by one.</summary>
    public void Expect(IReadOnlyCollection<(long JournalRow, int Number)> keys)
    {
        foreach ((long JournalRow, int Number)[] some in keys.Where(key => !sessions.ContainsKey(key)).Chunk(BookedSession.ReadAtOnce))
        {
            if (some.Length < FewSessions)
            {
                break; // as cheap one by one
            }

            foreach ((long, int) key in some)
            {
                sessions.Add(key, null);
            }

            foreach (BookedSession session in BookedSession.Read(connection, transaction, some))
            {
                sessions[(session.JournalRow, session.Number)] = session;
            }
        }
    }

    /// <summary>Finds a session, booked or new; null when there is none.</summary>
    public BookedSession? Find(long journalRow, int number)
    {
        if (!sessions.TryGetValue((journalRow, number), out BookedSession? session))
        {
            session = BookedSession.Read(connection, transaction, [(journalRow, number)]).SingleOrDefault();
            sessions.Add((journalRow, number), session);
        }

        return session;
    }

    /// <summary>It is new, or was changed.</summary>
    public void Put(BookedSession session)
    {
        sessions[(session.JournalRow, session.Number)] = session;
        changed.Add(session);
    }

    /// <summary>Adds to an interval's energies, Wh.</summary>
    public void Add(long chargePointId, long startMs, long coveredWh, long uncoveredWh, long unclaimedWh, long idleWh)
    {
        if (coveredWh != 0 || uncoveredWh != 0 || unclaimedWh != 0 || idleWh != 0)
        {
            Energies before = intervals.GetValueOrDefault((chargePointId, startMs));
            intervals[(chargePointId, startMs)] = new Energies(
                before.CoveredWh + coveredWh, before.UncoveredWh + uncoveredWh, before.UnclaimedWh + unclaimedWh, before.IdleWh + idleWh);
        }
    }

    /// <summary>Writes it down and begins anew. Whatever reads or changes the tables beside this book does so after it.</summary>
    public void Write()
    {
        foreach (BookedSession session in changed)
        {
            session.AddTo(sessionRows);
        }

        foreach (((long chargePointId, long startMs), Energies energies) in intervals)
        {
            intervalRows.Add(chargePointId, startMs, energies.CoveredWh, energies.UncoveredWh, energies.UnclaimedWh, energies.IdleWh);
        }

        sessions.Clear();
        changed.Clear();
        intervals.Clear();
        sessionRows.Write();
        intervalRows.Write();
    }

    private readonly record struct Energies(long CoveredWh, long UncoveredWh, long UnclaimedWh, long IdleWh);
}
