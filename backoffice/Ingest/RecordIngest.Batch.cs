using System.Data;
using System.Data.Common;
using ChargePointFw.BackOffice.Planning;
using ChargePointFw.BackOffice.Sessions;
using ChargePointFw.BackOffice.Sites;
using ChargePointFw.BackOffice.Storage;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using Dapper;

namespace ChargePointFw.BackOffice.Ingest;

internal sealed partial class RecordIngest
{
    /// <summary>One transaction's work, and what memory learns when it is committed.</summary>
    private sealed class Batch
    {
        private static readonly RowStatement recordStatement = new(
            "INSERT INTO record (journal_row, number, type, utc_ms, bytes, received_utc_ms)",
            [DbType.Int64, DbType.Int64, DbType.Int64, DbType.Int64, DbType.Binary, DbType.Int64]);

        private static readonly RowStatement journalStatement = new(
            "UPDATE journal SET contiguous_number = moved.column2, contiguous_tag = moved.column3 FROM (",
            [DbType.Int64, DbType.Int64, DbType.Binary],
            ") AS moved WHERE journal.id = moved.column1");

        private readonly RecordIngest owner;
        private readonly DbConnection connection;
        private readonly DbTransaction transaction;
        private readonly RowWriter recordRows;
        private readonly LedgerProjection ledger;
        private readonly PlanReports planReports;
        private readonly LostRecords gaps;
        private readonly KeyBeginnings keyBeginnings;
        private readonly long nowMs;
        private readonly Dictionary<(long ChargePointId, long JournalId), JournalCursor> moved = [];
        private readonly Dictionary<long, ChargePoint> byId = [];
        private readonly HashSet<(long ChargePointId, long JournalId)> toAcknowledge = [];
        private readonly Dictionary<(long Row, long Number), int> repeats = [];
        private readonly Dictionary<(long Row, long Number), byte[]?> seen = []; // what waited long comes many times at once
        private readonly List<Action> afterCommit = [];
        private int stored;
        private readonly Record record = new();
        private readonly Record beforeIt = new();

        // What arrived ahead within this very batch; held for good only once it is committed.
        private readonly Dictionary<(long ChargePointId, long JournalId, long Number), byte[]> ahead = [];

        public Batch(RecordIngest owner, DbConnection connection, DbTransaction transaction, IReadOnlyCollection<ChargePoint> chargePoints)
        {
            this.owner = owner;
            this.connection = connection;
            this.transaction = transaction;
            nowMs = owner.time.GetUtcNow().ToUnixTimeMilliseconds();
            recordRows = new RowWriter(connection, transaction, recordStatement);
            ledger = new LedgerProjection(connection, transaction);
            planReports = new PlanReports(connection, transaction);
            gaps = new LostRecords(connection, transaction, nowMs, ledger, Write);
            keyBeginnings = new KeyBeginnings(connection, transaction, nowMs);
            owner.cursors.TakeUp(connection, transaction, chargePoints);
            foreach (ChargePoint one in chargePoints)
            {
                byId[one.Id] = one;
            }
        }

        public IReadOnlyList<JournalCursor> Touched => [.. toAcknowledge.Select(key => moved.GetValueOrDefault(key) ?? owner.cursors.Known(byId[key.ChargePointId], key.JournalId))];

        public void Finish()
        {
            Write();
            var journalRows = new RowWriter(connection, transaction, journalStatement);
            foreach (JournalCursor cursor in moved.Values)
            {
                journalRows.Add(cursor.Row, cursor.Number, cursor.Tag);
            }

            journalRows.Write();
            foreach (((long row, long number), int times) in repeats)
            {
                Repeats.Note(connection, transaction, row, number, times, nowMs);
            }
        }

        public void AfterCommit()
        {
            owner.counters.CountStored(stored);
            foreach (Action action in afterCommit)
            {
                action();
            }

            foreach (JournalCursor cursor in moved.Values)
            {
                owner.cursors.Moved(cursor);
                owner.held.RemoveUpTo(cursor.ChargePoint, cursor.JournalId, cursor.Number);
            }
        }

