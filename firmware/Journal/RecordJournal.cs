using System;
using ChargePointFw.Control;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Journal;

/// <summary>
/// The append-only ring of records. A record counts once the store says that it survives a power cut; one that is not
/// acknowledged is never overwritten; acknowledged ones stay until their room is needed.
/// </summary>
public sealed class RecordJournal
{
    private readonly IRecordStore store;
    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly RecordSeal seal;
    private readonly SegmentHeader header = new SegmentHeader();
    private readonly byte[] buffer = new byte[RecordLayout.RecordBytes];
    private readonly long[] firstNumbers;
    private readonly int recordsPerSegment;
    private int segment;
    private int bootNumber;
    private int lastSessionNumber;

    private RecordJournal(IRecordStore store, IKeyedHash hash, KeyRing keys)
    {
        this.store = store;
        this.hash = hash;
        this.keys = keys;
        seal = new RecordSeal(hash, keys);
        firstNumbers = new long[store.SegmentCount];
        recordsPerSegment = (store.SegmentBytes / RecordLayout.RecordBytes) - 1;
        Reader = new JournalReader(this, store, hash, keys);
    }

    /// <summary>How the link reads it.</summary>
    public JournalReader Reader { get; }

    public long JournalId { get; private set; }

    public int BootNumber => bootNumber;

    /// <summary>Highest number that survives a power cut; 0 for none.</summary>
    public long CommittedUpTo { get; private set; }

    /// <summary>Highest number that the back office has; 0 for none.</summary>
    public long AcknowledgedUpTo { get; private set; }

    /// <summary>Records that can still be taken without overwriting one that is not acknowledged.</summary>
    public int Room { get; private set; }

    /// <summary>
    /// How often the contactor has closed since the journal began: each closure has its record, and a segment's header tells
    /// the count up to it, so that it costs no write of its own. Damaged records are missing until the next header.
    /// </summary>
    public long Closures { get; private set; }

    /// <summary>The contactor closes, and no record of a session tells it.</summary>
    public void CountClosure() => Closures++;

    /// <summary>Opens what the store holds, or begins a new journal; <paramref name="state"/> is filled with the past.</summary>
    public static RecordJournal Open(
        IRecordStore store, IKeyedHash hash, KeyRing keys, IEntropy entropy, RecoveredState state)
    {
        var journal = new RecordJournal(store, hash, keys);
        var recovery = new JournalRecovery(store, hash, keys);
        recovery.Run(journal.firstNumbers, state);
        journal.bootNumber = recovery.LastBootNumber + 1;
        journal.CommittedUpTo = recovery.LastNumber;
        journal.AcknowledgedUpTo = recovery.AcknowledgedUpTo;
        journal.segment = recovery.LastSegment;
        journal.Closures = state.Closures;
        journal.lastSessionNumber = state.LastSessionNumber;
        journal.JournalId = recovery.HasJournal ? recovery.JournalId : 1 + (long)entropy.Next();
        Array.Copy(recovery.LastTag, journal.seal.PreviousTag, RecordLayout.TagBytes);
        journal.CountRoom();
        return journal;
    }

    /// <summary>
    /// Appends and commits a record that has its number; fills in journal, boot and key generation. False when there
    /// is no room or the store refused: the record is then not there, and may be tried again.
    /// </summary>
    public bool Append(Record record)
    {
        if (record.Number != CommittedUpTo + 1)
        {
            throw new ArgumentException("A record must follow the last one.");
        }

        if (IsSegmentFull() && !BeginSegment())
        {
            return false;
        }

        if (!CutTornTail())
        {
            return false;
        }

        record.JournalId = JournalId;
        record.BootNumber = bootNumber;
        record.KeyGeneration = keys.Generation;
        RecordLayout.Encode(record, buffer, 0);
        seal.Seal(buffer);
        if (!store.Append(segment, buffer, 0, RecordLayout.RecordBytes))
        {
            return false;
        }

        seal.MoveTo(buffer, 0);
        CommittedUpTo = record.Number;
        Closures += StateRecovery.TellsClosure(record) ? 1 : 0;
        lastSessionNumber = record.SessionNumber > lastSessionNumber ? record.SessionNumber : lastSessionNumber;
        CountRoom();
        return true;
    }

