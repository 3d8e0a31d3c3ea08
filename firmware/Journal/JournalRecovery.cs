using System;
using ChargePointFw.Control;
using ChargePointFw.Keys;
using ChargePointFw.Records;
using ChargePointFw.Seams;

namespace ChargePointFw.Journal;

/// <summary>
/// Finds out after a restart what the store holds. A torn tail is cut, never guessed; a damaged record before the tail
/// is counted as lost and passed over.
/// </summary>
public sealed class JournalRecovery
{
    private readonly IRecordStore store;
    private readonly IKeyedHash hash;
    private readonly KeyRing keys;
    private readonly RecordSeal seal;
    private readonly SegmentHeader header = new SegmentHeader();
    private readonly Record record = new Record();
    private readonly byte[] buffer = new byte[RecordLayout.RecordBytes];
    private readonly byte[] tagBefore = new byte[RecordLayout.TagBytes];
    private readonly int recordsPerSegment;

    public JournalRecovery(IRecordStore store, IKeyedHash hash, KeyRing keys)
    {
        this.store = store;
        this.hash = hash;
        this.keys = keys;
        seal = new RecordSeal(hash, keys);
        recordsPerSegment = (store.SegmentBytes / RecordLayout.RecordBytes) - 1;
    }

    public bool HasJournal { get; private set; }

    public long JournalId { get; private set; }

    public long LastNumber { get; private set; }

    public int LastBootNumber { get; private set; }

    public int LastSegment { get; private set; }

    public long AcknowledgedUpTo { get; private set; }

    public byte[] LastTag => seal.PreviousTag;

    /// <summary>Fills the first number of each segment (0 for an empty one) and the state of the last boot.</summary>
    public void Run(long[] firstNumbers, RecoveredState state)
    {
        for (int i = 0; i < firstNumbers.Length; i++)
        {
            firstNumbers[i] = ReadHeader(i);
        }

        int oldest = Oldest(firstNumbers);
        for (int n = 0; n < firstNumbers.Length && oldest >= 0; n++)
        {
            int segment = (oldest + n) % firstNumbers.Length;
            if (firstNumbers[segment] != 0)
            {
                ReadSegment(segment, state);
            }
            else if (Continues(segment))
            {
                firstNumbers[segment] = LastNumber + 1;
                ReadRecords(segment, state);
            }
        }

        state.LastNumber = LastNumber;
    }

    // A header that is torn leaves an empty segment: its first record had not been committed. It is erased when its
    // turn comes.
    private long ReadHeader(int segment)
    {
        int length = store.Read(segment, 0, buffer, 0, RecordLayout.RecordBytes);
        bool isOurs = length == RecordLayout.RecordBytes && header.Decode(hash, keys, buffer);
        return isOurs ? header.FirstNumber : 0;
    }

    // A header can be damaged long after. Its first record then still follows from the last one of the segment before.
    private bool Continues(int segment)
    {
        int length = store.Read(segment, RecordLayout.RecordBytes, buffer, 0, RecordLayout.RecordBytes);
        return length == RecordLayout.RecordBytes && seal.IsGenuine(buffer, 0);
    }

    private static int Oldest(long[] firstNumbers)
    {
        int oldest = -1;
        for (int i = 0; i < firstNumbers.Length; i++)
        {
            if (firstNumbers[i] != 0 && (oldest < 0 || firstNumbers[i] < firstNumbers[oldest]))
            {
                oldest = i;
            }
        }

        return oldest;
    }

    private void ReadSegment(int segment, RecoveredState state)
    {
        store.Read(segment, 0, buffer, 0, RecordLayout.RecordBytes);
        header.Decode(hash, keys, buffer);
        if (HasJournal)
        {
            Lose(header.FirstNumber - 1 - LastNumber, state);
        }

        HasJournal = true;
        JournalId = header.JournalId;
        AcknowledgedUpTo = header.AcknowledgedUpTo;
        LastNumber = header.FirstNumber - 1;
        Array.Copy(header.PreviousTag, seal.PreviousTag, RecordLayout.TagBytes);
        ReadRecords(segment, state);
    }

    private void ReadRecords(int segment, RecoveredState state)
    {
        LastSegment = segment;
        Array.Copy(seal.PreviousTag, tagBefore, RecordLayout.TagBytes);
        int slots = store.Length(segment) / RecordLayout.RecordBytes;
        int lastGenuine = LastGenuineSlot(segment, slots);
        Array.Copy(tagBefore, seal.PreviousTag, RecordLayout.TagBytes);
        for (int slot = 1; slot <= lastGenuine && slot <= recordsPerSegment; slot++)
        {
            Take(segment, slot, state);
        }

        int genuineBytes = (lastGenuine + 1) * RecordLayout.RecordBytes;
        bool isTorn = store.Length(segment) > genuineBytes;
        if (isTorn)
        {
            store.Truncate(segment, genuineBytes);
        }
    }

    private int LastGenuineSlot(int segment, int slots)
    {
        int last = 0;
        for (int slot = 1; slot < slots; slot++)
        {
            store.Read(segment, slot * RecordLayout.RecordBytes, buffer, 0, RecordLayout.RecordBytes);
            if (seal.IsGenuine(buffer, 0))
            {
                last = slot;
            }

            seal.MoveTo(buffer, 0);
        }

        return last;
    }

    private void Take(int segment, int slot, RecoveredState state)
    {
        store.Read(segment, slot * RecordLayout.RecordBytes, buffer, 0, RecordLayout.RecordBytes);
        bool isGenuine = seal.IsGenuine(buffer, 0);
        seal.MoveTo(buffer, 0);
        LastNumber++;
        if (isGenuine && RecordLayout.Decode(buffer, 0, record))
        {
            LastBootNumber = record.BootNumber;
            StateRecovery.Apply(record, state);
        }
        else
        {
            Lose(1, state);
        }
    }

    private static void Lose(long count, RecoveredState state)
    {
        if (count > 0)
        {
            state.LostRecords += (int)count;
            state.LastSessionNumber += (int)count; // each may have been the start of one
            state.IsDrawUnknown = true;
            state.CoveredWh = RecordLayout.MaximumEnergyWh; // and may have drawn all that there was
            state.MeterSerial = null; // and may have told of another meter
        }
    }
}