        public void Take(IReadOnlyList<Arrival> arrivals)
        {
            IReadOnlyList<byte[]>?[] messages = [.. arrivals.Select(arrival => arrival.Refusal is null ? RecordMessage.Parse(arrival.Payload) : null)];
            Expect(arrivals, messages);
            foreach ((Arrival arrival, IReadOnlyList<byte[]>? records) in arrivals.Zip(messages))
            {
                if (records is null)
                {
                    PutAside(arrival.Topic, arrival.Payload, arrival.Refusal ?? QuarantineReason.MalformedMessage);
                    continue;
                }

                foreach (byte[] bytes in records)
                {
                    Place(arrival.Topic, arrival.ChargePoint!, bytes);
                }
            }
        }

        // The sessions that the records are about, of journals that are there: read together, not one by one.
        private void Expect(IReadOnlyList<Arrival> arrivals, IReadOnlyList<byte[]>?[] messages)
        {
            var keys = new HashSet<(long JournalRow, int Number)>();
            for (int i = 0; i < messages.Length; i++)
            {
                foreach (byte[] bytes in messages[i] ?? [])
                {
                    if (RecordLayout.Decode(bytes, 0, record) && LedgerProjection.IsOfSession(record.Type))
                    {
                        JournalCursor cursor = Cursor(arrivals[i].ChargePoint!, record.JournalId);
                        if (cursor.Row > 0 && record.Number > cursor.Number)
                        {
                            keys.Add((cursor.Row, record.SessionNumber));
                        }
                    }
                }
            }

            ledger.Expect(keys);
        }

        public bool GoOn(ChargePoint chargePoint, JournalDecision decision)
        {
            JournalCursor cursor = Cursor(chargePoint, decision.JournalId);
            if (decision.Number > cursor.Number)
            {
                byte[]? tag = decision.Tag ?? ProvenTag(chargePoint, decision.JournalId, decision.Number);
                if (tag is null)
                {
                    return false;
                }

                long row = cursor.Row == 0 ? Begin(cursor) : cursor.Row;
                gaps.GiveUp(chargePoint, row, cursor.Number + 1, decision);
                moved[(chargePoint.Id, decision.JournalId)] = cursor with { Row = row, Number = decision.Number, Tag = tag };
                TakeHeld(chargePoint.Topics.Record, chargePoint, decision.JournalId);
            }

            connection.Execute("UPDATE journal_decision SET done_utc_ms = @nowMs WHERE id = @Id", new { nowMs, decision.Id }, transaction);
            return true;
        }

        // The tag of a record that waits, if the one behind it is made from it: nobody else could.
        private byte[]? ProvenTag(ChargePoint chargePoint, long journalId, long number)
        {
            byte[]? anchor = owner.held.Find(chargePoint, journalId, number);
            byte[]? next = owner.held.Find(chargePoint, journalId, number + 1);
            if (anchor is null || next is null || !RecordLayout.Decode(next, 0, record) || chargePoint.KeysOf(record.KeyGeneration) is not { } keys)
            {
                return null;
            }

            JournalCursor claimed = JournalCursor.BeforeFirst(chargePoint, journalId).After(anchor);
            return claimed.IsFollowedBy(next, keys) ? claimed.Tag : null;
        }

