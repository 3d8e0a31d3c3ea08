using System.Data;
using System.Data.Common;
using ChargePointFw.BackOffice.Ingest;
using ChargePointFw.BackOffice.Reconciliation.Checks;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Reconciliation;

/// <summary>A journal to be looked at.</summary>
/// <param name="Row">Its row.</param>
/// <param name="JournalId">As the charge point drew it.</param>
/// <param name="ChargePoint">Whose it is.</param>
internal sealed record JournalAt(long Row, long JournalId, ChargePoint ChargePoint);

/// <summary>
/// Reads a journal's records once, in their order, and tells the sessions in it as stories. Memory is that of one session;
/// nothing is decided here but where a session begins and ends.
/// </summary>
internal sealed class JournalWalk(CheckLimits limits, long nowMs, JournalChecks checks, Action<SessionStory> tell)
{
    private readonly SessionStory story = new();
    private readonly Record record = new();
    private WalkState state = new();
    private bool isOpen;

    /// <summary>Records read.</summary>
    public long Records { get; private set; }

    /// <summary>The last place where no session was open: a later look goes on from there.</summary>
    public WalkState Resume { get; private set; } = new();

    /// <summary>Number of the last record read.</summary>
    public long Last => state.Number;

    /// <summary>Where the charge point's next journal goes on.</summary>
    public WalkState Carried => (isOpen ? Closed() : state) with { Number = 0 };

    /// <param name="connection">The open connection.</param>
    /// <param name="transaction">Its snapshot.</param>
    /// <param name="journal">Which journal.</param>
    /// <param name="from">Where an earlier look, or the journal before, left off.</param>
    /// <param name="verifies">Whether the chain of tags is computed anew.</param>
    public void Walk(DbConnection connection, DbTransaction transaction, JournalAt journal, WalkState from, bool verifies)
    {
        (state, Resume, isOpen) = (from, from, false);
        JournalCursor? cursor = verifies && from.Number == 0 ? JournalCursor.BeforeFirst(journal.ChargePoint, journal.JournalId) : null;
        using IDataReader reader = connection.ExecuteReader(
            "SELECT bytes, received_utc_ms FROM record WHERE journal_row = @Row AND number > @Number ORDER BY number",
            new { journal.Row, from.Number }, transaction);
        while (reader.Read())
        {
            var bytes = (byte[])reader.GetValue(0);
            if (!RecordLayout.Decode(bytes, 0, record))
            {
                continue; // of a newer program; ingest puts such records aside
            }

            Records++;
            bool isGap = record.Number > state.Number + 1;
            cursor = Verify(journal, cursor, bytes, isGap);
            Take(journal, reader.GetInt64(1), isGap);
        }

        if (isOpen)
        {
            tell(story);
        }
    }

    // Behind a gap nobody knows the tag before: the chain is taken up again at the next record.
    private JournalCursor? Verify(JournalAt journal, JournalCursor? cursor, byte[] bytes, bool isGap)
    {
        if (cursor is null)
        {
            return null;
        }

        KeyRing? keys = journal.ChargePoint.KeysOf(record.KeyGeneration);
        if (!isGap && (keys is null || !cursor.IsFollowedBy(bytes, keys)))
        {
            checks.Broken(journal, record);
        }

        return cursor with { Number = record.Number, Tag = bytes[RecordLayout.SignedBytes..] };
    }

    private void Take(JournalAt journal, long receivedMs, bool isGap)
    {
        if (isGap)
        {
            Lose(journal, state.Number + 1, record.Number - 1);
        }

        switch (record.Type)
        {
            case RecordType.SessionStarted:
            case RecordType.SessionUpdated:
            case RecordType.IntervalClosed:
            case RecordType.SessionEnded:
                TakeSession(journal, new RecordFact(
                    record.Number, record.Type, record.BootNumber, record.UtcMs, record.UptimeMs, receivedMs, record.RegisterWh, record.IntervalStartUtcMs, record.EnergyWh));
                break;
            case RecordType.MeterBaseline:
                TakeBaseline(journal);
                break;
            case RecordType.IdleEnergy:
                state = state with { Number = record.Number, IdleWh = state.IdleWh + record.RegisterWh - record.PreviousRegisterWh };
                break;
            default:
                state = state with { Number = record.Number };
                break;
        }

        if (!isOpen)
        {
            Resume = state;
        }
    }

    private void Lose(JournalAt journal, long from, long to)
    {
        checks.Gap(journal, from, to, record);
        if (isOpen)
        {
            story.Lose(from, to);
        }

        state = state with { HasGap = true };
    }

    private void TakeBaseline(JournalAt journal)
    {
        bool isAnother = state.Serial is not null && record.MeterSerial is not null && record.MeterSerial != state.Serial;
        if (isAnother)
        {
            checks.MeterExchanged(journal, record, state.Serial!);
            if (isOpen)
            {
                story.ExchangeMeter();
            }
        }

        state = state with
        {
            Number = record.Number,
            Serial = record.MeterSerial ?? state.Serial,
            ResolutionWh = record.MeterResolutionWh,
            IsMeterExchanged = state.IsMeterExchanged || isAnother,
        };
    }

    private void TakeSession(JournalAt journal, in RecordFact fact)
    {
        bool isStart = fact.Type == RecordType.SessionStarted;
        if (isOpen && story.Number != record.SessionNumber)
        {
            if (isStart)
            {
                story.FollowedBy(fact);
            }

            Close();
        }

        if (!isOpen)
        {
            bool isAfterEnd = !isStart && state.Previous is { IsEnded: true } previous && previous.SessionNumber == record.SessionNumber;
            story.Begin(journal.ChargePoint, limits, journal.Row, journal.JournalId, record.SessionNumber, state, nowMs, isAfterEnd);
            isOpen = true;
        }

        story.Add(fact, record.Claim);
        state = state with { Number = fact.Number };
        if (fact.Type == RecordType.SessionEnded)
        {
            Close();
        }
    }

    private void Close()
    {
        tell(story);
        state = Closed();
        isOpen = false;
    }

    private WalkState Closed()
    {
        RecordFact last = story.Last;
        bool isInFuture = last.UtcMs > last.ReceivedMs + (limits[CheckLimit.FutureMinutes] * 60_000);
        return state with
        {
            Previous = new PreviousSession(story.Number, last.Number, last.RegisterWh, last.UtcMs, story.HasEnd, isInFuture),
            IdleWh = 0,
            IsMeterExchanged = false,
            HasGap = false,
        };
    }
}
