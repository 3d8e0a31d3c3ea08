using ChargePointFw.BackOffice.Broker;
using ChargePointFw.BackOffice.Documents;
using ChargePointFw.BackOffice.Live;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

/// <summary>
/// Asks for the records that are missing: in front of those that came too early, and what a charge point says was
/// acknowledged and is not here (a database restored from a backup). Once a second at first; what is asked for in vain
/// ever more rarely, with an alarm that says what staff can do, and behind the gap as they decide.
/// </summary>
internal sealed class Gaps(
    IBrokerLink broker,
    Registry registry,
    Database database,
    HeldRecords held,
    RecordIngest ingest,
    JournalDecisions decisions,
    JournalCursors cursors,
    Acknowledgements acknowledgements,
    IngestCounters counters,
    TimeProvider time,
    bool isOneOfMany)
{
    /// <summary>So many requests without an answer are in vain.</summary>
    public const int RequestsUntilAlarm = 10;

    /// <summary>What staff do about a charge point that goes on from an older state of its journal.</summary>
    public const string WhatToDoOnAFork =
        "its store has lost its end or was restored from a copy. What it records from now on cannot be taken: erase its store, so that it begins a new journal, and compare the registers";

    /// <summary>A state that the broker kept may be older than the last acknowledgements: a charge point sends as far as it has come.</summary>
    private const int BeyondWhatWasSaid = 1_000;

    private const int LargestBootNumber = 0xFFFF; // in a record; beyond it they all say this
    private static readonly TimeSpan shortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan waitForOthers = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan longestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan pauseBetweenDecisions = TimeSpan.FromSeconds(30);

    private readonly Dictionary<long, (ChargePoint ChargePoint, LiveState State)> heard = [];
    private readonly Dictionary<long, (long JournalId, long Number)> said = [];
    private readonly Dictionary<long, Request> requests = [];
    private readonly Dictionary<long, (long JournalId, long Boot)> behind = [];
    private readonly Dictionary<long, long> boots = []; // by row of the journal: of a record that is stored, no later one is of an earlier
    private IReadOnlyList<JournalDecision> open = [];
    private DateTimeOffset decisionsDue;

    /// <summary>Takes note of what a charge point says of its journal.</summary>
    public void Heard(ChargePoint chargePoint, LiveState state)
    {
        if (!state.IsLost && state.JournalId > 0)
        {
            heard[chargePoint.Id] = (chargePoint, state);
        }
    }

    /// <summary>Asks for what is due, and goes on behind gaps where staff decided so.</summary>
    /// <returns>When to call it again, however little comes meanwhile; null while no gap stands.</returns>
    public TimeSpan? Ask()
    {
        foreach ((ChargePoint chargePoint, LiveState state) in heard.Values.ToList())
        {
            Compare(chargePoint, state);
            heard.Remove(chargePoint.Id);
        }

        if (isOneOfMany)
        {
            foreach (ChargePoint chargePoint in held.Waiting.Select(registry.FindChargePoint).OfType<ChargePoint>())
            {
                foreach (JournalCursor cursor in ingest.CatchUp(chargePoint))
                {
                    acknowledgements.Publish(cursor);
                }
            }
        }

        DateTimeOffset now = time.GetUtcNow();
        bool mayDecide = held.Waiting.Any() || said.Count > 0 || open.Count > 0; // where nothing waits, a decision waits for that
        if (mayDecide && (now >= decisionsDue || decisionsDue - now > pauseBetweenDecisions))
        {
            decisionsDue = now + pauseBetweenDecisions;
            open = decisions.Open();
        }

        ChargePoint[] waiting =
        [
            .. held.Waiting.Concat(said.Keys).Concat(open.Select(one => one.ChargePointId)).Distinct()
                .Select(registry.FindChargePoint).OfType<ChargePoint>(),
        ];
        foreach (ChargePoint chargePoint in waiting)
        {
            GoOn(chargePoint);
            Ask(chargePoint, now);
        }

        TimeSpan[] pauses = [.. waiting.Where(chargePoint => requests.ContainsKey(chargePoint.Id)).Select(chargePoint => UntilNext(requests[chargePoint.Id], now))];
        if (pauses.Length == 0 && isOneOfMany && held.Waiting.Count > 0)
        {
            return waitForOthers; // what was missing has come to another, between two looks
        }

        return pauses.Length == 0 ? null : pauses.Append(decisionsDue - now).Min();
    }

    // What it says against what is stored; a contradiction is an alarm.
    private void Compare(ChargePoint chargePoint, LiveState state)
    {
        JournalCursor cursor = cursors.Of(chargePoint, state.JournalId);
        if (state.AcknowledgedNumber > cursor.Number && state.AcknowledgedNumber <= uint.MaxValue)
        {
            if (said.GetValueOrDefault(chargePoint.Id) != (state.JournalId, state.AcknowledgedNumber))
            {
                Raise(chargePoint, "LedgerBehind", cursor.Row, cursor.Number,
                    $"it says that journal {state.JournalId} was acknowledged up to record {state.AcknowledgedNumber}, and here it is stored up to {cursor.Number}: this database is older than that, as after a restore. What is missing is asked for");
            }

            said[chargePoint.Id] = (state.JournalId, state.AcknowledgedNumber);
        }
        else if (state.CommittedNumber < cursor.Number
            && behind.GetValueOrDefault(chargePoint.Id) != (state.JournalId, state.Boot)
            && state.Boot > boots.GetValueOrDefault(cursor.Row)
            && state.Boot > BootOf(cursor)) // an older state, kept by the broker, says less: that is in order
        {
            behind[chargePoint.Id] = (state.JournalId, state.Boot);
            Raise(chargePoint, "JournalBehind", cursor.Row, state.CommittedNumber,
                $"it says after a start that journal {state.JournalId} ends at record {state.CommittedNumber}, and {cursor.Number} are stored: {WhatToDoOnAFork}");
        }
    }

    private static TimeSpan UntilNext(Request request, DateTimeOffset now)
    {
        TimeSpan left = request.At + Pause(request.Times) - now;
        if (request.Times == 0 && left > TimeSpan.Zero)
        {
            return waitForOthers;
        }

        return left > shortestPause ? left : shortestPause;
    }

    private void GoOn(ChargePoint chargePoint)
    {
        foreach (JournalDecision decision in open.Where(one => one.ChargePointId == chargePoint.Id).ToList())
        {
            bool isCheckpoint = decision.Tag is not null;
            bool isInVain = requests.TryGetValue(chargePoint.Id, out Request? request)
                && request.JournalId == decision.JournalId && request.Times >= RequestsUntilAlarm;
            bool isStored = decision.Number <= cursors.Of(chargePoint, decision.JournalId).Number;
            if (isCheckpoint && !isInVain && !isStored)
            {
                continue; // what the charge point still has comes from it
            }

            long lowest = held.LowestOf(chargePoint).Where(one => one.JournalId == decision.JournalId).Select(one => one.Number).FirstOrDefault();
            JournalDecision carriedOut = isCheckpoint && lowest > 0 && lowest <= decision.Number
                ? decision with { Number = lowest, Tag = null } // it has more than the checkpoint tells
                : decision;
            if (ingest.GoOn(chargePoint, carriedOut) is { } cursor)
            {
                open = [.. open.Where(one => one.Id != decision.Id)];
                requests.Remove(chargePoint.Id);
                acknowledgements.Publish(cursor);
            }
        }
    }

    private void Ask(ChargePoint chargePoint, DateTimeOffset now)
    {
        if (Missing(chargePoint) is not { } missing)
        {
            requests.Remove(chargePoint.Id);
            return;
        }

        Request? before = requests.GetValueOrDefault(chargePoint.Id);
        if (before is null && isOneOfMany)
        {
            requests[chargePoint.Id] = missing with { At = now }; // most likely it is at another process, about to be stored
            return;
        }

        bool isSame = before is not null && before.JournalId == missing.JournalId && before.From == missing.From;
        if (before is not null && before.JournalId == missing.JournalId && missing.From > before.From && missing.From <= before.To)
        {
            requests[chargePoint.Id] = missing with { Times = isOneOfMany ? 0 : 1, At = now }; // they are coming, here or elsewhere
            return;
        }

        TimeSpan pause = isSame ? Pause(before!.Times) : shortestPause;
        if (before is not null && now - before.At < pause && now >= before.At)
        {
            return;
        }

        int times = isSame ? before!.Times : 0;
        if (broker.Publish(chargePoint.Topics.Resend, OutgoingDocuments.Resend(chargePoint, missing.JournalId, missing.From, Math.Min(missing.To + missing.Beyond, uint.MaxValue)), retain: false))
        {
            counters.CountResend();
            times++;
        }

        requests[chargePoint.Id] = missing with { Times = times, At = now };
        if (times == RequestsUntilAlarm)
        {
            RaiseInVain(chargePoint, missing);
        }
    }

    private void RaiseInVain(ChargePoint chargePoint, Request missing)
    {
        JournalCursor cursor = cursors.Of(chargePoint, missing.JournalId);
        Raise(chargePoint, "RecordsMissing", cursor.Row, missing.From,
            $"records {missing.From} to {missing.To} of journal {missing.JournalId} were asked for {RequestsUntilAlarm} times in vain, and nothing behind them can be stored: the charge point may not have them any more. With a day's document that somebody kept: backoffice import-checkpoints. Else give them up: backoffice accept-from --site {chargePoint.Site.Name} --charge-point {chargePoint.Name} --journal {missing.JournalId} --number {missing.To + 1}. Until then they are asked for ever more rarely, at last once an hour");
    }

    // A journal that has verified records goes before one that anybody may have made up.
    private Request? Missing(ChargePoint chargePoint)
    {
        IEnumerable<Request> gaps = held.LowestOf(chargePoint)
            .Select(one => (Cursor: cursors.Of(chargePoint, one.JournalId), To: one.Number - 1))
            .Where(gap => gap.To > gap.Cursor.Number)
            .OrderBy(gap => gap.Cursor.Row == 0)
            .Select(gap => new Request(gap.Cursor.JournalId, gap.Cursor.Number + 1, gap.To));
        if (said.TryGetValue(chargePoint.Id, out (long JournalId, long Number) acknowledged))
        {
            JournalCursor cursor = cursors.Of(chargePoint, acknowledged.JournalId);
            if (cursor.Number >= acknowledged.Number)
            {
                said.Remove(chargePoint.Id);
            }
            else
            {
                gaps = gaps.Append(new Request(acknowledged.JournalId, cursor.Number + 1, acknowledged.Number) { Beyond = BeyondWhatWasSaid });
            }
        }

        return gaps.FirstOrDefault();
    }

    private long BootOf(JournalCursor cursor)
    {
        byte[]? bytes = database.Read((connection, transaction) => connection.ExecuteScalar<byte[]>(
            "SELECT bytes FROM record WHERE journal_row = @Row AND number = @Number", new { cursor.Row, cursor.Number }, transaction));
        var record = new Record();
        bool isKnown = bytes is not null && RecordLayout.Decode(bytes, 0, record) && record.BootNumber < LargestBootNumber;
        if (isKnown)
        {
            boots[cursor.Row] = record.BootNumber;
        }

        return isKnown ? record.BootNumber : long.MaxValue;
    }

    private void Raise(ChargePoint chargePoint, string kind, long journalRow, long number, FormattableString detail) =>
        database.Write((connection, transaction) => Alarms.Raise(
            connection, transaction, time.GetUtcNow().ToUnixTimeMilliseconds(), chargePoint, kind, "block", journalRow, number, detail));

    private static TimeSpan Pause(int times)
    {
        double seconds = times < RequestsUntilAlarm ? 1 : Math.Pow(2, Math.Min(times - RequestsUntilAlarm + 1, 12));
        return seconds < longestPause.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longestPause;
    }

    /// <summary>What was asked for, how often in vain, and when last.</summary>
    private sealed record Request(long JournalId, long From, long To)
    {
        public int Times { get; init; }

        public DateTimeOffset At { get; init; }

        public long Beyond { get; init; }
    }
}