        private void Place(string topic, ChargePoint chargePoint, byte[] bytes)
        {
            if (!RecordLayout.Decode(bytes, 0, record) || record.Number == 0 || (JournalCursor.StatesLoss(bytes) && record.LostUpTo < record.Number))
            {
                PutAside(topic, bytes, QuarantineReason.UndecodableRecord);
                return;
            }

            JournalCursor cursor = Cursor(chargePoint, record.JournalId);
            if (record.Number <= cursor.Number)
            {
                Compare(topic, cursor, record.Number, bytes);
            }
            else if (record.Number > cursor.Number + 1)
            {
                (long journalId, long number) = (record.JournalId, record.Number);
                afterCommit.Add(() => owner.held.Add(chargePoint, journalId, number, bytes));
                ahead[(chargePoint.Id, journalId, number)] = bytes;
                afterCommit.Add(() => owner.counters.CountAhead());
            }
            else if (Append(topic, cursor, bytes))
            {
                TakeHeld(topic, chargePoint, record.JournalId);
            }
        }

        /// <summary>Stores what waited here for what others stored.</summary>
        public void TakeHeld(ChargePoint chargePoint)
        {
            foreach ((long journalId, long _) in owner.held.LowestOf(chargePoint))
            {
                TakeHeld(chargePoint.Topics.Record, chargePoint, journalId);
            }
        }

        private void TakeHeld(string topic, ChargePoint chargePoint, long journalId)
        {
            while (true)
            {
                JournalCursor cursor = Cursor(chargePoint, journalId);
                long next = cursor.Number + 1;
                byte[]? bytes = ahead.GetValueOrDefault((chargePoint.Id, journalId, next)) ?? owner.held.Find(chargePoint, journalId, next);
                if (bytes is null)
                {
                    return;
                }

                RecordLayout.Decode(bytes, 0, record);
                if (!Append(topic, cursor, bytes))
                {
                    // It was never verified while it waited; the right one can be asked for now.
                    afterCommit.Add(() => owner.held.Remove(chargePoint, journalId, next));
                    return;
                }
            }
        }

        // Stores the record that is decoded in `record`, if it continues the chain.
        private bool Append(string topic, JournalCursor cursor, byte[] bytes)
        {
            KeyRing? keys = cursor.ChargePoint.KeysOf(record.KeyGeneration);
            if (keys is null || !cursor.IsFollowedBy(bytes, keys))
            {
                PutAside(topic, bytes, keys is null ? QuarantineReason.UnknownKeyGeneration : QuarantineReason.BadTag);
                return false;
            }

            if (keyBeginnings.Withdraw(cursor.ChargePoint, record))
            {
                PutAside(topic, bytes, QuarantineReason.KeyWithdrawn);
                return false;
            }

            JournalCursor next = (cursor.Row == 0 ? cursor with { Row = Begin(cursor) } : cursor).After(bytes);
            recordRows.Add(next.Row, record.Number, (long)record.Type, record.UtcMs, bytes, nowMs);
            ledger.Apply(cursor.ChargePoint, next.Row, record, nowMs);
            gaps.Recorded(cursor.ChargePoint, next.Row, record);
            planReports.Recorded(cursor.ChargePoint, next.Row, record, nowMs);
            moved[(cursor.ChargePoint.Id, cursor.JournalId)] = next;
            toAcknowledge.Add((cursor.ChargePoint.Id, cursor.JournalId));
            stored++;
            if (keyBeginnings.Stored(cursor.ChargePoint, record) is { } begin)
            {
                afterCommit.Add(begin);
            }

            return true;
        }

        // What waits comes into the tables: at the end, and before something looks there for what may be in this very batch.
        private void Write()
        {
            recordRows.Write();
            ledger.Write();
        }

        private long Begin(JournalCursor cursor)
        {
            long ordinal = connection.ExecuteScalar<long>(
                "SELECT count(*) + 1 FROM journal WHERE charge_point_id = @Id", new { cursor.ChargePoint.Id }, transaction);
            long row = connection.ExecuteScalar<long>(
                """
                INSERT INTO journal (charge_point_id, journal_id, ordinal, contiguous_number, contiguous_tag, first_seen_utc_ms)
                VALUES (@Id, @JournalId, @ordinal, 0, @Tag, @nowMs) RETURNING id
                """,
                new { cursor.ChargePoint.Id, cursor.JournalId, ordinal, cursor.Tag, nowMs },
                transaction);
            if (ordinal > 1)
            {
                Alarms.Raise(
                    connection, transaction, nowMs, cursor.ChargePoint, "NewJournal", "info", row, 0,
                    $"journal {ordinal} begins: another board, or its store was erased");
            }

            return row;
        }