    /// <summary>Copies the 64 bytes of a committed record; false when the ring no longer (or not yet) holds it.</summary>
    public bool Read(long number, byte[] target)
    {
        int holder = SegmentOf(number);
        if (holder < 0)
        {
            return false;
        }

        int slot = (int)(number - firstNumbers[holder]) + 1;
        int offset = slot * RecordLayout.RecordBytes;
        return store.Read(holder, offset, target, 0, RecordLayout.RecordBytes) == RecordLayout.RecordBytes;
    }

    /// <summary>
    /// Takes an acknowledgement if it carries our own tag of that record, or if ours is damaged, so that nobody can tell any
    /// more; false when it does not. An older one than the last changes nothing.
    /// </summary>
    public bool Acknowledge(long number, byte[] tag)
    {
        if (number == 0 || number < AcknowledgedUpTo)
        {
            return true;
        }

        bool isTaken = Reader.MayBeAcknowledged(number, tag);
        if (isTaken)
        {
            AcknowledgedUpTo = number;
            CountRoom();
        }

        return isTaken;
    }

    /// <summary>The segment that begins with this record; -1 when none does.</summary>
    public int SegmentFrom(long number)
    {
        int holder = SegmentOf(number);
        return holder >= 0 && firstNumbers[holder] == number ? holder : -1;
    }

    /// <summary>The lowest number from this one on that lies in a segment; one more than the last when none does.</summary>
    public long NextHeld(long number)
    {
        if (SegmentOf(number) >= 0)
        {
            return number;
        }

        long next = CommittedUpTo + 1;
        for (int i = 0; i < firstNumbers.Length; i++)
        {
            next = firstNumbers[i] > number && firstNumbers[i] < next ? firstNumbers[i] : next;
        }

        return next;
    }

    // A torn append must not stay between two good records: what follows would be read from the wrong place.
    private bool CutTornTail()
    {
        int length = LengthUpTo(CommittedUpTo);
        return store.Length(segment) == length
            || (store.Truncate(segment, length) && store.Length(segment) == length);
    }

    private bool IsSegmentFull() =>
        firstNumbers[segment] == 0 || CommittedUpTo - firstNumbers[segment] + 1 >= recordsPerSegment;

    private bool BeginSegment()
    {
        int next = firstNumbers[segment] == 0 ? segment : (segment + 1) % store.SegmentCount;
        if (!IsFree(next) || !store.Erase(next))
        {
            return false;
        }

        firstNumbers[next] = 0;
        header.JournalId = JournalId;
        header.FirstNumber = CommittedUpTo + 1;
        header.AcknowledgedUpTo = AcknowledgedUpTo;
        header.Closures = Closures;
        header.LastSessionNumber = lastSessionNumber;
        Array.Copy(seal.PreviousTag, header.PreviousTag, RecordLayout.TagBytes);
        header.Encode(hash, keys, buffer);
        if (!store.Append(next, buffer, 0, RecordLayout.RecordBytes))
        {
            return false;
        }

        firstNumbers[next] = header.FirstNumber;
        segment = next;
        return true;
    }

    // A segment may be given up when it is empty or all that it holds is acknowledged. It ends where the next begins.
    private bool IsFree(int candidate)
    {
        if (firstNumbers[candidate] == 0)
        {
            return true;
        }

        long lastNumber = firstNumbers[candidate] + recordsPerSegment - 1;
        return candidate != segment && lastNumber <= AcknowledgedUpTo;
    }

    private void CountRoom()
    {
        int used = firstNumbers[segment] == 0 ? 0 : (int)(CommittedUpTo - firstNumbers[segment] + 1);
        int room = recordsPerSegment - used;

        // Only what can be reached: a free segment behind one that is not is no room yet.
        for (int n = 1; n < firstNumbers.Length && IsFree((segment + n) % firstNumbers.Length); n++)
        {
            room += recordsPerSegment;
        }

        Room = room;
    }

    private int LengthUpTo(long number) =>
        ((int)(number - firstNumbers[segment] + 1) + 1) * RecordLayout.RecordBytes;

    private int SegmentOf(long number)
    {
        if (number <= 0 || number > CommittedUpTo)
        {
            return -1;
        }

        for (int i = 0; i < firstNumbers.Length; i++)
        {
            if (firstNumbers[i] != 0 && number >= firstNumbers[i] && number < firstNumbers[i] + recordsPerSegment)
            {
                return i;
            }
        }

        return -1;
    }
}