        private void Compare(string topic, JournalCursor cursor, long number, byte[] bytes)
        {
            byte[]? stored = StoredBytes(cursor, number);
            bool isGivenUp = stored is null || JournalCursor.StatesLoss(stored);
            if (isGivenUp != JournalCursor.StatesLoss(bytes))
            {
                // It turns up after all, or is lost there since it came here. What is stored stays.
                if (isGivenUp)
                {
                    PutAside(topic, bytes, QuarantineReason.GivenUp);
                }

                toAcknowledge.Add((cursor.ChargePoint.Id, cursor.JournalId));
                return;
            }

            if (isGivenUp || stored.AsSpan().SequenceEqual(bytes))
            {
                toAcknowledge.Add((cursor.ChargePoint.Id, cursor.JournalId)); // our acknowledgement may have been lost
                repeats[(cursor.Row, number)] = repeats.GetValueOrDefault((cursor.Row, number)) + 1;
                afterCommit.Add(() => owner.counters.CountDuplicate());
                return;
            }

            // Made from the stored record before it, it is the charge point's own: then there are two continuations.
            bool isFork = Before(cursor, number) is { } before
                && cursor.ChargePoint.KeysOf(record.KeyGeneration) is { } keys
                && before.IsFollowedBy(bytes, keys);
            if (isFork)
            {
                Alarms.Raise(
                    connection, transaction, nowMs, cursor.ChargePoint, "JournalForked", "block", cursor.Row, number,
                    $"record {number} is genuine and another than the one stored ({cursor.Number} are): {Gaps.WhatToDoOnAFork}");
            }
            else
            {
                Alarms.Raise(
                    connection, transaction, nowMs, cursor.ChargePoint, "RecordConflict", "block", cursor.Row, number,
                    $"record {number} came again with other bytes; the first is kept");
            }

            afterCommit.Add(() => owner.counters.CountConflict());
        }

        private JournalCursor? Before(JournalCursor cursor, long number)
        {
            recordRows.Write();
            JournalCursor first = JournalCursor.BeforeFirst(cursor.ChargePoint, cursor.JournalId);
            byte[]? before = connection.ExecuteScalar<byte[]>(
                "SELECT bytes FROM record WHERE journal_row = @Row AND number < @number ORDER BY number DESC LIMIT 1", new { cursor.Row, number }, transaction);
            if (before is null)
            {
                return number == 1 ? first : null;
            }

            RecordLayout.Decode(before, 0, beforeIt);
            JournalCursor after = (first with { Number = beforeIt.Number - 1 }).After(before);
            return after.Number == number - 1 ? after : null;
        }

        private byte[]? StoredBytes(JournalCursor cursor, long number)
        {
            if (!seen.TryGetValue((cursor.Row, number), out byte[]? bytes))
            {
                recordRows.Write();
                bytes = connection.ExecuteScalar<byte[]>(
                    "SELECT bytes FROM record WHERE journal_row = @Row AND number = @number", new { cursor.Row, number }, transaction);
                seen[(cursor.Row, number)] = bytes;
            }

            return bytes;
        }

        private void PutAside(string topic, byte[] payload, QuarantineReason reason)
        {
            Quarantine.Add(connection, transaction, nowMs, topic, payload, reason, owner.quarantineRows);
            afterCommit.Add(() => owner.counters.CountQuarantined());
        }

        private JournalCursor Cursor(ChargePoint chargePoint, long journalId) =>
            moved.GetValueOrDefault((chargePoint.Id, journalId)) ?? owner.cursors.Known(chargePoint, journalId);
    }
}
